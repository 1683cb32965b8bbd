//! One row + what is given -> the categories that it lets through, or why none. Cases of the table and real documents come through here alike.

use super::consent::{Missing, Voices};
use super::disclosure::Asked;
use crate::catalog::Catalog;
use crate::catalog::policy::{AgeStart, Ages, Clock, FreeText, Place, Refusal, Row, State};
use crate::catalog::term::Categories;
use crate::outcome::Code;
use jiff::civil::Date;
use serde_json::Value;
use std::sync::Arc;

/// What the document itself shows, on a day.
#[derive(Clone, Copy)]
pub struct Shown<'a> {
    /// Birth date of the subject.
    pub born: Option<Date>,
    /// The day that the message is about.
    pub event_day: Option<Date>,
    /// The day of sending.
    pub sending_day: Option<Date>,
    /// The value of a field of `data`, dotted.
    pub field: &'a dyn Fn(&str) -> Option<Value>,
}

/// What one row is asked about.
pub struct Circumstances<'a> {
    /// What the document shows.
    pub shown: Shown<'a>,
    /// Is there an agreement of this name between giver and recipient?
    pub agreed: &'a dyn Fn(&str) -> bool,
    /// Did this region switch on a row of this id, which is off elsewhere?
    pub switched_on: &'a dyn Fn(&str) -> bool,
    /// Did the recipient make the report that this answers?
    pub own_report: bool,
    /// Does the giver take part in what the message is about?
    pub takes_part: bool,
    /// Categories of the free texts in which something stands that should not.
    pub flagged: Categories,
    /// What was said about consent for the subject, to this discloser.
    pub voices: &'a Voices<'a>,
    /// A no may be about this subject, and nobody knows.
    pub doubt: bool,
    /// OIN of the recipient.
    pub recipient: &'a str,
}

/// Asks one row.
pub fn judge(catalog: &Catalog, row: &Arc<Row>, given: &Circumstances<'_>) -> Asked {
    let mut missing = Vec::new();
    let said = open(row, given).and_then(|()| heard(catalog, row, given, &mut missing));
    Asked { row: Arc::clone(row), said, missing }
}

/// Is the row there for this message and this recipient, whatever anybody said?
fn open(row: &Row, given: &Circumstances<'_>) -> Result<(), Code> {
    if !given.shown.sending_day.is_some_and(|day| row.in_force(day)) {
        return Err(Code::Condition);
    }
    if row.place == Place::Handmatig {
        return Err(Code::Manual);
    }
    if row.state == State::Uit && !(given.switched_on)(&row.id) {
        return Err(Code::NoRow);
    }
    let place = match row.place {
        Place::EigenMelding => given.own_report,
        Place::Deelnemer => given.takes_part,
        _ => true,
    };
    let agreed = row.conditions.agreement.as_deref().is_none_or(|name| (given.agreed)(name));
    if !applies(row, &given.shown) || !place {
        return Err(Code::Condition);
    }
    if row.state == State::Geblokkeerd {
        return Err(Code::Prohibited);
    }
    if !agreed {
        return Err(Code::Condition);
    }
    if !given.flagged.both(row.categories).is_empty() && row.free_text == FreeText::Weigeren {
        return Err(Code::Prohibited);
    }
    Ok(())
}

/// What of the row passes, after what was said about it.
fn heard(catalog: &Catalog, row: &Row, given: &Circumstances<'_>, missing: &mut Vec<(String, Missing)>) -> Result<Categories, Code> {
    if !row.heeds() {
        return Ok(row.categories);
    }
    if row.objections.iter().any(|purpose| given.voices.objected(given.recipient, purpose)) {
        return Err(if row.refusal == Refusal::Mens { Code::Manual } else { Code::Refused });
    }
    let granted = match &row.consent {
        None => Ok(row.categories),
        Some(purpose) => consented(catalog, row, given, purpose, missing),
    };
    match granted {
        Err(Code::Refused) => Err(Code::Refused),
        _ if given.doubt => Err(Code::Manual),
        granted => granted,
    }
}

/// Do the conditions hold that the document itself answers?
pub fn applies(row: &Row, shown: &Shown<'_>) -> bool {
    let conditions = &row.conditions;
    let value = |field: &str| (shown.field)(field);
    let day = |field: &str| value(field).and_then(|value| value.as_str()?.parse::<Date>().ok());
    let within = |first: &str, last: &str| match (day(first), shown.sending_day, day(last)) {
        (Some(first), Some(today), Some(last)) => first <= today && today <= last,
        _ => false,
    };
    conditions.ages.as_ref().is_none_or(|ages| in_range(ages, shown))
        && conditions.period.as_ref().is_none_or(|(first, last)| within(first, last))
        && conditions.fields.iter().all(|(field, allowed)| value(field).is_some_and(|value| allowed.contains(&value)))
        && !conditions.except.iter().any(|(field, barred)| value(field).is_some_and(|value| barred.contains(&value)))
}

/// The categories of the row that there is consent for. Whom it is about goes with what may be said, never alone: that a care signal
/// exists is itself told by a message without a word of care in it.
fn consented(
    catalog: &Catalog,
    row: &Row,
    given: &Circumstances<'_>,
    purpose: &str,
    missing: &mut Vec<(String, Missing)>,
) -> Result<Categories, Code> {
    let mut granted = Categories::default();
    let mut refused = false;
    for code in catalog.terms.codes(row.categories) {
        match given.voices.consent(given.recipient, purpose, code) {
            Ok(()) => granted = granted.with(catalog.terms.category(code).unwrap_or_default()),
            Err((why, who)) => {
                refused |= why == Code::Refused;
                missing.push((code.to_owned(), who));
            }
        }
    }
    let nothing_said = granted.without(catalog.terms.accompanying).is_empty();
    match (nothing_said, refused) {
        (false, _) => Ok(granted),
        (true, true) => Err(Code::Refused),
        (true, false) => Err(Code::NoConsent),
    }
}

fn in_range(ages: &Ages, shown: &Shown<'_>) -> bool {
    let day = match ages.clock {
        Clock::Gebeurtenis => shown.event_day,
        Clock::Verzending => shown.sending_day,
    };
    let (Some(born), Some(day)) = (shown.born, day) else { return false };
    let Some(reached) = reaches(born, ages.from, ages.start) else { return false };
    let ended = ages.ends.as_ref().is_some_and(|year| year.is_meant(shown.field) && year.ends(born).is_none_or(|last| day > last));
    day >= reached && age(born, day) <= ages.to && !ended
}

/// Completed years; who was born on 29 February turns a year older on 1 March.
pub fn age(born: Date, on: Date) -> i16 {
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
