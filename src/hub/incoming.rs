//! The sources of the catalog -> a consumer for each, and one for its dead letters.

use crate::arrival::Arrival;
use crate::broker::{self, ASIDE, BrokerSettings, Feed, Link, Reader, TopologyError, consume};
use crate::catalog::Catalog;
use crate::health::{Health, Weight};
use crate::outcome::Code;
use crate::stopping::{StopSwitch, Stopping, stopping};
use crate::topology::{LAST_RESORT, ObjectState, Wanted};
use futures_util::future::join_all;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, mpsc};
use tokio::task::JoinSet;
use tokio::time::interval;

/// The consumers of the queues of all sources.
pub struct Incoming {
    broker: BrokerSettings,
    health: Health,
    most_bytes: usize,
    open: Mutex<Option<Open>>,
}

/// The open connections and consumers; gone once the hub is stopping, for intake ends when its last sender is gone.
struct Open {
    to: mpsc::Sender<Arrival>,
    consumers: BTreeMap<String, Consumers>,
    /// Connections, and the number of sources read over each.
    groups: Vec<(Link, usize)>,
    /// The task that looks now and then for messages at the last resort.
    last: JoinSet<()>,
}

/// The number of sources that share a connection. A break of the connection is felt by these alone; and each connection costs the AMQP
/// library some 8 MB.
const GROUP: usize = 8;

/// The interval between looks at the last resort.
const LOOK: Duration = Duration::from_secs(60);

/// Both consumers of one source, over the connection of a small group.
struct Consumers {
    link: Link,
    /// The index of the group.
    group: usize,
    /// Wakes the consumer of a queue that was set aside, by the queue's name.
    resume: BTreeMap<String, Arc<Notify>>,
    stop: StopSwitch,
    tasks: JoinSet<()>,
}

impl Consumers {
    async fn end(mut self) {
        self.stop.request();
        while self.tasks.join_next().await.is_some() {} // a task that panicked has logged that itself
    }
}

/// Reports messages at the last resort: these were given to the hub again and again, and never settled, so that a person must look at
/// them.
async fn watch_last_resort(link: Link, health: Health) {
    let mut looks = interval(LOOK);
    loop {
        looks.tick().await;
        match link.depth(LAST_RESORT).await {
            Some(0) => health.right(Code::QueueAside, LAST_RESORT),
            Some(count) => {
                let words = format!(
                    "in `{LAST_RESORT}` liggen {count} berichten die ook uit de dode brieven niet te verwerken waren: \
                     bekijk ze in het beheer van de broker, en haal ze daar weg als zij afgehandeld zijn"
                );
                health.wrong(Code::QueueAside, LAST_RESORT, Weight::Degraded, words);
            }
            None => {}
        }
    }
}

impl Incoming {
    /// Starts a consumer for every source of the catalog; no more than `most_bytes` of a message is kept.
    pub(super) fn start(
        catalog: &Catalog,
        broker: BrokerSettings,
        health: Health,
        most_bytes: usize,
        to: mpsc::Sender<Arrival>,
    ) -> Self {
        let open = Mutex::new(Some(Open {
            to,
            consumers: BTreeMap::new(),
            groups: Vec::new(),
            last: JoinSet::new(),
        }));
        let incoming = Self {
            broker,
            health,
            most_bytes,
            open,
        };
        incoming.begin(catalog);
        incoming
    }

    fn open(&self) -> MutexGuard<'_, Option<Open>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether some connection is usable at this moment; also true when there is no queue to read.
    pub(super) fn is_connected(&self) -> bool {
        self.open().as_ref().is_none_or(|open| {
            open.consumers.is_empty() || open.consumers.values().any(|of| of.link.is_connected())
        })
    }

    /// The queues that were set aside.
    pub(crate) fn aside(&self) -> Vec<String> {
        let troubles = self.health.troubles().into_iter();
        troubles
            .filter(|trouble| trouble.code == Code::QueueAside && trouble.about != LAST_RESORT)
            .map(|trouble| trouble.about)
            .collect()
    }

    /// Reads again a queue that was set aside; any other queue stays as it is.
    pub(crate) fn resume(&self, queue: &str) {
        let open = self.open();
        if let Some(resume) = open
            .as_ref()
            .and_then(|open| open.consumers.values().find_map(|of| of.resume.get(queue)))
        {
            resume.notify_waiters();
        }
    }

    /// Starts consumers for the sources of the catalog that have none yet.
    pub(crate) fn begin(&self, catalog: &Catalog) {
        let mut open = self.open();
        let Some(Open {
            to,
            consumers,
            groups,
            last,
        }) = open.as_mut()
        else {
            return;
        };
        for source in catalog.sources.keys() {
            if consumers.contains_key(source) {
                continue;
            }
            let (stop, stopping) = stopping();
            let group = groups
                .iter()
                .position(|(_, sources)| *sources < GROUP)
                .unwrap_or(groups.len());
            if group == groups.len() {
                groups.push((
                    Link::new(self.broker.clone(), &format!("consuming {}", group + 1)),
                    0,
                ));
            }
            let Some((link, sources)) = groups.get_mut(group) else {
                continue;
            };
            *sources += 1;
            let link = link.clone();
            let (mut tasks, mut resume) = (JoinSet::new(), BTreeMap::new());
            for feed in [Feed::source(source), Feed::dead_letters(source)] {
                let feed = feed.of_at_most(self.most_bytes);
                let woken = resume
                    .entry(feed.queue.clone())
                    .or_insert_with(Arc::<Notify>::default);
                let reader = Reader {
                    link: link.clone(),
                    prefetch: self.broker.prefetch,
                    health: self.health.clone(),
                    resume: Arc::clone(woken),
                    aside: ASIDE,
                };
                tasks.spawn(consume(reader, feed, to.clone(), stopping.clone()));
            }
            consumers.insert(
                source.clone(),
                Consumers {
                    link,
                    group,
                    resume,
                    stop,
                    tasks,
                },
            );
        }
        if let Some((link, _)) = groups.first().filter(|_| last.is_empty()) {
            last.spawn(watch_last_resort(link.clone(), self.health.clone()));
        }
    }

    /// Ends the consumers of sources that are not in the catalog; returns once their messages in the hub are settled.
    pub(crate) async fn end_gone(&self, catalog: &Catalog) {
        let mut gone = Vec::new();
        if let Some(Open {
            consumers, groups, ..
        }) = self.open().as_mut()
        {
            let names: Vec<String> = consumers
                .keys()
                .filter(|name| !catalog.sources.contains_key(*name))
                .cloned()
                .collect();
            gone.extend(names.iter().filter_map(|name| consumers.remove(name)));
            for of in &gone {
                if let Some((_, sources)) = groups.get_mut(of.group) {
                    *sources = sources.saturating_sub(1);
                }
            }
        }
        join_all(gone.into_iter().map(Consumers::end)).await;
    }

    /// Those of the wanted exchanges and queues that the broker does not have.
    pub(crate) async fn missing(&self, wanted: &Wanted) -> Result<Vec<String>, TopologyError> {
        let changes = broker::plan(&self.broker, None, wanted).await?;
        Ok(changes
            .into_iter()
            .filter(|change| change.state == ObjectState::Missing)
            .map(|change| change.object)
            .collect())
    }

    /// Waits for the wish to stop; ends all consumers, and intake with them.
    pub(super) async fn until(&self, mut stopping: Stopping) {
        stopping.requested().await;
        let open = self.open().take();
        let Some(Open { to, consumers, .. }) = open else {
            return;
        };
        drop(to);
        join_all(consumers.into_values().map(Consumers::end)).await;
    }
}
