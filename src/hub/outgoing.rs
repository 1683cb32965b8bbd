//! Recorded dispatches -> one worker per partner. What is handed over in memory is only a hint: the store knows what is due.

use super::record::Ready;
use super::worker::{self, First, Inbox, Order, Worker};
use super::{Hub, Mailboxes};
use crate::catalog::Catalog;
use crate::catalog::partner::Partner;
use crate::channel::Channel;
use crate::party::Party;
use crate::stopping::Stopping;
use futures_util::future::{BoxFuture, join_all};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

/// Orders of operators that may stand before a worker.
const ORDERS: usize = 16;

/// The way to all partners.
pub struct Outgoing {
    hub: Arc<Hub>,
    stopping: Stopping,
    /// None once the hub is stopping.
    ways: Mutex<Option<BTreeMap<Party, Way>>>,
}

struct Way {
    exchange: String,
    ready: mpsc::Sender<Ready>,
    missed: Arc<AtomicBool>,
    orders: mpsc::Sender<Order>,
    worker: JoinSet<()>,
}

impl Way {
    /// Waits until nothing is in flight.
    async fn end(self) {
        let Self {
            ready,
            orders,
            mut worker,
            ..
        } = self;
        drop((ready, orders));
        while worker.join_next().await.is_some() {} // a panic has said so itself
    }
}

/// What became of an order about one dispatch.
pub(crate) enum Ordered {
    /// It is with the worker.
    Given,
    /// Nobody sends to this partner: whoever asked may do it.
    Nobody(BoxFuture<'static, ()>),
    /// The hub is stopping.
    Stopping,
}

impl Outgoing {
    /// Starts a worker for every partner of the catalog. Those with something `due` look in the store at once; thousands that all look
    /// would keep the first messages waiting.
    pub fn start(
        hub: &Arc<Hub>,
        mailboxes: &Mailboxes,
        stopping: &Stopping,
        due: &BTreeSet<Party>,
    ) -> Self {
        let partners = hub.catalog.load();
        let started = |partner: &Arc<Partner>| {
            let party = partner.party();
            let look = if due.contains(&party) {
                First::AtOnce
            } else {
                First::InTurn
            };
            (party, way(hub, partner, mailboxes, stopping, look))
        };
        let ways = partners.partners.iter().map(started).collect();
        Self {
            hub: Arc::clone(hub),
            stopping: stopping.clone(),
            ways: Mutex::new(Some(ways)),
        }
    }

    fn ways(&self) -> MutexGuard<'_, Option<BTreeMap<Party, Way>>> {
        self.ways.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hands over what was just recorded. What does not fit stays due in the store, and its worker is told to look there.
    pub(super) fn hand_over(&self, ready: Vec<Ready>) {
        let ways = self.ways();
        let Some(ways) = ways.as_ref() else { return };
        for dispatch in ready {
            if let Some(way) = ways.get(&dispatch.partner)
                && way.ready.try_send(dispatch).is_err()
            {
                way.missed.store(true, Ordering::SeqCst);
            }
        }
    }

    /// There is something new in the store for this partner: its worker looks at once, whatever pause it was in.
    pub(crate) fn wake(&self, partner: &Party) {
        if let Some(way) = self.ways().as_ref().and_then(|ways| ways.get(partner)) {
            way.missed.store(true, Ordering::SeqCst);
            // full: the orders that stand before it make it look as well
            drop(way.orders.try_send(Order::Look));
        }
    }

    /// Has the partner's worker do something to one dispatch at a moment when that is not in flight and cannot take off.
    pub(crate) async fn alone(
        &self,
        partner: &Party,
        seq: i64,
        job: BoxFuture<'static, ()>,
    ) -> Ordered {
        let orders = match self.ways().as_ref() {
            None => return Ordered::Stopping,
            Some(ways) => ways.get(partner).map(|way| way.orders.clone()),
        };
        let Some(orders) = orders else {
            return Ordered::Nobody(job);
        };
        match orders.send(Order::Alone(seq, job)).await {
            Ok(()) => Ordered::Given,
            Err(_) => Ordered::Stopping,
        }
    }

    /// After a change of the catalog: new partners get a worker, a changed exchange is the way from now on, and workers of partners
    /// that are gone end what is in flight. Returns once those have ended.
    pub(crate) async fn follow(&self, catalog: &Catalog, mailboxes: &Mailboxes) {
        let mut leaving = Vec::new();
        let mut rerouted = Vec::new();
        if let Some(ways) = self.ways().as_mut() {
            let gone: Vec<Party> = ways
                .keys()
                .filter(|key| {
                    !catalog
                        .partners
                        .iter()
                        .any(|partner| partner.party() == **key)
                })
                .cloned()
                .collect();
            leaving.extend(gone.iter().filter_map(|key| ways.remove(key)));
            for partner in &catalog.partners {
                match ways.get_mut(&partner.party()) {
                    Some(way) if way.exchange == partner.exchange => {}
                    Some(way) => {
                        way.exchange.clone_from(&partner.exchange);
                        rerouted.push((way.orders.clone(), channel(partner, mailboxes)));
                    }
                    None => drop(ways.insert(
                        partner.party(),
                        way(&self.hub, partner, mailboxes, &self.stopping, First::AtOnce),
                    )),
                }
            }
        }
        for (orders, channel) in rerouted {
            drop(orders.send(Order::Channel(channel)).await); // gone only when the hub stops
        }
        join_all(leaving.into_iter().map(Way::end)).await;
    }

    /// Waits until nothing is in flight.
    pub async fn finish(self) {
        let ways = self.ways().take().unwrap_or_default();
        join_all(ways.into_values().map(Way::end)).await;
    }
}

fn way(
    hub: &Arc<Hub>,
    partner: &Partner,
    mailboxes: &Mailboxes,
    stopping: &Stopping,
    first: First,
) -> Way {
    // room for what two batches bring, so that a partner that keeps up is not sent to look in the store
    let (ready, handed_over) = mpsc::channel(hub.window.max(2 * hub.batch));
    let (orders, ordered) = mpsc::channel(ORDERS);
    let missed = Arc::new(AtomicBool::new(true)); // what an earlier run left was not handed over
    let inbox = Inbox {
        ready: handed_over,
        orders: ordered,
        missed: Arc::clone(&missed),
    };
    let own = Worker::new(
        Arc::clone(hub),
        partner.party(),
        channel(partner, mailboxes),
        inbox,
        first,
    );
    let mut worker = JoinSet::new();
    worker.spawn(worker::run(own, stopping.clone()));
    Way {
        exchange: partner.exchange.clone(),
        ready,
        missed,
        orders,
        worker,
    }
}

fn channel(partner: &Partner, mailboxes: &Mailboxes) -> Channel {
    Channel::Amqp {
        exchange: partner.exchange.clone(),
        mailbox: mailboxes(&partner.exchange),
    }
}
