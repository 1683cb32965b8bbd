//! The recording of one document: its row, its log line and its answer, which all ends have in common.

use super::document::Document;
use crate::catalog::Catalog;
use crate::clock::Moment;
use crate::hub::answer::AnswerTo;
use crate::number::DocumentNo;
use crate::outcome::Outcome;
use crate::store::{LogSort, NewDocument, StoreError, Writing};
use jiff::civil::Date;
use serde_json::{Value, json};

/// The recording of one document.
#[derive(Clone, Copy)]
pub(super) struct Step<'a> {
    pub(super) store: &'a Writing<'a>,
    pub(super) catalog: &'a Catalog,
    pub(super) document: &'a Document,
    /// The document's number, when the document is on record already and is judged once more.
    pub(super) before: Option<DocumentNo>,
    /// The day of ruling, in the Netherlands.
    pub(super) today: Date,
    pub(super) now: Moment,
}

impl<'a> Step<'a> {
    /// The document's row for this outcome, without problems and without a subject.
    pub(super) fn described(&self, outcome: Outcome) -> NewDocument<'a> {
        let Self {
            catalog,
            document,
            now,
            ..
        } = *self;
        NewDocument {
            source: &document.source,
            id: &document.id,
            digest: document.digest,
            kind: document.kind.as_deref(),
            labels: &document.labels,
            controller: &document.controller,
            subject: None,
            outcome,
            problems: &[],
            total: 0,
            arrived: document.arrived.unwrap_or(now),
            catalog: &catalog.version,
        }
    }

    /// Inserts the row and gives its number, which stays the same when the document is judged once more.
    pub(super) fn insert(&self, new: &NewDocument<'_>) -> Result<DocumentNo, StoreError> {
        match self.before {
            Some(n) => self.store.restate_document(n, new).map(|()| n),
            None => self.store.insert_document(new),
        }
    }

    /// Writes the document's line in the log.
    pub(super) fn log(&self, n: DocumentNo, said: &Value) -> Result<(), StoreError> {
        let document = self.document;
        let body = json!({ "document": n, "source": document.source, "id": document.id, "kind": document.kind, "decision": said });
        self.store
            .append_log(self.now, LogSort::Decision, &document.controller, &body)
            .map(drop)
    }

    /// The addressee and the subject matter of the document's answer.
    pub(super) fn about(&self) -> AnswerTo<'a> {
        AnswerTo {
            catalog: self.catalog,
            source: &self.document.source,
            id: &self.document.id,
            digest: &self.document.digest,
            now: self.now,
        }
    }

    /// Records the answer to the document's sender.
    pub(super) fn answer(&self, body: &[u8]) -> Result<(), StoreError> {
        self.store.put_answer(&self.document.source, body).map(drop)
    }
}
