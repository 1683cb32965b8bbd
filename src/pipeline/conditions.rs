//! One row + what is given -> the categories that it lets through, or why none. Cases of the table and real documents come through here alike.

use super::consent::{self, Missing, Statement};
use super::disclosure::Asked;
use crate::catalog::Catalog;
use crate::catalog::policy::{AgeStart, Ages, Clock, FreeText, Place, Refusal, Row};
use crate::catalog::term::Categories;
use crate::outcome::Code;
use jiff::civil::Date;
use serde_json::Value;
use std::sync::Arc;

/// What one row is asked about.
pub struct Circumstances<'a> {
    /// Birth date of the subject.
    pub born: Option<Date>,
    /// The day that the message is about.
    pub event_day: Option<Date>,
    /// The day of sending.
    pub sending_day: Option<Date>,
    /// The value of a field of `data`, dotted.
    pub field: &'a dyn Fn(&str) -> Option<Value>,
    /// Is there an agreement of this name between giver and recipient?
    pub agreed: &'a dyn Fn(&str) -> bool,
    /// Did the recipient make the report that this answers?
    pub own_report: bool,
    /// Categories of the free texts in which something stands that should not.
    pub flagged: Categories,
    /// What was said about consent for the subject, to this discloser.
    pub statements: &'a [Statement],
    /// OIN of the recipient.
    pub recipient: &'a str,
}

/// Asks one row.
pub fn judge(catalog: &Catalog, row: &Arc<Row>, given: &Circumstances<'_>) -> Asked {
    let asked = |said, missing| Asked { row: Arc::clone(row), said, missing };
    if !applies(row, given) || !(row.place != Place::EigenMelding || given.own_report) {
        return asked(Err(Code::Condition), Vec::new());
    }
    if row.conditions.agreement.as_deref().is_some_and(|name| !(given.agreed)(name)) {
        return asked(Err(Code::Condition), Vec::new());
    }
    if !given.flagged.both(row.categories).is_empty() && row.free_text == FreeText::Weigeren {
        return asked(Err(Code::Prohibited), Vec::new());
    }
    let (Some(today), age) = (given.sending_day, years(given)) else { return asked(Err(Code::Condition), Vec::new()) };
    if let Some(purpose) = &row.objection
        && row.refusal == Refusal::Blokkeert
        && consent::refused(&catalog.consent, given.statements, given.recipient, purpose, age, today)
    {
        return asked(Err(Code::Refused), Vec::new());
    }
    match &row.consent {
        None => asked(Ok(row.categories), Vec::new()),
        Some(purpose) => {
            let (said, missing) = consented(catalog, row, given, purpose, age, today);
            asked(said, missing)
        }
    }
}

/// Do the conditions hold that the document itself answers?
pub fn applies(row: &Row, given: &Circumstances<'_>) -> bool {
    let conditions = &row.conditions;
    let value = |field: &str| (given.field)(field);
    conditions.ages.as_ref().is_none_or(|ages| in_range(ages, given))
        && conditions.fields.iter().all(|(field, allowed)| value(field).is_some_and(|value| allowed.contains(&value)))
        && !conditions.except.iter().any(|(field, barred)| value(field).is_some_and(|value| barred.contains(&value)))
}

/// The categories of the row that there is consent for.
fn consented(
    catalog: &Catalog,
    row: &Row,
    given: &Circumstances<'_>,
    purpose: &str,
    age: Option<i16>,
    today: Date,
) -> (Result<Categories, Code>, Vec<(String, Missing)>) {
    let mut granted = Categories::default();
    let mut missing = Vec::new();
    let mut refused = false;
    for code in catalog.terms.codes(row.categories) {
        match consent::consent(&catalog.consent, given.statements, given.recipient, purpose, code, age, today) {
            Ok(()) => granted = granted.with(catalog.terms.category(code).unwrap_or_default()),
            Err((why, who)) => {
                refused |= why == Code::Refused;
                missing.push((code.to_owned(), who));
            }
        }
    }
    let said = match (granted.is_empty(), refused) {
        (false, _) => Ok(granted),
        (true, true) => Err(Code::Refused),
        (true, false) => Err(Code::NoConsent),
    };
    (said, missing)
}

fn years(given: &Circumstances<'_>) -> Option<i16> {
    Some(age(given.born?, given.sending_day?))
}

fn in_range(ages: &Ages, given: &Circumstances<'_>) -> bool {
    let day = match ages.clock {
        Clock::Gebeurtenis => given.event_day,
        Clock::Verzending => given.sending_day,
    };
    let (Some(born), Some(day)) = (given.born, day) else { return false };
    let Some(reached) = reaches(born, ages.from, ages.start) else { return false };
    day >= reached && age(born, day) <= ages.to
}

/// Completed years; who was born on 29 February turns a year older on 1 March.
fn age(born: Date, on: Date) -> i16 {
    on.year() - born.year() - i16::from((on.month(), on.day()) < (born.month(), born.day()))
}

/// The day from which an age counts.
fn reaches(born: Date, years: i16, start: AgeStart) -> Option<Date> {
    let year = born.year().checked_add(years)?;
    let birthday = Date::new(year, born.month(), born.day()).or_else(|_| Date::new(year, 3, 1)).ok()?;
    match start {
        AgeStart::Verjaardag => Some(birthday),
        AgeStart::MaandNaVerjaardag => birthday.last_of_month().tomorrow().ok(),
    }
}
