//! Pupils of meander who have been at home for weeks.

use crate::expect::truant::{Truant, WEEKS, expected};
use crate::maker::{Maker, Payload};
use crate::pupil::{ELSEWHERE, OMMEN, ZWOLLE};
use crate::report::{Report, Sort};
use crate::schools::Desk;
use crate::source::{Kind, Source};
use crate::written::events;
use anyhow::Result;
use jiff::civil::date;
use serde_json::{Value, json};

const ORDINARY: u32 = 14;

/// What makes a report of it another.
type Change = fn(&mut Report);

/// What meander sends of them in the morning.
pub(crate) fn morning(maker: &mut Maker, desk: &mut Desk) -> Result<Vec<Payload>> {
    let plain = Truant {
        weeks: 6,
        ..Truant::default()
    };
    let mut payloads = Vec::new();
    for nth in 0..ORDINARY {
        let truant = Truant {
            weeks: WEEKS + nth,
            needed: nth % 2 == 0,
            ..plain
        };
        payloads.push(one(maker, desk, truant, |_| {})?);
    }
    let special: [(Truant, Change); 6] = [
        (
            Truant {
                exempt: true,
                ..plain
            },
            |_| {},
        ),
        (
            Truant {
                adult: true,
                needed: true,
                ..plain
            },
            |_| {},
        ),
        (Truant { weeks: 3, ..plain }, |_| {}),
        (plain, |report| report.home = Some(ELSEWHERE[0].code)),
        (plain, |report| {
            report.pupil = report.pupil.clone().moved(OMMEN);
            (report.pupil.secret, report.home) = (true, Some(OMMEN.code));
        }),
        (plain, |report| {
            report.pupil = report.pupil.clone().moved(ZWOLLE);
            report.home = Some(ZWOLLE.code);
        }),
    ];
    for (truant, change) in special {
        payloads.push(one(maker, desk, truant, change)?);
    }
    Ok(payloads)
}

fn one(
    maker: &mut Maker,
    desk: &mut Desk,
    truant: Truant,
    change: impl Fn(&mut Report),
) -> Result<Payload> {
    let begin = date(2026, 1, 12);
    let pupil = desk.pupil(maker, begin, if truant.adult { 18 } else { 13 })?;
    let mut report = desk.report(maker, pupil, Sort::Long, begin);
    change(&mut report);
    if report.pupil.secret {
        desk.hide(&report.pupil);
    }
    let number = maker.number("02CD-T");
    let data = data(&report, truant, &number);
    let (_, message_id) = maker.message(Source::Meander);
    let event = events::event(Source::Meander, Kind::Truant, &number, "09:05", &data);
    Ok(Payload::new(
        events::structured(message_id, &event),
        vec![expected(&report, truant, number, &data)],
    ))
}

/// Pupil, parent, school and reporter are as in a report of absence.
fn data(report: &Report, truant: Truant, number: &str) -> Value {
    let mut data = report.data();
    if let Value::Object(fields) = &mut data {
        fields.remove("verzuim");
        fields.insert("meldingsnummer".to_owned(), json!(number));
        fields.insert(
            "thuiszitten".to_owned(),
            json!({ "begindatum": report.begin.to_string(), "weken": truant.weeks, "acties": ["GESPREK_OUDERS", "HUISBEZOEK"],
                "perspectief": "ONBEKEND", "toelichting": "Durft de klas niet in" }),
        );
        let needed = json!({ "nodigVoorAdvies": truant.needed, "opp": true, "aanpassingen": "Verkort rooster", "gezondheid": "Wacht op onderzoek" });
        fields.insert("ondersteuning".to_owned(), needed);
        if let Some(Value::Object(school)) = fields.get_mut("school") {
            school.remove("opleiding");
        }
        if let (true, Some(Value::Object(pupil))) = (truant.exempt, fields.get_mut("leerling")) {
            pupil.insert("vrijgesteld".to_owned(), json!(true));
        }
    }
    data
}
