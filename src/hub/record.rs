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
use crate::hub::consents::ConsentEpoch;
use crate::outcome::Outcome;
use crate::store::{StoreError, StoredBefore, Writing};
use jiff::civil::Date;
use std::sync::Arc;
use step::Step;
use stopped::stopped;

/// Rules on a batch and records the batch within one transaction: all of it or nothing. Each document is ruled on with those before it in
/// the batch on record already, and takes these into account.
pub fn batch(
    store: &Writing<'_>,
    catalog: &Catalog,
    documents: &[Document],
    epoch: &Arc<ConsentEpoch>,
    today: Date,
    now: Moment,
) -> Result<Recorded, StoreError> {
    let mut recorded = Recorded::new(epoch);
    for document in documents {
        if let Some(digest) = &document.suspect {
            store.clear_suspect(digest)?;
        }
        if let Some(n) = document.handles {
            store.handle_alerts_of_document(n, now)?; // a document that is stopped once more raises a new alert
        }
        recorded.sources.insert(document.source.clone());
        let step = Step {
            store,
            catalog,
            document,
            before: None,
            today,
            now,
        };
        let end = record(step, &mut recorded)?;
        if let (Outcome::Stopped(_), Some(identity)) = (end.1, document.hidden()) {
            let hidden = person::hide(store, &document.controller, identity)?;
            recorded.consents_changed(hidden);
        }
        recorded.ends.push(end);
    }
    Ok(recorded)
}

fn record(step: Step<'_>, recorded: &mut Recorded) -> Result<(DocumentNo, Outcome), StoreError> {
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
    match &document.end {
        End::Stopped(stop) => stopped(step, stop),
        End::Triaged(triaged) if triaged.is_statement() => {
            let end = kept::kept(step, triaged, &mut recorded.sources)?;
            recorded.consents_changed(end.1 == Outcome::Register);
            Ok(end)
        }
        End::Triaged(triaged) => ruled::rule(step, triaged, recorded),
    }
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
