//! What was found -> what there is to say of it, when nothing is to be done with it yet.

use super::NAMED;
use super::which;
use crate::desk::Office;
use crate::number::{DispatchNo, DocumentNo};
use crate::outcome::Code;
use crate::store::{State, StoreError};
use serde::{Deserialize, Serialize};

/// What a replay would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// The first of the dispatches.
    pub sent: Vec<Sent>,
    /// The first of the documents.
    pub judged: Vec<DocumentShown>,
    /// How many dispatches in all.
    pub dispatches: usize,
    /// How many documents in all.
    pub documents: usize,
}

/// A dispatch that would be sent again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// Its number.
    pub seq: DispatchNo,
    /// The number of its document.
    pub document: DocumentNo,
    /// The partner, as `OIN/role` or `OIN/role/unit`.
    pub partner: String,
    /// How far it is.
    pub state: State,
    /// Why, where there is a reason.
    pub code: Option<Code>,
}

/// A document that would be judged again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentShown {
    /// Its number.
    pub n: DocumentNo,
    /// The name of its source.
    pub source: String,
    /// How it ended.
    pub outcome: String,
}

pub(super) async fn show(office: &Office<'_>, found: &which::Found) -> Result<Found, StoreError> {
    let seqs: Vec<DispatchNo> = found.dispatches.iter().take(NAMED).copied().collect();
    let numbers: Vec<DocumentNo> = found.documents.iter().take(NAMED).copied().collect();
    let (dispatches, documents) = (found.dispatches.len(), found.documents.len());
    let look = office.hub.store.read(move |store| {
        let (mut sent, mut judged) = (Vec::new(), Vec::new());
        for dispatch in seqs
            .iter()
            .filter_map(|seq| store.dispatch(*seq).transpose())
        {
            let dispatch = dispatch?;
            sent.push(Sent {
                seq: dispatch.seq,
                document: dispatch.document,
                partner: dispatch.partner.to_string(),
                state: dispatch.state,
                code: dispatch.code,
            });
        }
        for document in numbers
            .iter()
            .filter_map(|n| store.document(*n).transpose())
        {
            let document = document?;
            judged.push(DocumentShown {
                n: document.n,
                source: document.source,
                outcome: document.outcome.word().to_owned(),
            });
        }
        Ok(Found {
            sent,
            judged,
            dispatches,
            documents,
        })
    });
    look.await
}
