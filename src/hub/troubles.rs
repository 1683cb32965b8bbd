//! What is wrong with the hub, looked at each second -> a line when it begins and when it is over, and an alert when it lasts.

use super::Hub;
use crate::health::{Health, Trouble, Weight};
use crate::outcome::Code;
use crate::store::{StoreError, Writing};
use crate::topology;
use futures_util::FutureExt;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};
use tracing::{error, info, warn};

/// So often it is looked; what lasts shorter is not worth a line.
const GLANCE: Duration = Duration::from_secs(1);
/// What comes back within this time was not over.
const SETTLED: Duration = Duration::from_secs(5);
/// Our own connections come back by themselves, and nothing is lost meanwhile: a person hears of it later.
const DISCONNECTED: Duration = Duration::from_secs(600);
/// A job of the store may take this long before it is called hanging.
const PATIENCE: Duration = Duration::from_secs(10);

/// All queues of the catalog together.
const ALL_QUEUES: &str = "in.*";
const CONSUMING: &str = "consuming";
const PUBLISHING: &str = "publishing";

/// What is looked at without asking anybody: the connections, the broker's alarm, whether any queue is read, and a recording that
/// stands still. Also takes away what is said of partners and queues that are not in the catalog any more.
pub fn see(hub: &Hub) {
    let (health, metrics, catalog) = (&hub.health, &hub.metrics, hub.catalog.load());
    let not_ready = |is_wrong: bool, code: Code, about: &str, words: &str| match is_wrong {
        true => health.wrong(code, about, Weight::NotReady, words),
        false => health.right(code, about),
    };
    for (name, up) in metrics.connections() {
        let words = match name {
            CONSUMING => "geen verbinding om van te lezen",
            _ => "geen verbinding om op te bezorgen",
        };
        not_ready(!up, Code::Disconnected, name, words);
    }
    let blocked = "de broker heeft alarm geslagen over zijn geheugen of schijf en neemt geen berichten aan: maak daar ruimte";
    not_ready(metrics.is_blocked(), Code::Blocked, "", blocked);
    if metrics.is_stalled() {
        store_refuses(health, REFUSES);
    }
    let troubles = health.troubles();
    let of = |codes: &[Code], about: &str| troubles.iter().any(|trouble| codes.contains(&trouble.code) && trouble.about == about);
    let unread = |source: &String| of(&[Code::QueueUnread, Code::QueueAside], &topology::in_queue(source));
    let none = "geen enkele wachtrij van de catalogus wordt gelezen: bij elke wachtrij staat waarom";
    not_ready(catalog.sources.keys().all(unread), Code::QueueUnread, ALL_QUEUES, none);
    for Trouble { code, about, .. } in &troubles {
        let gone = match code {
            Code::QueueUnread | Code::QueueAside => match about.split_once('.') {
                Some(("in" | "dlq", source)) => about != ALL_QUEUES && !catalog.sources.contains_key(source),
                _ => false,
            },
            Code::PartnerUnreached => !catalog.partners.iter().any(|partner| partner.key() == *about),
            _ => false,
        };
        if gone {
            health.right(*code, about);
        }
    }
}

/// What is said when the store answers that it does not take something.
pub const REFUSES: &str = "de opslag neemt niets aan";
/// What is said when it does not answer.
pub const HANGS: &str = "de opslag antwoordt niet op tijd";

/// The store takes nothing.
pub fn store_refuses(health: &Health, words: &str) {
    health.wrong(Code::StoreRefuses, "", Weight::NotReady, words);
}

/// The store has taken something; but what it refused before may still wait.
pub fn store_takes(hub: &Hub) {
    if !hub.metrics.is_stalled() {
        hub.health.right(Code::StoreRefuses, "");
    }
}

/// Looks each second until the hub stops. What is wrong for `after` raises an alert.
pub async fn watch(hub: Arc<Hub>, after: Duration) {
    let mut stopping = hub.stopping.clone();
    let (mut watch, mut asking) = (Watch::new(after), None);
    loop {
        tokio::select! {
            () = stopping.requested() => return,
            () = sleep(GLANCE) => {}
        }
        see(&hub);
        watch.look(&hub.health.troubles(), Instant::now());
        asking = ask(&hub, &mut watch.owed, asking).await;
    }
}

type Key = (Code, String);
type Numbers = Vec<(Key, Option<i64>)>;

/// A job that raises alerts, and since when it is with the store.
struct Asking(JoinHandle<Result<Numbers, StoreError>>, Instant);

/// One job at a time: a store that hangs does not gather them. What it refuses is owed until it is taken, also when the trouble is over.
async fn ask(hub: &Hub, owed: &mut BTreeSet<Key>, asking: Option<Asking>) -> Option<Asking> {
    if let Some(Asking(mut job, since)) = asking {
        match (&mut job).now_or_never() {
            None => {
                if since.elapsed() > PATIENCE {
                    store_refuses(&hub.health, HANGS);
                }
                return Some(Asking(job, since));
            }
            Some(Ok(Ok(raised))) => {
                store_takes(hub);
                for (key, number) in raised {
                    if let Some(alert) = number {
                        error!(code = key.0.as_str(), about = key.1, alert, "it lasts, a person must look");
                    }
                    owed.remove(&key);
                }
            }
            Some(Ok(Err(_)) | Err(_)) => store_refuses(&hub.health, REFUSES),
        }
    }
    let refuses = hub.health.troubles().iter().any(|trouble| trouble.code == Code::StoreRefuses);
    if owed.is_empty() && !refuses {
        return None;
    }
    let (store, now, keys) = (hub.store.clone(), hub.now(), owed.clone());
    let job = move |store: &Writing<'_>| {
        store.pulse()?;
        let raised = keys.into_iter().map(|key| store.raise_alert_about(now, key.0, &key.1).map(|number| (key, number)));
        raised.collect()
    };
    Some(Asking(tokio::spawn(async move { store.write(job).await }), Instant::now()))
}

/// What is known of the troubles from one look to the next.
struct Watch {
    after: Duration,
    looked: Instant,
    seen: BTreeMap<Key, Seen>,
    /// What a person must hear of and is not on record yet.
    owed: BTreeSet<Key>,
}

struct Seen {
    last: Instant,
    /// For so long in all, without what it only followed from.
    wrong: Duration,
    told: bool,
    asked: bool,
}

impl Watch {
    fn new(after: Duration) -> Self {
        Self { after, looked: Instant::now(), seen: BTreeMap::new(), owed: BTreeSet::new() }
    }

    fn term(&self, code: Code) -> Duration {
        match code {
            Code::QueueAside | Code::Unsafe => Duration::ZERO,
            Code::Disconnected => DISCONNECTED.max(self.after),
            _ => self.after,
        }
    }

    fn look(&mut self, troubles: &[Trouble], now: Instant) {
        let before = std::mem::replace(&mut self.looked, now);
        for trouble in troubles {
            let (code, about, term) = (trouble.code.as_str(), trouble.about.as_str(), self.term(trouble.code));
            let key = (trouble.code, trouble.about.clone());
            let new = Seen { last: now, wrong: Duration::ZERO, told: false, asked: false };
            let seen = self.seen.entry(key.clone()).or_insert(new);
            seen.last = now;
            // what was not known at the last look may have begun before it all the same
            let from = if seen.wrong.is_zero() { trouble.since } else { trouble.since.max(before) };
            match follows(trouble, troubles) {
                true => seen.wrong = Duration::ZERO,
                false => seen.wrong += now.saturating_duration_since(from),
            }
            if seen.wrong >= GLANCE && !std::mem::replace(&mut seen.told, true) {
                warn!(code, about, "something is wrong");
            }
            if seen.wrong >= term && !follows(trouble, troubles) && !std::mem::replace(&mut seen.asked, true) {
                self.owed.insert(key);
            }
        }
        self.seen.retain(|(code, about), seen| {
            let keep = now.saturating_duration_since(seen.last) < SETTLED;
            if !keep && seen.told {
                info!(code = code.as_str(), about, seconds = seen.wrong.as_secs(), "it is over");
            }
            keep
        });
    }
}

/// Is this no more than what another trouble brings? That one asks for a person, and this one only when it outlasts it.
fn follows(trouble: &Trouble, all: &[Trouble]) -> bool {
    let is = |code: Code, about: &str| all.iter().any(|other| (other.code, other.about.as_str()) == (code, about));
    match trouble.code {
        Code::QueueUnread if trouble.about == ALL_QUEUES => is(Code::Disconnected, CONSUMING),
        Code::QueueUnread => is(Code::Disconnected, CONSUMING) || is(Code::QueueUnread, ALL_QUEUES) || is(Code::QueueAside, &trouble.about),
        Code::PartnerUnreached => is(Code::Disconnected, PUBLISHING) || is(Code::Blocked, "") || is(Code::StoreRefuses, ""),
        _ => false,
    }
}
