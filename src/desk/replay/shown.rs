//! Dispatches and documents found for a replay -> a list of them, while nothing is done yet.

use super::NAMED;
use super::which;
use crate::desk::Office;
use crate::number::{DispatchNo, DocumentNo};
use crate::outcome::Code;
use crate::store::{State, StoreError};
use serde::{Deserialize, Serialize};

/// Dispatches and documents of a dry run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// The first dispatches.
    pub sent: Vec<Sent>,
    /// The first documents.
    pub judged: Vec<DocumentShown>,
    /// Number of dispatches in all.
    pub dispatches: usize,
    /// Number of documents in all.
    pub documents: usize,
}

/// A dispatch that would be sent again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// Number of the dispatch.
    pub seq: DispatchNo,
    /// Number of the document.
    pub document: DocumentNo,
    /// The partner, as `OIN/role` or `OIN/role/unit`.
    pub partner: String,
    /// State of the dispatch.
    pub state: State,
    /// Reason of the state, where there is one.
    pub code: Option<Code>,
}

/// A document that would be judged again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentShown {
    /// Number of the document.
    pub n: DocumentNo,
    /// Name of the source.
    pub source: String,
    /// Outcome of the document.
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
