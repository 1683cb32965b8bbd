//! The deciding of one document: its row, its log line and its answer, which all ends have in common.

use super::answer::AnswerTo;
use super::rows::{NewDocument, StoredVerdict};
use super::{Decided, Document, RecordChange};
use crate::catalog::Catalog;
use crate::clock::Moment;
use crate::number::DocumentNo;
use crate::outcome::{Outcome, Problem};
use jiff::civil::Date;
use serde_json::{Value, json};
use std::borrow::Cow;

/// The deciding of one document.
#[derive(Clone, Copy)]
pub struct Step<'a> {
    /// The rules in force.
    pub catalog: &'a Catalog,
    /// The document.
    pub document: &'a Document,
    /// The document's number, when the document is on record already and is judged once more.
    pub before: Option<DocumentNo>,
    /// The number of the next document that is new.
    pub next: DocumentNo,
    /// The day of ruling, in the Netherlands.
    pub today: Date,
    /// The moment of recording.
    pub now: Moment,
}

impl<'a> Step<'a> {
    /// The document's number, which stays the same when the document is judged once more.
    pub(super) fn n(&self) -> DocumentNo {
        self.before.unwrap_or(self.next)
    }

    /// The document's row for this outcome, without a subject and without problems.
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
            verdicts: &[],
            arrived: document.arrived.unwrap_or(now),
            catalog: &catalog.version,
        }
    }

    /// The change that writes the document's row. A document that is judged once more keeps no body, until it gets one.
    pub(super) fn row(
        &self,
        row: NewDocument<'a>,
        verdicts: Vec<StoredVerdict>,
        problems: Vec<Problem>,
    ) -> RecordChange<'a> {
        RecordChange::Document {
            n: self.n(),
            restated: self.before.is_some(),
            row,
            verdicts,
            problems,
        }
    }

    /// The change that drops the body that a document had before it was judged once more.
    pub(super) fn without_body(&self) -> Option<RecordChange<'a>> {
        self.before.map(RecordChange::PayloadGone)
    }

    /// The change that writes the document's line in the log.
    pub(super) fn log(&self, said: &Value) -> RecordChange<'a> {
        self.log_of(self.n(), said)
    }

    /// As [`Step::log`], of the number of a document that came before.
    pub(super) fn log_of(&self, n: DocumentNo, said: &Value) -> RecordChange<'a> {
        let document = self.document;
        let line = json!({ "document": n, "source": document.source, "id": document.id, "kind": document.kind, "decision": said });
        RecordChange::DecisionLogged(&document.controller, line)
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
    pub(super) fn answer(&self, decided: &mut Decided<'a>, body: Vec<u8>) {
        let source = &self.document.source;
        decided.told.insert(source.clone());
        decided
            .changes
            .push(RecordChange::Answer(Cow::Borrowed(source), body));
    }
}
