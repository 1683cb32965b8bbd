//! What happens on the path -> counts, and the counts -> text for Prometheus.
//!
//! A label is the name of a source, a partner or a code that the catalog or the program knows, and else [`OTHER`]: never an id, a
//! number or anything of a person, and never more series than there are names.

mod trouble;

use crate::catalog::Catalog;
use crate::health::Trouble;
use crate::log;
use crate::outcome::{Code, Outcome};
use crate::store::{Sizes, Waiting};
use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::{Registry, Unit};
use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// What is counted under a name that the catalog does not know.
pub const OTHER: &str = "other";

#[derive(Debug, Clone, Hash, PartialEq, Eq, EncodeLabelSet)]
struct DocumentLabels {
    source: String,
    outcome: &'static str,
    code: &'static str,
}

#[derive(Debug, Clone, Hash, PartialEq, Eq, EncodeLabelSet)]
struct LabelledLabels {
    label: String,
    outcome: &'static str,
}

#[derive(Debug, Clone, Hash, PartialEq, Eq, EncodeLabelSet)]
struct DispatchLabels {
    partner: String,
    end: &'static str,
    code: &'static str,
}

#[derive(Debug, Clone, Hash, PartialEq, Eq, EncodeLabelSet)]
struct PartnerLabel {
    partner: String,
}

#[derive(Debug, Clone, Hash, PartialEq, Eq, EncodeLabelSet)]
struct CodeLabel {
    code: &'static str,
}

#[derive(Debug, Clone, Hash, PartialEq, Eq, EncodeLabelSet)]
struct ConnectionLabel {
    connection: &'static str,
}

#[derive(Debug, Clone, Hash, PartialEq, Eq, EncodeLabelSet)]
struct CatalogLabel {
    version: String,
}

/// How one attempt, or a dispatch with it, ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The partner's queue holds it; so long after it was recorded.
    Delivered(Duration),
    /// It will be tried again.
    Failed(Code),
    /// The table said no just before sending.
    Withdrawn(Code),
    /// Its tries have ended, or only a person can tell.
    Parked(Code),
}

type Look<T> = Box<dyn Fn() -> T + Send + Sync>;

/// Where the hub can be looked into while it runs.
#[derive(Default)]
struct Windows {
    connections: Vec<(&'static str, Look<bool>)>,
    queue: Option<Look<usize>>,
    troubles: Option<Look<Vec<Trouble>>>,
    blocked: Option<Look<bool>>,
}

/// All counts of one hub. Counting is an addition; nothing here does I/O.
pub struct Metrics {
    registry: Registry,
    documents: Family<DocumentLabels, Counter>,
    labelled: Family<LabelledLabels, Counter>,
    dispatches: Family<DispatchLabels, Counter>,
    batch: Histogram,
    commit: Histogram,
    recorded: Histogram,
    delivered: Histogram,
    stalls: Counter,
    stalled: AtomicBool,
    windows: Mutex<Windows>,
    due: Family<PartnerLabel, Gauge>,
    parked: Family<PartnerLabel, Gauge>,
    oldest: Family<PartnerLabel, Gauge>,
    alerts: Family<CodeLabel, Gauge>,
    oldest_alert: Gauge,
    queue: Gauge,
    waiting: AtomicUsize,
    connected: Family<ConnectionLabel, Gauge>,
    catalog: Family<CatalogLabel, Gauge>,
    answers: Gauge,
    wal: Gauge,
    disk_free: Gauge,
    troubles: trouble::Troubles,
    ready: Gauge,
    lines_lost: Counter,
}

impl Default for Metrics {
    fn default() -> Self {
        let seconds = || Histogram::new(exponential_buckets(0.001, 2.5, 14)); // 1 ms to some two and a half minutes
        let metrics = Self {
            registry: Registry::with_prefix("schakel"),
            documents: Family::default(),
            labelled: Family::default(),
            dispatches: Family::default(),
            batch: Histogram::new(exponential_buckets(1.0, 2.0, 13)),
            commit: seconds(),
            recorded: seconds(),
            delivered: Histogram::new(exponential_buckets(0.001, 4.0, 14)), // 1 ms to some 18 hours: tries go on for a day
            stalls: Counter::default(),
            stalled: AtomicBool::new(false),
            windows: Mutex::default(),
            due: Family::default(),
            parked: Family::default(),
            oldest: Family::default(),
            alerts: Family::default(),
            oldest_alert: Gauge::default(),
            queue: Gauge::default(),
            waiting: AtomicUsize::default(),
            connected: Family::default(),
            catalog: Family::default(),
            answers: Gauge::default(),
            wal: Gauge::default(),
            disk_free: Gauge::default(),
            troubles: trouble::Troubles::default(),
            ready: Gauge::default(),
            lines_lost: Counter::default(),
        };
        metrics.registered()
    }
}

impl Metrics {
    fn registered(mut self) -> Self {
        let all = &mut self.registry;
        all.register(
            "documents",
            "Documents, by how they ended",
            self.documents.clone(),
        );
        all.register(
            "labelled_documents",
            "Documents of an experiment or a theme, by how they ended",
            self.labelled.clone(),
        );
        all.register(
            "dispatches",
            "Attempts and dispatches, by how they ended",
            self.dispatches.clone(),
        );
        all.register(
            "batch_documents",
            "Documents recorded in one job of the store",
            self.batch.clone(),
        );
        all.register_with_unit(
            "commit",
            "From asking the store to record until that is on disk",
            Unit::Seconds,
            self.commit.clone(),
        );
        all.register_with_unit(
            "arrival_to_recorded",
            "From delivery by the broker until recorded",
            Unit::Seconds,
            self.recorded.clone(),
        );
        all.register_with_unit(
            "recorded_to_delivered",
            "From recorded until delivered",
            Unit::Seconds,
            self.delivered.clone(),
        );
        all.register(
            "store_stalls",
            "Times that recording had to be tried again",
            self.stalls.clone(),
        );
        all.register(
            "dispatches_due",
            "Dispatches to be sent, now or later",
            self.due.clone(),
        );
        all.register(
            "dispatches_parked",
            "Dispatches that wait for a person",
            self.parked.clone(),
        );
        all.register_with_unit(
            "dispatches_oldest_due",
            "Age of the oldest dispatch to be sent",
            Unit::Seconds,
            self.oldest.clone(),
        );
        all.register(
            "alerts_open",
            "Alerts that nobody has handled",
            self.alerts.clone(),
        );
        all.register_with_unit(
            "alerts_oldest",
            "Age of the oldest open alert",
            Unit::Seconds,
            self.oldest_alert.clone(),
        );
        all.register(
            "intake_queue",
            "Messages that wait for the intake",
            self.queue.clone(),
        );
        all.register(
            "broker_connected",
            "1 when this connection to the broker is up",
            self.connected.clone(),
        );
        all.register(
            "catalog_info",
            "1 for the catalog in use",
            self.catalog.clone(),
        );
        all.register(
            "store_answers",
            "1 when the store answered the last question about it",
            self.answers.clone(),
        );
        all.register_with_unit(
            "store_wal",
            "What of the store is not folded into its one file yet",
            Unit::Bytes,
            self.wal.clone(),
        );
        all.register_with_unit(
            "store_disk_free",
            "What is left of the disk of the store",
            Unit::Bytes,
            self.disk_free.clone(),
        );
        all.register(
            "trouble",
            "Above 0 while this is wrong with the hub or what it stands on",
            self.troubles.clone(),
        );
        all.register(
            "log_lines_lost",
            "Lines of the log that nothing took",
            self.lines_lost.clone(),
        );
        all.register(
            "ready",
            "1 when the hub can take and record",
            self.ready.clone(),
        );
        self
    }

    /// Documents that are on record, of one batch: each with its source, and its labels with blanks between.
    pub fn recorded<'d>(
        &self,
        catalog: &Catalog,
        documents: impl Iterator<Item = (&'d str, &'d str, Outcome)>,
    ) {
        let mut sums: Vec<(&str, Outcome, u64)> = Vec::new();
        for (source, labels, outcome) in documents {
            for label in labels
                .split_whitespace()
                .filter(|label| catalog.labels.get(label).is_some())
            {
                self.labelled
                    .get_or_create(&LabelledLabels {
                        label: label.to_owned(),
                        outcome: outcome.as_str(),
                    })
                    .inc();
            }
            match sums
                .iter_mut()
                .find(|sum| (sum.0, sum.1) == (source, outcome))
            {
                Some(sum) => sum.2 += 1,
                None => sums.push((source, outcome, 1)),
            }
        }
        self.batch
            .observe(sums.iter().map(|sum| sum.2 as f64).sum());
        for (source, outcome, count) in sums {
            let code = match outcome {
                Outcome::Stopped(code) => code.as_str(),
                _ => "",
            };
            let source = if catalog.sources.contains_key(source) {
                source
            } else {
                OTHER
            }
            .to_owned();
            self.documents
                .get_or_create(&DocumentLabels {
                    source,
                    outcome: outcome.as_str(),
                    code,
                })
                .inc_by(count);
        }
    }

    /// One job of the store took so long until it was on disk.
    pub fn committed(&self, took: Duration) {
        self.commit.observe(took.as_secs_f64());
        self.stalled.store(false, Ordering::Relaxed);
    }

    /// A message is on record, so long after the broker gave it.
    pub fn taken(&self, since_arrival: Duration) {
        self.recorded.observe(since_arrival.as_secs_f64());
    }

    /// Recording failed and is tried again.
    pub fn stalled(&self) {
        self.stalls.inc();
        self.stalled.store(true, Ordering::Relaxed);
    }

    /// Is something waiting to be recorded that could not be?
    pub fn is_stalled(&self) -> bool {
        self.stalled.load(Ordering::Relaxed)
    }

    /// An attempt that is on record.
    pub fn tried(&self, catalog: &Catalog, partner: &str, end: End) {
        let (word, code) = match end {
            End::Delivered(took) => {
                self.delivered.observe(took.as_secs_f64());
                ("delivered", "")
            }
            End::Failed(code) => ("failed", code.as_str()),
            End::Withdrawn(code) => ("withdrawn", code.as_str()),
            End::Parked(code) => ("parked", code.as_str()),
        };
        let partner = known(catalog, partner).to_owned();
        self.dispatches
            .get_or_create(&DispatchLabels {
                partner,
                end: word,
                code,
            })
            .inc();
    }

    /// From now on this tells whether a connection is up.
    pub fn watch_connection(
        &self,
        name: &'static str,
        is_up: impl Fn() -> bool + Send + Sync + 'static,
    ) {
        self.windows().connections.push((name, Box::new(is_up)));
    }

    /// So many messages wait in the intake for their turn.
    pub fn in_turn(&self, messages: usize) {
        self.waiting.store(messages, Ordering::Relaxed);
    }

    /// From now on this tells how many messages wait for the intake, before those that wait in it.
    pub fn watch_queue(&self, length: impl Fn() -> usize + Send + Sync + 'static) {
        self.windows().queue = Some(Box::new(length));
    }

    /// From now on this tells what is wrong.
    pub fn watch_troubles(&self, troubles: impl Fn() -> Vec<Trouble> + Send + Sync + 'static) {
        self.windows().troubles = Some(Box::new(troubles));
    }

    /// From now on this tells whether the broker takes nothing that is published.
    pub fn watch_blocked(&self, is_blocked: impl Fn() -> bool + Send + Sync + 'static) {
        self.windows().blocked = Some(Box::new(is_blocked));
    }

    /// Does the broker take nothing that is published?
    pub fn is_blocked(&self) -> bool {
        self.windows()
            .blocked
            .as_ref()
            .is_some_and(|is_blocked| is_blocked())
    }

    /// Whether the hub can take and record, as far as is known.
    pub fn ready(&self, ready: bool) {
        self.ready.set(ready.into());
    }

    /// Lets go of what was watched.
    pub fn unwatch(&self) {
        *self.windows() = Windows::default();
    }

    /// The connections that should be, and whether they are up.
    pub fn connections(&self) -> Vec<(&'static str, bool)> {
        self.windows()
            .connections
            .iter()
            .map(|(name, is_up)| (*name, is_up()))
            .collect()
    }

    fn windows(&self) -> std::sync::MutexGuard<'_, Windows> {
        self.windows.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What waits in the store, or none when it did not answer: then what was known before stands.
    pub fn waiting(&self, catalog: &Catalog, waiting: Option<&Waiting>, now: i64) {
        self.answers.set(waiting.is_some().into());
        let Some(waiting) = waiting else { return };
        let age = |at: Option<i64>| at.map_or(0, |at| (now - at).max(0) / 1000);
        for family in [&self.due, &self.parked, &self.oldest] {
            family.clear();
        }
        self.alerts.clear();
        let names = catalog
            .partners
            .iter()
            .map(|partner| partner.party().to_string());
        names.for_each(|partner| drop(self.due.get_or_create_owned(&PartnerLabel { partner })));
        for (key, counts) in &waiting.partners {
            let label = PartnerLabel {
                partner: known(catalog, key).to_owned(),
            };
            self.due.get_or_create(&label).inc_by(counts.due);
            self.parked.get_or_create(&label).inc_by(counts.parked);
            let oldest = self.oldest.get_or_create(&label);
            oldest.set(oldest.get().max(age(counts.oldest)));
        }
        for (code, count) in &waiting.alerts {
            self.alerts
                .get_or_create(&CodeLabel {
                    code: code.as_str(),
                })
                .set(*count);
        }
        self.oldest_alert.set(age(waiting.oldest_alert));
    }

    /// What the store takes of its disk.
    pub fn sizes(
        &self,
        Sizes {
            wal_bytes,
            disk_free_bytes,
        }: Sizes,
    ) {
        self.wal.set(i64::try_from(wal_bytes).unwrap_or(i64::MAX));
        if let Some(free) = disk_free_bytes {
            self.disk_free.set(i64::try_from(free).unwrap_or(i64::MAX));
        }
    }

    /// Everything, as Prometheus reads it.
    pub fn render(&self, catalog: &Catalog) -> Result<String, fmt::Error> {
        for (connection, up) in self.connections() {
            self.connected
                .get_or_create(&ConnectionLabel { connection })
                .set(up.into());
        }
        let length = self.windows().queue.as_ref().map_or(0, |length| length())
            + self.waiting.load(Ordering::Relaxed);
        self.queue.set(i64::try_from(length).unwrap_or(i64::MAX));
        let troubles = self
            .windows()
            .troubles
            .as_ref()
            .map(|troubles| troubles())
            .unwrap_or_default();
        trouble::show(&self.troubles, catalog, &troubles);
        self.lines_lost
            .inner()
            .store(log::lost(), Ordering::Relaxed);
        self.catalog.clear();
        self.catalog
            .get_or_create(&CatalogLabel {
                version: catalog.version.clone(),
            })
            .set(1);
        let mut page = String::new();
        text::encode(&mut page, &self.registry)?;
        Ok(page)
    }
}

fn known<'k>(catalog: &Catalog, partner: &'k str) -> &'k str {
    let is_known = partner
        .parse()
        .is_ok_and(|party| catalog.partner(&party).is_some());
    if is_known { partner } else { OTHER }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Metrics")
    }
}
