//! Documents -> on record in their order, and announced: the one way there for arrivals, second judgings and what was said at a desk.

use super::Hub;
use super::answers::Answers;
use super::outgoing::Outgoing;
use super::record::{self, Document, Recorded};
use crate::catalog::Catalog;
use crate::clock::Moment;
use crate::facts;
use crate::number::DocumentNo;
use crate::outcome::Outcome;
use crate::store::{StoreError, Writing};
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::time::{Instant, sleep};
use tracing::{error, info};

/// A store that stalls is asked again after this long, doubling.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// Where documents are recorded, and where what is on record is sent and told.
#[derive(Clone, Copy)]
pub(super) struct Recorder<'a> {
    pub(super) hub: &'a Arc<Hub>,
    pub(super) outgoing: &'a Outgoing,
    pub(super) answers: &'a Answers,
}

/// Records documents part by part, and announces what is on record. Each document's number and how it ended.
pub(super) async fn record_in_order(
    recorder: Recorder<'_>,
    catalog: &Arc<Catalog>,
    documents: Vec<Document>,
    now: Moment,
) -> Result<Vec<(DocumentNo, Outcome)>, StoreError> {
    let Recorder {
        hub,
        outgoing,
        answers,
    } = recorder;
    let mut ends = Vec::new();
    for part in parts(documents) {
        let part = Arc::new(part);
        let mut some = 0..part.len();
        while some.start < part.len() {
            let recorded = patiently(hub, async || {
                rule_and_record(hub, catalog, &part, some.clone(), now).await
            })
            .await;
            match recorded {
                // an earlier one of the part told more about the subject of a later one: from here on one at a time
                Err(StoreError::Outdated(_)) if some.len() > 1 => some = some.start..some.start + 1,
                Err(error) => return Err(error),
                Ok(recorded) => {
                    ends.extend(&recorded.ends);
                    let counted = part.iter().skip(some.start).zip(&recorded.ends);
                    hub.metrics.recorded(
                        catalog,
                        counted.map(|(document, (_, outcome))| {
                            (document.source.as_str(), document.labels.as_str(), *outcome)
                        }),
                    );
                    announce(recorded, outgoing, answers);
                    some = some.end..(some.end + some.len()).min(part.len());
                }
            }
        }
    }
    Ok(ends)
}

/// What is on record may be told, and sent.
fn announce(recorded: Recorded, outgoing: &Outgoing, answers: &Answers) {
    for (document, outcome) in &recorded.ends {
        let document = document.0;
        let word = outcome.as_str();
        match outcome {
            Outcome::Stopped(code) if code.needs_person() => {
                error!(
                    document,
                    outcome = word,
                    code = code.as_str(),
                    "recorded, a person must look"
                );
            }
            Outcome::Stopped(code) => {
                info!(document, outcome = word, code = code.as_str(), "recorded")
            }
            _ => info!(document, outcome = word, code = "", "recorded"),
        }
    }
    outgoing.hand_over(recorded.ready);
    answers.wake(&recorded.sources);
}

/// A store that stalls is asked again. Messages are held back rather than given back: each time round would bring them nearer to the dead letters.
pub(super) async fn patiently<T>(
    hub: &Hub,
    job: impl AsyncFn() -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let mut pause = FIRST_PAUSE;
    loop {
        match job().await {
            Err(error) if error.is_stall() && !hub.stopping.is_requested() => {
                hub.metrics.stalled();
                error!(%error, "cannot record, nothing is acknowledged, trying again");
                sleep(pause).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
            result => return result,
        }
    }
}

/// Up to and including each run of statements.
fn parts(documents: Vec<Document>) -> Vec<Vec<Document>> {
    let mut parts: Vec<Vec<Document>> = Vec::new();
    for document in documents {
        match parts.last_mut() {
            Some(part)
                if document.is_statement() || !part.last().is_some_and(Document::is_statement) =>
            {
                part.push(document)
            }
            _ => parts.push(vec![document]),
        }
    }
    parts
}

/// Asks for the facts of some documents, rules and records. Outdated when several rested on consents that changed meanwhile; one alone asks again.
async fn rule_and_record(
    hub: &Arc<Hub>,
    catalog: &Arc<Catalog>,
    documents: &Arc<Vec<Document>>,
    some: Range<usize>,
    now: Moment,
) -> Result<Recorded, StoreError> {
    let alone = some.len() == 1;
    loop {
        let (epoch, ruled) = (hub.consent_epoch.load(Ordering::SeqCst), Instant::now());
        let today = hub.now().day();
        let questions = documents
            .get(some.clone())
            .unwrap_or_default()
            .iter()
            .filter_map(Document::question)
            .collect();
        let facts = facts::answer(&hub.store, questions, today).await?;
        let (own, by) = (Arc::clone(documents), Arc::clone(catalog));
        let some = some.clone();
        let job = move |store: &Writing<'_>| {
            record::batch(store, &by, own.get(some).unwrap_or_default(), &facts, now)
        };
        let asked = Instant::now();
        match hub.store.write(job).await {
            Err(StoreError::Outdated(_)) if alone => {}
            Err(error) => return Err(error),
            Ok(mut recorded) => {
                hub.metrics.committed(asked.elapsed());
                if recorded.consents_changed {
                    hub.consent_epoch.fetch_add(1, Ordering::SeqCst);
                }
                for ready in &mut recorded.ready {
                    (ready.epoch, ready.ruled) = (epoch, Some(ruled));
                    ready.catalog = Some(Arc::clone(catalog));
                }
                return Ok(recorded);
            }
        }
    }
}
