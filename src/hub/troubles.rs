//! The hub's troubles, looked at each second -> a log line at the begin and the end of each, and an alert for one that lasts.

mod lasting;

use super::Hub;
use crate::health::{ALL_QUEUES, Health, Trouble, Weight};
use crate::number::AlertNo;
use crate::outcome::Code;
use crate::store::{StoreError, Writing};
use crate::topology;
use futures_util::FutureExt;
use lasting::{CONSUMING, GLANCE, Key, Over, TroubleWatch};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};
use tracing::{error, info};

/// A job of the store may take this long before it is called hanging.
const PATIENCE: Duration = Duration::from_secs(10);

/// Updates the troubles that need no query: the connections, the broker's alarm, whether any queue is read, and a recording that stands
/// still. Also takes away troubles of partners and queues that are not in the catalog any more.
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
    let of = |codes: &[Code], about: &str| {
        troubles
            .iter()
            .any(|trouble| codes.contains(&trouble.code) && trouble.about == about)
    };
    let unread = |source: &String| {
        of(
            &[Code::QueueUnread, Code::QueueAside],
            &topology::in_queue(source),
        )
    };
    let none =
        "geen enkele wachtrij van de catalogus wordt gelezen: bij elke wachtrij staat waarom";
    not_ready(
        catalog.sources.keys().all(unread),
        Code::QueueUnread,
        ALL_QUEUES,
        none,
    );
    for Trouble { code, about, .. } in &troubles {
        let gone = match code {
            Code::QueueUnread | Code::QueueAside => match about.split_once('.') {
                Some(("in" | "dlq", source)) => {
                    about != ALL_QUEUES && !catalog.sources.contains_key(source)
                }
                _ => false,
            },
            Code::PartnerUnreached => !catalog
                .partners
                .iter()
                .any(|partner| partner.party().to_string() == *about),
            _ => false,
        };
        if gone {
            health.right(*code, about);
        }
    }
}

/// The words about a store that refuses a job.
pub const REFUSES: &str = "de opslag neemt niets aan";
/// The words about a store that does not answer in time.
pub const HANGS: &str = "de opslag antwoordt niet op tijd";

/// Reports that the store refuses to record.
pub fn store_refuses(health: &Health, words: &str) {
    health.wrong(Code::StoreRefuses, "", Weight::NotReady, words);
}

/// Reports that the store has recorded something; but a job that the store refused before may still wait.
pub fn store_takes(hub: &Hub) {
    if !hub.metrics.is_stalled() {
        hub.health.right(Code::StoreRefuses, "");
    }
}

/// Looks each second until the hub stops. A trouble that lasts for `after` raises an alert.
pub async fn watch(hub: Arc<Hub>, after: Duration) {
    let mut stopping = hub.stopping.clone();
    let (mut watch, mut asking) = (TroubleWatch::new(after), None);
    loop {
        tokio::select! {
            () = stopping.requested() => return,
            () = sleep(GLANCE) => {}
        }
        see(&hub);
        for Over {
            key: (code, about),
            seconds,
        } in watch.look(&hub.health.troubles(), Instant::now())
        {
            info!(code = code.as_str(), about, seconds, "it is over");
        }
        asking = ask(&hub, &mut watch.owed, asking).await;
    }
}

type Numbers = Vec<(Key, Option<AlertNo>)>;

/// A job that raises alerts, and the moment that the store got it.
struct PendingAlert(JoinHandle<Result<Numbers, StoreError>>, Instant);

/// Raises the owed alerts, one job at a time, so that a store that hangs does not gather jobs. An alert that the store refuses is owed
/// until the store takes it, also when the trouble is over.
async fn ask(
    hub: &Hub,
    owed: &mut BTreeSet<Key>,
    asking: Option<PendingAlert>,
) -> Option<PendingAlert> {
    if let Some(PendingAlert(mut job, since)) = asking {
        match (&mut job).now_or_never() {
            None => {
                if since.elapsed() > PATIENCE {
                    store_refuses(&hub.health, HANGS);
                }
                return Some(PendingAlert(job, since));
            }
            Some(Ok(Ok(raised))) => {
                store_takes(hub);
                for (key, number) in raised {
                    if let Some(alert) = number {
                        error!(
                            code = key.0.as_str(),
                            about = key.1,
                            alert = alert.0,
                            "it lasts, a person must look"
                        );
                    }
                    owed.remove(&key);
                }
            }
            Some(Ok(Err(_)) | Err(_)) => store_refuses(&hub.health, REFUSES),
        }
    }
    let refuses = hub
        .health
        .troubles()
        .iter()
        .any(|trouble| trouble.code == Code::StoreRefuses);
    if owed.is_empty() && !refuses {
        return None;
    }
    let (store, now, keys) = (hub.store.clone(), hub.now(), owed.clone());
    let job = move |store: &Writing<'_>| {
        store.pulse()?;
        let raised = keys.into_iter().map(|key| {
            store
                .raise_alert_about(now, key.0, &key.1)
                .map(|number| (key, number))
        });
        raised.collect()
    };
    Some(PendingAlert(
        tokio::spawn(async move { store.write(job).await }),
        Instant::now(),
    ))
}
