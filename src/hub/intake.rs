//! Arrivals -> recorded outcomes, then settlements. Micro-batches without a timer: the next one is what came while the last was being committed.

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

/// How an arrival becomes documents: `pipeline::triage`, or in a test something that breaks.
pub type Decide = dyn Fn(&Catalog, Limits, &Inbound, &str, Date) -> Result<Vec<Judged>, Stop> + Send + Sync;

/// A store that stalls is asked again after this long, doubling.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);
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
    loop {
        let first = tokio::select! {
            first = arrivals.recv() => first,
            Some(errand) = errands.recv() => {
                match errand {
                    Errand::Again(again) => again::judge(hub, again, decide, outgoing, answers).await,
                    Errand::Spoken(spoken) => spoken::take(hub, spoken, outgoing, answers).await,
                }
                continue;
            }
        };
        let Some(first) = first else { return };
        let mut batch = vec![first];
        while batch.len() < hub.batch
            && let Ok(next) = arrivals.try_recv()
        {
            batch.push(next);
        }
        for group in alone_when_redelivered(batch) {
            take(hub, group, decide, outgoing, answers).await;
        }
    }
}

/// A message that came back may be what broke the process: it gets a batch of its own.
fn alone_when_redelivered(batch: Vec<Arrival>) -> Vec<Vec<Arrival>> {
    let mut groups: Vec<Vec<Arrival>> = Vec::new();
    for arrival in batch {
        match groups.last_mut() {
            Some(group) if !arrival.inbound.redelivered && group.iter().all(|other| !other.inbound.redelivered) => group.push(arrival),
            _ => groups.push(vec![arrival]),
        }
    }
    groups
}

async fn take(hub: &Arc<Hub>, batch: Vec<Arrival>, decide: &Decide, outgoing: &Outgoing, answers: &Answers) {
    let since: Vec<Instant> = batch.iter().map(|arrival| arrival.since).collect();
    let (inbound, replies): (Vec<Inbound>, Vec<_>) = batch.into_iter().map(|arrival| (arrival.inbound, arrival.reply)).unzip();
    if !timely::possible(hub).await {
        return; // whoever loses its reply gets its message back
    }
    let settlement = match judge_and_record(hub, inbound, decide, outgoing, answers).await {
        Ok(()) => {
            since.iter().for_each(|since| hub.metrics.taken(since.elapsed()));
            Settlement::Ack
        }
        Err(error) => {
            error!(%error, messages = replies.len(), "cannot record, these messages come again");
            Settlement::Redeliver
        }
    };
    for reply in replies {
        // a broker that has gone redelivers by itself
        let _ = reply.send(settlement);
    }
}

/// A consent applies before the documents that came after it, also within a batch: each statement ends a part, and parts are recorded in order.
async fn judge_and_record(
    hub: &Arc<Hub>,
    inbound: Vec<Inbound>,
    decide: &Decide,
    outgoing: &Outgoing,
    answers: &Answers,
) -> Result<(), StoreError> {
    let catalog = hub.catalog.load_full();
    let now = hub.now();
    let (mut documents, mut mark) = (Vec::new(), None);
    for message in inbound {
        documents.extend(judge(hub, &catalog, &message, clock::day(now), decide, &mut mark).await?);
    }
    mark.iter().for_each(Mark::recording);
    record_in_order(hub, &catalog, documents, now, outgoing, answers).await.map(drop)
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
            let recorded = patiently(hub, async || rule_and_record(hub, catalog, &part, some.clone(), now).await).await;
            match recorded {
                // an earlier one of the part told more about the subject of a later one: from here on one at a time
                Err(StoreError::Outdated(_)) if some.len() > 1 => some = some.start..some.start + 1,
                Err(error) => return Err(error),
                Ok(recorded) => {
                    ends.extend(&recorded.ends);
                    let counted = part.iter().skip(some.start).zip(&recorded.ends);
                    hub.metrics.recorded(
                        catalog,
                        counted.map(|(document, (_, outcome))| (document.source.as_str(), document.labels.as_str(), *outcome)),
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
                error!(document, outcome = word, code = code.as_str(), "recorded, a person must look");
            }
            Outcome::Stopped(code) => info!(document, outcome = word, code = code.as_str(), "recorded"),
            _ => info!(document, outcome = word, code = "", "recorded"),
        }
    }
    outgoing.hand_over(recorded.ready);
    answers.wake(&recorded.sources);
}

/// A store that stalls is asked again. Messages are held back rather than given back: each time round would bring them nearer to the dead letters.
async fn patiently<T>(hub: &Hub, job: impl AsyncFn() -> Result<T, StoreError>) -> Result<T, StoreError> {
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
            Some(part) if document.is_statement() || !part.last().is_some_and(Document::is_statement) => part.push(document),
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
        let questions = documents.get(some.clone()).unwrap_or_default().iter().filter_map(Document::question).collect();
        let facts = facts::answer(&hub.store, questions, today).await?;
        let (own, by) = (Arc::clone(documents), Arc::clone(catalog));
        let some = some.clone();
        let job = move |store: &Writing<'_>| record::batch(store, &by, own.get(some).unwrap_or_default(), &facts, now);
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
    catalog: &Catalog,
    inbound: &Inbound,
    today: Date,
    decide: &Decide,
    mark: &mut Option<Mark<'a>>,
) -> Result<Vec<Document>, StoreError> {
    let digest = hub.digest.digest(&[inbound.source.as_bytes(), inbound.body.expose()]);
    let fingerprint = record::hex(digest.get(..16).unwrap_or_default());
    if inbound.redelivered {
        let deaths = patiently(hub, async || hub.store.read(move |store| store.deaths(&digest)).await).await?;
        if deaths.reading >= MOST_DEATHS_READING || deaths.recording >= MOST_DEATHS_RECORDING {
            let Deaths { reading, recording } = deaths;
            warn!(
                source = inbound.source,
                fingerprint, reading, recording, "a message broke the hub again and again and is set aside unread"
            );
            let mut unread = Document::unread(catalog, inbound, &fingerprint, digest, Stop::bare(Code::Poison));
            unread.suspect = Some(digest);
            return Ok(vec![unread]);
        }
        drop(mark.take()); // which would take the new one away
        *mark = Some(hub.store.mark(digest));
    }
    let mut documents = decided(hub, catalog, inbound, &fingerprint, digest, || decide(catalog, hub.limits, inbound, &fingerprint, today));
    if let Some(first) = documents.first_mut() {
        first.suspect = inbound.redelivered.then_some(digest);
    }
    Ok(documents)
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
        Ok(Ok(judged)) => judged.into_iter().map(|judged| Document::read(catalog, inbound, fingerprint, &hub.digest, judged)).collect(),
        Ok(Err(stop)) => vec![Document::unread(catalog, inbound, fingerprint, digest, stop)],
        Err(_) => {
            warn!(source = inbound.source, fingerprint, "a message broke the decision and is set aside");
            vec![Document::unread(catalog, inbound, fingerprint, digest, Stop::bare(Code::Poison))]
        }
    }
}
