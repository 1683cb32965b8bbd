//! The broker's settings, looked at again and again -> the settings that cannot be relied on, in the hub's health.

use super::Hub;
use crate::dutch;
use crate::health::Weight;
use crate::management::{Management, ManagementError};
use crate::outcome::Code;
use crate::topology::{AccountLimits, Danger, Wanted};
use std::collections::BTreeMap;
use std::fmt::Display;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};
use tracing::{error, info, warn};

/// The interval between looks.
const INTERVAL: Duration = Duration::from_secs(60);
/// The interval while a setting is wrong, so that the person who mends it need not wait.
const WRONG_INTERVAL: Duration = Duration::from_secs(10);
/// The most time that the first look, which comes before the first message, holds the hub up when the management API hangs.
const FIRST_LOOK: Duration = Duration::from_secs(5);

/// The watcher of a virtual host: the management API, and the dangers seen last.
pub struct Watch {
    management: Option<Management>,
    vhost: String,
    hub_user: String,
    limits: AccountLimits,
    /// The dangers, by the name of a queue or exchange.
    unsafe_now: BTreeMap<String, Unreliable>,
    blind: bool,
    /// An account may take more of the broker than it should.
    unlimited: bool,
}

/// All dangers of one queue or exchange.
#[derive(Debug, PartialEq, Eq)]
struct Unreliable {
    weight: Weight,
    /// For the log.
    settings: Vec<String>,
    /// For a person.
    words: String,
}

impl Watch {
    /// A watch with `management`, which needs no more than the tag `monitoring`; without `management` nothing can be seen. The accounts of
    /// sources and partners, but not that of the hub, should have these limits.
    pub fn new(
        management: Option<Management>,
        vhost: String,
        hub_user: String,
        limits: AccountLimits,
    ) -> Self {
        Self {
            management,
            vhost,
            hub_user,
            limits,
            unsafe_now: BTreeMap::new(),
            blind: false,
            unlimited: false,
        }
    }

    /// Compares the settings once. A setting that cannot be seen now stays as seen last.
    pub async fn look(&mut self, hub: &Hub) {
        let catalog = hub.catalog.load_full();
        match &self.management {
            None => {
                let words = "niets vergelijkt de instellingen van de broker met waar de hub op rekent: draai `schakel topology`, dat een gebruiker maakt om te kijken, en zet zijn adres in `broker.watch`";
                self.cannot_look(hub, &"`broker.watch` is not set", words.to_owned());
            }
            Some(management) => match management.relied_on(&self.vhost).await {
                Ok(found) => {
                    let watcher = Some(management.user().to_owned());
                    let wanted = Wanted::of(&catalog, self.hub_user.clone(), watcher, self.limits);
                    let objects = wanted.objects();
                    let unlimited = found.unlimited(&objects);
                    self.unlimited = unlimited.is_some();
                    match unlimited {
                        Some(words) => {
                            hub.health
                                .wrong(Code::Unlimited, "", Weight::Degraded, words)
                        }
                        None => hub.health.right(Code::Unlimited, ""),
                    }
                    self.seen(hub, found.dangers(&self.vhost, &objects));
                }
                Err(error) => self.failed(hub, &error),
            },
        }
    }

    fn failed(&mut self, hub: &Hub, error: &ManagementError) {
        let words = format!(
            "de instellingen van de broker zijn niet te zien met `broker.watch`: {}",
            dutch::of_management(error)
        );
        self.cannot_look(hub, error, words);
    }

    /// Reports that the settings cannot be seen; `why` is for the log, `words` for a person.
    fn cannot_look(&mut self, hub: &Hub, why: &dyn Display, words: String) {
        if !self.blind {
            self.blind = true;
            warn!(code = %Code::Unwatched, %why, "cannot watch the broker's settings");
        }
        hub.health
            .wrong(Code::Unwatched, "", Weight::Degraded, words);
    }

    /// Takes in the dangers of a look. The alert for each comes from the health: a message delivered before the danger was seen may be
    /// gone, also when the danger is over.
    fn seen(&mut self, hub: &Hub, dangers: Vec<Danger>) {
        if std::mem::take(&mut self.blind) {
            info!("the broker's settings are watched");
        }
        hub.health.right(Code::Unwatched, "");
        let now = by_name(dangers);
        for (name, found) in &now {
            let (weight, words) = (found.weight, found.words.as_str());
            hub.health.wrong(Code::Unsafe, name, weight, words);
            if self.unsafe_now.get(name) == Some(found) {
                continue;
            }
            let settings = found.settings.join("; ");
            error!(code = %Code::Unsafe, name, settings, "a setting of the broker cannot be relied on");
        }
        for name in self
            .unsafe_now
            .keys()
            .filter(|name| !now.contains_key(*name))
        {
            info!(name, "this setting of the broker can be relied on again");
            hub.health.right(Code::Unsafe, name);
        }
        self.unsafe_now = now;
    }
}

/// All dangers of one name, as one trouble.
fn by_name(dangers: Vec<Danger>) -> BTreeMap<String, Unreliable> {
    let mut all: BTreeMap<String, Unreliable> = BTreeMap::new();
    for danger in dangers {
        let weight = if danger.loses {
            Weight::NotReady
        } else {
            Weight::Degraded
        };
        let found = all.entry(danger.about).or_insert(Unreliable {
            weight,
            settings: Vec::new(),
            words: String::new(),
        });
        found.weight = weight.max(found.weight);
        found.settings.push(danger.setting);
        if !found.words.is_empty() {
            found.words.push_str("; ");
        }
        found.words.push_str(&danger.words);
    }
    all
}

/// Looks once, and from then on in a task of its own until the hub stops.
pub async fn start(hub: &Arc<Hub>, mut watch: Watch) -> JoinHandle<()> {
    let hub = Arc::clone(hub);
    if timeout(FIRST_LOOK, watch.look(&hub)).await.is_err() {
        watch.cannot_look(
            &hub,
            &"the management API does not answer in time",
            "de management-API van `broker.watch` antwoordt niet op tijd".to_owned(),
        );
    }
    tokio::spawn(async move {
        let mut stopping = hub.stopping.clone();
        loop {
            let wrong = watch.blind || watch.unlimited || !watch.unsafe_now.is_empty();
            tokio::select! {
                () = sleep(if wrong { WRONG_INTERVAL } else { INTERVAL }) => {}
                () = stopping.requested() => return,
            }
            tokio::select! {
                () = watch.look(&hub) => {}
                () = stopping.requested() => return,
            }
        }
    })
}
