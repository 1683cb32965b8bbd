//! What was found -> lines that name it, when nothing is to be done with it yet.

use super::NAMED;
use super::which::Found;
use crate::desk::{Office, Tell};
use crate::store::{Dispatch, State, StoreError};

pub(super) async fn show(
    office: &Office<'_>,
    found: &Found,
    tell: &Tell,
) -> Result<(), StoreError> {
    let named = |numbers: &[i64]| numbers.iter().take(NAMED).copied().collect::<Vec<_>>();
    let (dispatches, documents) = (named(&found.dispatches), named(&found.documents));
    let lines = office.hub.store.read(move |store| {
        let mut lines = Vec::new();
        for dispatch in dispatches
            .iter()
            .filter_map(|seq| store.dispatch(*seq).transpose())
        {
            let Dispatch {
                seq,
                document,
                partner,
                state,
                code,
                ..
            } = dispatch?;
            let code = code.map(|code| format!(": {code}")).unwrap_or_default();
            lines.push(format!(
                "bezorging {seq} van document {document} aan {partner}, {}{code}",
                in_dutch(state)
            ));
        }
        for document in documents
            .iter()
            .filter_map(|n| store.document(*n).transpose())
        {
            let document = document?;
            lines.push(format!(
                "document {} van {}: {}",
                document.n,
                document.source,
                document.outcome.word()
            ));
        }
        Ok(lines)
    });
    for line in lines.await? {
        tell.line(line).await;
    }
    let (dispatches, documents) = (found.dispatches.len(), found.documents.len());
    tell.line(format!(
        "{dispatches} bezorgingen, {documents} documenten; er is niets gedaan"
    ))
    .await;
    Ok(())
}

const fn in_dutch(state: State) -> &'static str {
    match state {
        State::Due => "aan de beurt",
        State::Delivered => "bezorgd",
        State::Parked => "geparkeerd",
        State::Dropped => "ingetrokken",
        State::Superseded => "vervangen",
    }
}
