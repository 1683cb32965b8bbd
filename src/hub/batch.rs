//! Documents -> on record in their order, and announced: the one way to the record for arrivals, second judgings and desk statements.

use super::Hub;
use super::answers::Answers;
use super::outgoing::Outgoing;
use super::record::{self, Recorded};
use crate::catalog::Catalog;
use crate::clock::Moment;
use crate::decision::Document;
use crate::number::DocumentNo;
use crate::outcome::Outcome;
use crate::store::{StoreError, Writing};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, sleep};
use tracing::{error, info};

/// The pause before a store that stalls is asked again, doubling.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// The hub to record in, and the ways to partners and sources for what is then on record.
#[derive(Clone, Copy)]
pub(super) struct Recorder<'a> {
    pub(super) hub: &'a Arc<Hub>,
    pub(super) outgoing: &'a Outgoing,
    pub(super) answers: &'a Answers,
}

/// Records documents as one batch and announces them. Gives each document's number and outcome.
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

/// Hands the recorded dispatches to the workers and wakes the tellers of the recorded answers.
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

/// Repeats a job until a stalled store takes it. Messages are held back rather than given back: each time round would bring them nearer to
/// the dead letters.
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

/// Rules and records a batch. A ruling after a change of consents, also in the same batch, takes that change into account; an earlier
/// ruling is of an older epoch, and asked again before its dispatch is sent.
async fn rule_and_record(
    hub: &Arc<Hub>,
    catalog: &Arc<Catalog>,
    documents: &Arc<Vec<Document>>,
    now: Moment,
) -> Result<Recorded, StoreError> {
    let (ruled, today) = (Instant::now(), hub.now().day());
    let (own, by) = (Arc::clone(documents), Arc::clone(catalog));
    let epoch = Arc::clone(&hub.consent_epoch);
    let job = move |store: &Writing<'_>| record::batch(store, &by, &own, &epoch, today, now);
    let asked = Instant::now();
    let mut recorded = hub.store.write(job).await?;
    hub.metrics.committed(asked.elapsed());
    recorded.consent_changes.clear(); // they are on record
    for ready in &mut recorded.ready {
        ready.ruled = Some(ruled);
        ready.catalog = Some(Arc::clone(catalog));
    }
    Ok(recorded)
}
