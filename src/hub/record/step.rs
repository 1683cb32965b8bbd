//! A document at the moment that it is recorded, and what all ends of it have in common.

use super::document::Document;
use crate::catalog::Catalog;
use crate::hub::answer::AnswerTo;
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
    /// Its number, when it is on record already and is judged once more.
    pub(super) before: Option<i64>,
    /// The day of ruling, in the Netherlands.
    pub(super) today: Date,
    pub(super) now: i64,
}

impl<'a> Step<'a> {
    /// Its row when it ends like this, without problems and about nobody.
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

    /// Its number, which stays what it was when it is judged once more.
    pub(super) fn insert(&self, new: &NewDocument<'_>) -> Result<i64, StoreError> {
        match self.before {
            Some(n) => self.store.restate_document(n, new).map(|()| n),
            None => self.store.insert_document(new),
        }
    }

    /// Its line in the log.
    pub(super) fn log(&self, n: i64, said: &Value) -> Result<(), StoreError> {
        let document = self.document;
        let body = json!({ "document": n, "source": document.source, "id": document.id, "kind": document.kind, "decision": said });
        self.store
            .append_log(self.now, LogSort::Decision, &document.controller, &body)
            .map(drop)
    }

    /// What its answer is about.
    pub(super) fn about(&self) -> AnswerTo<'a> {
        AnswerTo {
            catalog: self.catalog,
            source: &self.document.source,
            id: &self.document.id,
            digest: &self.document.digest,
            now: self.now,
        }
    }

    /// Has its sender told.
    pub(super) fn answer(&self, body: &[u8]) -> Result<(), StoreError> {
        self.store.put_answer(&self.document.source, body).map(drop)
    }
}
