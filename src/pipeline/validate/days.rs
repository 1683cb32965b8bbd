//! A document -> the days in it that cannot be. No day of a report is older than the oldest who lives.

use super::LeafTexts;
use crate::catalog::format::birth::earliest;
use crate::catalog::schema::{Absence, Kind, Meaning};
use crate::outcome::Problem;
use jiff::civil::{Date, date};
use serde_json::Value;

/// The earliest birth day that is possible; nothing is told of the time before it.
const FIRST: Date = date(1900, 1, 1);

/// Of a document that came on this day.
pub(super) fn problems(
    kind: &Kind,
    body: &Value,
    texts: &LeafTexts<'_>,
    arrived: Date,
) -> Vec<Problem> {
    let day = |meaning| {
        kind.text(meaning, body)
            .and_then(|text| text.parse::<Date>().ok())
    };
    let at = |meaning, rule: &str| {
        let pointer = kind
            .meanings
            .get(&meaning)
            .map(String::as_str)
            .unwrap_or_default();
        Problem {
            path: format!("/data{pointer}"),
            rule: rule.to_owned(),
        }
    };
    let mut wrong = Vec::new();
    let born = kind.text(Meaning::BirthDate, body).and_then(earliest);
    if born.is_some_and(|born| born < FIRST || born > arrived) {
        wrong.push(at(Meaning::BirthDate, "geboortedag"));
    } else if let (Some(absence), Some(begin)) = (kind.absence, day(Meaning::EventDay)) {
        if born.is_some_and(|born| begin <= born) {
            wrong.push(at(Meaning::EventDay, "begin-na-geboorte"));
        }
        if absence == Absence::Past && begin > arrived {
            wrong.push(at(Meaning::EventDay, "begin-na-aankomst"));
        }
    }
    let birth = kind.meanings.get(&Meaning::BirthDate);
    let old = texts.iter().filter(|(pointer, leaf, text)| {
        leaf.day && Some(pointer) != birth && text.parse::<Date>().is_ok_and(|day| day < FIRST)
    });
    wrong.extend(old.map(|(pointer, ..)| Problem {
        path: format!("/data{pointer}"),
        rule: "jaar".to_owned(),
    }));
    wrong
}
