//! What each source sent in a part of the day, and what came of it.

use super::{Story, many};
use crate::day::Day;
use crate::expect::{Expected, Verdict};
use crate::maker::{Part, Payload};
use crate::partner::Partner;
use crate::source::{Kind, Source};
use crate::written::XML;
use crate::written::events::SPELLINGS;

pub(super) fn morning(story: &mut Story, day: &Day) {
    story.title("08:00  Scholen en ouders melden, en zeggen ja of nee");
    came(story, &day.morning);
    let count = |kind: Kind| {
        documents(&day.morning)
            .filter(|(_, document)| document.kind == kind)
            .count()
    };
    story.line(format!(
        "  Toestemming: {} keer gegeven en {} keer geweigerd. Dat blijft in het register van de hub en gaat naar niemand.",
        count(Kind::Given),
        count(Kind::Refused)
    ));
}

pub(super) fn noon(story: &mut Story, day: &Day) {
    story.title("11:30  Wie meldde hoort wat ermee gebeurt, en niemand anders");
    came(story, &day.noon);
    for (source, of) in [
        (Source::Officer, "leerplicht"),
        (Source::Team, "het wijkteam"),
    ] {
        let verdicts = || {
            documents(&day.noon)
                .filter(move |(sender, _)| *sender == source)
                .filter_map(|(_, document)| to_school(document))
        };
        let to = |partner: Partner| {
            let count = verdicts()
                .filter(|verdict| {
                    verdict
                        .got
                        .as_ref()
                        .is_ok_and(|delivery| delivery.to == partner)
                })
                .count();
            (count > 0).then(|| format!("{count} naar {}", partner.name()))
        };
        let schools: Vec<String> = [Partner::Thorbecke, Partner::Meander]
            .into_iter()
            .filter_map(to)
            .collect();
        let nobody = verdicts().filter(|verdict| verdict.got.is_err()).count();
        story.line(format!(
            "  Van {of}: {}; {nobody} naar niemand, want geen school deed die melding.",
            schools.join(", ")
        ));
    }
}

pub(super) fn evening(story: &mut Story, day: &Day) {
    story.title("15:00  Het laatste van de dag");
    came(story, &day.evening);
    let signals: Vec<&Expected> = documents(&day.evening)
        .map(|(_, document)| document)
        .filter(|one| one.kind == Kind::Signal)
        .collect();
    let arrived = signals
        .iter()
        .filter(|one| one.end.outcome() == "routed")
        .count();
    story.line(format!(
        "  Van {} kwamen er {arrived} aan; de andere {} gingen over gezinnen die om 13:40 introkken, of nooit iets zeiden.",
        many(signals.len(), "zorgsignaal", "zorgsignalen"),
        signals.len() - arrived
    ));
}

/// What came in, by source and kind.
fn came(story: &mut Story, part: &Part) {
    for (source, payloads) in part {
        let all = payloads.iter().flat_map(|payload| &payload.documents);
        let kinds = Kind::USUAL.into_iter().filter_map(|kind| {
            let count = all.clone().filter(|document| document.kind == kind).count();
            (count > 0).then(|| format!("{} {count}", kind.name()))
        });
        let kinds: Vec<String> = kinds.collect();
        let messages = many(payloads.len(), "bericht", "berichten");
        story.line(format!(
            "  {:<29}{:<33}{:>4} documenten in {messages}{}",
            source.name(),
            source.writes(),
            all.clone().count(),
            how(payloads)
        ));
        story.line(format!("      {}", kinds.join(", ")));
    }
}

/// In which spellings and encodings.
fn how(payloads: &[Payload]) -> String {
    let count =
        |is: &dyn Fn(&Payload) -> bool| payloads.iter().filter(|payload| is(payload)).count();
    let windows = count(&|payload| {
        payload.sent.content_type == XML && payload.sent.body.get(..60).is_some_and(says_windows)
    });
    let binary = count(&|payload| {
        let names: Vec<&String> = payload.sent.headers.iter().map(|(name, _)| name).collect();
        SPELLINGS
            .iter()
            .any(|spelling| names.iter().any(|name| name.starts_with(spelling)))
    });
    match (windows, binary) {
        (0, 0) => String::new(),
        (0, binary) => format!(", {binary} binair"),
        (windows, _) => format!(", {windows} in windows-1252"),
    }
}

fn says_windows(start: &[u8]) -> bool {
    String::from_utf8_lossy(start).contains("windows-1252")
}

fn documents(part: &Part) -> impl Iterator<Item = (Source, &Expected)> {
    part.iter().flat_map(|(source, payloads)| {
        payloads
            .iter()
            .flat_map(|payload| &payload.documents)
            .map(|document| (*source, document))
    })
}

fn to_school(document: &Expected) -> Option<&Verdict> {
    document
        .end
        .verdicts()
        .iter()
        .find(|verdict| verdict.role == "school")
}
