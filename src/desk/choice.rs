//! The reporter that a person chose for a document -> the choice on record, and the document judged or sent again by
//! that choice.

use super::replay::{self, Found, Replayed};
use super::{Act, Office, Progress, controller};
use crate::dutch;
use crate::hub::choice::{self, Waiting};
use crate::number::{DispatchNo, DocumentNo};
use crate::party::Party;
use crate::store::{StoreError, Writing};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::sync::Arc;

/// Result of a choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Chosen {
    /// The document does not wait for a choice.
    NotWaiting,
    /// The chosen party is not among the reporters, which are these.
    NoReporter(Vec<String>),
    /// A dispatch of the document stands ready for another reporter than the chosen one.
    StandsReady {
        /// The number of the dispatch.
        dispatch: DispatchNo,
        /// The partner of the dispatch, as `OIN/role` or `OIN/role/unit`.
        partner: String,
    },
    /// The choice is on record, with the result of the replay of the document, or the error of the store as text.
    Done(Result<Replayed, String>),
}

pub(super) async fn choose(
    office: &Office<'_>,
    document: DocumentNo,
    reporter: &str,
    act: Act,
    progress: &Progress,
) -> Result<Chosen, StoreError> {
    let _turn = office.replaying.lock().await;
    let connected = office.connected.read().await;
    let (catalog, limits, now) = (
        office.hub.catalog.load_full(),
        office.hub.limits,
        office.hub.now(),
    );
    let waiting = office
        .hub
        .store
        .read(move |register| choice::of_document(register, &catalog, limits, document, now.day()))
        .await?;
    let Some(waiting) = waiting else {
        return Ok(Chosen::NotWaiting);
    };
    let chosen = match chosen(&waiting, reporter) {
        Ok(chosen) => chosen,
        Err(why) => return Ok(why),
    };
    let dispatches: Vec<DispatchNo> = waiting.parked.iter().map(|(seq, _)| *seq).collect();
    let recorded = act.clone();
    let epoch = Arc::clone(&office.hub.consent_epoch);
    let job = move |store: &Writing<'_>| {
        let change = epoch.change();
        store.choose_reporter(document, &chosen, now)?;
        let among: Vec<String> = waiting.reporters.iter().map(Party::to_string).collect();
        let about = json!({ "document": document, "reporter": chosen.to_string(), "among": among });
        recorded.record(
            store,
            now,
            &controller(store, document)?,
            "reporter.chosen",
            &about,
        )?;
        Ok(change)
    };
    office.hub.store.write(job).await.map(drop)?;
    drop(connected); // each chunk of the replay asks anew
    let documents = if dispatches.is_empty() {
        vec![document]
    } else {
        Vec::new()
    };
    let found = Found {
        dispatches,
        documents,
    };
    let replayed = replay::carry_out(office, found, &act, progress).await;
    Ok(Chosen::Done(
        replayed.map_err(|error| dutch::of_store(&error)),
    ))
}

/// The reporter that the order names, or the reason why this reporter cannot be chosen.
fn chosen(waiting: &Waiting, reporter: &str) -> Result<Party, Chosen> {
    let reporters = &waiting.reporters;
    let Some(chosen) = reporters.iter().find(|party| party.to_string() == reporter) else {
        let reporters = reporters.iter().map(Party::to_string).collect();
        return Err(Chosen::NoReporter(reporters));
    };
    // a dispatch that stands ready goes to the partner that was recorded, or not at all
    match waiting.parked.iter().find(|(_, partner)| partner != chosen) {
        None => Ok(chosen.clone()),
        Some((seq, partner)) => Err(Chosen::StandsReady {
            dispatch: *seq,
            partner: partner.to_string(),
        }),
    }
}
