//! One partner's dispatches -> attempts, within one window and in the order of each lane. Another partner's trouble is never felt here.

use super::Hub;
use super::prepare::{self, Prepared, Stays};
use super::reach::Reach;
use super::receipts::{self, Attempt, Dispatched, Tried};
use super::record::Ready;
use super::timely;
use crate::channel::Channel;
use crate::clock;
use crate::health::Weight;
use crate::message::SubjectId;
use crate::outcome::Code;
use crate::party::Party;
use crate::pipeline::{Minimised, minimise};
use crate::stopping::Stopping;
use crate::store::{Dispatch, StoreError};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use futures_util::stream::{FuturesUnordered, StreamExt};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};
use tracing::{error, warn};

/// A ruling older than this is asked again before it is acted on.
const FRESH: Duration = Duration::from_secs(1);
/// After trouble the partner is left alone this long, doubling.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// How soon it is seen that a queue can be relied on again.
const UNSAFE_LOOK: Duration = Duration::from_secs(5);
/// How often the store is looked at when nothing says when.
const IDLE_LOOK: Duration = Duration::from_secs(30);

/// What an operator, or a change of the catalog, has a worker do.
pub(super) enum Order {
    /// Look into the store at once.
    Look,
    /// From now on this is the way to the partner. What is in flight ends on the old one.
    Channel(Channel),
    /// Something about one dispatch, to be done while that is not in flight.
    Alone(i64, BoxFuture<'static, ()>),
}

/// When a new worker looks into the store for the first time, unless something is handed over before.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum First {
    /// Something may be due.
    AtOnce,
    /// Nothing is due: some time, not all workers together.
    InTurn,
}

/// What one partner's loop holds.
pub(super) struct Worker {
    hub: Arc<Hub>,
    partner: Party,
    channel: Channel,
    handed_over: mpsc::Receiver<Ready>,
    orders: mpsc::Receiver<Order>,
    /// Orders about dispatches that are in flight.
    held: Vec<(i64, BoxFuture<'static, ()>)>,
    missed: Arc<AtomicBool>,
    flying: FuturesUnordered<BoxFuture<'static, Attempt>>,
    lanes: BTreeSet<SubjectId>,
    seqs: BTreeSet<i64>,
    /// The latest that was taken off.
    last: i64,
    /// Everything that is due for this partner was handed over or is in flight, and nothing is parked: no lane can be overtaken.
    clear: bool,
    pause: Duration,
    look_at: Instant,
    quiet_until: Instant,
    reach: Reach,
    ended: bool,
}

impl Worker {
    pub(super) fn new(
        hub: Arc<Hub>,
        partner: Party,
        channel: Channel,
        handed_over: mpsc::Receiver<Ready>,
        orders: mpsc::Receiver<Order>,
        missed: Arc<AtomicBool>,
        first: First,
    ) -> Self {
        let now = Instant::now();
        let look_at = match first {
            First::AtOnce => now,
            First::InTurn => now + IDLE_LOOK * (hub.dice)().min(1000) / 1000,
        };
        Self {
            reach: Reach::new(hub.health.clone(), &partner),
            hub,
            partner,
            channel,
            handed_over,
            orders,
            held: Vec::new(),
            missed,
            flying: FuturesUnordered::new(),
            lanes: BTreeSet::new(),
            seqs: BTreeSet::new(),
            last: 0,
            clear: false,
            pause: FIRST_PAUSE,
            look_at,
            quiet_until: now,
            ended: false,
        }
    }

    fn room(&self) -> usize {
        self.hub.window.saturating_sub(self.flying.len())
    }

    /// What the partner's queue confirms now may be gone a moment later, and would be on record as delivered: it stays due.
    fn cannot_be_relied_on(&self) -> bool {
        let Channel::Amqp { exchange, .. } = &self.channel;
        self.hub
            .health
            .is_wrong(Code::Unsafe, exchange, Weight::NotReady)
    }

    fn take(&mut self, seq: i64, subject: Option<SubjectId>) {
        self.lanes.extend(subject);
        self.seqs.insert(seq);
        self.last = self.last.max(seq);
    }

    fn take_off(&mut self, about: Dispatched, event: Minimised, fewer: Option<String>) {
        self.take(about.seq, about.subject);
        let channel = self.channel.clone();
        let flight = async move {
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
        };
        self.flying.push(flight.boxed());
    }

    /// A dispatch that was just recorded, with its ruling still in hand. When anything stands in its way it is left to the store.
    fn fast(&mut self, ready: Ready) {
        let Ready {
            seq,
            triaged,
            share,
            recorded,
            ruled,
            epoch,
            catalog: ruled_by,
            subject,
            document,
            ..
        } = ready;
        let catalog = self.hub.catalog.load_full();
        let busy = subject.is_some_and(|subject| self.lanes.contains(&subject));
        let other_rules = !ruled_by.is_some_and(|ruled_by| Arc::ptr_eq(&ruled_by, &catalog));
        let changed = other_rules || self.hub.consent_epoch.load(Ordering::SeqCst) != epoch;
        let fresh = ruled.is_some_and(|ruled| ruled.elapsed() <= FRESH);
        let stale =
            changed || !fresh || Instant::now() < self.quiet_until || self.cannot_be_relied_on();
        // a look may have found it before it was handed over, and it may be with the partner already
        let late = seq <= self.last;
        if !self.clear
            || self.missed.load(Ordering::SeqCst)
            || busy
            || stale
            || late
            || self.room() == 0
        {
            self.clear = false;
            self.look_at = Instant::now();
            return;
        }
        let event = minimise(
            &catalog,
            triaged.valid(),
            &share,
            &self.partner,
            &clock::rfc3339(recorded),
        );
        self.take_off(
            Dispatched {
                seq,
                document,
                subject,
                attempts: 0,
                recorded,
            },
            event,
            None,
        );
    }

    /// Takes from the store what is due and not in flight, asks the table again, and sends what may still go.
    async fn look(&mut self) {
        self.missed.store(false, Ordering::SeqCst);
        let (hub, partner) = (Arc::clone(&self.hub), self.partner.clone());
        let limit = u32::try_from(self.room() + self.flying.len()).unwrap_or(u32::MAX);
        let now = hub.due_now();
        let asked = hub.store.read(move |store| {
            let due = store.due_dispatches(&partner, now, limit)?;
            Ok((
                due,
                store.next_due(&partner, now)?,
                store.open_dispatches(&partner, limit.saturating_add(1))?,
            ))
        });
        let (due, next, open) = match asked.await {
            Ok(found) => found,
            Err(error) => {
                warn!(%error, partner = %self.partner, "the store does not answer, nothing is sent");
                self.reach.store_fails();
                self.rest();
                return;
            }
        };
        self.reach.looked(open);
        let full = due.len() >= usize::try_from(limit).unwrap_or(usize::MAX);
        let fresh: Vec<Dispatch> = due
            .into_iter()
            .filter(|dispatch| self.may_start(dispatch))
            .collect();
        let started = fresh.len();
        if !fresh.is_empty() && !self.start(fresh).await {
            return;
        }
        self.clear = open <= self.flying.len() as u64;
        self.look_at = match next {
            _ if full && started > 0 => Instant::now(),
            Some(due) if due > now => {
                Instant::now()
                    + Duration::from_millis(u64::try_from(due - now).unwrap_or(0)).min(IDLE_LOOK)
            }
            _ => Instant::now() + IDLE_LOOK,
        };
    }

    fn may_start(&self, dispatch: &Dispatch) -> bool {
        !self.seqs.contains(&dispatch.seq)
            && !dispatch
                .subject
                .is_some_and(|subject| self.lanes.contains(&subject))
    }

    async fn start(&mut self, mut due: Vec<Dispatch>) -> bool {
        if timely::is_impossible(&self.hub) {
            // asked for such a day the table would refuse it, and it would be gone
            self.look_at = Instant::now() + FIRST_PAUSE;
            return false;
        }
        due.truncate(self.room());
        let catalog = self.hub.catalog.load_full();
        if catalog.partner(&self.partner).is_none() {
            // taken out while it was connected: what is due stays due
            self.look_at = Instant::now() + IDLE_LOOK;
            return false;
        }
        if self.cannot_be_relied_on() {
            self.look_at = Instant::now() + UNSAFE_LOOK;
            return false;
        }
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
                self.rest();
                return false;
            }
        };
        let other_rules = !Arc::ptr_eq(&catalog, &self.hub.catalog.load());
        if other_rules || self.hub.consent_epoch.load(Ordering::SeqCst) != epoch {
            // the rules or somebody's consents changed while we asked: ask again
            self.look_at = Instant::now();
            return false;
        }
        for Prepared {
            dispatch,
            event,
            fewer,
            whom,
        } in prepared
        {
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
                    self.take(seq, subject);
                    self.flying.push(
                        std::future::ready(Attempt {
                            about,
                            tried: Tried::NotMade(stays),
                            fewer: None,
                            whom,
                        })
                        .boxed(),
                    );
                }
            }
        }
        true
    }

    /// Leaves the partner alone for a while. What was in flight together and fails is one trouble, however often it lands.
    fn rest(&mut self) {
        self.clear = false;
        if Instant::now() >= self.quiet_until {
            self.quiet_until = Instant::now() + self.pause;
            self.pause = (self.pause * 2).min(LONGEST_PAUSE);
        }
        self.look_at = self.quiet_until;
    }

    /// Records everything that has landed. Until that has worked its lane stays closed.
    async fn land(&mut self, first: Attempt) {
        let mut landed = vec![first];
        while let Some(Some(next)) = self.flying.next().now_or_never() {
            landed.push(next);
        }
        if landed
            .iter()
            .all(|attempt| matches!(attempt.tried, Tried::Delivered))
        {
            self.pause = FIRST_PAUSE;
        } else if landed
            .iter()
            .any(|attempt| matches!(attempt.tried, Tried::Failed(_)))
        {
            self.rest();
        }
        // what is parked now was still counted as in flight when the store was looked at
        self.clear &= !landed
            .iter()
            .any(|attempt| matches!(attempt.tried, Tried::NotMade(Stays::Undecided(_))));
        let landed = Arc::new(landed);
        while let Err(error) = receipts::record(&self.hub, &self.partner, &landed).await {
            error!(%error, partner = %self.partner, attempts = landed.len(), "cannot record what was sent, trying again");
            if matches!(error, StoreError::Stopped(_)) || self.hub.stopping.is_requested() {
                self.ended = true; // the hub does not go on either; what is due stays due, and is sent again under the same id
                return;
            }
            self.reach.store_fails();
            tokio::time::sleep(self.pause).await;
            self.pause = (self.pause * 2).min(LONGEST_PAUSE);
        }
        self.reach.landed(&landed);
        for attempt in landed.iter() {
            self.seqs.remove(&attempt.about.seq);
            if let Some(subject) = attempt.about.subject {
                self.lanes.remove(&subject);
            }
        }
        if !self.clear && Instant::now() >= self.quiet_until {
            self.look_at = Instant::now();
        }
        self.carry_out_held().await;
    }

    async fn obey(&mut self, order: Order) {
        match order {
            Order::Look => {
                (self.pause, self.quiet_until) = (FIRST_PAUSE, Instant::now());
                self.clear = false;
                self.look_at = self.quiet_until;
            }
            Order::Channel(channel) => {
                self.channel = channel;
                (self.pause, self.quiet_until) = (FIRST_PAUSE, Instant::now());
                self.look_at = self.quiet_until;
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
            .partition(|(seq, _)| !self.seqs.contains(seq));
        self.held = held;
        let free: Vec<(i64, BoxFuture<'static, ()>)> = free;
        for (_, job) in free {
            job.await;
            self.clear = false;
            self.look_at = Instant::now();
        }
    }
}

/// Runs until the hub stops; then ends what is in flight. What is due stays due.
pub(super) async fn run(mut worker: Worker, mut stopping: Stopping) {
    while !worker.ended && !stopping.is_requested() {
        let now = Instant::now();
        if now >= worker.look_at && now >= worker.quiet_until && worker.room() > 0 {
            worker.look().await;
        }
        let (look_at, room) = (worker.look_at.max(worker.quiet_until), worker.room() > 0);
        tokio::select! {
            Some(landed) = worker.flying.next() => worker.land(landed).await,
            ready = worker.handed_over.recv(), if room => match ready {
                Some(ready) => worker.fast(ready),
                None => break,
            },
            Some(order) = worker.orders.recv() => worker.obey(order).await,
            () = sleep_until(look_at), if room => {}
            () = stopping.requested() => break,
        }
    }
    while !worker.ended
        && let Some(landed) = worker.flying.next().await
    {
        worker.land(landed).await;
    }
}
