//! Recorded dispatches -> one worker per partner. What is handed over in memory is only a hint: the store knows what is due.

use super::record::Ready;
use super::worker::{self, Worker};
use super::{Hub, Mailboxes};
use crate::channel::Channel;
use crate::stopping::Stopping;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

/// The way to all partners.
pub struct Outgoing {
    partners: BTreeMap<String, Way>,
    workers: JoinSet<()>,
}

struct Way {
    ready: mpsc::Sender<Ready>,
    missed: Arc<AtomicBool>,
}

impl Outgoing {
    /// Starts a worker for every partner of the catalog.
    pub fn start(hub: &Arc<Hub>, mailboxes: &Mailboxes, stopping: &Stopping) -> Self {
        let mut workers = JoinSet::new();
        let mut partners = BTreeMap::new();
        for partner in &hub.catalog.load().partners {
            let (ready, handed_over) = mpsc::channel(hub.window);
            let missed = Arc::new(AtomicBool::new(true)); // what an earlier run left due was not handed over
            let mailbox = mailboxes(&partner.exchange);
            let channel = Channel::Amqp { exchange: partner.exchange.clone(), mailbox };
            let worker = Worker::new(Arc::clone(hub), partner.key(), channel, handed_over, Arc::clone(&missed));
            workers.spawn(worker::run(worker, stopping.clone()));
            partners.insert(partner.key(), Way { ready, missed });
        }
        Self { partners, workers }
    }

    /// Hands over what was just recorded. What does not fit stays due in the store, and its worker is told to look there.
    pub(super) fn hand_over(&self, ready: Vec<Ready>) {
        for dispatch in ready {
            if let Some(way) = self.partners.get(&dispatch.partner)
                && way.ready.try_send(dispatch).is_err()
            {
                way.missed.store(true, Ordering::SeqCst);
            }
        }
    }

    /// Waits until nothing is in flight.
    pub async fn finish(self) {
        drop(self.partners);
        self.workers.join_all().await;
    }
}
