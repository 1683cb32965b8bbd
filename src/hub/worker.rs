//! One partner's dispatches -> attempts, within one window and in the order of each lane. Another partner's trouble is never felt here.

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
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};
use tracing::warn;

/// How soon it is seen that a queue can be relied on again.
const UNSAFE_LOOK: Duration = Duration::from_secs(5);
/// What an operator, or a change of the catalog, has a worker do.
pub(super) enum Order {
    /// Look into the store at once.
    Look,
    /// From now on this is the way to the partner. What is in flight ends on the old one.
    Channel(Channel),
    /// Something about one dispatch, to be done while that is not in flight.
    Alone(DispatchNo, BoxFuture<'static, ()>),
}

/// When a new worker looks into the store for the first time, unless something is handed over before.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum First {
    /// Something may be due.
    AtOnce,
    /// Nothing is due: some time, not all workers together.
    InTurn,
}

/// What a worker is given.
pub(super) struct Inbox {
    /// Dispatches that were just recorded.
    pub(super) ready: mpsc::Receiver<Ready>,
    pub(super) orders: mpsc::Receiver<Order>,
    /// Something was recorded that did not fit in `ready`, or is due again.
    pub(super) missed: Arc<AtomicBool>,
}

/// What one partner's loop holds.
pub(super) struct Worker {
    hub: Arc<Hub>,
    partner: Party,
    channel: Channel,
    inbox: Inbox,
    /// Orders about dispatches that are in flight.
    held: Vec<(DispatchNo, BoxFuture<'static, ()>)>,
    handed: Handed<Ready>,
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

    /// What the partner's side confirms now may be gone a moment later, and would be on record as delivered: it stays due.
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

    /// Nothing can start now, and when it is worth to look again.
    fn held_up(&self, catalog: &Catalog) -> Option<Duration> {
        if timely::is_impossible(&self.hub) {
            // asked for such a day the table would refuse it, and it would be gone
            Some(FIRST_PAUSE)
        } else if catalog.partner(&self.partner).is_none() {
            // taken out while it was connected: what is due stays due
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
        due.truncate(self.room());
        let epoch = self.hub.consent_epoch.load(Ordering::SeqCst);
        let prepared = match prepare::prepare(
            &self.hub.store,
            Arc::clone(&catalog),
            due,
            self.hub.now(),
        )
        .await
        {
            Ok(prepared) => prepared,
            Err(error) => {
                warn!(%error, partner = %self.partner, "the store does not answer, nothing is sent");
                self.reach.store_fails();
                self.heard(Event::Failed);
                return false;
            }
        };
        let other_rules = !Arc::ptr_eq(&catalog, &self.hub.catalog.load());
        if other_rules || self.hub.consent_epoch.load(Ordering::SeqCst) != epoch {
            // the rules or somebody's consents changed while we asked: ask again
            self.heard(Event::Wait(Duration::ZERO));
            return false;
        }
        self.hub.metrics.prepared(PreparedBy::Store, prepared.len());
        for prepared in prepared {
            self.send(prepared);
        }
        true
    }

    /// What may still go takes off; what may not lands at once.
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

    /// Does what was waiting for a dispatch that is not in flight any more. It may have opened a lane.
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

/// Runs until the hub stops; then ends what is in flight. What is due stays due.
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
                Some(ready) => worker.hold(ready),
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
