//! A repeated statement -> its noes and findings, kept once more where the subject they were kept for cannot be found any more.

use super::person;
use super::step::Step;
use crate::message::SubjectId;
use crate::number::DocumentNo;
use crate::party::Party;
use crate::pipeline::consent::{Standing, Statement};
use crate::pipeline::{Question, Triaged};
use crate::store::StoreError;

/// Writes the subject's sighting by the newest key. Where the subject that the statement was kept for cannot be found any more, whatever
/// the statement withholds is kept once more at this discloser, for the subject that is matched now; a yes is not, for its withdrawal may
/// have been lost with the same key. Gives the subject of the new copy, and whether earlier rulings must be asked again.
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
    // the subject of the consent that is taken back was known when the statement came first
    person.record_statement(store, n, now, true, false)?;
    Ok((Some(subject), true))
}
