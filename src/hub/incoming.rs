//! The sources of the catalog -> a consumer for each, and one for its dead letters.

use crate::arrival::Arrival;
use crate::broker::{self, BrokerSettings, Feed, Link, TopologyError, consume};
use crate::catalog::Catalog;
use crate::stopping::{Stop, Stopping, stopping};
use crate::topology::{State, Wanted};
use futures_util::future::join_all;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

/// What reads the queues of all sources.
pub struct Incoming {
    broker: BrokerSettings,
    link: Link,
    most_bytes: usize,
    open: Mutex<Option<Open>>,
}

/// Gone once the hub is stopping: intake ends when nobody can hand it anything any more.
struct Open {
    to: mpsc::Sender<Arrival>,
    consumers: BTreeMap<String, Consumers>,
}

/// Both consumers of one source.
struct Consumers {
    stop: Stop,
    tasks: JoinSet<()>,
}

impl Consumers {
    async fn end(mut self) {
        self.stop.request();
        while self.tasks.join_next().await.is_some() {} // a panic has said so itself
    }
}

impl Incoming {
    /// Starts a consumer for every source of the catalog; of a message no more than `most_bytes` is kept.
    pub(super) fn start(catalog: &Catalog, broker: BrokerSettings, most_bytes: usize, to: mpsc::Sender<Arrival>) -> Self {
        let link = Link::new(broker.clone(), "consuming");
        let open = Mutex::new(Some(Open { to, consumers: BTreeMap::new() }));
        let own = Self { broker, link, most_bytes, open };
        own.begin(catalog);
        own
    }

    fn open(&self) -> MutexGuard<'_, Option<Open>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Is its connection usable at this moment?
    pub(super) fn is_connected(&self) -> bool {
        self.link.is_connected()
    }

    /// Starts what is in the catalog and does not run yet.
    pub(super) fn begin(&self, catalog: &Catalog) {
        let mut open = self.open();
        let Some(Open { to, consumers }) = open.as_mut() else { return };
        for source in catalog.sources.keys() {
            if consumers.contains_key(source) {
                continue;
            }
            let (stop, stopping) = stopping();
            let mut tasks = JoinSet::new();
            for feed in [Feed::source(source), Feed::dead_letters(source)] {
                let feed = feed.of_at_most(self.most_bytes);
                tasks.spawn(consume(self.link.clone(), self.broker.prefetch, feed, to.clone(), stopping.clone()));
            }
            consumers.insert(source.clone(), Consumers { stop, tasks });
        }
    }

    /// Ends what is not in the catalog; returns once what they had in the hub is settled.
    pub(super) async fn end_gone(&self, catalog: &Catalog) {
        let mut gone = Vec::new();
        if let Some(Open { consumers, .. }) = self.open().as_mut() {
            let names: Vec<String> = consumers.keys().filter(|name| !catalog.sources.contains_key(*name)).cloned().collect();
            gone.extend(names.iter().filter_map(|name| consumers.remove(name)));
        }
        join_all(gone.into_iter().map(Consumers::end)).await;
    }

    /// Which of these exchanges and queues the broker does not have.
    pub(super) async fn missing(&self, wanted: &Wanted) -> Result<Vec<String>, TopologyError> {
        let changes = broker::plan(&self.broker, None, wanted).await?;
        Ok(changes.into_iter().filter(|change| change.state == State::Missing).map(|change| change.object).collect())
    }

    /// Waits for the wish to stop; ends all consumers, and intake with them.
    pub(super) async fn until(&self, mut stopping: Stopping) {
        stopping.requested().await;
        let open = self.open().take();
        let Some(Open { to, consumers }) = open else { return };
        drop(to);
        join_all(consumers.into_values().map(Consumers::end)).await;
    }
}
