//! The record about one child -> Dutch: the statements about consent, and the disclosures.

mod list;

use super::Words;
use crate::desk::record::{Looked, NoFile, Sent, To, Told, Warning};

pub(super) fn looked(looked: &Looked) -> Words {
    match looked {
        Looked::NoFile(why) => Words::no(no_file(why)),
        Looked::Statements(statements) => Words::all(list::statements(statements), true),
        Looked::Told(all) => Words::all(disclosures(all), true),
    }
}

pub(super) fn no_file(why: &NoFile) -> String {
    match why {
        NoFile::Source(source) => {
            format!("bron `{source}` staat niet in sources.toml, of is vandaag niet aangesloten")
        }
        NoFile::Kind(kind) => format!("deze catalogus kent geen `{kind}`"),
        NoFile::Nobody => {
            "het bestand heeft een `pgn` nodig, of `postcode` en `huisnummer`; bij een geheim adres een `pgn`".to_owned()
        }
    }
}

/// The name of an organisation; other words where the name would tell where the child lives.
pub(super) fn organisation(name: Option<&str>) -> &str {
    name.unwrap_or("een ontvanger die hier niet staat")
}

fn warning(warning: &Warning) -> String {
    match warning {
        Warning::BornAnotherDay(known) => format!(
            "Let op: dit nummer is bij {known} bekend met een andere geboortedatum. Klopt het bestand? Vraag het privacyteam."
        ),
        Warning::Unsure => {
            "Let op: het is niet zeker dat alles over dit kind hier staat. Wat toestemming vraagt, gaat niet weg tot een mens heeft gekeken.".to_owned()
        }
    }
}

/// The disclosures and their recipients, the dispatches that were stopped, and those that still go.
pub(super) fn disclosures(all: &Told) -> Vec<String> {
    let warnings = all.warnings.iter().map(warning);
    if let Some(controller) = &all.unknown_to {
        let so = if all.warnings.is_empty() {
            ": er is niets over verteld."
        } else {
            "."
        };
        let unknown = format!("Met deze gegevens is dit kind niet bekend bij {controller}{so}");
        return [unknown].into_iter().chain(warnings).collect();
    }
    let mut lines = part(
        "Dit is al verteld over dit kind:",
        "Over dit kind is nog niets verteld.",
        &all.told,
    );
    lines.extend(part(
        "Dit stond klaar en gaat niet meer weg:",
        "",
        &all.stopped,
    ));
    let mut say = |line: &str| lines.push(line.to_owned());
    if all.on_its_way {
        say("Wat daarvan op dit moment al onderweg is, kan nog aankomen.");
    }
    lines.extend(part("Dit staat klaar en gaat nog wel weg:", "", &all.going));
    let some = [&all.told, &all.stopped, &all.going];
    let mut say = |line: &str| lines.push(line.to_owned());
    if all.secret && some.iter().any(|part| !part.is_empty()) {
        say("Wie het kreeg staat hier niet, want het adres is geheim. Vraag het privacyteam.");
    }
    if all.gone {
        say("Er is meer, van een bron die niet meer is aangesloten. Vraag het privacyteam.");
    }
    if let Some(most) = all.more {
        say(&format!(
            "Dit zijn de laatste {most}. Er is meer: vraag het privacyteam."
        ));
    }
    lines.extend(warnings);
    lines
}

fn part(head: &str, none: &str, sent: &[Sent]) -> Vec<String> {
    let first = if sent.is_empty() { none } else { head };
    let first = (!first.is_empty()).then(|| first.to_owned());
    first
        .into_iter()
        .chain(sent.iter().flat_map(lines))
        .collect()
}

fn lines(sent: &Sent) -> Vec<String> {
    let Sent {
        day,
        kind,
        what,
        to,
    } = sent;
    let day = day.strftime("%d-%m-%Y");
    let what = format!("    wat: {}", what.join("; "));
    let Some(To {
        partner,
        role,
        rows,
    }) = to
    else {
        return vec![format!("  {day}: {kind}"), what];
    };
    let mut lines = vec![format!("  {day}: {kind}, aan {partner} ({role})"), what];
    for (id, ground) in rows {
        let ground = ground
            .as_ref()
            .map(|ground| format!(" ({ground})"))
            .unwrap_or_default();
        lines.push(format!("    waarom: rij {id}{ground}"));
    }
    lines
}
