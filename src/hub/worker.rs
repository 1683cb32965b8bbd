//! One partner's dispatches -> attempts, within one window and in the order of each lane. Troubles of another partner never hold these up.

mod fast;
mod flight;
mod handed;
mod landing;
mod look;
mod pace;

use super::Hub;
use super::prepare::{self, Prepared, Stays};
use super::reach::Reach;
use super::receipts::{Attempt, Dispatched, Tried};
use super::record::Ready;
use super::timely;
use crate::catalog::Catalog;
use crate::channel::Channel;
use crate::health::Weight;
use crate::metrics::PreparedBy;
use crate::number::DispatchNo;
use crate::outcome::Code;
use crate::party::Party;
use crate::pipeline::Minimised;
use crate::stopping::Stopping;
use crate::store::Dispatch;
use flight::Flight;
use futures_util::future::{BoxFuture, ready};
use handed::Handed;
use landing::Landing;
use pace::{Event, FIRST_PAUSE, IDLE_LOOK, Next, Pace};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};
use tracing::warn;

/// The interval between looks for a queue that can be relied on again.
const UNSAFE_LOOK: Duration = Duration::from_secs(5);
/// The pause before the next look while a change of consents is on its way to the record.
const CHANGE_LOOK: Duration = Duration::from_millis(2);
/// An order of an operator, or of a change of the catalog, to a worker.
pub(super) enum Order {
    /// Look into the store at once.
    Look,
    /// Use this channel to the partner from now on. Attempts in flight end on the old one.
    Channel(Channel),
    /// Do a job about one dispatch while that dispatch is not in flight.
    Alone(DispatchNo, BoxFuture<'static, ()>),
}

/// The time of a new worker's first look into the store, unless a dispatch is handed over before.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum First {
    /// Something may be due: look at once.
    AtOnce,
    /// Nothing is due: look some time, not all workers together.
    InTurn,
}

/// The inputs of a worker.
pub(super) struct Inbox {
    /// Dispatches that were just recorded, each apart: a partner with nothing to do holds little.
    pub(super) ready: mpsc::Receiver<Box<Ready>>,
    pub(super) orders: mpsc::Receiver<Order>,
    /// Set when a recorded dispatch did not fit in `ready`, or is due again.
    pub(super) missed: Arc<AtomicBool>,
}

/// The state of one partner's loop.
pub(super) struct Worker {
    hub: Arc<Hub>,
    partner: Party,
    channel: Channel,
    inbox: Inbox,
    /// Orders about dispatches that are in flight.
    held: Vec<(DispatchNo, BoxFuture<'static, ()>)>,
    handed: Handed<Ready>,
    /// The most dispatches of the store that are prepared together: fewer where consents change so often that there is no time for more.
    lot: usize,
    flight: Flight,
    landing: Landing,
    pace: Pace,
    reach: Reach,
    ended: bool,
}

impl Worker {
    pub(super) fn new(
        hub: Arc<Hub>,
        partner: Party,
        channel: Channel,
        inbox: Inbox,
        first: First,
    ) -> Self {
        let first = match first {
            First::AtOnce => Duration::ZERO,
            First::InTurn => IDLE_LOOK * (hub.dice)().min(1000) / 1000,
        };
        Self {
            reach: Reach::new(hub.health.clone(), &partner),
            handed: Handed::of(2 * hub.batch),
            lot: hub.window,
            hub,
            partner,
            channel,
            inbox,
            held: Vec::new(),
            flight: Flight::default(),
            landing: Landing::default(),
            pace: Pace::new(Instant::now(), first),
            ended: false,
        }
    }

    fn heard(&mut self, event: Event) {
        self.pace.heard(event, Instant::now());
    }

    fn room(&self) -> usize {
        self.hub.window.saturating_sub(self.flight.len())
    }

    /// Whether the partner's side is unsafe: an event confirmed now may be lost a moment later, and would be on record as delivered. Such
    /// a dispatch stays due.
    fn cannot_be_relied_on(&self) -> bool {
        let health = &self.hub.health;
        self.channel
            .rests_on()
            .is_some_and(|name| health.is_wrong(Code::Unsafe, name, Weight::NotReady))
    }

    fn take_off(&mut self, about: Dispatched, event: Minimised, fewer: Option<String>) {
        let channel = self.channel.clone();
        self.flight.take_off(about, async move {
            let tried = channel
                .send(&event)
                .await
                .map_or_else(Tried::Failed, |_| Tried::Delivered);
            Attempt {
                about,
                tried,
                fewer,
                whom: Vec::new(),
            }
        });
    }

    /// The pause before the next look, when nothing can start now.
    fn held_up(&self, catalog: &Catalog) -> Option<Duration> {
        if timely::is_impossible(&self.hub) {
            // on such a day the table would refuse the dispatch, and the dispatch would be gone
            Some(FIRST_PAUSE)
        } else if catalog.partner(&self.partner).is_none() {
            // the partner was taken out while connected: its dispatches stay due
            Some(IDLE_LOOK)
        } else {
            self.cannot_be_relied_on().then_some(UNSAFE_LOOK)
        }
    }

    async fn start(&mut self, mut due: Vec<Dispatch>) -> bool {
        let catalog = self.hub.catalog.load_full();
        if let Some(wait) = self.held_up(&catalog) {
            self.heard(Event::Wait(wait));
            return false;
        }
        due.truncate(self.room().min(self.lot));
        let Some(epoch) = self.hub.consent_epoch.settled() else {
            self.heard(Event::Wait(CHANGE_LOOK));
            return false;
        };
        let today = self.hub.now().day();
        let asked = prepare::prepare(&self.hub.store, Arc::clone(&catalog), due, today);
        let prepared = match asked.await {
            Ok(prepared) => prepared,
            Err(error) => {
                warn!(%error, partner = %self.partner, "the store does not answer, nothing is sent");
                self.reach.store_fails();
                self.heard(Event::Failed);
                return false;
            }
        };
        let other_rules = !Arc::ptr_eq(&catalog, &self.hub.catalog.load());
        let other_day = self.hub.now().day() != today;
        if other_rules || other_day || self.hub.consent_epoch.now() != epoch {
            // the rules, the day or some consents changed during the read: ask again, for fewer
            self.lot = (self.lot / 2).max(1);
            self.heard(Event::Wait(Duration::ZERO));
            return false;
        }
        self.lot = (self.lot * 2).min(self.hub.window);
        self.hub.metrics.prepared(PreparedBy::Store, prepared.len());
        for prepared in prepared {
            self.send(prepared);
        }
        true
    }

    /// Sends an event that may go; a dispatch that stays lands at once.
    fn send(&mut self, prepared: Prepared) {
        let Prepared {
            dispatch,
            event,
            fewer,
            whom,
        } = prepared;
        let Dispatch {
            seq,
            document,
            subject,
            attempts,
            recorded,
            ..
        } = dispatch;
        let about = Dispatched {
            seq,
            document,
            subject,
            attempts,
            recorded,
        };
        match event {
            Ok(event) => self.take_off(about, event, fewer),
            Err(stays) => {
                let attempt = Attempt {
                    about,
                    tried: Tried::NotMade(stays),
                    fewer: None,
                    whom,
                };
                self.flight.take_off(about, ready(attempt));
            }
        }
    }

    async fn obey(&mut self, order: Order) {
        match order {
            Order::Look => {
                self.handed.lost();
                self.heard(Event::Woken);
            }
            Order::Channel(channel) => {
                self.channel = channel;
                self.heard(Event::Woken);
            }
            Order::Alone(seq, job) => {
                self.held.push((seq, job));
                self.carry_out_held().await;
            }
        }
    }

    /// Carries out the held jobs about dispatches that are not in flight any more. Such a job may have opened a lane.
    async fn carry_out_held(&mut self) {
        let (free, held) = std::mem::take(&mut self.held)
            .into_iter()
            .partition(|(seq, _)| !self.flight.has(*seq));
        self.held = held;
        let free: Vec<(DispatchNo, BoxFuture<'static, ()>)> = free;
        for (_, job) in free {
            job.await;
            self.leave_to_store();
        }
    }
}

/// Runs until the hub stops; then ends the attempts in flight. Due dispatches stay due.
pub(super) async fn run(mut worker: Worker, mut stopping: Stopping) {
    while !worker.ended && !stopping.is_requested() {
        if worker.room() > 0 && worker.pace.next(Instant::now()) == Next::Look {
            worker.look().await;
        }
        worker.go();
        let (look_at, room, place) = (
            worker.pace.look_at(),
            worker.room() > 0,
            worker.handed.has_place(),
        );
        tokio::select! {
            Some(landed) = worker.flight.next() => worker.land(landed),
            recorded = worker.landing.recorded() => worker.end(recorded).await,
            ready = worker.inbox.ready.recv(), if place => match ready {
                Some(ready) => worker.hold(*ready),
                None => break,
            },
            Some(order) = worker.inbox.orders.recv() => worker.obey(order).await,
            () = sleep_until(look_at), if room => {}
            () = stopping.requested() => break,
        }
    }
    while !worker.ended && worker.flight.len() > 0 {
        tokio::select! {
            Some(landed) = worker.flight.next() => worker.land(landed),
            recorded = worker.landing.recorded() => worker.end(recorded).await,
        }
    }
}
