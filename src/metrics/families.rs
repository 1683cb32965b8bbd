//! The table of all metrics: the name, the unit and the meaning of each.

use super::trouble::Troubles;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::{Metric, Registry, Unit};

/// 1 ms to some two and a half minutes, each step so much wider.
const TO_MINUTES: f64 = 2.5;
/// 1 ms to some 18 hours: tries go on for a day.
const TO_HOURS: f64 = 4.0;

/// Metrics that are counted when something happens.
pub(super) struct Counted {
    pub(super) documents: Family<DocumentLabels, Counter>,
    pub(super) labelled: Family<LabelledLabels, Counter>,
    pub(super) dispatches: Family<DispatchLabels, Counter>,
    pub(super) prepared: Family<WayLabel, Counter>,
    pub(super) batch: Histogram,
    pub(super) commit: Histogram,
    pub(super) recorded: Histogram,
    pub(super) delivered: Histogram,
    pub(super) stalls: Counter,
}

impl Counted {
    pub(super) fn new(all: &mut Registry) -> Self {
        Self {
            documents: family(all, "documents", "Documents, by how they ended"),
            labelled: family(
                all,
                "labelled_documents",
                "Documents of an experiment or a theme, by how they ended",
            ),
            dispatches: family(
                all,
                "dispatches",
                "Attempts and dispatches, by how they ended",
            ),
            prepared: family(
                all,
                "dispatches_prepared",
                "Dispatches made ready, as they were recorded or read back from the store",
            ),
            batch: batch(
                all,
                "batch_documents",
                "Documents recorded in one job of the store",
            ),
            commit: histogram(
                all,
                "commit",
                "From asking the store to record until that is on disk",
                TO_MINUTES,
            ),
            recorded: histogram(
                all,
                "arrival_to_recorded",
                "From delivery by the broker until recorded",
                TO_MINUTES,
            ),
            delivered: histogram(
                all,
                "recorded_to_delivered",
                "From recorded until delivered",
                TO_HOURS,
            ),
            stalls: family(
                all,
                "store_stalls",
                "Times that recording had to be tried again",
            ),
        }
    }
}

/// Metrics that are read at each look.
pub(super) struct Seen {
    pub(super) due: Family<PartnerLabel, Gauge>,
    pub(super) parked: Family<PartnerLabel, Gauge>,
    pub(super) oldest: Family<PartnerLabel, Gauge>,
    pub(super) alerts: Family<CodeLabel, Gauge>,
    pub(super) oldest_alert: Gauge,
    pub(super) queue: Gauge,
    pub(super) connected: Family<ConnectionLabel, Gauge>,
    pub(super) catalog: Family<CatalogLabel, Gauge>,
    pub(super) answers: Gauge,
    pub(super) wal: Gauge,
    pub(super) disk_free: Gauge,
    pub(super) troubles: Troubles,
    pub(super) lines_lost: Counter,
    pub(super) ready: Gauge,
}

impl Seen {
    pub(super) fn new(all: &mut Registry) -> Self {
        Self {
            due: family(all, "dispatches_due", "Dispatches to be sent, now or later"),
            parked: family(
                all,
                "dispatches_parked",
                "Dispatches that wait for a person",
            ),
            oldest: seconds(
                all,
                "dispatches_oldest_due",
                "Age of the oldest dispatch to be sent",
            ),
            alerts: family(all, "alerts_open", "Alerts that nobody has handled"),
            oldest_alert: seconds(all, "alerts_oldest", "Age of the oldest open alert"),
            queue: family(all, "intake_queue", "Messages that wait for the intake"),
            connected: family(
                all,
                "broker_connected",
                "1 when this connection to the broker is up",
            ),
            catalog: family(all, "catalog_info", "1 for the catalog in use"),
            answers: family(
                all,
                "store_answers",
                "1 when the store answered the last question about it",
            ),
            wal: bytes(
                all,
                "store_wal",
                "What of the store is not folded into its one file yet",
            ),
            disk_free: bytes(
                all,
                "store_disk_free",
                "What is left of the disk of the store",
            ),
            troubles: family(
                all,
                "trouble",
                "Above 0 while this is wrong with the hub or what it stands on",
            ),
            lines_lost: family(all, "log_lines_lost", "Lines of the log that nothing took"),
            ready: family(all, "ready", "1 when the hub can take and record"),
        }
    }
}

fn family<M: Metric + Clone + Default>(all: &mut Registry, name: &str, says: &str) -> M {
    let metric = M::default();
    all.register(name, says, metric.clone());
    metric
}

fn seconds<M: Metric + Clone + Default>(all: &mut Registry, name: &str, says: &str) -> M {
    let metric = M::default();
    all.register_with_unit(name, says, Unit::Seconds, metric.clone());
    metric
}

fn bytes(all: &mut Registry, name: &str, says: &str) -> Gauge {
    let metric = Gauge::default();
    all.register_with_unit(name, says, Unit::Bytes, metric.clone());
    metric
}

fn histogram(all: &mut Registry, name: &str, says: &str, step: f64) -> Histogram {
    let metric = Histogram::new(exponential_buckets(0.001, step, 14));
    all.register_with_unit(name, says, Unit::Seconds, metric.clone());
    metric
}

fn batch(all: &mut Registry, name: &str, says: &str) -> Histogram {
    let metric = Histogram::new(exponential_buckets(1.0, 2.0, 13));
    all.register(name, says, metric.clone());
    metric
}

#[derive(Debug, Clone, Hash, PartialEq, Eq, EncodeLabelSet)]
pub(super) struct DocumentLabels {
    pub(super) source: String,
    pub(super) outcome: &'static str,
    pub(super) code: &'static str,
}

#[derive(Debug, Clone, Hash, PartialEq, Eq, EncodeLabelSet)]
pub(super) struct LabelledLabels {
    pub(super) label: String,
    pub(super) outcome: &'static str,
}

#[derive(Debug, Clone, Hash, PartialEq, Eq, EncodeLabelSet)]
pub(super) struct DispatchLabels {
    pub(super) partner: String,
    pub(super) end: &'static str,
    pub(super) code: &'static str,
}

#[derive(Debug, Clone, Hash, PartialEq, Eq, EncodeLabelSet)]
pub(super) struct WayLabel {
    pub(super) way: &'static str,
}

#[derive(Debug, Clone, Hash, PartialEq, Eq, EncodeLabelSet)]
pub(super) struct PartnerLabel {
    pub(super) partner: String,
}

#[derive(Debug, Clone, Hash, PartialEq, Eq, EncodeLabelSet)]
pub(super) struct CodeLabel {
    pub(super) code: &'static str,
}

#[derive(Debug, Clone, Hash, PartialEq, Eq, EncodeLabelSet)]
pub(super) struct ConnectionLabel {
    pub(super) connection: &'static str,
}

#[derive(Debug, Clone, Hash, PartialEq, Eq, EncodeLabelSet)]
pub(super) struct CatalogLabel {
    pub(super) version: String,
}
