//! The statements about consent with their givers, and the consent that follows from these today -> Dutch.

use super::{organisation, warning};
use crate::desk::record::{Established, RestsOn, Saying, SpokenOf, Statements, Today};
use jiff::civil::Date;

pub(super) fn statements(all: &Statements) -> Vec<String> {
    let Statements {
        controller,
        established,
        about,
        warnings,
    } = all;
    let mut lines = Vec::new();
    if established.is_empty() && about.is_empty() {
        lines.push(format!(
            "Bij {controller} is over dit kind niets gezegd over toestemming."
        ));
    }
    lines.extend(established.iter().map(of_authority));
    lines.extend(about.iter().flat_map(of_recipient));
    lines.extend(warnings.iter().map(warning));
    lines
}

/// A finding of gezag or wilsbekwaamheid, and its grounds.
fn of_authority(established: &Established) -> String {
    let whom = match established.giver {
        Some(giver) => format!("gever {giver} heeft gezag"),
        None => "het kind kan zelf beslissen".to_owned(),
    };
    format!(
        "Vastgesteld op {}: {whom}: {}.{}",
        day(established.day),
        established.known,
        rests_on(established.rests_on.as_ref())
    )
}

fn of_recipient(about: &SpokenOf) -> Vec<String> {
    let of_unit = about
        .unit
        .as_ref()
        .map(|unit| format!(", onderdeel {unit}"))
        .unwrap_or_default();
    let mut lines = vec![format!(
        "Aan {}{of_unit}, om te {}:",
        organisation(about.recipient.as_deref()),
        about.purpose
    )];
    lines.extend(about.said.iter().map(said));
    for (end, categories) in &about.today {
        let head = match end {
            Today::Yes => "vandaag mag dit",
            Today::Refused => "vandaag mag dit niet, er is nee gezegd",
            Today::Missing => "vandaag mag dit niet, er mist een ja",
            Today::Unnamed => "vandaag mag dit niet, het ja noemt geen onderdeel",
        };
        lines.push(format!("  {head}: {}", categories.join("; ")));
    }
    lines
}

fn said(saying: &Saying) -> String {
    let word = if saying.yes { "ja" } else { "nee" };
    let until = saying
        .until
        .map(|last| format!(", tot en met {}", day(last)))
        .unwrap_or_default();
    let gezag = saying
        .authority
        .as_ref()
        .map(|authority| format!(", gezag {authority}"))
        .unwrap_or_default();
    format!(
        "  {}: {} (gever {}{gezag}) zei {word}{until}: {}.{}",
        day(saying.day),
        saying.capacity,
        saying.giver,
        saying.categories.join("; "),
        rests_on(saying.rests_on.as_ref())
    )
}

fn rests_on(rests_on: Option<&RestsOn>) -> String {
    let Some(RestsOn { place, wording }) = rests_on else {
        return String::new();
    };
    let parts = [
        place.as_ref().map(|place| format!("bewijs: {place}")),
        wording
            .as_ref()
            .map(|version| format!("gelezen tekst: {version}")),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    format!(" [{}]", parts.join("; "))
}

fn day(day: Date) -> String {
    day.strftime("%d-%m-%Y").to_string()
}
