//! A document that came before -> the answer that its sender heard last. A statement is looked up anew: who it is about may be known by a key that is gone.

use super::{Document, End, Recorded, answer, elsewhere, hex, log, person};
use crate::catalog::Catalog;
use crate::message::SubjectId;
use crate::outcome::Outcome;
use crate::party::Party;
use crate::pipeline::consent::{Said, Standing, Statement};
use crate::pipeline::{Question, Triaged};
use crate::store::{StoreError, Writing};
use serde_json::json;

pub(super) fn repeat(
    store: &Writing<'_>,
    catalog: &Catalog,
    document: &Document,
    n: i64,
    first: Outcome,
    now: i64,
    recorded: &mut Recorded,
) -> Result<(i64, Outcome), StoreError> {
    store.came_again(n)?;
    let mut kept_for = None;
    if let (Outcome::Register, End::Triaged(triaged)) = (first, &document.end) {
        let said: Vec<Statement> = triaged
            .statements()
            .iter()
            .filter(|statement| statement.said == Said::No)
            .cloned()
            .collect();
        let established: Vec<Standing> = triaged
            .standings()
            .iter()
            .filter(|standing| standing.may_withhold())
            .cloned()
            .collect();
        let own = (triaged.question(), triaged.source().party());
        let (subject, changed) =
            known_again(store, triaged, (own.0, &own.1), n, &said, &established, now)?;
        recorded.consents_changed |=
            changed | elsewhere::kept_again(store, catalog, document, triaged, &said, now)?;
        kept_for = subject.map(|subject| hex(&subject.0));
    }
    let said = json!({ "outcome": Outcome::Duplicate.as_str(), "first": first.as_str(), "subject": kept_for });
    log(store, document, n, now, &said)?;
    let last = store.retold(n)?;
    let triaged = match &document.end {
        End::Triaged(triaged) => Some(&**triaged),
        End::Stopped(_) => None,
    };
    let body = answer::repeated(
        catalog,
        &document.source,
        &document.id,
        &document.digest,
        triaged,
        first,
        last.as_deref(),
        now,
    );
    store.put_answer(&document.source, &body)?;
    Ok((n, Outcome::Duplicate))
}

/// Writes who the statement is about by the newest key. Where nobody is found any more for whom it was kept, what it takes away is kept
/// once more at this discloser, for whom it leads to now; a yes is not: what took it back may have been lost with the same key.
/// For whom it was kept, and whether rulings that were made before must be asked again.
pub(super) fn known_again(
    store: &Writing<'_>,
    triaged: &Triaged,
    (question, discloser): (&Question, &Party),
    n: i64,
    said: &[Statement],
    established: &[Standing],
    now: i64,
) -> Result<(Option<SubjectId>, bool), StoreError> {
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
    person.record_statement(store, question, n, now, true, false)?;
    Ok((Some(subject), true))
}
