//! The days of an absence (ruling 19): which of them are asked how old the child was, and who has to be told.
//!
//! Leerplichtwet 21a and WEB 8.1.8a speak of who *is* leerplichtig or not any more while absent; a school reports an absence when it
//! has lasted, so the day on which it began says little of the child that is absent now.

use jiff::civil::Date;

use super::{
    case::Case,
    condition::{leerplichtig, of_age_for_doorstroompunt, sort_for_leerplicht},
    schooling::taught_on,
};

/// How far back of the last day is looked.
const LAST: usize = 28;

/// Every day from the begin to the end, or to the day of the report while it goes on.
fn all(case: &Case, block: &str) -> Vec<Date> {
    let Some(begin) = case.day(&format!("{block}.begindatum")) else {
        return Vec::new();
    };
    let told = case
        .day(&format!("{block}.einddatum"))
        .filter(|end| *end < case.arrival);
    let end = told.unwrap_or(case.arrival);
    let mut days = Vec::new();
    let mut day = begin;
    while day <= end {
        days.push(day);
        day = day.tomorrow().expect("a day");
    }
    days
}

/// The last of them; of sixteen hours in four school weeks, between which holidays may lie, all.
fn that_count(case: &Case, block: &str) -> Vec<Date> {
    let mut days = all(case, block);
    if case.text("verzuim.soort") != Some("ZESTIEN_UUR") && days.len() > LAST {
        days.drain(..days.len() - LAST);
    }
    days
}

/// Rulings 19 and 25, both of one day: a duty that has ended with a school year does not come back on another day.
fn obliged_on(case: &Case, day: Date) -> bool {
    leerplichtig(case, Some(day)) && taught_on(case, day)
}

pub(super) fn leerplicht_during_absence(case: &Case) -> bool {
    that_count(case, "verzuim")
        .into_iter()
        .any(|day| obliged_on(case, day))
}

pub(super) fn leerplicht_while_at_home(case: &Case) -> bool {
    that_count(case, "thuiszitten")
        .into_iter()
        .any(|day| obliged_on(case, day))
}

/// Of age for the Doorstroompunt on one of the days, and not a child whose absence leerplicht has to be told of: one report, one office.
pub(super) fn doorstroompunt_during_absence(case: &Case) -> bool {
    let told_to_leerplicht = sort_for_leerplicht(case) && leerplicht_during_absence(case);
    !told_to_leerplicht
        && that_count(case, "verzuim")
            .into_iter()
            .any(|day| of_age_for_doorstroompunt(case, Some(day)))
}
