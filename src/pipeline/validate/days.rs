//! A document -> the days in the document that cannot be. No day of a report is older than the oldest living person.

use super::LeafTexts;
use crate::catalog::format::birth::earliest;
use crate::catalog::schema::{Absence, Kind, Meaning};
use crate::outcome::Problem;
use jiff::civil::{Date, date};
use serde_json::Value;

/// The earliest possible birth day; no report is about the time before this day.
const FIRST: Date = date(1900, 1, 1);

/// The impossible days of a document that came on this day.
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
