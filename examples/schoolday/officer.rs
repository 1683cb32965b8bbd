//! The officer of leerplicht Zwolle: a file at noon on what came in the morning, and one at the end of the day.

use crate::expect::feedback::{of_leerplicht, school};
use crate::expect::{End, Expected, stopped};
use crate::maker::{Maker, Part, Payload};
use crate::partner::Partner;
use crate::source::Source;
use crate::written::csv::{self, Line};
use anyhow::Result;
use serde_json::{Value, json};

const IN_HAND: (&str, &str) = ("in behandeling", "IN_BEHANDELING");
const NOTED: (&str, &str) = ("ter kennisneming aangenomen", "TER_KENNISNEMING");
const CLOSED: (&str, &str) = ("afgesloten", "AFGESLOTEN");
const REASONS: [(&str, &str); 7] = [
    ("terug naar school/opleiding hervat", "TERUG_NAAR_SCHOOL"),
    (
        "inschrijving beëindigd: andere opleiding",
        "UITGESCHREVEN_ANDERE_OPLEIDING",
    ),
    ("inschrijving beëindigd: werk", "UITGESCHREVEN_WERK"),
    (
        "inschrijving beëindigd: overige redenen",
        "UITGESCHREVEN_OVERIG",
    ),
    (
        "inschrijving beëindigd: leerling overleden",
        "UITGESCHREVEN_OVERLEDEN",
    ),
    (
        "geen verzuim: langdurig ziek",
        "GEEN_VERZUIM_LANGDURIG_ZIEK",
    ),
    (
        "geen verzuim: legitiem afwezig",
        "GEEN_VERZUIM_LEGITIEM_AFWEZIG",
    ),
];
const FILE: usize = 30;
const AT_NOON: usize = 80;
const IN_THE_EVENING: usize = 35;

/// The numbers that leerplicht Zwolle has by now, one in three of them, with the school that reported.
pub(crate) fn numbers(morning: &Part) -> Vec<(String, Option<Partner>)> {
    let mut numbers = Vec::new();
    for (source, payloads) in morning {
        for document in payloads.iter().flat_map(|payload| &payload.documents) {
            let here = document
                .end
                .deliveries()
                .find(|delivery| delivery.to == Partner::LeerplichtZwolle);
            let number = here.and_then(|delivery| delivery.data.get("meldingsnummer")?.as_str());
            numbers.extend(number.map(|number| (number.to_owned(), school(*source))));
        }
    }
    numbers.into_iter().step_by(3).collect()
}

/// The first words on each; among them one about nobody's number, two that are wrong, and one that comes twice.
pub(crate) fn noon(
    maker: &mut Maker,
    numbers: &[(String, Option<Partner>)],
) -> Result<Vec<Payload>> {
    let mut lines: Vec<(Line, Expected)> = Vec::new();
    for (nth, (number, reporter)) in numbers.iter().take(AT_NOON).enumerate() {
        let status = if nth % 4 == 3 { NOTED } else { IN_HAND };
        lines.push(line(number, *reporter, 1, status, None));
    }
    lines.push(line("02CD-2025-009999", None, 1, IN_HAND, None));
    let (late, mut document) = line("02CD-2026-000001", None, 8, IN_HAND, None);
    document.end = stopped("adapt.bad_value", "Datum", "date");
    lines.push((
        Line {
            date: "2026-03-13",
            ..late
        },
        document,
    ));
    let (open, mut document) = line("02CD-2026-000001", None, 9, CLOSED, None);
    document.end = stopped("validate.invalid", "/data/redenAfgesloten", "required");
    lines.push((open, document));
    if let Some((again, document)) = lines.first().cloned() {
        let end = End::Duplicate {
            first: document.end.outcome(),
        };
        lines.push((again, Expected { end, ..document }));
    }
    files(maker, &lines)
}

/// What was closed by the end of the day.
pub(crate) fn evening(
    maker: &mut Maker,
    numbers: &[(String, Option<Partner>)],
) -> Result<Vec<Payload>> {
    let closed = numbers
        .iter()
        .zip(REASONS.iter().cycle())
        .take(IN_THE_EVENING);
    let lines: Vec<_> = closed
        .map(|((number, reporter), reason)| line(number, *reporter, 2, CLOSED, Some(*reason)))
        .collect();
    files(maker, &lines)
}

fn files(maker: &mut Maker, lines: &[(Line, Expected)]) -> Result<Vec<Payload>> {
    let mut payloads = Vec::new();
    for some in lines.chunks(FILE) {
        let (lines, documents): (Vec<Line>, Vec<Expected>) = some.iter().cloned().unzip();
        let (count, message_id) = maker.message(Source::Officer);
        payloads.push(Payload::new(
            csv::file(message_id, &lines, count % 2 == 0)?,
            documents,
        ));
    }
    Ok(payloads)
}

fn line(
    number: &str,
    reporter: Option<Partner>,
    nth: u32,
    status: (&'static str, &'static str),
    reason: Option<(&'static str, &'static str)>,
) -> (Line, Expected) {
    let (note, note_code) = match status {
        CLOSED => ("er loopt geen actie meer", "GEEN_ACTIE_MEER"),
        NOTED => ("gezien door gemeente", "GEZIEN"),
        _ => ("er wordt actie ondernomen", "ACTIE_LOOPT"),
    };
    let contact = if status == NOTED {
        ""
    } else {
        "Zoë Ambtenaar"
    };
    let mut data = json!({ "meldingsnummer": number, "volgnummer": nth, "datum": "2026-03-13", "status": status.1, "toelichting": note_code });
    if let Value::Object(fields) = &mut data {
        if let Some((_, code)) = reason {
            fields.insert("redenAfgesloten".to_owned(), json!(code));
        }
        if !contact.is_empty() {
            let contact = json!({ "naam": contact, "functie": "leerplichtambtenaar", "telefoon": "038-0000193" });
            fields.insert("contact".to_owned(), contact);
        }
    }
    let expected = of_leerplicht(format!("{number}:{nth}"), reporter, &data);
    let reason = reason.map_or("", |(words, _)| words);
    (
        Line {
            number: number.to_owned(),
            nth,
            date: "13-03-2026",
            status: status.0,
            reason,
            note,
            contact,
        },
        expected,
    )
}
