//! Recorded dispatches -> one worker per partner. A dispatch handed over in memory is only a hint: the store knows what is due.

use super::Hub;
use super::record::Ready;
use super::worker::{self, First, Inbox, Order, Worker};
use crate::catalog::Catalog;
use crate::catalog::partner::Partner;
use crate::catalog::way::WayOut;
use crate::channel::Ways;
use crate::number::DispatchNo;
use crate::party::Party;
use crate::stopping::Stopping;
use futures_util::future::{BoxFuture, join_all};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

/// The most orders of operators that wait for one worker.
const ORDERS: usize = 16;

/// The ways to all partners.
pub struct Outgoing {
    hub: Arc<Hub>,
    stopping: Stopping,
    /// None once the hub is stopping.
    lines: Mutex<Option<BTreeMap<Party, PartnerLine>>>,
}

/// The way to one partner, and the task of its worker.
struct PartnerLine {
    way: WayOut,
    ready: mpsc::Sender<Box<Ready>>,
    missed: Arc<AtomicBool>,
    orders: mpsc::Sender<Order>,
    worker: JoinSet<()>,
}

impl PartnerLine {
    /// Waits until nothing is in flight.
    async fn end(self) {
        let Self {
            ready,
            orders,
            mut worker,
            ..
        } = self;
        drop((ready, orders));
        while worker.join_next().await.is_some() {} // a task that panicked has logged that itself
    }
}

/// The result of giving an order about one dispatch.
pub(crate) enum Ordered {
    /// The order is with the worker.
    Given,
    /// No worker sends to this partner: the caller may carry out the job.
    Nobody(BoxFuture<'static, ()>),
    /// The hub is stopping.
    Stopping,
}

impl Outgoing {
    /// Starts a worker for every partner of the catalog. Workers of partners with something `due` look in the store at once; thousands of
    /// workers looking at the same time would keep the first messages waiting.
    pub fn start(hub: &Arc<Hub>, ways: &Ways, stopping: &Stopping, due: &BTreeSet<Party>) -> Self {
        let partners = hub.catalog.load();
        let started = |partner: &Arc<Partner>| {
            let party = partner.party();
            let look = if due.contains(&party) {
                First::AtOnce
            } else {
                First::InTurn
            };
            (party, line(hub, partner, ways, stopping, look))
        };
        let lines = partners.partners.iter().map(started).collect();
        Self {
            hub: Arc::clone(hub),
            stopping: stopping.clone(),
            lines: Mutex::new(Some(lines)),
        }
    }

    fn lines(&self) -> MutexGuard<'_, Option<BTreeMap<Party, PartnerLine>>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hands over dispatches that were just recorded. Those that do not fit stay due in the store, and their worker is told to look there.
    pub(super) fn hand_over(&self, ready: Vec<Ready>) {
        let lines = self.lines();
        let Some(lines) = lines.as_ref() else { return };
        for dispatch in ready {
            if let Some(line) = lines.get(&dispatch.partner)
                && line.ready.try_send(Box::new(dispatch)).is_err()
            {
                line.missed.store(true, Ordering::SeqCst);
            }
        }
    }

    /// Has the partner's worker look in the store at once, whatever pause the worker was in.
    pub(crate) fn wake(&self, partner: &Party) {
        if let Some(line) = self.lines().as_ref().and_then(|lines| lines.get(partner)) {
            line.missed.store(true, Ordering::SeqCst);
            // full: the orders before this one make the worker look as well
            drop(line.orders.try_send(Order::Look));
        }
    }

    /// Has the partner's worker do a job about one dispatch at a moment when that dispatch is not in flight and cannot take off.
    pub(crate) async fn alone(
        &self,
        partner: &Party,
        seq: DispatchNo,
        job: BoxFuture<'static, ()>,
    ) -> Ordered {
        let orders = match self.lines().as_ref() {
            None => return Ordered::Stopping,
            Some(lines) => lines.get(partner).map(|line| line.orders.clone()),
        };
        let Some(orders) = orders else {
            return Ordered::Nobody(job);
        };
        match orders.send(Order::Alone(seq, job)).await {
            Ok(()) => Ordered::Given,
            Err(_) => Ordered::Stopping,
        }
    }

    /// Follows a change of the catalog: new partners get a worker, workers of changed partners get the new way, and workers of partners
    /// that are gone end what is in flight. Returns once those have ended.
    pub(crate) async fn follow(&self, catalog: &Catalog, ways: &Ways) {
        let mut leaving = Vec::new();
        let mut rerouted = Vec::new();
        if let Some(lines) = self.lines().as_mut() {
            let gone: Vec<Party> = lines
                .keys()
                .filter(|key| {
                    !catalog
                        .partners
                        .iter()
                        .any(|partner| partner.party() == **key)
                })
                .cloned()
                .collect();
            leaving.extend(gone.iter().filter_map(|key| lines.remove(key)));
            for partner in &catalog.partners {
                match lines.get_mut(&partner.party()) {
                    Some(line) if line.way == partner.way => {}
                    Some(line) => {
                        line.way.clone_from(&partner.way);
                        rerouted.push((line.orders.clone(), ways.channel(&partner.way)));
                    }
                    None => drop(lines.insert(
                        partner.party(),
                        line(&self.hub, partner, ways, &self.stopping, First::AtOnce),
                    )),
                }
            }
        }
        for (orders, channel) in rerouted {
            drop(orders.send(Order::Channel(channel)).await); // the worker is gone only when the hub stops
        }
        join_all(leaving.into_iter().map(PartnerLine::end)).await;
    }

    /// Waits until nothing is in flight.
    pub async fn finish(self) {
        let lines = self.lines().take().unwrap_or_default();
        join_all(lines.into_values().map(PartnerLine::end)).await;
    }
}

fn line(
    hub: &Arc<Hub>,
    partner: &Partner,
    ways: &Ways,
    stopping: &Stopping,
    first: First,
) -> PartnerLine {
    // room for the dispatches of two batches, so that the worker of a partner that keeps up is not sent to the store
    let (ready, handed_over) = mpsc::channel(hub.window.max(2 * hub.batch));
    let (orders, ordered) = mpsc::channel(ORDERS);
    let missed = Arc::default();
    let inbox = Inbox {
        ready: handed_over,
        orders: ordered,
        missed: Arc::clone(&missed),
    };
    let own = Worker::new(
        Arc::clone(hub),
        partner.party(),
        ways.channel(&partner.way),
        inbox,
        first,
    );
    let mut worker = JoinSet::new();
    worker.spawn(worker::run(own, stopping.clone()));
    PartnerLine {
        way: partner.way.clone(),
        ready,
        missed,
        orders,
        worker,
    }
}
