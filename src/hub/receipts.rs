//! What came of the attempts -> delivered, due again later, parked or dropped, on record in one transaction.

use super::Hub;
use crate::broker::Failure;
use crate::message::SubjectId;
use crate::outcome::Code;
use crate::pipeline::retry;
use crate::store::{LogSort, Next, StoreError, Writing};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tracing::{info, warn};

/// One attempt that has ended.
pub(super) struct Attempt {
    pub(super) seq: i64,
    pub(super) document: i64,
    pub(super) subject: Option<SubjectId>,
    pub(super) attempts: u32,
    pub(super) tried: Tried,
}

/// How an attempt ended.
pub(super) enum Tried {
    /// The partner's queue holds it.
    Delivered,
    /// It does not, as far as we know.
    Failed(Failure),
    /// The table said no just before sending.
    Withdrawn(Code),
}

/// Records a batch of attempts.
pub(super) async fn record(hub: &Arc<Hub>, partner: &str, attempts: &Arc<Vec<Attempt>>) -> Result<(), StoreError> {
    let (schedule, attempts, partner) = (hub.schedule.clone(), Arc::clone(attempts), partner.to_owned());
    let dice: Vec<u32> = attempts.iter().map(|_| (hub.dice)()).collect();
    let now = hub.now();
    let job = move |store: &Writing<'_>| {
        attempts.iter().zip(dice).try_for_each(|(attempt, dice)| one(store, &partner, attempt, &schedule, dice, now))
    };
    hub.store.write(job).await
}

fn one(store: &Writing<'_>, partner: &str, attempt: &Attempt, schedule: &[Duration], dice: u32, now: i64) -> Result<(), StoreError> {
    let Attempt { seq, document, attempts, .. } = *attempt;
    let (changed, said) = match attempt.tried {
        Tried::Delivered => (store.delivered(seq, now)?, json!("delivered")),
        Tried::Withdrawn(code) => {
            let changed = store.withdrawn(seq, code, now)?;
            if changed && code.needs_person() {
                store.raise_alert(now, code, Some(document), Some(seq))?;
                warn!(dispatch = seq, partner, code = code.as_str(), "cannot be sent any more, a person must look");
            }
            (changed, json!({ "withdrawn": code.as_str() }))
        }
        Tried::Failed(failure) => {
            // our own connection fell away: no attempt was made, it stays due
            let Some(code) = failure.code() else { return Ok(()) };
            let tries = usize::try_from(attempts).unwrap_or(usize::MAX);
            let next = match retry::after_failure(tries, schedule, dice) {
                retry::Next::RetryAfter(wait) => {
                    Next::Retry { due: now.saturating_add(i64::try_from(wait.as_millis()).unwrap_or(i64::MAX)) }
                }
                retry::Next::Park => Next::Park,
            };
            let changed = store.failed(seq, code, attempts.saturating_add(1), next)?;
            if changed && next == Next::Park {
                store.raise_alert(now, code, Some(document), Some(seq))?;
                warn!(dispatch = seq, partner, code = code.as_str(), "tries have ended, parked for a person");
            }
            (changed, json!({ "failed": code.as_str(), "attempt": attempts.saturating_add(1) }))
        }
    };
    if changed {
        let controller = store.controller_of(document)?.unwrap_or_default();
        let body = json!({ "dispatch": seq, "document": document, "partner": partner, "processing": said });
        store.append_log(now, LogSort::Processing, &controller, &body)?;
        info!(dispatch = seq, document, partner, outcome = %said, "attempt");
    }
    Ok(())
}
