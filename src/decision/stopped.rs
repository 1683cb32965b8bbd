//! A document that goes no further -> its row with the problems, the part of it that is kept, an alert where a person is needed, and its
//! answer.

use super::{Acquainted, Decided, RecordChange, Step, answer, hide};
use crate::outcome::{Outcome, Stop};
use serde_json::json;
use std::borrow::Cow;

/// Decides on a document that was stopped before it was ruled on. `hidden`: the subjects that the document may be about, where it says
/// that the address is secret.
pub fn stopped<'a>(step: Step<'a>, stop: &Stop, hidden: Option<&Acquainted>) -> Decided<'a> {
    let mut decided = goes_no_further(step, stop);
    let document = step.document;
    if let (Outcome::Stopped(_), Some(identity), Some(acquainted)) =
        (decided.outcome, document.hidden(), hidden)
    {
        let controller = &document.controller;
        decided.consents_changed |= hide(controller, identity, acquainted, &mut decided.changes);
    }
    decided
}

/// The changes of a stop, whatever the reason.
pub(super) fn goes_no_further<'a>(step: Step<'a>, stop: &Stop) -> Decided<'a> {
    let Step {
        catalog, document, ..
    } = step;
    let (n, outcome) = (step.n(), stop.outcome());
    let mut decided = Decided::new(n, outcome);
    let mut row = step.described(outcome);
    row.total = stop.total;
    decided
        .changes
        .push(step.row(row, Vec::new(), stop.problems.clone()));
    decided.changes.push(if outcome == Outcome::Nothing {
        RecordChange::PayloadGone(n)
    } else {
        RecordChange::Payload {
            document: n,
            source: &document.source,
            id: &document.id,
            body: Cow::Borrowed(document.content.expose()),
        }
    });
    if stop.code.needs_person() {
        decided.changes.push(RecordChange::Alert(n, stop.code));
    }
    let said = json!({ "outcome": outcome.as_str(), "code": stop.code.as_str(), "problems": stop.total, "catalog": catalog.version });
    decided.changes.push(step.log(&said));
    let by_hand = document
        .kind
        .as_deref()
        .is_some_and(|kind| catalog.by_hand(kind));
    step.answer(&mut decided, answer::stopped(step.about(), stop, by_hand));
    decided
}
