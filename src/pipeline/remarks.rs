//! A document that goes on -> remarks for its sender: figures that contradict each other, and an age for which there is no row.

pub mod rules;

pub use rules::{IN_PART, NO_UNIT, TOO_OLD, TOO_YOUNG};

use super::conditions::{Shown, reached, without_ages};
use super::span::Span;
use super::validate::Valid;
use crate::catalog::policy::Row;
use crate::catalog::remark::{Figure, Remark};
use crate::catalog::schema::Meaning;
use crate::catalog::{Catalog, is_duty};
use crate::outcome::Problem;
use jiff::ToSpan;
use std::sync::Arc;

/// Remarks by path and rule, never by value. `rows` are those of the kind and giver of the document.
pub(super) fn of(
    catalog: &Catalog,
    valid: &Valid,
    rows: &[&Arc<Row>],
    shown: &Shown<'_>,
) -> Vec<Problem> {
    let at = |meaning| {
        valid
            .kind()
            .meanings
            .get(&meaning)
            .map(|pointer| format!("/data{pointer}"))
            .unwrap_or_default()
    };
    let mut remarks = Vec::new();
    for remark in catalog
        .remarks
        .of(&valid.kind().name)
        .iter()
        .filter(|remark| remark.days.hold(valid.arrived()))
    {
        if shown
            .days
            .is_some_and(|days| contradicts(remark, valid, days, shown))
        {
            let path = remark
                .path
                .as_ref()
                .map(|path| format!("/data/{}", path.replace('.', "/")));
            remarks.push(Problem {
                path: path.unwrap_or_else(|| at(Meaning::EventDay)),
                rule: remark.rule.clone(),
            });
        }
    }
    remarks.extend(age(catalog, rows, shown).map(|rule| Problem {
        path: at(Meaning::BirthDate),
        rule: rule.to_owned(),
    }));
    remarks
}

fn contradicts(remark: &Remark, valid: &Valid, days: Span, shown: &Shown<'_>) -> bool {
    let about = remark
        .fields
        .iter()
        .all(|(field, values)| (shown.field)(field).is_some_and(|value| values.contains(&value)));
    let number = || {
        remark
            .path
            .as_deref()
            .and_then(|path| (shown.field)(path)?.as_f64())
    };
    let lasted = days
        .last
        .since(days.first)
        .map_or(0, |span| span.get_days())
        + 1;
    about
        && match remark.figure {
            Figure::Less(least) => number().is_some_and(|number| number < least),
            Figure::Shorter(least) => lasted < least,
            Figure::Weeks(missing) => {
                number().is_some_and(|weeks| weeks * 7.0 - f64::from(missing) > f64::from(lasted))
            }
            Figure::Years(most) => days.first < valid.arrived().saturating_sub(most.years()),
        }
}

/// The rule of a remark where only the age stands between the document and every row that would make the document a duty.
fn age(catalog: &Catalog, rows: &[&Arc<Row>], shown: &Shown<'_>) -> Option<&'static str> {
    let duties = rows
        .iter()
        .filter(|row| is_duty(row) && catalog.uses(row) && row.conditions.ages.is_some());
    let but_for_age: Vec<&&Arc<Row>> = duties.filter(|row| without_ages(row, shown)).collect();
    if but_for_age.is_empty()
        || rows
            .iter()
            .any(|row| is_duty(row) && super::conditions::applies(catalog, row, shown))
    {
        return None;
    }
    let still_to_come = but_for_age.iter().any(|row| {
        row.conditions
            .ages
            .as_ref()
            .is_some_and(|ages| reached(ages, shown) == Some(false))
    });
    shown
        .born
        .is_some()
        .then_some(if still_to_come { TOO_YOUNG } else { TOO_OLD })
}

/// The words of a rule in Dutch, for the reader of the answer.
pub fn in_dutch<'c>(catalog: &'c Catalog, kind: &str, rule: &str) -> &'c str {
    match rule {
        TOO_YOUNG => "te jong op de dagen die tellen: er is nog geen plicht om te melden",
        TOO_OLD => "te oud op de dagen die tellen: er is geen plicht meer om te melden",
        NO_UNIT => {
            "onder deze OIN zijn meer onderdelen aangesloten: zonder `onderdeel` telt dit ja voor geen ervan"
        }
        IN_PART => "de geboortedatum is niet volledig bekend: alleen het nee is bewaard",
        other => catalog
            .remarks
            .of(kind)
            .iter()
            .find(|remark| remark.rule == other)
            .map_or("", |remark| remark.words.as_str()),
    }
}
