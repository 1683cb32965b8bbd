//! A child's file -> in plain Dutch: what was told to whom, what waited and is stopped, and what still goes.

use super::{Act, File, Office, Tell, looked};
use crate::clock;
use crate::hub::prepare::{self, Prepared};
use crate::outcome::Code;
use crate::store::{Dispatch, State, StoreError, StoredDocument};
use std::sync::Arc;

/// More than this is for who has the whole record.
const MOST: u32 = 500;

/// One dispatch about the child, and what it was made from.
struct Sent {
    dispatch: Dispatch,
    document: StoredDocument,
}

pub(in crate::desk) async fn show(
    office: &Office<'_>,
    file: &File,
    act: &Act,
    tell: &Tell,
) -> Result<(), StoreError> {
    looked(office, file, act, "record.told.shown").await?;
    let warnings = file.warnings();
    if file.subjects.is_empty() {
        let so = if warnings.is_empty() {
            ": er is niets over verteld."
        } else {
            "."
        };
        tell.line(format!(
            "Met deze gegevens is dit kind niet bekend bij {}{so}",
            file.source.controller
        ))
        .await;
        return all_lines(tell, warnings).await;
    }
    let told = look_up(office, file).await?;
    say(file, &told, tell).await;
    all_lines(tell, warnings).await
}

/// What became of the dispatches about a child.
#[derive(Default)]
struct Told {
    told: Vec<Sent>,
    stopped: Vec<Sent>,
    going: Vec<Sent>,
    /// Some are of a source that is gone.
    gone: bool,
    /// These are not all.
    more: bool,
}

/// What still waits is asked about anew, by the rules and facts of now.
async fn look_up(office: &Office<'_>, file: &File) -> Result<Told, StoreError> {
    let subjects = file.subjects.clone();
    let all = office.hub.store.read(move |store| {
        subjects
            .iter()
            .map(|subject| store.told_about(*subject, MOST))
            .collect::<Result<Vec<_>, _>>()
    });
    let found = all.await?.concat();
    let mut all = Told {
        more: found.len() >= usize::try_from(MOST).unwrap_or(usize::MAX),
        gone: found
            .iter()
            .any(|(_, document)| !file.catalog.sources.contains_key(&document.source)),
        ..Told::default()
    };
    let own = found
        .into_iter()
        .filter(|(_, document)| belongs(file, document));
    let mut waiting = Vec::new();
    for (dispatch, document) in own {
        match (dispatch.state, dispatch.code) {
            (State::Delivered, _) => all.told.push(Sent { dispatch, document }),
            (State::Due | State::Parked, _) => waiting.push(Sent { dispatch, document }),
            (State::Dropped, Some(Code::Refused | Code::NoConsent)) => {
                all.stopped.push(Sent { dispatch, document })
            }
            (State::Dropped | State::Superseded, _) => {}
        }
    }
    let due = waiting.iter().map(|sent| sent.dispatch.clone()).collect();
    let asked = prepare::prepare(
        &office.hub.store,
        Arc::clone(&file.catalog),
        due,
        office.hub.now(),
    )
    .await?;
    for (sent, Prepared { event, .. }) in waiting.into_iter().zip(asked) {
        if event.is_ok() {
            &mut all.going
        } else {
            &mut all.stopped
        }
        .push(sent);
    }
    Ok(all)
}

async fn say(file: &File, all: &Told, tell: &Tell) {
    let Told {
        told,
        stopped,
        going,
        gone,
        more,
    } = all;
    part(
        file,
        tell,
        "Dit is al verteld over dit kind:",
        "Over dit kind is nog niets verteld.",
        told,
    )
    .await;
    part(
        file,
        tell,
        "Dit stond klaar en gaat niet meer weg:",
        "",
        stopped,
    )
    .await;
    if stopped.iter().any(|sent| sent.dispatch.state == State::Due) {
        tell.line("Wat daarvan op dit moment al onderweg is, kan nog aankomen.")
            .await;
    }
    part(
        file,
        tell,
        "Dit staat klaar en gaat nog wel weg:",
        "",
        going,
    )
    .await;
    if file.secret && !(told.is_empty() && stopped.is_empty() && going.is_empty()) {
        tell.line(
            "Wie het kreeg staat hier niet, want het adres is geheim. Vraag het privacyteam.",
        )
        .await;
    }
    if *gone {
        tell.line("Er is meer, van een bron die niet meer is aangesloten. Vraag het privacyteam.")
            .await;
    }
    if *more {
        tell.line(format!(
            "Dit zijn de laatste {MOST}. Er is meer: vraag het privacyteam."
        ))
        .await;
    }
}

async fn all_lines(tell: &Tell, lines: Vec<String>) -> Result<(), StoreError> {
    for line in lines {
        tell.line(line).await;
    }
    Ok(())
}

/// Told by this discloser. Of a source that is gone nobody can tell what it told as: another role of the organisation may not see it.
fn belongs(file: &File, document: &StoredDocument) -> bool {
    file.catalog
        .sources
        .get(&document.source)
        .is_some_and(|source| source.party() == file.source.party())
}

async fn part(file: &File, tell: &Tell, head: &str, none: &str, sent: &[Sent]) {
    if !(sent.is_empty() && none.is_empty()) {
        tell.line(if sent.is_empty() { none } else { head }).await;
    }
    for sent in sent {
        for line in lines(file, sent) {
            tell.line(line).await;
        }
    }
}

fn lines(file: &File, Sent { dispatch, document }: &Sent) -> Vec<String> {
    let catalog = &file.catalog;
    let day = clock::day(dispatch.ended.unwrap_or(dispatch.recorded)).strftime("%d-%m-%Y");
    let kind = document.kind.as_deref().unwrap_or_default();
    let kind = catalog
        .kinds
        .get(kind)
        .map_or(kind, |kind| kind.title.as_str());
    let what: Vec<&str> = dispatch
        .categories
        .split(' ')
        .map(|code| catalog.terms.plain(code))
        .collect();
    let what = format!("    wat: {}", what.join("; "));
    if file.secret {
        return vec![format!("  {day}: {kind}"), what];
    }
    let (party, role) = (&dispatch.partner, dispatch.partner.role.as_str());
    let partner = catalog
        .partner(party)
        .map_or(party.oin.as_str(), |partner| partner.name.as_str());
    let mut lines = vec![
        format!(
            "  {day}: {kind}, aan {partner} ({})",
            catalog.terms.role_name(role)
        ),
        what,
    ];
    for id in dispatch.rows.split(' ') {
        let row = catalog.rows.values().flatten().find(|row| row.id == id);
        let ground = row
            .map(|row| format!(" ({})", row.grounds.verstrekken))
            .unwrap_or_default();
        lines.push(format!("    waarom: rij {id}{ground}"));
    }
    lines
}
