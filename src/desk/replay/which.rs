//! The words of an operator -> the numbers of dispatches and documents; or the reason why there are none.

use crate::catalog::Catalog;
use crate::clock::Moment;
use crate::desk::Office;
use crate::number::{DispatchNo, DocumentNo};
use crate::outcome::{Code, Outcome};
use crate::store::{Filter, Reading, Store, StoreError};
use serde::{Deserialize, Serialize};

const PAGE: u32 = 1000;

/// The dispatches and documents that an operator names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Which {
    /// One dispatch, by its number.
    Dispatch(DispatchNo),
    /// One document, by its number.
    Document(DocumentNo),
    /// The documents that a source sent under an id.
    Sent {
        /// Name of the source.
        source: String,
        /// The id.
        id: String,
    },
    /// Parked dispatches, and stopped documents unless a partner is named.
    Filter {
        /// OIN, with or without `/role`.
        partner: Option<String>,
        /// An outcome code.
        code: Option<String>,
        /// A kind, with or without `/major`.
        kind: Option<String>,
        /// From this moment.
        since: Option<Moment>,
        /// Before this moment.
        until: Option<Moment>,
        /// Parked dispatches only.
        parked: bool,
    },
}

/// Why there is nothing to replay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotFound {
    /// There is no dispatch of this number.
    Dispatch(DispatchNo),
    /// There is no document of this number.
    Document(DocumentNo),
    /// The source sent nothing under this id.
    Sent,
    /// There is no such code.
    Code,
    /// The order names nothing.
    Nothing,
    /// There is no such partner.
    Partner,
    /// There is no such kind.
    Kind,
}

/// Numbers of dispatches and documents.
#[derive(Default)]
pub(in crate::desk) struct Found {
    pub(in crate::desk) dispatches: Vec<DispatchNo>,
    pub(in crate::desk) documents: Vec<DocumentNo>,
}

pub(super) async fn find(
    office: &Office<'_>,
    which: Which,
) -> Result<Result<Found, NotFound>, StoreError> {
    let store = &office.hub.store;
    match which {
        Which::Dispatch(seq) => {
            let known = store
                .read(move |store| Ok(store.dispatch(seq)?.is_some()))
                .await?;
            let found = Found {
                dispatches: vec![seq],
                ..Found::default()
            };
            Ok(if known {
                Ok(found)
            } else {
                Err(NotFound::Dispatch(seq))
            })
        }
        Which::Document(n) => match store
            .read(move |store| Ok(store.document(n)?.is_some()))
            .await?
        {
            true => of_documents(store, vec![n]).await.map(Ok),
            false => Ok(Err(NotFound::Document(n))),
        },
        Which::Sent { source, id } => {
            let numbers = store
                .read(move |store| store.documents_of(&source, &id))
                .await?;
            if numbers.is_empty() {
                return Ok(Err(NotFound::Sent));
            }
            of_documents(store, numbers).await.map(Ok)
        }
        Which::Filter {
            partner,
            code,
            kind,
            since,
            until,
            parked,
        } => {
            let Ok(code) = code.map(|code| code.parse::<Code>()).transpose() else {
                return Ok(Err(NotFound::Code));
            };
            let filter = Filter {
                partner,
                code,
                kind,
                since,
                until,
            };
            filtered(office, filter, parked).await
        }
    }
}

/// Finds parked dispatches, and stopped documents unless only `parked` ones are wanted.
async fn filtered(
    office: &Office<'_>,
    filter: Filter,
    parked: bool,
) -> Result<Result<Found, NotFound>, StoreError> {
    let store = &office.hub.store;
    if filter == Filter::default() && !parked {
        return Ok(Err(NotFound::Nothing));
    }
    let dispatches = pages(store, &filter, DispatchNo::START, |store, filter, after| {
        store.parked(filter, after, PAGE)
    })
    .await?;
    let documents = match parked {
        true => Vec::new(),
        false => {
            pages(store, &filter, DocumentNo::START, |store, filter, after| {
                store.stopped(filter, after, PAGE)
            })
            .await?
        }
    };
    if dispatches.is_empty() && documents.is_empty() {
        return Ok(known(&office.hub.catalog.load(), &filter).map(|()| Found::default()));
    }
    Ok(Ok(Found {
        dispatches,
        documents,
    }))
}

/// Divides documents: a stopped document is judged again; of a document that was ruled on the dispatches are sent again.
async fn of_documents(store: &Store, numbers: Vec<DocumentNo>) -> Result<Found, StoreError> {
    let mut found = Found::default();
    for n in numbers {
        let (stopped, dispatches) = store
            .read(move |store| {
                let stopped = store
                    .document(n)?
                    .is_some_and(|document| matches!(document.outcome, Outcome::Stopped(_)));
                Ok((stopped, store.dispatches(n)?))
            })
            .await?;
        if stopped || dispatches.is_empty() {
            found.documents.push(n);
        }
        found
            .dispatches
            .extend(dispatches.iter().map(|dispatch| dispatch.seq));
    }
    Ok(found)
}

/// Refuses a partner or kind that the catalog does not know: a mistake in writing, not a filter without matches.
fn known(catalog: &Catalog, filter: &Filter) -> Result<(), NotFound> {
    let fits = |whole: &str, wanted: &str| {
        whole
            .strip_prefix(wanted)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    match (&filter.partner, &filter.kind) {
        (Some(partner), _)
            if !catalog
                .partners
                .iter()
                .any(|known| fits(&known.party().to_string(), partner)) =>
        {
            Err(NotFound::Partner)
        }
        (_, Some(kind)) if !catalog.kinds.keys().any(|known| fits(known, kind)) => {
            Err(NotFound::Kind)
        }
        _ => Ok(()),
    }
}

/// All numbers, page after page, each page after the last number of the page before.
async fn pages<N: Copy + Send + 'static>(
    store: &Store,
    filter: &Filter,
    start: N,
    page: fn(&Reading<'_>, &Filter, N) -> Result<Vec<N>, StoreError>,
) -> Result<Vec<N>, StoreError> {
    let mut all: Vec<N> = Vec::new();
    loop {
        let (filter, after) = (filter.clone(), all.last().copied().unwrap_or(start));
        let more = store.read(move |store| page(store, &filter, after)).await?;
        if more.is_empty() {
            return Ok(all);
        }
        all.extend(more);
    }
}
