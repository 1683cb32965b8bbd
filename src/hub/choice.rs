//! Waiting documents -> the reporters to choose from, where two reporters used one number and the reports of both were sent to the
//! answering source.
//!
//! The document is judged once more for this, by the record of now. Nothing of the document is changed, and only the reporters are told.

use super::{again, prepare};
use crate::catalog::Catalog;
use crate::facts;
use crate::number::{DispatchNo, DocumentNo};
use crate::outcome::{Code, Outcome};
use crate::party::Party;
use crate::pipeline::{self, Limits, Triaged, to_choose_from};
use crate::store::{Filter, Reading, State, StoreError, StoredDocument};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Documents, or dispatches, in one read.
const PAGE: u32 = 1000;

/// A document that waits for a person to choose.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// The document.
    pub document: StoredDocument,
    /// The reporters to choose from.
    pub reporters: Vec<Party>,
    /// The document's parked dispatches, with the partner of each; none when the document was stopped as a whole.
    pub parked: Vec<(DispatchNo, Party)>,
}

/// All waiting documents, in the order of their numbers.
pub fn all(
    register: &Reading<'_>,
    catalog: &Catalog,
    limits: Limits,
    today: Date,
) -> Result<Vec<Waiting>, StoreError> {
    let by_hand = Filter {
        code: Some(Code::Manual),
        ..Filter::default()
    };
    let mut documents: BTreeSet<DocumentNo> = pages(DocumentNo::START, |after| {
        register.stopped(&by_hand, after, PAGE)
    })?
    .into_iter()
    .collect();
    for seq in pages(DispatchNo::START, |after| {
        register.parked(&by_hand, after, PAGE)
    })? {
        documents.extend(register.dispatch(seq)?.map(|dispatch| dispatch.document));
    }
    let waiting = documents
        .into_iter()
        .map(|n| of_document(register, catalog, limits, n, today));
    waiting.filter_map(Result::transpose).collect()
}

fn pages<N: Copy>(
    start: N,
    page: impl Fn(N) -> Result<Vec<N>, StoreError>,
) -> Result<Vec<N>, StoreError> {
    let mut all: Vec<N> = Vec::new();
    loop {
        let more = page(all.last().copied().unwrap_or(start))?;
        if more.is_empty() {
            return Ok(all);
        }
        all.extend(more);
    }
}

/// One waiting document by its number; none when that document does not wait for a choice.
pub fn of_document(
    register: &Reading<'_>,
    catalog: &Catalog,
    limits: Limits,
    n: DocumentNo,
    today: Date,
) -> Result<Option<Waiting>, StoreError> {
    let Some(document) = register.document(n)? else {
        return Ok(None);
    };
    let (triaged, parked) = match document.outcome {
        Outcome::Stopped(Code::Manual) => (
            stopped(register, catalog, limits, &document, today)?,
            Vec::new(),
        ),
        Outcome::Routed => {
            let waits = |state, code| state == State::Parked && code == Some(Code::Manual);
            let dispatches = register
                .dispatches(n)?
                .into_iter()
                .filter(|dispatch| waits(dispatch.state, dispatch.code));
            let parked: Vec<(DispatchNo, Party)> = dispatches
                .map(|dispatch| (dispatch.seq, dispatch.partner))
                .collect();
            let triaged = if parked.is_empty() {
                None
            } else {
                prepare::triaged(register, catalog, n, today)?.ok()
            };
            (triaged, parked)
        }
        _ => return Ok(None),
    };
    let Some(triaged) = triaged else {
        return Ok(None);
    };
    let mut facts = facts::of_document(register, triaged.question(), n, today)?;
    // as when the dispatch is ruled on before sending
    facts
        .sent
        .retain(|sent| parked.iter().all(|(seq, _)| sent.seq < *seq));
    let reporters = to_choose_from(&triaged, &facts);
    Ok((!reporters.is_empty()).then_some(Waiting {
        document,
        reporters,
        parked,
    }))
}

/// A stopped document, judged by the catalog of today as far as that goes without facts about persons.
fn stopped(
    register: &Reading<'_>,
    catalog: &Catalog,
    limits: Limits,
    document: &StoredDocument,
    today: Date,
) -> Result<Option<Triaged>, StoreError> {
    let source = catalog
        .sources
        .get(&document.source)
        .filter(|source| source.in_force(today));
    let (Some(source), Some(payload)) = (source, register.payload(document.n)?) else {
        return Ok(None);
    };
    let inbound = again::as_it_came(source, document, payload);
    let judged = pipeline::triage(catalog, limits, &inbound, &document.id, today);
    // several documents come from a message that could not be told apart
    let only = judged
        .ok()
        .filter(|judged| judged.len() == 1)
        .and_then(|mut judged| judged.pop());
    Ok(only.and_then(|judged| judged.result.ok()))
}
