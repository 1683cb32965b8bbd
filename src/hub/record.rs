//! Judged documents -> outcome, verdicts, dispatches, register, log line and answer of each, in one transaction for the whole batch.

mod document;
mod elsewhere;
mod kept;
mod lost;
mod name;
mod number;
pub mod person;
mod ready;
mod repeat;
mod ruled;
mod step;
mod stopped;
mod verdict;

use crate::clock::Moment;
use crate::number::DocumentNo;
pub use document::{Document, End};
pub use ready::{Ready, Recorded};

use crate::catalog::Catalog;
use crate::outcome::{Code, Outcome, Stop};
use crate::pipeline::Facts;
use crate::store::{StoreError, StoredBefore, Writing};
use step::Step;
use stopped::stopped;

/// Rules on a batch and records it, within one transaction: all of it or nothing. One of `facts` for each question.
pub fn batch(
    store: &Writing<'_>,
    catalog: &Catalog,
    documents: &[Document],
    facts: &[Facts],
    now: Moment,
) -> Result<Recorded, StoreError> {
    let mut recorded = Recorded::default();
    let mut facts = facts.iter();
    for document in documents {
        let facts = document.is_question().then(|| facts.next()).flatten();
        if let Some(digest) = &document.suspect {
            store.clear_suspect(digest)?;
        }
        if let Some(n) = document.handles {
            store.handle_alerts_of_document(n, now)?; // whoever is stopped once more raises a new one
        }
        recorded.sources.insert(document.source.clone());
        let step = Step {
            store,
            catalog,
            document,
            before: None,
            now,
        };
        let end = record(step, facts, &mut recorded)?;
        if let (Outcome::Stopped(_), Some(identity)) = (end.1, document.hidden()) {
            recorded.consents_changed |= person::hide(store, &document.controller, identity)?;
        }
        recorded.ends.push(end);
    }
    Ok(recorded)
}

fn record(
    step: Step<'_>,
    facts: Option<&Facts>,
    recorded: &mut Recorded,
) -> Result<(DocumentNo, Outcome), StoreError> {
    let document = step.document;
    let known = step
        .store
        .known(&document.source, &document.id, &document.digest)?;
    let before = match known {
        StoredBefore::Duplicate { n, outcome } => {
            return repeat::repeat(step, n, outcome, recorded);
        }
        StoredBefore::Conflict { n } if document.is_question() => {
            return stopped(Step { before: n, ..step }, &ruled::id_conflict());
        }
        StoredBefore::Conflict { n } => n,
        StoredBefore::Stopped { n } => Some(n),
        StoredBefore::New => None,
    };
    let step = Step { before, ..step };
    match (&document.end, facts) {
        (End::Stopped(stop), _) => stopped(step, stop),
        (End::Triaged(triaged), _) if triaged.is_statement() => {
            let end = kept::kept(step, triaged, &mut recorded.sources)?;
            recorded.consents_changed |= end.1 == Outcome::Register;
            Ok(end)
        }
        (End::Triaged(triaged), Some(facts)) => ruled::rule(step, triaged, facts, recorded),
        // one answer for each question; without it nobody gets anything
        (End::Triaged(_), None) => stopped(step, &Stop::bare(Code::Manual)),
    }
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
