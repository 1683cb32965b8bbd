//! The hub at work: arrivals in, dispatches and answers out, everything on record first.

pub mod act;
mod again;
pub mod answers;
mod batch;
pub mod choice;
pub mod consents;
mod decide;
pub mod errand;
pub mod incoming;
pub mod intake;
pub(crate) mod later;
mod operated;
pub mod outgoing;
pub(crate) mod prepare;
mod reach;
mod receipts;
pub mod record;
mod spoken;
pub mod timely;
pub mod troubles;
mod unsure;
pub mod watch;
mod worker;

use crate::arrival::Arrival;
use crate::broker::{BrokerSettings, Publisher};
use crate::catalog::Catalog;
use crate::channel::Ways;
use crate::clock::{Clock, Moment, Steady};
use crate::health::Health;
use crate::keys::DigestKey;
use crate::metrics::Metrics;
use crate::outcome::Code;
use crate::party::Party;
use crate::pipeline::{self, Limits, retry};
use crate::stopping::Stopping;
use crate::store::{LogSort, Store, StoreError};
use answers::Answers;
use arc_swap::ArcSwap;
use consents::ConsentEpoch;
use incoming::Incoming;
use intake::Decide;
use outgoing::Outgoing;
use serde_json::json;
use std::collections::BTreeSet;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tracing::{error, info, warn};

pub use operated::Operated;

/// Spreads the retries: 0..=1000.
pub type Dice = dyn Fn() -> u32 + Send + Sync;

/// The state and the settings that all loops of the hub share.
pub struct Hub {
    /// The catalog of now; a loop takes one snapshot for one batch.
    pub catalog: ArcSwap<Catalog>,
    /// The store: the evidence of every outcome and disclosure.
    pub store: Store,
    /// Digests of content, for duplicates and for ids.
    pub digest: DigestKey,
    /// The bounds on the part of an arrival that is looked at.
    pub limits: Limits,
    /// Messages per transaction.
    pub batch: usize,
    /// Deliveries to one partner at once.
    pub window: usize,
    /// The changes of consents: a ruling of an older epoch is asked again before the hub acts on it.
    pub consent_epoch: Arc<ConsentEpoch>,
    /// Whether the hub was asked to stop.
    pub stopping: Stopping,
    /// Pauses between the attempts for one dispatch.
    pub schedule: Vec<Duration>,
    /// The wall clock. Waiting goes by the runtime's clock; due times are written by [`Self::steady`].
    pub clock: Arc<Clock>,
    /// The time for due times, which never goes back.
    pub steady: Steady,
    /// Chance, for the retries alone.
    pub dice: Arc<Dice>,
    /// The counts of events.
    pub metrics: Metrics,
    /// The troubles of now.
    pub health: Health,
}

impl Hub {
    pub(crate) fn now(&self) -> Moment {
        let now = (self.clock)();
        self.steady.at(now); // the steady time must know of all that is recorded as due at this moment
        now
    }

    /// The moment by which due dispatches are due; never behind [`Self::now`].
    fn due_now(&self) -> Moment {
        self.steady.at((self.clock)())
    }

    /// Records an action of an operator or of the hub itself in the log.
    pub async fn record_action(&self, action: &'static str) -> Result<(), StoreError> {
        let catalog = self.catalog.load();
        let body = json!({ "action": action, "actor": "hub", "catalog": catalog.version });
        let (controller, now) = (catalog.region.name.clone(), self.now());
        self.store
            .write(move |store| {
                store
                    .append_log(now, LogSort::Action, &controller, &body)
                    .map(drop)
            })
            .await
    }
}

/// Runs the hub until it is asked to stop; returns when all that came in is on record and all that is in flight has ended. `desk` serves
/// the operators meanwhile; a trouble that lasts for `alert_after` raises an alert.
pub async fn run(
    hub: Arc<Hub>,
    broker: BrokerSettings,
    desk: impl AsyncFnOnce(Operated<'_>) -> Infallible,
    alert_after: Duration,
) -> Result<(), StoreError> {
    let publisher = Publisher::new(broker.clone());
    let publishing = publisher.clone();
    hub.metrics
        .watch_connection("publishing", move || publishing.is_connected());
    let publishing = publisher.clone();
    hub.metrics.watch_blocked(move || publishing.is_blocked());
    let (to_intake, arrivals) = mpsc::channel(hub.batch);
    let queue = to_intake.downgrade();
    hub.metrics.watch_queue(move || {
        queue.upgrade().map_or(0, |queue: mpsc::Sender<Arrival>| {
            queue.max_capacity() - queue.capacity()
        })
    });
    let health = hub.health.clone();
    hub.metrics.watch_troubles(move || health.troubles());
    let incoming = Arc::new(Incoming::start(
        &hub.catalog.load(),
        broker,
        hub.health.clone(),
        hub.limits.message_bytes,
        to_intake,
    ));
    let reading = Arc::downgrade(&incoming);
    hub.metrics.watch_connection("consuming", move || {
        reading
            .upgrade()
            .is_some_and(|reading| reading.is_connected())
    });
    let (consumers, stopping) = (Arc::clone(&incoming), hub.stopping.clone());
    let consuming = tokio::spawn(async move { consumers.until(stopping).await });
    let watching = tokio::spawn(troubles::watch(Arc::clone(&hub), alert_after));
    work(
        &hub,
        arrivals,
        &pipeline::triage,
        &Ways::over(move |name| publisher.mailbox(name)),
        desk,
        Some(&incoming),
    )
    .await?;
    hub.stopping
        .waits_for("the consumers to let go of the broker");
    drop(tokio::join!(consuming, watching)); // a task that panicked has logged that itself
    hub.metrics.unwatch();
    hub.stopping.waits_for("the store and the runtime to close");
    Ok(())
}

/// All loops but the consumers: runs until no arrivals can come any more, and everything in flight has ended.
pub async fn work(
    hub: &Arc<Hub>,
    arrivals: mpsc::Receiver<Arrival>,
    decide: &Decide,
    ways: &Ways,
    desk: impl AsyncFnOnce(Operated<'_>) -> Infallible,
    incoming: Option<&Incoming>,
) -> Result<(), StoreError> {
    let clock = timely::ClockWatch::begin(hub).await?;
    hub.record_action("start").await?;
    bound_waits(hub).await?;
    let due = tell_of_orphans(hub).await?;
    let outgoing = Outgoing::start(hub, ways, &hub.stopping, &due);
    let answers = Answers::start(hub, ways);
    let (intake, waiting) = errand::errands();
    info!(
        catalog = hub.catalog.load().version,
        region = hub.catalog.load().region.name,
        "the hub is running"
    );
    hub.stopping.waits_for("what is in the hub to be recorded");
    let operated = Operated {
        hub,
        outgoing: &outgoing,
        answers: &answers,
        ways,
        incoming,
        intake,
    };
    tokio::select! {
        () = intake::run(hub, arrivals, waiting, decide, &outgoing, &answers) => {}
        never = desk(operated) => match never {},
        never = clock.go_on() => match never {},
    }
    hub.stopping.waits_for("deliveries in flight");
    outgoing.finish().await;
    hub.stopping.waits_for("answers to senders");
    answers.finish().await;
    hub.stopping.waits_for("the store");
    hub.record_action("stop").await?;
    info!("the hub has stopped; nothing is in flight");
    Ok(())
}

/// Brings forward due times that are further off than the schedule allows: an earlier run wrote these by a clock that was ahead.
async fn bound_waits(hub: &Hub) -> Result<(), StoreError> {
    let longest: Vec<Duration> = (0..=hub.schedule.len())
        .map(|failures| retry::longest_wait(failures, &hub.schedule))
        .collect();
    let now = hub.due_now();
    let brought_near = hub
        .store
        .write(move |store| store.bound_waits(now, &longest))
        .await?;
    if brought_near > 0 {
        warn!(
            dispatches = brought_near,
            "these were to wait longer than their schedule, by a clock that was ahead: they are due in time again"
        );
    }
    Ok(())
}

/// Raises an alert for each partner that is no longer in the catalog and has dispatches due: these stay due until a person brings the
/// partner back or drops them. Gives all partners with something due.
pub(crate) async fn tell_of_orphans(hub: &Hub) -> Result<BTreeSet<Party>, StoreError> {
    let catalog = hub.catalog.load_full();
    let due: BTreeSet<Party> = hub
        .store
        .read(|store| store.partners_with_due())
        .await?
        .into_iter()
        .collect();
    let known: BTreeSet<Party> = catalog
        .partners
        .iter()
        .map(|partner| partner.party())
        .collect();
    for partner in due.difference(&known) {
        error!(%partner, "dispatches are due to a partner that is not in partners.toml: nothing is sent to it");
        let now = hub.now();
        hub.store
            .write(move |store| {
                store
                    .raise_alert(now, Code::NoPartner, None, None)
                    .map(drop)
            })
            .await?;
    }
    Ok(due)
}
