//! `amqps://user:password@host:port/vhost` -> [`Address`], or its faults, without a word of the text behind `//`.
//!
//! An address is taken apart by the places of its signs. A sign of a password in a place where that sign means something else makes a
//! part of the password a host, and hosts are told in errors: so an uncertain address is refused.

use crate::message::Private;
use std::collections::BTreeSet;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::ops::RangeInclusive;

const ENCODE: &str = "heeft een teken in gebruiker, wachtwoord of vhost dat percent-gecodeerd moet worden: `@` is `%40`, `/` `%2F`, `?` `%3F`, `#` `%23`, `%` `%25`, \
     een spatie `%20`";
const AMQP: &str = "klopt niet: verwacht `amqps://gebruiker:wachtwoord@host:poort/vhost`";
const HTTP: &str = "klopt niet: verwacht `https://gebruiker:wachtwoord@host:poort`";

/// The options that may stand behind `?`, with their bounds.
const OPTIONS: [(&str, RangeInclusive<u64>); 4] = [
    ("heartbeat", 1..=600),
    ("frame_max", 4096..=1 << 27),
    ("channel_max", 1..=65_535),
    ("connection_timeout", 1..=300_000),
];

/// A text with a password in it.
#[derive(Debug)]
pub struct SecretText(pub Private<String>);

impl SecretText {
    pub(super) fn new(text: String) -> Self {
        Self(Private::new(text))
    }
}

/// An address, taken apart.
#[derive(Debug)]
pub struct Address {
    /// Without user and password: `https://host:15671`, with its path when that is part of an API's place.
    pub base: String,
    /// Decoded; absent when the address names no user.
    pub user: Option<String>,
    /// Decoded; absent when the address has no password.
    pub password: Option<Private<String>>,
}

impl Address {
    /// Parses `broker.url`.
    pub fn of_broker(url: &str) -> Result<Self, String> {
        let scheme = ["amqp", "amqps"]
            .into_iter()
            .find(|scheme| begins(url, scheme));
        let scheme = scheme.ok_or("moet beginnen met amqp:// of amqps://")?;
        let (address, rest) = Self::parts(scheme, url, AMQP)?;
        if address.base.contains('[') {
            return Err("heeft een IPv6-adres; dat kan hier niet: geef een naam".to_owned());
        }
        let (vhost, options) = rest.split_once('?').unwrap_or((rest, ""));
        if !is_encoded(vhost) {
            return Err(ENCODE.to_owned());
        }
        let mut given = BTreeSet::new();
        for option in options.split('&').filter(|option| !option.is_empty()) {
            let (name, value) = option.split_once('=').unwrap_or((option, ""));
            let digits = value.bytes().all(|byte| byte.is_ascii_digit());
            match OPTIONS.iter().find(|(known, _)| *known == name) {
                Some((name, _)) if !given.insert(*name) => {
                    return Err(format!("geeft `{name}` twee keer: laat er één staan"));
                }
                Some((_, bounds))
                    if digits && value.parse().is_ok_and(|number| bounds.contains(&number)) => {}
                Some((name, bounds)) => {
                    return Err(format!(
                        "geeft aan `{name}` geen geheel getal van {} tot {}",
                        bounds.start(),
                        bounds.end()
                    ));
                }
                None => {
                    let known = OPTIONS.map(|(known, _)| known).join(", ");
                    return Err(format!(
                        "heeft achter `?` iets onbekends; bekend zijn {known}"
                    ));
                }
            }
        }
        Ok(address)
    }

    /// Whether the connection can be read along the way: not encrypted, and not to this machine itself.
    pub fn is_open(&self) -> bool {
        let Some(authority) = self.base.strip_prefix("amqp://") else {
            return false;
        };
        let host = authority.split(':').next().unwrap_or_default();
        !(host.eq_ignore_ascii_case("localhost")
            || host
                .parse::<Ipv4Addr>()
                .is_ok_and(|address| address.is_loopback()))
    }

    /// Parses `broker.management`.
    pub fn of_management(url: &str) -> Result<Self, String> {
        let scheme = ["http", "https"]
            .into_iter()
            .find(|scheme| begins(url, scheme));
        let scheme = scheme.ok_or("moet beginnen met http:// of https://")?;
        let (address, rest) = Self::parts(scheme, url, HTTP)?;
        match (&address.user, &address.password) {
            (Some(_), Some(_)) if !rest.contains('?') && is_encoded(rest) => Ok(Self {
                base: address.base + rest,
                ..address
            }),
            _ => Err(HTTP.to_owned()),
        }
    }

    /// The address, and the text behind its host.
    fn parts<'u>(scheme: &str, url: &'u str, shape: &str) -> Result<(Self, &'u str), String> {
        let all = url.get(scheme.len() + 3..).unwrap_or_default();
        let reserved = |c: char| matches!(c, '/' | '?' | '#' | '\\');
        let at: Vec<usize> = all.match_indices('@').map(|(at, _)| at).collect();
        let early = at.first().is_some_and(|at| {
            all.get(..*at)
                .is_none_or(|before| before.contains(reserved))
        });
        if at.len() > 1 || early || all.contains(['#', '\\']) || all.contains(char::is_whitespace) {
            return Err(ENCODE.to_owned());
        }
        let (credentials, place) = match all.split_once('@') {
            Some((credentials, place)) => (Some(credentials), place),
            None => (None, all),
        };
        let (authority, rest) = place.split_at(place.find(reserved).unwrap_or(place.len()));
        let (host, port) = match authority
            .strip_prefix('[')
            .map(|inner| inner.split_once(']'))
        {
            Some(Some((inner, port))) => (inner.parse::<Ipv6Addr>().is_ok(), port),
            Some(None) => (false, ""),
            None => {
                let (host, port) =
                    authority.split_at(authority.find(':').unwrap_or(authority.len()));
                (
                    !host.is_empty()
                        && host
                            .chars()
                            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_')),
                    port,
                )
            }
        };
        let port = port.is_empty() || port.strip_prefix(':').is_some_and(is_port);
        if !host || !port {
            return Err(shape.to_owned());
        }
        let (user, password) = match credentials.map(|both| {
            both.split_once(':')
                .map_or((both, None), |(user, word)| (user, Some(word)))
        }) {
            Some((user, password)) => (
                Some(decoded(user)?).filter(|user| !user.is_empty()),
                password.map(decoded).transpose()?,
            ),
            None => (None, None),
        };
        if credentials.is_some() && user.is_none() {
            return Err(shape.to_owned());
        }
        Ok((
            Self {
                base: format!("{scheme}://{authority}"),
                user,
                password: password.map(Private::new),
            },
            rest,
        ))
    }
}

fn begins(url: &str, scheme: &str) -> bool {
    url.strip_prefix(scheme)
        .is_some_and(|rest| rest.starts_with("://"))
}

fn is_port(digits: &str) -> bool {
    digits.bytes().all(|byte| byte.is_ascii_digit())
        && digits.parse::<u16>().is_ok_and(|port| port > 0)
}

/// Whether every `%` begins a code of two digits.
fn is_encoded(text: &str) -> bool {
    let mut codes = text.split('%').skip(1);
    codes.all(|code| {
        code.get(..2)
            .is_some_and(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit()))
    })
}

fn decoded(text: &str) -> Result<String, String> {
    if !is_encoded(text) {
        return Err(ENCODE.to_owned());
    }
    let mut parts = text.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let (code, rest) = part.split_at_checked(2).unwrap_or_default();
        bytes.extend(u8::from_str_radix(code, 16).ok());
        bytes.extend(rest.as_bytes());
    }
    String::from_utf8(bytes)
        .map_err(|_| "heeft een gebruiker of wachtwoord dat na decoderen geen UTF-8 is".to_owned())
}
