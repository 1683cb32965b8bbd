//! A document that goes no further -> its row with the problems, the part of it that is kept, an alert where a person is needed, and its
//! answer.

use super::step::Step;
use crate::hub::answer;
use crate::number::DocumentNo;
use crate::outcome::{Outcome, Stop};
use crate::store::{NewDocument, StoreError};
use serde_json::json;

pub(super) fn stopped(step: Step<'_>, stop: &Stop) -> Result<(DocumentNo, Outcome), StoreError> {
    let Step {
        store,
        catalog,
        document,
        now,
        ..
    } = step;
    let outcome = stop.outcome();
    let new = NewDocument {
        problems: &stop.problems,
        total: stop.total,
        ..step.described(outcome)
    };
    let n = step.insert(&new)?;
    if outcome == Outcome::Nothing {
        store.drop_payload(n)?;
    } else {
        store.put_payload(n, &document.source, &document.id, document.content.expose())?;
    }
    if stop.code.needs_person() {
        store.raise_alert(now, stop.code, Some(n), None)?;
    }
    let said = json!({ "outcome": outcome.as_str(), "code": stop.code.as_str(), "problems": stop.total, "catalog": catalog.version });
    step.log(n, &said)?;
    let by_hand = document
        .kind
        .as_deref()
        .is_some_and(|kind| catalog.by_hand(kind));
    step.answer(&answer::stopped(step.about(), stop, by_hand))?;
    Ok((n, outcome))
}
