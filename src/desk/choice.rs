//! Whose report a document answers, as a person says -> on record, and the document judged or sent again by that.

use super::replay::{self, Found, Replayed};
use super::{Act, Office, Progress, controller};
use crate::dutch;
use crate::hub::choice::{self, Waiting};
use crate::number::{DispatchNo, DocumentNo};
use crate::party::Party;
use crate::store::{StoreError, Writing};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::sync::atomic::Ordering;

/// What came of what a person chose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Chosen {
    /// The document does not wait for a choice.
    NotWaiting,
    /// This is none of the reporters; these are.
    NoReporter(Vec<String>),
    /// A dispatch of it stands ready for another than was chosen.
    StandsReady {
        /// The number of the dispatch.
        dispatch: DispatchNo,
        /// For whom, as `OIN/role` or `OIN/role/unit`.
        partner: String,
    },
    /// The choice is on record, and this came of the document; or what the store said.
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
    let own = act.clone();
    let job = move |store: &Writing<'_>| {
        store.choose_reporter(document, &chosen, now)?;
        let among: Vec<String> = waiting.reporters.iter().map(Party::to_string).collect();
        let about = json!({ "document": document, "reporter": chosen.to_string(), "among": among });
        own.record(
            store,
            now,
            &controller(store, document)?,
            "reporter.chosen",
            &about,
        )
    };
    office.hub.store.write(job).await?;
    drop(connected); // each chunk of the replay asks anew
    office.hub.consent_epoch.fetch_add(1, Ordering::SeqCst);
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

/// The reporter that is meant, or why it cannot be that one.
fn chosen(waiting: &Waiting, reporter: &str) -> Result<Party, Chosen> {
    let reporters = &waiting.reporters;
    let Some(chosen) = reporters.iter().find(|one| one.to_string() == reporter) else {
        let reporters = reporters.iter().map(Party::to_string).collect();
        return Err(Chosen::NoReporter(reporters));
    };
    // what was ruled on goes to whom it was recorded for, or to nobody
    match waiting.parked.iter().find(|(_, partner)| partner != chosen) {
        None => Ok(chosen.clone()),
        Some((seq, partner)) => Err(Chosen::StandsReady {
            dispatch: *seq,
            partner: partner.to_string(),
        }),
    }
}
