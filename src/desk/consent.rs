//! What somebody says at the desk of who discloses -> on record by the one way in, and told back: what was sent already and what is stopped.

mod event;

use super::file::{File, open};
use super::look::told;
use super::note::{Note, Verb};
use super::{Act, Office, Tell};
use crate::hub::errand::SaidAtDesk;
use crate::message::Private;
use crate::outcome::{Outcome, Problem};
use crate::store::StoreError;
use serde_json::Value;

/// So many statements are on record in one go; between two goes the hub does its other work.
const AT_ONCE: usize = 100;

/// Has the intake record what was said, and tells what came of it. Every answer comes after the commit.
pub(super) async fn register(
    office: &Office<'_>,
    note: Note,
    act: Act,
    tell: &Tell,
) -> Result<bool, StoreError> {
    let file = match open(office, &note.source, &note.child).await? {
        Ok(file) => file,
        Err(why) => return Ok(tell.no(why).await),
    };
    let about = match event::about(&file, &note) {
        Ok(about) => about,
        Err(why) => return Ok(tell.no(why).await),
    };
    let Some(kind) = file.catalog.kinds.get(note.verb.kind()) else {
        return Ok(tell
            .no(format!("deze catalogus kent geen `{}`", note.verb.kind()))
            .await);
    };
    let mut all = true;
    for some in about.chunks(AT_ONCE) {
        let events = some
            .iter()
            .map(|about| Private::new(event::event(&file, kind, &note, about)))
            .collect();
        // whether or not it was taken: what is in the register is what counts
        let Some(recorded) = record(office, &file, note.verb, events, &act).await else {
            return Ok(tell.no("de hub stopt: kijk na de volgende start met `schakel toestemming lijst` of het is vastgelegd").await);
        };
        for (about, end) in some.iter().zip(recorded?) {
            let said = Said {
                file: &file,
                note: &note,
                about,
            };
            all &= ended(office, said, end, tell).await?;
        }
    }
    if note.verb == Verb::Withdraw && file.subjects.is_empty() {
        let known = &file.source.controller;
        tell.line(format!(
            "Let op: dit kind was tot nu toe niet bekend bij {known}. Klopt het bestand? Voor een mens staat er een melding."
        ))
        .await;
    }
    if note.verb != Verb::Give {
        // the child may be known only since this moment
        match open(office, &note.source, &note.child).await? {
            Ok(file) => told::show(office, &file, &act, tell).await?,
            Err(why) => return Ok(tell.no(why).await),
        }
    }
    Ok(all)
}

/// Has the intake record these events. None when the hub is stopping.
async fn record(
    office: &Office<'_>,
    file: &File,
    verb: Verb,
    events: Vec<Private<Value>>,
    act: &Act,
) -> Option<Result<Vec<(i64, Outcome)>, StoreError>> {
    let said = SaidAtDesk {
        source: file.source.name.clone(),
        kind: verb.kind().to_owned(),
        events,
        action: verb.action(),
        act: act.clone(),
    };
    office.intake.speak(said).await
}

/// One thing that was said, of which file.
struct Said<'a> {
    file: &'a File,
    note: &'a Note,
    about: &'a event::About,
}

/// Tells how one document ended. True when it is in the register.
async fn ended(
    office: &Office<'_>,
    said: Said<'_>,
    (document, outcome): (i64, Outcome),
    tell: &Tell,
) -> Result<bool, StoreError> {
    let Said { file, note, about } = said;
    let what = format!(
        "{}, {}",
        file.organisation(&about.recipient),
        file.catalog.terms.plain(&about.purpose)
    );
    let day = note.day.unwrap_or(file.today).strftime("%d-%m-%Y");
    match outcome {
        Outcome::Register => {
            tell.line(format!("{}: {what} (vanaf {day})", note.verb.in_dutch()))
                .await
        }
        Outcome::Duplicate => {
            tell.line(format!("stond er al: {what} (vanaf {day})"))
                .await
        }
        Outcome::Stopped(code) => {
            tell.line(format!("NIET vastgelegd: {what}: {}", code.in_dutch()))
                .await;
            let stored = office
                .hub
                .store
                .read(move |store| store.document(document))
                .await?;
            for problem in stored.into_iter().flat_map(|document| document.problems) {
                tell.line(format!("  {}: {}", problem.path, why(&problem)))
                    .await;
            }
            return Ok(false);
        }
        Outcome::Routed | Outcome::Nothing => return Ok(false), // no statement ends like this
    }
    Ok(true)
}

/// What a rule about statements asks, for who is at the desk.
fn why(problem: &Problem) -> &str {
    match problem.rule.as_str() {
        "bekend" => "dit kent de hub niet",
        "geen-rij" => {
            "hiervoor wordt van u aan deze ontvanger geen toestemming gevraagd; zo'n ja zou niets openen"
        }
        "leeftijd" => "wie dit zegt, beslist hier op deze leeftijd niet over",
        "gezag" => "wie geen gezag heeft, kan geen toestemming geven",
        "dag" => "deze dag kan niet: hij moet nog komen, of ligt voor de geboorte",
        "volgorde" => "de laatste dag ligt voor de eerste",
        "required" => "dit ontbreekt",
        "subject" => "met deze gegevens is niet te zien om wie het gaat",
        other => other,
    }
}
