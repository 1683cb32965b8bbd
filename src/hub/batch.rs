//! Documents -> on record in their order, and announced: the one way there for arrivals, second judgings and what was said at a desk.

use super::Hub;
use super::answers::Answers;
use super::outgoing::Outgoing;
use super::record::{self, Document, Recorded};
use crate::catalog::Catalog;
use crate::clock;
use crate::outcome::Outcome;
use crate::store::{StoreError, Writing};
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

/// Records documents as one, and announces what is on record. Each document's number and how it ended.
pub(super) async fn record_in_order(
    recorder: Recorder<'_>,
    catalog: &Arc<Catalog>,
    documents: Vec<Document>,
    now: i64,
) -> Result<Vec<(i64, Outcome)>, StoreError> {
    let Recorder {
        hub,
        outgoing,
        answers,
    } = recorder;
    let documents = Arc::new(documents);
    let recorded = patiently(hub, async || {
        rule_and_record(hub, catalog, &documents, now).await
    })
    .await?;
    let ends = recorded.ends.clone();
    let counted = documents.iter().zip(&ends);
    hub.metrics.recorded(
        catalog,
        counted.map(|(document, (_, outcome))| {
            (document.source.as_str(), document.labels.as_str(), *outcome)
        }),
    );
    announce(recorded, outgoing, answers);
    Ok(ends)
}

/// What is on record may be told, and sent.
fn announce(recorded: Recorded, outgoing: &Outgoing, answers: &Answers) {
    for (document, outcome) in &recorded.ends {
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

/// Rules and records. What is ruled on after a change of somebody's consents, in the same batch too, has heard of it; what was ruled on
/// before is of an older epoch, and asked again before it is sent.
async fn rule_and_record(
    hub: &Arc<Hub>,
    catalog: &Arc<Catalog>,
    documents: &Arc<Vec<Document>>,
    now: i64,
) -> Result<Recorded, StoreError> {
    let (epoch, ruled) = (hub.consent_epoch.load(Ordering::SeqCst), Instant::now());
    let today = clock::day(hub.now());
    let (own, by) = (Arc::clone(documents), Arc::clone(catalog));
    let job = move |store: &Writing<'_>| record::batch(store, &by, &own, today, now);
    let asked = Instant::now();
    let mut recorded = hub.store.write(job).await?;
    hub.metrics.committed(asked.elapsed());
    // on record, and not told to anybody yet: who prepares a dispatch meanwhile finds another epoch
    hub.consent_epoch
        .fetch_add(recorded.consent_changes, Ordering::SeqCst);
    for ready in &mut recorded.ready {
        ready.epoch += epoch;
        ready.ruled = Some(ruled);
        ready.catalog = Some(Arc::clone(catalog));
    }
    Ok(recorded)
}
