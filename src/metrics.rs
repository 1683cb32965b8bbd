//! Events on the path of messages -> counts, and the counts -> text for Prometheus.
//!
//! A label is the name of a source, a partner or a code that the catalog or the program knows, and else [`OTHER`]:
//! never an id, a number or anything of a person, and never more series than there are names.

mod families;
mod trouble;
mod windows;

use crate::catalog::Catalog;
use crate::clock::Moment;
use crate::log;
use crate::outcome::{Code, Outcome};
use crate::party::Party;
use crate::store::{Sizes, WaitingCounts};
use families::{
    CatalogLabel, CodeLabel, ConnectionLabel, Counted, DispatchLabels, DocumentLabels,
    LabelledLabels, PartnerLabel, Seen, WayLabel,
};
use prometheus_client::encoding::text;
use prometheus_client::registry::Registry;
use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;
use windows::Windows;

/// Label for a name that the catalog does not know.
pub const OTHER: &str = "other";

/// The end of one attempt, or of a dispatch with that attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountedEnd {
    /// The partner's queue holds the event; so long after the document was recorded.
    Delivered(Duration),
    /// The dispatch will be tried again.
    Failed(Code),
    /// The table said no just before sending.
    Withdrawn(Code),
    /// The tries have ended, or a person must decide.
    Parked(Code),
}

/// How a dispatch came to what is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PreparedBy {
    /// As it was recorded, with its ruling still in hand.
    Fast,
    /// Read back from the store, and ruled again.
    Store,
}

/// All counts of one hub. Counting is an addition; nothing here does I/O.
pub struct Metrics {
    registry: Registry,
    counted: Counted,
    seen: Seen,
    stalled: AtomicBool,
    waiting: AtomicUsize,
    windows: Windows,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("schakel");
        Self {
            counted: Counted::new(&mut registry),
            seen: Seen::new(&mut registry),
            registry,
            stalled: AtomicBool::new(false),
            waiting: AtomicUsize::default(),
            windows: Windows::default(),
        }
    }
}

impl Metrics {
    /// Counts recorded documents of one batch: each with its source, and its labels with blanks between.
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
                self.counted
                    .labelled
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
        self.counted
            .batch
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
            self.counted
                .documents
                .get_or_create(&DocumentLabels {
                    source,
                    outcome: outcome.as_str(),
                    code,
                })
                .inc_by(count);
        }
    }

    /// Counts a job of the store, with the time until the job was on disk.
    pub fn committed(&self, took: Duration) {
        self.counted.commit.observe(took.as_secs_f64());
        self.stalled.store(false, Ordering::Relaxed);
    }

    /// Counts a recorded message, with the time since the broker gave the message.
    pub fn taken(&self, since_arrival: Duration) {
        self.counted.recorded.observe(since_arrival.as_secs_f64());
    }

    /// Notes that recording failed and is tried again.
    pub fn stalled(&self) {
        self.counted.stalls.inc();
        self.stalled.store(true, Ordering::Relaxed);
    }

    /// Whether a message waits that could not be recorded.
    pub fn is_stalled(&self) -> bool {
        self.stalled.load(Ordering::Relaxed)
    }

    /// Counts dispatches that are ready to be sent, or not to be: the table of now may refuse them.
    pub fn prepared(&self, by: PreparedBy, count: usize) {
        let way = match by {
            PreparedBy::Fast => "fast",
            PreparedBy::Store => "store",
        };
        self.counted
            .prepared
            .get_or_create(&WayLabel { way })
            .inc_by(count as u64);
    }

    /// Counts an attempt that is on record.
    pub fn tried(&self, catalog: &Catalog, partner: &Party, end: CountedEnd) {
        let (word, code) = match end {
            CountedEnd::Delivered(took) => {
                self.counted.delivered.observe(took.as_secs_f64());
                ("delivered", "")
            }
            CountedEnd::Failed(code) => ("failed", code.as_str()),
            CountedEnd::Withdrawn(code) => ("withdrawn", code.as_str()),
            CountedEnd::Parked(code) => ("parked", code.as_str()),
        };
        let partner = match catalog.partner(partner) {
            Some(_) => partner.to_string(),
            None => OTHER.to_owned(),
        };
        self.counted
            .dispatches
            .get_or_create(&DispatchLabels {
                partner,
                end: word,
                code,
            })
            .inc();
    }

    /// Sets how many messages wait in the intake for their turn.
    pub fn in_turn(&self, messages: usize) {
        self.waiting.store(messages, Ordering::Relaxed);
    }

    /// Sets whether the hub can take and record, as far as is known.
    pub fn ready(&self, ready: bool) {
        self.seen.ready.set(ready.into());
    }

    /// Sets the counts of waiting work in the store; without an answer of the store the earlier counts stand.
    pub fn waiting(&self, catalog: &Catalog, waiting: Option<&WaitingCounts>, now: Moment) {
        self.seen.answers.set(waiting.is_some().into());
        let Some(waiting) = waiting else { return };
        let age = |at: Option<Moment>| at.map_or(0, |at| now.ms_since(at).max(0) / 1000);
        for family in [&self.seen.due, &self.seen.parked, &self.seen.oldest] {
            family.clear();
        }
        self.seen.alerts.clear();
        let names = catalog
            .partners
            .iter()
            .map(|partner| partner.party().to_string());
        names
            .for_each(|partner| drop(self.seen.due.get_or_create_owned(&PartnerLabel { partner })));
        for (key, counts) in &waiting.partners {
            let label = PartnerLabel {
                partner: partner_label(catalog, key).to_owned(),
            };
            self.seen.due.get_or_create(&label).inc_by(counts.due);
            self.seen.parked.get_or_create(&label).inc_by(counts.parked);
            let oldest = self.seen.oldest.get_or_create(&label);
            oldest.set(oldest.get().max(age(counts.oldest)));
        }
        for (code, count) in &waiting.alerts {
            self.seen
                .alerts
                .get_or_create(&CodeLabel {
                    code: code.as_str(),
                })
                .set(*count);
        }
        self.seen.oldest_alert.set(age(waiting.oldest_alert));
    }

    /// Sets the sizes of the store on disk.
    pub fn sizes(
        &self,
        Sizes {
            wal_bytes,
            disk_free_bytes,
        }: Sizes,
    ) {
        self.seen
            .wal
            .set(i64::try_from(wal_bytes).unwrap_or(i64::MAX));
        if let Some(free) = disk_free_bytes {
            self.seen
                .disk_free
                .set(i64::try_from(free).unwrap_or(i64::MAX));
        }
    }

    /// The text of all metrics, as Prometheus reads it.
    pub fn render(&self, catalog: &Catalog) -> Result<String, fmt::Error> {
        for (connection, up) in self.connections() {
            self.seen
                .connected
                .get_or_create(&ConnectionLabel { connection })
                .set(up.into());
        }
        let length = self.windows.queue() + self.waiting.load(Ordering::Relaxed);
        self.seen
            .queue
            .set(i64::try_from(length).unwrap_or(i64::MAX));
        let troubles = self.windows.troubles();
        trouble::set_family(&self.seen.troubles, catalog, &troubles);
        self.seen
            .lines_lost
            .inner()
            .store(log::lost(), Ordering::Relaxed);
        self.seen.catalog.clear();
        self.seen
            .catalog
            .get_or_create(&CatalogLabel {
                version: catalog.version.clone(),
            })
            .set(1);
        let mut page = String::new();
        text::encode(&mut page, &self.registry)?;
        Ok(page)
    }
}

fn partner_label<'k>(catalog: &Catalog, partner: &'k str) -> &'k str {
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
