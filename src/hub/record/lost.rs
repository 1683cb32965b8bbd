//! A statement that came again -> what it takes away, kept once more where nobody is found any more for whom it was kept.

use super::person;
use super::step::Step;
use crate::message::SubjectId;
use crate::number::DocumentNo;
use crate::party::Party;
use crate::pipeline::consent::{Standing, Statement};
use crate::pipeline::{Question, Triaged};
use crate::store::StoreError;

/// Writes who the statement is about by the newest key. Where nobody is found any more for whom it was kept, what it takes away is kept
/// once more at this discloser, for whom it leads to now; a yes is not: what took it back may have been lost with the same key.
/// For whom it was kept, and whether rulings that were made before must be asked again.
pub(super) fn known_again(
    step: Step<'_>,
    triaged: &Triaged,
    (question, discloser): (&Question, &Party),
    n: DocumentNo,
    said: &[Statement],
    established: &[Standing],
) -> Result<(Option<SubjectId>, bool), StoreError> {
    let Step { store, now, .. } = step;
    let Some(before) = store.document(n)?.and_then(|stored| stored.subject) else {
        return Ok((None, false));
    };
    let before = store.current(before)?;
    let withholds = !(said.is_empty() && established.is_empty());
    let Question {
        controller,
        identity,
        ..
    } = question;
    if !store.is_lost(before)? {
        store.sighted(controller, identity, before, Some(n), false)?;
        return Ok((None, false));
    }
    if !withholds {
        return Ok((None, false));
    }
    let person = person::of_statement(store, question, withholds)?;
    let Some(subject) = person.subject() else {
        return Ok((None, false));
    };
    if triaged.secret_address() {
        store.keep_secret(subject)?;
    }
    store.keep_statements(subject, discloser, n, said, established)?;
    store.is_about(n, subject)?;
    // whom it takes something back from was known when it came first
    person.record_statement(store, n, now, true, false)?;
    Ok((Some(subject), true))
}
