//! The ends of attempts -> dispatches delivered, due again later, parked or dropped, on record in one transaction.

use super::Hub;
use super::later;
use super::prepare::Stays;
use super::unsure;
use crate::catalog::Catalog;
use crate::channel::Failure;
use crate::clock::Moment;
use crate::message::SubjectId;
use crate::metrics::CountedEnd;
use crate::number::{DispatchNo, DocumentNo};
use crate::outcome::Code;
use crate::party::Party;
use crate::pipeline::identity::sighting::Why;
use crate::pipeline::retry;
use crate::store::{AfterFailure, LogSort, StoreError, Writing};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tracing::{error, info, warn};

/// One attempt that has ended.
pub(super) struct Attempt {
    pub(super) about: Dispatched,
    pub(super) tried: Tried,
    /// The categories that went, where those are fewer than were recorded.
    pub(super) fewer: Option<String>,
    /// Other subjects that the document may be about, where the attempt was not made for that.
    pub(super) whom: Vec<(SubjectId, Why)>,
}

/// The dispatch of an attempt.
#[derive(Clone, Copy)]
pub(super) struct Dispatched {
    pub(super) seq: DispatchNo,
    pub(super) document: DocumentNo,
    pub(super) subject: Option<SubjectId>,
    /// Attempts before this one.
    pub(super) attempts: u32,
    pub(super) recorded: Moment,
}

/// How an attempt ended.
pub(super) enum Tried {
    /// The partner holds the event.
    Delivered,
    /// The partner does not hold the event, as far as the hub knows.
    Failed(Failure),
    /// No attempt was made: the table was asked again just before.
    NotMade(Stays),
}

/// The longest time that the partner asks to be left alone, if it does.
pub(super) fn longest_asked(attempts: &[Attempt]) -> Option<Duration> {
    let asked = attempts.iter().filter_map(|attempt| match attempt.tried {
        Tried::Failed(Failure::Retry { after, .. }) => after,
        _ => None,
    });
    asked.max()
}

/// The commit with which attempts go on record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Haste {
    /// The next commit: a lane, an order or the hub waits for the record.
    AtOnce,
    /// A commit that is made anyway, soon. A process that ends before that sends the dispatches again, under the same ids.
    Along,
}

/// Records a batch of attempts, and logs each end once the batch is on disk.
pub(super) async fn record(
    hub: &Arc<Hub>,
    partner: &Party,
    attempts: &Arc<Vec<Attempt>>,
    haste: Haste,
) -> Result<(), StoreError> {
    let ended = on_record(hub, partner, attempts, haste).await?;
    let catalog = hub.catalog.load();
    for (about, end) in attempts.iter().map(|attempt| attempt.about).zip(ended) {
        let Some(end) = end else { continue };
        hub.metrics.tried(&catalog, partner, end);
        tell(about, partner, end);
    }
    Ok(())
}

/// Logs one line for each attempt; a second only when a person is needed.
fn tell(about: Dispatched, partner: &Party, end: CountedEnd) {
    let Dispatched {
        seq: DispatchNo(dispatch),
        document: DocumentNo(document),
        attempts,
        ..
    } = about;
    let attempt = attempts.saturating_add(1);
    match end {
        CountedEnd::Delivered(_) => {
            info!(dispatch, document, %partner, attempt, outcome = "delivered", "attempt")
        }
        CountedEnd::Failed(code) => {
            warn!(dispatch, document, %partner, attempt, outcome = "failed", code = code.as_str(), "attempt")
        }
        CountedEnd::Withdrawn(code) => {
            info!(dispatch, document, %partner, outcome = "withdrawn", code = code.as_str(), "attempt")
        }
        CountedEnd::Parked(code) => {
            error!(dispatch, document, %partner, attempt, outcome = "parked", code = code.as_str(), "parked, a person must look");
        }
    }
}

async fn on_record(
    hub: &Arc<Hub>,
    partner: &Party,
    attempts: &Arc<Vec<Attempt>>,
    haste: Haste,
) -> Result<Vec<Option<CountedEnd>>, StoreError> {
    let (schedule, attempts, partner, catalog) = (
        hub.schedule.clone(),
        Arc::clone(attempts),
        partner.to_owned(),
        hub.catalog.load_full(),
    );
    let dice: Vec<u32> = attempts.iter().map(|_| (hub.dice)()).collect();
    let now = MomentOfLook {
        wall: hub.now(),
        due: hub.due_now(),
    };
    let epoch = Arc::clone(&hub.consent_epoch);
    let job = move |store: &Writing<'_>| {
        // a possible match that a person is asked about weighs in every ruling about either subject
        let asks = attempts.iter().any(|attempt| !attempt.whom.is_empty());
        let change = asks.then(|| epoch.change());
        let ended: Result<Vec<_>, StoreError> = attempts
            .iter()
            .zip(dice)
            .map(|(attempt, dice)| {
                let step = ReceiptStep {
                    store,
                    catalog: &catalog,
                    attempt,
                    now,
                };
                let retry = |tries, asked| retry::after_failure(tries, &schedule, dice, asked);
                record_end(step, &partner, retry)
            })
            .collect();
        Ok((ended?, change))
    };
    let recorded = match haste {
        Haste::AtOnce => hub.store.write(job).await,
        Haste::Along => hub.store.write_along(job).await,
    };
    recorded.map(|(ended, _)| ended)
}

/// One moment: by the wall clock for the record, and by the steady time for due times.
#[derive(Clone, Copy)]
struct MomentOfLook {
    wall: Moment,
    due: Moment,
}

/// The recording of one attempt.
#[derive(Clone, Copy)]
struct ReceiptStep<'a> {
    store: &'a Writing<'a>,
    catalog: &'a Catalog,
    attempt: &'a Attempt,
    now: MomentOfLook,
}

/// Records the end of one attempt. None when nothing changed: our own side could not try, or the dispatch had ended already.
fn record_end(
    step: ReceiptStep<'_>,
    partner: &Party,
    retry: impl FnOnce(usize, Option<Duration>) -> retry::NextTry,
) -> Result<Option<CountedEnd>, StoreError> {
    let ReceiptStep {
        store,
        attempt,
        now: MomentOfLook { wall: now, .. },
        ..
    } = step;
    let Dispatched {
        seq,
        document,
        attempts,
        recorded,
        ..
    } = attempt.about;
    let (changed, said, end) = match attempt.tried {
        Tried::Delivered => (
            store.delivered(seq, now)?,
            json!("delivered"),
            CountedEnd::Delivered(now.since(recorded)),
        ),
        Tried::NotMade(Stays::Refused(code)) => (
            store.withdrawn(seq, code, now)?,
            json!({ "withdrawn": code.as_str() }),
            CountedEnd::Withdrawn(code),
        ),
        Tried::NotMade(Stays::Undecided(code)) => {
            let changed = store.failed(seq, code, attempts, AfterFailure::Park)?;
            if changed {
                store.raise_alert(now, code, Some(document), Some(seq))?;
                unsure::ask(store, document, &attempt.whom, now)?;
            }
            (
                changed,
                json!({ "parked": code.as_str() }),
                CountedEnd::Parked(code),
            )
        }
        Tried::Failed(failure) => {
            let tries = usize::try_from(attempts).unwrap_or(usize::MAX);
            let (code, next) = match failure {
                Failure::NotTried => return Ok(None), // the dispatch stays due
                Failure::Never { code } => (code, retry::NextTry::Park),
                Failure::Retry { code, after } => (code, retry(tries, after)),
            };
            let (changed, end) = failed(step, code, next)?;
            (
                changed,
                json!({ "failed": code.as_str(), "attempt": attempts.saturating_add(1) }),
                end,
            )
        }
    };
    if changed {
        settle(step, end)?;
        let controller = store.controller_of(document)?.unwrap_or_default();
        let body = json!({ "dispatch": seq, "document": document, "partner": partner.to_string(), "processing": said });
        store.append_log(now, LogSort::Processing, &controller, &body)?;
    }
    Ok(changed.then_some(end))
}

/// Makes a failed dispatch due again, or parks it when its tries have ended. Gives whether that changed anything, and the end.
fn failed(
    step: ReceiptStep<'_>,
    code: Code,
    next: retry::NextTry,
) -> Result<(bool, CountedEnd), StoreError> {
    let ReceiptStep {
        store,
        attempt,
        now: MomentOfLook { wall: now, due },
        ..
    } = step;
    let Dispatched {
        seq,
        document,
        attempts,
        ..
    } = attempt.about;
    let next = match next {
        retry::NextTry::RetryAfter(wait) => AfterFailure::Retry {
            due: due.later(wait),
        },
        retry::NextTry::Park => AfterFailure::Park,
    };
    let changed = store.failed(seq, code, attempts.saturating_add(1), next)?;
    if changed && next == AfterFailure::Park {
        store.raise_alert(now, code, Some(document), Some(seq))?;
    }
    let end = if next == AfterFailure::Park {
        CountedEnd::Parked(code)
    } else {
        CountedEnd::Failed(code)
    };
    Ok((changed, end))
}

/// Answers the sender again, where the end of a dispatch differs from the answer before.
fn settle(step: ReceiptStep<'_>, end: CountedEnd) -> Result<(), StoreError> {
    let ReceiptStep {
        store,
        catalog,
        attempt,
        now: MomentOfLook { wall: now, .. },
    } = step;
    let Dispatched { seq, document, .. } = attempt.about;
    match end {
        CountedEnd::Delivered(_) => {
            if let Some(fewer) = &attempt.fewer {
                store.went_with_fewer(seq, fewer)?;
            }
            if attempt.fewer.is_some() || store.retold(document)?.is_some() {
                later::tell(store, catalog, document, now)?;
            }
        }
        CountedEnd::Withdrawn(code) => {
            if let Some(dispatch) = store.dispatch(seq)? {
                later::ended(store, catalog, &dispatch, code, now)?;
            }
        }
        CountedEnd::Failed(_) | CountedEnd::Parked(_) => {}
    }
    Ok(())
}
