//! `[broker]` -> [`Broker`]: the broker that messages come from and go to.

use super::LimitSettings;
use super::address::{Address, SecretText};
use super::given::GivenSettings;
use crate::topology::AccountLimits;

/// The most memory of the hub that the messages of one queue may take: 4 GiB.
const MEMORY: usize = 4 << 30;

const OPEN: &str = "gaat met `amqp://` onversleuteld naar een andere machine: gebruik `amqps://`, of zet `broker.unencrypted = true` \
     als het netwerk zelf versleutelt of van niemand anders is";

/// `[broker]`.
#[derive(Debug)]
pub struct Broker {
    /// `amqp://user:password@host:port/vhost`, or `amqps://`.
    pub url: SecretText,
    /// `http://user:password@host:15672`: for `topology`, users and permissions; optional.
    pub management: Option<SecretText>,
    /// `http://user:password@host:15672` of a user that may only look. Without it the running hub does not watch the broker's settings.
    pub watch: Option<SecretText>,
    /// How many messages of one source may be on their way to the store.
    pub prefetch: u16,
    /// The share of the broker that the account of a source or a partner may take.
    pub accounts: AccountLimits,
    /// How long the broker may take to confirm a message, in seconds.
    pub confirm_seconds: u64,
}

impl Broker {
    pub(super) fn read(given: &mut GivenSettings, limits: &LimitSettings) -> Self {
        let url = given.needed("broker.url").unwrap_or_default();
        let unencrypted = given.truth("broker.unencrypted").unwrap_or_default();
        match Some(&url)
            .filter(|url| !url.is_empty())
            .map(|url| Address::of_broker(url))
        {
            Some(Err(words)) => given.refuse("broker.url", words),
            Some(Ok(address)) if address.is_open() && !unencrypted => {
                given.refuse("broker.url", OPEN)
            }
            _ => {}
        }
        let [management, watch] = ["broker.management", "broker.watch"].map(|name| {
            let url = given.text(name);
            if let Some(words) = url
                .as_ref()
                .and_then(|url| Address::of_management(url).err())
            {
                given.refuse(name, words);
            }
            url
        });
        let prefetch = given.number("broker.prefetch", 1..=u16::MAX, 256);
        if usize::from(prefetch).saturating_mul(limits.message_bytes) > MEMORY {
            given.refuse(
                "broker.prefetch",
                "maal `limits.message_bytes` is meer dan 4 GiB: maak een van beide kleiner",
            );
        }
        let usual = AccountLimits::default();
        Self {
            url: SecretText::new(url),
            management: management.map(SecretText::new),
            watch: watch.map(SecretText::new),
            prefetch,
            accounts: AccountLimits {
                connections: given.number(
                    "broker.account_connections",
                    1..=100_000,
                    usual.connections,
                ),
                channels: given.number("broker.account_channels", 1..=100_000, usual.channels),
            },
            confirm_seconds: given.number("broker.confirm_seconds", 1..=600, 10),
        }
    }
}
