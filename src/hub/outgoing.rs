//! Recorded dispatches -> one worker per partner. What is handed over in memory is only a hint: the store knows what is due.

use super::record::Ready;
use super::worker::{self, Worker};
use super::{Hub, Mailboxes};
use crate::catalog::Catalog;
use crate::channel::Channel;
use crate::clock;
use crate::message::SubjectId;
use crate::pipeline::{Minimised, minimise};
use crate::stopping::Stopping;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::task::JoinSet;

/// So many may wait in memory for one partner. More than a second's work is useless: its rulings would be asked again.
const MOST_WAITING: usize = 1024;
/// So many KiB of events may wait in memory for all partners together.
const MOST_KIB: usize = 8 * 1024;

/// The way to all partners.
pub struct Outgoing {
    partners: BTreeMap<String, Way>,
    workers: JoinSet<()>,
    memory: Arc<Semaphore>,
}

struct Way {
    ready: mpsc::Sender<Option<Handed>>,
    missed: Arc<AtomicBool>,
}

/// A dispatch that is on record, with its event.
pub(super) struct Handed {
    pub(super) seq: i64,
    pub(super) document: i64,
    pub(super) subject: Option<SubjectId>,
    pub(super) event: Minimised,
    pub(super) recorded: i64,
    pub(super) epoch: u64,
    _memory: OwnedSemaphorePermit,
}

impl Outgoing {
    /// Starts a worker for every partner of the catalog.
    pub fn start(hub: &Arc<Hub>, mailboxes: &Mailboxes, stopping: &Stopping) -> Self {
        let mut workers = JoinSet::new();
        let mut partners = BTreeMap::new();
        for partner in &hub.catalog.load().partners {
            let (ready, handed_over) = mpsc::channel(MOST_WAITING);
            let missed = Arc::new(AtomicBool::new(true)); // what an earlier run left due was not handed over
            let mailbox = mailboxes(&partner.exchange);
            let channel = Channel::Amqp { exchange: partner.exchange.clone(), mailbox };
            let worker = Worker::new(Arc::clone(hub), partner.key(), channel, handed_over, Arc::clone(&missed));
            workers.spawn(worker::run(worker, stopping.clone()));
            partners.insert(partner.key(), Way { ready, missed });
        }
        Self { partners, workers, memory: Arc::new(Semaphore::new(MOST_KIB)) }
    }

    /// Hands over what was just recorded. What does not fit stays due in the store, and its worker is told to look there.
    pub(super) fn hand_over(&self, catalog: &Catalog, ready: Vec<Ready>) {
        for dispatch in ready {
            let Some(way) = self.partners.get(&dispatch.partner) else { continue };
            if way.ready.capacity() == 0 || way.ready.try_send(self.handed(catalog, dispatch, way)).is_err() {
                way.missed.store(true, Ordering::SeqCst);
            }
        }
    }

    fn handed(&self, catalog: &Catalog, ready: Ready, way: &Way) -> Option<Handed> {
        let Ready { seq, document, partner, triaged, share, recorded, epoch, subject } = ready;
        let (oin, role) = partner.split_once('/').unwrap_or((&partner, ""));
        let event = minimise(catalog, triaged.valid(), &share, oin, role, &clock::rfc3339(recorded));
        let kib = u32::try_from(event.body().expose().len() / 1024 + 1).unwrap_or(u32::MAX);
        let memory = Arc::clone(&self.memory).try_acquire_many_owned(kib).ok();
        if memory.is_none() {
            way.missed.store(true, Ordering::SeqCst);
        }
        Some(Handed { seq, document, subject, event, recorded, epoch, _memory: memory? })
    }

    /// Waits until nothing is in flight.
    pub async fn finish(self) {
        drop(self.partners);
        self.workers.join_all().await;
    }
}
