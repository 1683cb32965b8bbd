//! One partner's dispatches -> attempts, within one window and in the order of each lane. Another partner's trouble is never felt here.

use super::Hub;
use super::outgoing::Handed;
use super::prepare::{self, Prepared};
use super::receipts::{self, Attempt, Tried};
use crate::channel::Channel;
use crate::message::SubjectId;
use crate::pipeline::Minimised;
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
use tokio::time::{Instant, sleep, sleep_until};
use tracing::{error, warn};

/// A ruling older than this is asked again before it is acted on, in milliseconds.
const FRESH: i64 = 1000;
/// After trouble the partner is left alone this long, doubling.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// How often the store is looked at when nothing says when.
const IDLE_LOOK: Duration = Duration::from_secs(30);

/// So many windows may have landed without being on record before nothing more is started.
const MOST_LANDED: usize = 4;

/// Attempts that were recorded, or could not be.
struct Done {
    attempts: Arc<Vec<Attempt>>,
    result: Result<(), StoreError>,
}

/// What one partner's loop holds.
pub(super) struct Worker {
    hub: Arc<Hub>,
    partner: String,
    channel: Channel,
    handed_over: mpsc::Receiver<Option<Handed>>,
    missed: Arc<AtomicBool>,
    flying: FuturesUnordered<BoxFuture<'static, Attempt>>,
    /// Landed, and waiting for the record before them.
    landed: Vec<Attempt>,
    recording: Option<BoxFuture<'static, Done>>,
    /// The lanes and numbers of all that is in flight or not yet on record as landed.
    lanes: BTreeSet<SubjectId>,
    seqs: BTreeSet<i64>,
    /// Everything that is due for this partner was handed over or is in flight, and nothing is parked: no lane can be overtaken.
    clear: bool,
    /// Up to this number everything was found in the store: what is handed over of it comes too late.
    found: i64,
    pause: Duration,
    look_at: Instant,
    quiet_until: Instant,
    ended: bool,
}

impl Worker {
    pub(super) fn new(
        hub: Arc<Hub>,
        partner: String,
        channel: Channel,
        handed_over: mpsc::Receiver<Option<Handed>>,
        missed: Arc<AtomicBool>,
    ) -> Self {
        let now = Instant::now();
        Self {
            hub,
            partner,
            channel,
            handed_over,
            missed,
            flying: FuturesUnordered::new(),
            landed: Vec::new(),
            recording: None,
            lanes: BTreeSet::new(),
            seqs: BTreeSet::new(),
            clear: false,
            found: 0,
            pause: FIRST_PAUSE,
            look_at: now,
            quiet_until: now,
            ended: false,
        }
    }

    fn room(&self) -> usize {
        let unrecorded = self.seqs.len().saturating_sub(self.flying.len());
        if unrecorded > MOST_LANDED * self.hub.window { 0 } else { self.hub.window.saturating_sub(self.flying.len()) }
    }

    fn take_off(&mut self, seq: i64, document: i64, subject: Option<SubjectId>, attempts: u32, event: Minimised) {
        self.lanes.extend(subject);
        self.seqs.insert(seq);
        let channel = self.channel.clone();
        let flight = async move {
            let tried = channel.send(&event).await.map_or_else(Tried::Failed, |_| Tried::Delivered);
            Attempt { seq, document, subject, attempts, tried }
        };
        self.flying.push(flight.boxed());
    }

    /// A dispatch that was just recorded, with its event made; none when it was too much to hand over. When anything stands in its way it
    /// is left to the store.
    fn fast(&mut self, handed: Option<Handed>) {
        if handed.as_ref().is_some_and(|handed| handed.seq <= self.found || self.seqs.contains(&handed.seq)) {
            return;
        }
        if !self.clear || self.missed.load(Ordering::SeqCst) || self.room() == 0 || Instant::now() < self.quiet_until {
            self.clear = false;
            self.look_at = Instant::now();
            return;
        }
        match handed {
            Some(Handed { seq, document, subject, event, recorded, epoch, .. })
                if !subject.is_some_and(|subject| self.lanes.contains(&subject))
                    && self.hub.consent_epoch.load(Ordering::SeqCst) == epoch
                    && self.hub.now() - recorded <= FRESH =>
            {
                self.take_off(seq, document, subject, 0, event);
            }
            _ => {
                self.clear = false;
                self.look_at = Instant::now();
            }
        }
    }

    /// Takes from the store what is due and not in flight, asks the table again, and sends what may still go.
    async fn look(&mut self) {
        self.missed.store(false, Ordering::SeqCst);
        let (hub, partner) = (Arc::clone(&self.hub), self.partner.clone());
        let limit = u32::try_from(self.room() + self.seqs.len()).unwrap_or(u32::MAX);
        let now = hub.now();
        let asked = hub.store.read(move |store| {
            let due = store.due_dispatches(&partner, now, limit)?;
            let open = store.open_dispatches(&partner, limit.saturating_add(1))?;
            Ok((due, store.next_due(&partner)?, open, store.last_dispatch()?))
        });
        let (due, next, open, last) = match asked.await {
            Ok(found) => found,
            Err(error) => {
                warn!(%error, partner = self.partner, "the store does not answer, nothing is sent");
                self.rest();
                return;
            }
        };
        let full = due.len() >= usize::try_from(limit).unwrap_or(usize::MAX);
        let all_due: Vec<i64> = due.iter().map(|dispatch| dispatch.seq).collect();
        let fresh: Vec<Dispatch> = due.into_iter().filter(|dispatch| self.may_start(dispatch)).collect();
        let started = fresh.len();
        if !fresh.is_empty() && !self.start(fresh).await {
            return;
        }
        // what has just been recorded as landed may still be among `seqs`: only what the store named counts
        self.clear = open <= all_due.len() as u64 && all_due.iter().all(|seq| self.seqs.contains(seq));
        if self.clear {
            self.found = last;
        }
        self.look_at = match next {
            _ if full && started > 0 => Instant::now(),
            Some(due) if due > now => Instant::now() + Duration::from_millis(u64::try_from(due - now).unwrap_or(0)).min(IDLE_LOOK),
            _ => Instant::now() + IDLE_LOOK,
        };
    }

    fn may_start(&self, dispatch: &Dispatch) -> bool {
        !self.seqs.contains(&dispatch.seq) && !dispatch.subject.is_some_and(|subject| self.lanes.contains(&subject))
    }

    async fn start(&mut self, mut due: Vec<Dispatch>) -> bool {
        due.truncate(self.room());
        let catalog = self.hub.catalog.load_full();
        let epoch = self.hub.consent_epoch.load(Ordering::SeqCst);
        let prepared = match prepare::prepare(&self.hub.store, catalog, due, self.hub.now()).await {
            Ok(prepared) => prepared,
            Err(error) => {
                warn!(%error, partner = self.partner, "the store does not answer, nothing is sent");
                self.rest();
                return false;
            }
        };
        if self.hub.consent_epoch.load(Ordering::SeqCst) != epoch {
            // somebody's consents changed while we asked: ask again
            self.look_at = Instant::now();
            return false;
        }
        for Prepared { dispatch, event } in prepared {
            let Dispatch { seq, document, subject, attempts, .. } = dispatch;
            match event {
                Ok(event) => self.take_off(seq, document, subject, attempts, event),
                Err(code) => {
                    self.lanes.extend(subject);
                    self.seqs.insert(seq);
                    let attempt = Attempt { seq, document, subject, attempts, tried: Tried::Withdrawn(code) };
                    self.flying.push(std::future::ready(attempt).boxed());
                }
            }
        }
        true
    }

    /// Leaves the partner alone for a while.
    fn rest(&mut self) {
        self.clear = false;
        self.quiet_until = Instant::now() + self.pause;
        self.look_at = self.quiet_until;
        self.pause = (self.pause * 2).min(LONGEST_PAUSE);
    }

    /// Takes all that has landed. Until that is on record its lanes stay closed.
    fn land(&mut self, first: Attempt) {
        let from = self.landed.len();
        self.landed.push(first);
        while let Some(Some(next)) = self.flying.next().now_or_never() {
            self.landed.push(next);
        }
        let landed = self.landed.get(from..).unwrap_or_default();
        if landed.iter().all(|attempt| matches!(attempt.tried, Tried::Delivered)) {
            self.pause = FIRST_PAUSE;
        } else if landed.iter().any(|attempt| matches!(attempt.tried, Tried::Failed(_))) {
            self.rest();
        }
    }

    /// Starts recording what has landed. What lands meanwhile is recorded after it, all in one.
    fn start_recording(&mut self) {
        if self.recording.is_some() || self.landed.is_empty() {
            return;
        }
        let attempts = Arc::new(std::mem::take(&mut self.landed));
        let (hub, partner) = (Arc::clone(&self.hub), self.partner.clone());
        let record = async move {
            let mut pause = FIRST_PAUSE;
            loop {
                match receipts::record(&hub, &partner, &attempts).await {
                    // the hub cannot go on either; what is due stays due
                    Err(error) if !matches!(error, StoreError::Stopped(_)) => {
                        error!(%error, partner, attempts = attempts.len(), "cannot record what was sent, trying again");
                        sleep(pause).await;
                        pause = (pause * 2).min(LONGEST_PAUSE);
                    }
                    result => return Done { attempts, result },
                }
            }
        };
        self.recording = Some(record.boxed());
    }

    /// What has landed is on record: its lanes are open again.
    fn recorded(&mut self, done: &Done) {
        self.recording = None;
        if let Err(error) = &done.result {
            error!(%error, partner = self.partner, attempts = done.attempts.len(), "cannot record what was sent");
            self.ended = true;
            return;
        }
        for attempt in done.attempts.iter() {
            self.seqs.remove(&attempt.seq);
            if let Some(subject) = attempt.subject {
                self.lanes.remove(&subject);
            }
        }
        if !self.clear && Instant::now() >= self.quiet_until {
            self.look_at = Instant::now();
        }
    }
}

async fn finished(recording: &mut Option<BoxFuture<'static, Done>>) -> Done {
    match recording {
        Some(recording) => recording.await,
        None => std::future::pending().await,
    }
}

/// Runs until the hub stops; then ends what is in flight. What is due stays due.
pub(super) async fn run(mut worker: Worker, mut stopping: Stopping) {
    while !worker.ended && !stopping.is_requested() {
        let now = Instant::now();
        if now >= worker.look_at && now >= worker.quiet_until && worker.room() > 0 {
            worker.look().await;
        }
        worker.start_recording();
        let (look_at, room) = (worker.look_at.max(worker.quiet_until), worker.room() > 0);
        tokio::select! {
            Some(landed) = worker.flying.next() => worker.land(landed),
            done = finished(&mut worker.recording), if worker.recording.is_some() => worker.recorded(&done),
            handed = worker.handed_over.recv(), if room => match handed {
                Some(handed) => worker.fast(handed),
                None => break,
            },
            () = sleep_until(look_at), if room => {}
            () = stopping.requested() => break,
        }
    }
    while !worker.ended {
        worker.start_recording();
        tokio::select! {
            Some(landed) = worker.flying.next() => worker.land(landed),
            done = finished(&mut worker.recording), if worker.recording.is_some() => worker.recorded(&done),
            else => break,
        }
    }
}
