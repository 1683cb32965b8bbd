//! Arrivals -> recorded outcomes, then settlements. Micro-batches without a timer: the next batch is all that came while the last was
//! being committed.
//! Each source has its turns in a batch, a few documents at a time: a message of ten thousand documents is recorded in many batches, and
//! acknowledged after the last. If the hub ends in between, the message comes again, and the documents on record already are duplicates.

use super::Hub;
use super::answers::Answers;
use super::batch::{Recorder, patiently, record_in_order};
use super::decide::{MessageToJudge, decided};
use super::errand::{Errand, Errands};
use super::outgoing::Outgoing;
use super::{again, spoken, timely};
use crate::arrival::{Arrival, Settlement};
use crate::catalog::Catalog;
use crate::clock::Moment;
use crate::decision::{Document, hex};
use crate::message::Inbound;
use crate::outcome::{Code, Stop};
use crate::store::{Deaths, ReadingMark, StoreError};
use jiff::civil::Date;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::Instant;
use tracing::{error, warn};
use turns::{Begun, NextTurn, TurnReceipt, Turns};

mod turns;

pub use super::decide::Decide;

/// The documents of one message that are recorded before the next source has a turn.
const TURN: usize = 16;
/// The time that messages are judged before the judged documents are recorded.
const MOMENT: Duration = Duration::from_millis(50);
/// The most deaths of the process while a returned message is read: no accident hits the same microseconds twice.
const MOST_DEATHS_READING: i64 = 2;
/// The most deaths of the process while the outcome goes to disk, where a kill from outside meets the process easily.
const MOST_DEATHS_RECORDING: i64 = 10;

/// Runs until no arrivals can come any more.
pub async fn run(
    hub: &Arc<Hub>,
    mut arrivals: mpsc::Receiver<Arrival>,
    mut errands: Errands,
    decide: &Decide,
    outgoing: &Outgoing,
    answers: &Answers,
) {
    let recorder = Recorder {
        hub,
        outgoing,
        answers,
    };
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
            false => errands.waiting(),
            true => tokio::select! {
                first = arrivals.recv() => match first {
                    Some(first) => {
                        turns.add(first);
                        continue;
                    }
                    None => return,
                },
                Some(errand) = errands.next() => Some(errand),
            },
        };
        match errand {
            Some(Errand::Again(again)) => again::judge(recorder, again, decide).await,
            Some(Errand::Spoken(spoken)) => spoken::take(recorder, spoken, decide).await,
            None => take(recorder, &mut turns, decide).await,
        }
    }
}

/// The documents that are recorded together, and their sources.
#[derive(Default)]
struct Batch<'a> {
    catalog: Option<Arc<Catalog>>,
    documents: Vec<Document>,
    /// The receipts of messages that are on record as a whole when this batch is.
    whole: Vec<TurnReceipt>,
    /// Sources with a message of which more documents are to come.
    begun: Vec<String>,
    mark: Option<ReadingMark<'a>>,
}

async fn take(recorder: Recorder<'_>, turns: &mut Turns, decide: &Decide) {
    let hub = recorder.hub;
    if !timely::possible(hub).await {
        *turns = Turns::default(); // a message with a lost receipt comes again
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
    mark.iter().for_each(ReadingMark::recording);
    let recorded = match catalog {
        Some(catalog) => record_in_order(recorder, &catalog, documents, now)
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

/// A batch in which each source has its turns: at most [`TURN`] documents each, and no more than can be judged within [`MOMENT`].
async fn gather<'a>(hub: &'a Hub, turns: &mut Turns, now: Moment, decide: &Decide) -> Batch<'a> {
    let mut batch = Batch::default();
    let enough = Instant::now() + MOMENT;
    let mut alone = false;
    while !alone && batch.documents.len() < hub.batch && Instant::now() < enough {
        let Some((source, next)) = turns.next(batch.catalog.as_ref()) else {
            break;
        };
        let mut begun = match next {
            NextTurn::Record(begun) => begun,
            NextTurn::Judge(arrival, receipt) => {
                match judge(hub, &arrival, receipt, now.day(), decide, &mut batch.mark).await {
                    Ok(begun) => begun,
                    Err(error) => {
                        error!(%error, "cannot read what is on record, this message comes again"); // for its receipt is lost
                        continue;
                    }
                }
            }
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

/// Judges the documents of one arrival. A decision that panics would panic again: the message is set aside at once, its neighbours go on.
/// A returned message is alone, and marked from here on: if the process ends meanwhile, the next process knows at which message.
async fn judge<'a>(
    hub: &'a Hub,
    inbound: &Inbound,
    receipt: TurnReceipt,
    today: Date,
    decide: &Decide,
    mark: &mut Option<ReadingMark<'a>>,
) -> Result<Begun, StoreError> {
    let catalog = hub.catalog.load_full();
    let digest = hub
        .digest
        .digest(&[inbound.source.as_bytes(), inbound.body.expose()]);
    let fingerprint = hex(digest.get(..16).unwrap_or_default());
    let message = MessageToJudge {
        catalog: &catalog,
        inbound,
        fingerprint: &fingerprint,
        digest,
    };
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
            let mut unread = message.unread(Stop::bare(Code::Poison));
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
    let mut documents = decided(hub, &message, decide, today);
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
