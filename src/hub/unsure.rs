//! A dispatch that waited, and whose subject turned out not to be certain -> a question to a person, as on arrival of a document.

use crate::clock::Moment;
use crate::message::SubjectId;
use crate::number::DocumentNo;
use crate::pipeline::identity::sighting::Why;
use crate::store::{StoreError, Writing};

/// Puts the possible matches of document `n` before a person.
pub(super) fn ask(
    store: &Writing<'_>,
    n: DocumentNo,
    whom: &[(SubjectId, Why)],
    now: Moment,
) -> Result<(), StoreError> {
    let Some(document) = store.document(n)?.filter(|_| !whom.is_empty()) else {
        return Ok(());
    };
    let Some(subject) = document.subject else {
        return Ok(());
    };
    let subject = store.current(subject)?;
    let others: Vec<(SubjectId, Why)> = whom
        .iter()
        .copied()
        .filter(|(other, _)| *other != subject)
        .collect();
    store
        .ask_about_matches(now, &document.controller, n, subject, &others)
        .map(drop)
}
