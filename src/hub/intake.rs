//! Arrivals -> recorded outcomes, then settlements. Micro-batches without a timer: the next one is what came while the last was being committed.
//! Each source has its turns in them, a few documents at a time: a message of ten thousand is recorded in many batches, and acknowledged
//! after the last. If the hub ends in between it comes again, and what is on record already is a duplicate.

use super::Hub;
use super::again::{self, Again};
use super::answers::Answers;
use super::outgoing::Outgoing;
use super::record::{self, Document, Recorded};
use super::spoken::{self, Spoken};
use super::timely;
use crate::arrival::{Arrival, Settlement};
use crate::catalog::Catalog;
use crate::clock;
use crate::facts;
use crate::message::Inbound;
use crate::outcome::{Code, Outcome, Stop};
use crate::pipeline::{Judged, Limits};
use crate::store::{Deaths, Mark, StoreError, Writing};
use jiff::civil::Date;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep};
use tracing::{error, info, warn};
use turns::{Begun, Next, Receipt, Turns};

mod turns;

/// How an arrival becomes documents: `pipeline::triage`, or in a test something that breaks.
pub type Decide =
    dyn Fn(&Catalog, Limits, &Inbound, &str, Date) -> Result<Vec<Judged>, Stop> + Send + Sync;

/// A store that stalls is asked again after this long, doubling.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);
/// So many documents of one message are recorded before it is somebody else's turn.
const TURN: usize = 16;
/// For so long messages are judged before what was judged is recorded.
const MOMENT: Duration = Duration::from_millis(50);
/// So often the process may end while a message that came back is read: no accident hits the same microseconds twice.
const MOST_DEATHS_READING: i64 = 2;
/// So often it may end while its outcome goes to disk, where a kill from outside meets it easily.
const MOST_DEATHS_RECORDING: i64 = 10;

/// What operators have the intake do, between two batches, so that every lane keeps its order.
pub enum Errand {
    /// Judge again what was stopped.
    Again(Again),
    /// Record what was said at a desk.
    Spoken(Spoken),
}

/// Runs until no arrivals can come any more.
pub async fn run(
    hub: &Arc<Hub>,
    mut arrivals: mpsc::Receiver<Arrival>,
    mut errands: mpsc::Receiver<Errand>,
    decide: &Decide,
    outgoing: &Outgoing,
    answers: &Answers,
) {
    let mut turns = Turns::default();
    loop {
        while let Ok(arrival) = arrivals.try_recv() {
            turns.add(arrival);
        }
        if hub.stopping.is_requested() {
            turns.give_back_waiting();
        }
        hub.metrics.in_turn(turns.waiting());
        let errand = match turns.is_empty() {
            false => errands.try_recv().ok(),
            true => tokio::select! {
                first = arrivals.recv() => match first {
                    Some(first) => {
                        turns.add(first);
                        continue;
                    }
                    None => return,
                },
                Some(errand) = errands.recv() => Some(errand),
            },
        };
        match errand {
            Some(Errand::Again(again)) => again::judge(hub, again, decide, outgoing, answers).await,
            Some(Errand::Spoken(spoken)) => spoken::take(hub, spoken, outgoing, answers).await,
            None => take(hub, &mut turns, decide, outgoing, answers).await,
        }
    }
}

/// What is recorded together, and of whom.
#[derive(Default)]
struct Batch<'a> {
    catalog: Option<Arc<Catalog>>,
    documents: Vec<Document>,
    /// Of messages that are on record as a whole when this batch is.
    whole: Vec<Receipt>,
    /// Sources of which more is to come.
    begun: Vec<String>,
    mark: Option<Mark<'a>>,
}

async fn take(
    hub: &Arc<Hub>,
    turns: &mut Turns,
    decide: &Decide,
    outgoing: &Outgoing,
    answers: &Answers,
) {
    if !timely::possible(hub).await {
        *turns = Turns::default(); // whoever loses its receipt gets its message back
        return;
    }
    let now = hub.now();
    let Batch {
        catalog,
        documents,
        whole,
        begun,
        mark,
    } = gather(hub, turns, now, decide).await;
    mark.iter().for_each(Mark::recording);
    let recorded = match catalog {
        Some(catalog) => record_in_order(hub, &catalog, documents, now, outgoing, answers)
            .await
            .map(drop),
        None => Ok(()),
    };
    let settlement = match recorded {
        Ok(()) => {
            whole
                .iter()
                .for_each(|receipt| hub.metrics.taken(receipt.since.elapsed()));
            Settlement::Ack
        }
        Err(error) => {
            error!(%error, messages = whole.len() + begun.len(), "cannot record, these messages come again");
            begun.iter().for_each(|source| turns.abandon(source));
            Settlement::Redeliver
        }
    };
    whole
        .into_iter()
        .for_each(|receipt| receipt.give(settlement));
}

/// A batch in which each source has its turns: so many documents, and no more than can be judged in a moment.
async fn gather<'a>(hub: &'a Hub, turns: &mut Turns, now: i64, decide: &Decide) -> Batch<'a> {
    let mut batch = Batch::default();
    let enough = Instant::now() + MOMENT;
    let mut alone = false;
    while !alone && batch.documents.len() < hub.batch && Instant::now() < enough {
        let Some((source, next)) = turns.next(batch.catalog.as_ref()) else {
            break;
        };
        let mut begun = match next {
            Next::Record(begun) => begun,
            Next::Judge(arrival, receipt) => match judge(
                hub,
                &arrival,
                receipt,
                clock::day(now),
                decide,
                &mut batch.mark,
            )
            .await
            {
                Ok(begun) => begun,
                Err(error) => {
                    error!(%error, "cannot read what is on record, this message comes again"); // for its receipt is lost
                    continue;
                }
            },
        };
        if let Some(digest) = begun.alone.filter(|_| batch.mark.is_none()) {
            batch.mark = Some(hub.store.mark(digest));
        }
        alone = begun.alone.is_some();
        let most = if alone {
            hub.batch
        } else {
            TURN.min(hub.batch - batch.documents.len())
        };
        batch
            .documents
            .extend(begun.documents.drain(..most.min(begun.documents.len())));
        batch
            .catalog
            .get_or_insert_with(|| Arc::clone(&begun.catalog));
        if begun.documents.is_empty() {
            batch.whole.push(begun.receipt);
        } else {
            batch.begun.push(source.clone());
            turns.go_on(source, begun);
        }
    }
    batch
}

/// Records documents part by part, and announces what is on record. Each document's number and how it ended.
pub(super) async fn record_in_order(
    hub: &Arc<Hub>,
    catalog: &Arc<Catalog>,
    documents: Vec<Document>,
    now: i64,
    outgoing: &Outgoing,
    answers: &Answers,
) -> Result<Vec<(i64, Outcome)>, StoreError> {
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
async fn patiently<T>(
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
    now: i64,
) -> Result<Recorded, StoreError> {
    let alone = some.len() == 1;
    loop {
        let (epoch, ruled) = (hub.consent_epoch.load(Ordering::SeqCst), Instant::now());
        let today = clock::day(hub.now());
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

/// One arrival's documents. A decision that panics would panic again: the message is set aside at once, its neighbours go on.
/// One that came back is alone, and has a mark from here on: if the process ends meanwhile, the next one knows at which message.
async fn judge<'a>(
    hub: &'a Hub,
    inbound: &Inbound,
    receipt: Receipt,
    today: Date,
    decide: &Decide,
    mark: &mut Option<Mark<'a>>,
) -> Result<Begun, StoreError> {
    let catalog = hub.catalog.load_full();
    let digest = hub
        .digest
        .digest(&[inbound.source.as_bytes(), inbound.body.expose()]);
    let fingerprint = record::hex(digest.get(..16).unwrap_or_default());
    let alone = inbound.redelivered.then_some(digest);
    if inbound.redelivered {
        let deaths = patiently(hub, async || {
            hub.store.read(move |store| store.deaths(&digest)).await
        })
        .await?;
        if deaths.reading >= MOST_DEATHS_READING || deaths.recording >= MOST_DEATHS_RECORDING {
            let Deaths { reading, recording } = deaths;
            warn!(
                source = inbound.source,
                fingerprint,
                reading,
                recording,
                "a message broke the hub again and again and is set aside unread"
            );
            let mut unread = Document::unread(
                &catalog,
                inbound,
                &fingerprint,
                digest,
                Stop::bare(Code::Poison),
            );
            unread.suspect = Some(digest);
            return Ok(Begun {
                catalog,
                documents: vec![unread].into(),
                alone,
                receipt,
            });
        }
        *mark = Some(hub.store.mark(digest));
    }
    let decision = || decide(&catalog, hub.limits, inbound, &fingerprint, today);
    let mut documents = decided(hub, &catalog, inbound, &fingerprint, digest, decision);
    if let Some(last) = documents.last_mut() {
        last.suspect = alone;
    }
    Ok(Begun {
        catalog,
        documents: documents.into(),
        alone,
        receipt,
    })
}

/// What a decision makes of a message, whose `digest` is that of the whole of it. One that panics sets the message aside.
pub(super) fn decided(
    hub: &Hub,
    catalog: &Catalog,
    inbound: &Inbound,
    fingerprint: &str,
    digest: [u8; 32],
    decision: impl FnOnce() -> Result<Vec<Judged>, Stop>,
) -> Vec<Document> {
    match catch_unwind(AssertUnwindSafe(decision)) {
        Ok(Ok(judged)) => judged
            .into_iter()
            .map(|judged| Document::read(catalog, inbound, fingerprint, &hub.digest, judged))
            .collect(),
        Ok(Err(stop)) => vec![Document::unread(
            catalog,
            inbound,
            fingerprint,
            digest,
            stop,
        )],
        Err(_) => {
            warn!(
                source = inbound.source,
                fingerprint, "a message broke the decision and is set aside"
            );
            vec![Document::unread(
                catalog,
                inbound,
                fingerprint,
                digest,
                Stop::bare(Code::Poison),
            )]
        }
    }
}
