//! A child's file -> in plain Dutch: who said what about consent, and what that comes to today.

use super::{Act, File, Operated, StoreError, Tell, looked};
use crate::message::Private;
use crate::outcome::Code;
use crate::pipeline::conditions::age;
use crate::pipeline::consent::{Consents, Evidence, Recipient, Said, Standing, Statement};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

pub(super) async fn show(
    hub: &Operated<'_>,
    file: &File,
    act: &Act,
    tell: &Tell,
) -> Result<(), StoreError> {
    looked(hub, file, act, "record.consent.shown").await?;
    for line in lines(file) {
        tell.line(line).await;
    }
    Ok(())
}

fn lines(file: &File) -> Vec<String> {
    let statements: Vec<Statement> = file
        .said
        .iter()
        .map(|(_, statement)| statement.clone())
        .collect();
    let standings: Vec<Standing> = file
        .established
        .iter()
        .map(|(_, standing)| standing.clone())
        .collect();
    let mut lines = Vec::new();
    if statements.is_empty() && standings.is_empty() {
        lines.push(format!(
            "Bij {} is over dit kind niets gezegd over toestemming.",
            file.source.controller
        ));
    }
    let givers = statements
        .iter()
        .map(|s| s.giver.as_str())
        .chain(standings.iter().filter_map(|s| s.giver.as_deref()));
    let givers: BTreeSet<&str> = givers.collect();
    let number = |giver: &str| givers.iter().take_while(|other| **other < giver).count() + 1;
    lines.extend(established(file, number));
    let years = file.born.whole().map(|born| age(born, file.today));
    let consents = Consents::new(
        &file.catalog.consent,
        &statements,
        &standings,
        years,
        file.today,
    );
    for ((oin, unit, purpose), sayings) in about(file) {
        let of_unit = unit
            .map(|unit| format!(", onderdeel {unit}"))
            .unwrap_or_default();
        lines.push(format!(
            "Aan {}{of_unit}, om te {}:",
            file.organisation(oin),
            file.catalog.terms.plain(purpose)
        ));
        let recipient = Recipient {
            oin,
            unit,
            divided: file.catalog.has_units(oin, file.today),
        };
        lines.extend(said(file, &sayings, number));
        lines.extend(today(file, &consents, recipient, purpose, &sayings));
    }
    lines.extend(file.warnings());
    lines
}

/// What was established, and on what that rests.
fn established(file: &File, number: impl Fn(&str) -> usize) -> Vec<String> {
    let mut lines = Vec::new();
    for (document, standing) in &file.established {
        let known = standing.known.as_str();
        let whom = match &standing.giver {
            Some(giver) => format!("gever {} heeft gezag", number(giver)),
            None => "het kind kan zelf beslissen".to_owned(),
        };
        lines.push(format!(
            "Vastgesteld op {}: {whom}: {known}.{}",
            day(standing.day),
            rests_on(file, *document)
        ));
    }
    lines
}

/// Everything that was said, by recipient, unit and purpose.
fn about(file: &File) -> BTreeMap<(&str, Option<&str>, &str), Vec<&Saying>> {
    let mut about: BTreeMap<(&str, Option<&str>, &str), Vec<&Saying>> = BTreeMap::new();
    for saying in &file.said {
        about
            .entry((
                &saying.1.recipient,
                saying.1.unit.as_deref(),
                &saying.1.purpose,
            ))
            .or_default()
            .push(saying);
    }
    about
}

/// A statement and its document.
type Saying = (i64, Statement);

/// Who said what: the categories of one saying together.
fn said(file: &File, sayings: &[&Saying], number: impl Fn(&str) -> usize) -> Vec<String> {
    let mut together: BTreeMap<(Date, i64, Said), (&Statement, Vec<&str>)> = BTreeMap::new();
    for (document, statement) in sayings {
        let saying = together
            .entry((statement.day, *document, statement.said))
            .or_insert((statement, Vec::new()));
        saying.1.push(&statement.category);
    }
    let one = |((_, document, _), (statement, categories)): (
        (Date, i64, Said),
        (&Statement, Vec<&str>),
    )| {
        let Statement {
            giver,
            capacity,
            authority,
            said,
            day: on,
            until,
            ..
        } = statement;
        let word = match said {
            Said::Yes => "ja",
            Said::No => "nee",
        };
        let until = until
            .map(|last| format!(", tot en met {}", day(last)))
            .unwrap_or_default();
        let gezag = file
            .catalog
            .consent
            .capacity(capacity)
            .is_some_and(|capacity| capacity.needs_authority);
        let gezag = if gezag {
            format!(", gezag {}", authority.as_str())
        } else {
            String::new()
        };
        let categories = plain(file, categories);
        let evidence = rests_on(file, document);
        format!(
            "  {}: {capacity} (gever {}{gezag}) zei {word}{until}: {categories}.{evidence}",
            day(*on),
            number(giver)
        )
    };
    together.into_iter().map(one).collect()
}

/// Where it can be shown, and which words were read: who relies on consent must be able to (AVG 7 lid 1).
fn rests_on(file: &File, document: i64) -> String {
    let Some(Evidence { place, wording }) = file.evidence.get(&document) else {
        return String::new();
    };
    let [place, wording] = [place, wording].map(|text| text.as_ref().map(Private::expose));
    let parts = [
        place.map(|place| format!("bewijs: {place}")),
        wording.map(|version| format!("gelezen tekst: {version}")),
    ];
    format!(
        " [{}]",
        parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
    )
}

/// What it comes to today, for everything that anybody spoke of.
fn today(
    file: &File,
    consents: &Consents<'_>,
    recipient: Recipient<'_>,
    purpose: &str,
    sayings: &[&Saying],
) -> Vec<String> {
    let spoken: BTreeSet<&str> = sayings
        .iter()
        .map(|(_, statement)| statement.category.as_str())
        .collect();
    let mut ends: [(&str, Vec<&str>); 4] = [
        ("vandaag mag dit", Vec::new()),
        ("vandaag mag dit niet, er is nee gezegd", Vec::new()),
        ("vandaag mag dit niet, er mist een ja", Vec::new()),
        (
            "vandaag mag dit niet, het ja noemt geen onderdeel",
            Vec::new(),
        ),
    ];
    let [yes, refused, missing, unnamed] = &mut ends;
    for category in spoken {
        let end = match consents.consent(recipient, purpose, category) {
            Ok(()) => &mut *yes,
            Err((Code::Refused, _)) => &mut *refused,
            Err((Code::Manual, _)) => &mut *unnamed,
            Err(_) => &mut *missing,
        };
        end.1.push(category);
    }
    let spoken = ends
        .into_iter()
        .filter(|(_, categories)| !categories.is_empty());
    spoken
        .map(|(head, categories)| format!("  {head}: {}", plain(file, categories)))
        .collect()
}

fn plain(file: &File, categories: Vec<&str>) -> String {
    categories
        .into_iter()
        .map(|code| file.catalog.terms.plain(code))
        .collect::<Vec<_>>()
        .join("; ")
}

fn day(day: Date) -> String {
    day.strftime("%d-%m-%Y").to_string()
}
