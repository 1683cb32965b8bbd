//! Whose report a document answers, as a person says -> on record, and the document judged or sent again by that.

use super::replay::{self, Found};
use super::{Act, Office, Tell, controller};
use crate::clock;
use crate::hub::choice::{self, Waiting};
use crate::party::Party;
use crate::store::{StoreError, Writing};
use serde_json::json;
use std::sync::atomic::Ordering;

pub(super) async fn choose(
    office: &Office<'_>,
    document: i64,
    reporter: String,
    act: Act,
    tell: &Tell,
) -> Result<bool, StoreError> {
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
        .read(move |register| choice::one(register, &catalog, limits, document, clock::day(now)))
        .await?;
    let Some(waiting) = waiting else {
        return Ok(tell.no(format!("document {document} wacht niet op een keuze tussen melders: kijk met `schakel melder`")).await);
    };
    let chosen = match chosen(&waiting, document, &reporter) {
        Ok(chosen) => chosen,
        Err(why) => return Ok(tell.no(why).await),
    };
    let dispatches: Vec<i64> = waiting.parked.iter().map(|(seq, _)| *seq).collect();
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
    tell.line(format!(
        "document {document} is een antwoord op de melding van {reporter}"
    ))
    .await;
    let documents = if dispatches.is_empty() {
        vec![document]
    } else {
        Vec::new()
    };
    replay::carry_out(
        office,
        Found {
            dispatches,
            documents,
        },
        &act,
        tell,
    )
    .await
}

/// The reporter that is meant, or why it cannot be that one.
fn chosen(waiting: &Waiting, document: i64, reporter: &str) -> Result<Party, String> {
    let reporters = &waiting.reporters;
    let Some(chosen) = reporters.iter().find(|one| one.to_string() == reporter) else {
        let reporters: Vec<String> = reporters.iter().map(Party::to_string).collect();
        return Err(format!(
            "`{reporter}` is geen melder van wie dit document kan zijn; dat zijn: {}",
            reporters.join(", ")
        ));
    };
    // what was ruled on goes to whom it was recorded for, or to nobody
    match waiting.parked.iter().find(|(_, partner)| partner != chosen) {
        None => Ok(chosen.clone()),
        Some((seq, partner)) => {
            let why = format!(
                "bezorging {seq} van document {document} staat klaar voor {partner}, en kan niet naar een ander"
            );
            let how = format!(
                "trek haar in met `schakel drop {seq}` en laat de bron het onder een nieuw id sturen: daarover kunt u kiezen"
            );
            Err(format!("{why}; {how}"))
        }
    }
}
