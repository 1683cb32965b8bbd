//! The whole day in numbers: who got what, what was withheld, what was stopped, and why.

use super::Story;
use crate::day::Day;
use crate::expect::{Fate, Held};
use crate::partner::Partner;
use crate::proof::{Counts, on_screen};
use crate::source::Kind;
use std::collections::BTreeMap;

/// The kinds that go to partners, with a word for above a column.
const COLUMNS: [(Kind, &str); 6] = [
    (Kind::Absence, "verzuim"),
    (Kind::Truant, "thuiszitter"),
    (Kind::Signal, "zorgsignaal"),
    (Kind::Request, "aanmelding"),
    (Kind::OfficerAnswer, "van leerplicht"),
    (Kind::TeamAnswer, "van wijkteam"),
];

pub(super) fn who_got_what(story: &mut Story, day: &Day) {
    story.title("De hele dag: wie kreeg wat");
    let heads: String = COLUMNS
        .iter()
        .map(|(_, head)| format!("  {head}"))
        .collect();
    story.line(format!("  {:<38}{:>6}{heads}  overig", "", "totaal"));
    for partner in Partner::ALL {
        let count = |kind: Option<Kind>| {
            let documents = day
                .documents()
                .filter(|(_, document)| kind.is_none_or(|kind| document.kind == kind));
            let deliveries = documents.flat_map(|(_, document)| document.end.deliveries());
            deliveries
                .filter(|delivery| delivery.to == partner && delivery.fate != Fate::Withdrawn)
                .count()
        };
        let others = count(None)
            - COLUMNS
                .iter()
                .map(|(kind, _)| count(Some(*kind)))
                .sum::<usize>();
        let numbers: String = COLUMNS
            .iter()
            .map(|(kind, head)| format!("  {:>1$}", dash(count(Some(*kind))), head.len()))
            .collect();
        story.line(format!(
            "  {:<38}{:>6}{numbers}  {:>6}",
            partner.name(),
            count(None),
            dash(others)
        ));
    }
}

fn dash(count: usize) -> String {
    if count == 0 {
        "-".to_owned()
    } else {
        count.to_string()
    }
}

pub(super) fn withheld(story: &mut Story, day: &Day) {
    story.title("Onthouden, en waarom");
    let mut why: BTreeMap<(&str, Held), usize> = BTreeMap::new();
    let mut less: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, document) in day.usual() {
        for verdict in document.end.verdicts() {
            match &verdict.got {
                Err(held) => *why.entry((verdict.role, *held)).or_default() += 1,
                Ok(delivery) => delivery
                    .less
                    .iter()
                    .for_each(|text| *less.entry(text).or_default() += 1),
            }
        }
    }
    let mut before = "";
    for ((role, held), count) in why {
        if before != role {
            story.line(format!("  {} kreeg niets:", on_screen(role)));
            before = role;
        }
        story.line(format!("  {count:>6}  {:<23}{}", held.code, held.why));
    }
    story.line("  Wie wel iets kreeg, kreeg minder:");
    for (text, count) in less {
        story.line(format!("  {count:>6}  {text}"));
    }
    story.line("       alles  zonder woongemeente en geheimAdres, die alleen de hub nodig heeft");
    story.line("  Wat om 10:00 ging is hier niet herhaald.");
}

pub(super) fn stopped(story: &mut Story, counts: &Counts, overview: &str) {
    story.title("Gestopt, en waarom: de afzender krijgt het terug, met elke plek die niet klopt");
    let after = overview
        .lines()
        .skip_while(|line| *line != "gestopt")
        .skip(1);
    after
        .take_while(|line| line.starts_with("  "))
        .for_each(|line| story.line(line));
    story.line(format!(
        "  Daarnaast kwamen {} documenten nog eens binnen: die gingen niet nog eens door.",
        counts.outcome("duplicate")
    ));
}
