//! One row + its circumstances -> the categories that the row lets through, or the reason for none. Cases of the
//! table and real documents come through here alike.

mod ages;
mod unmet;

pub use ages::age;
pub(super) use ages::reached;
pub(super) use unmet::unmet;

use super::consent::{Consents, Missing, Recipient};
use super::disclosure::Asked;
use super::held::Had;
use super::span::Span;
use crate::catalog::Catalog;
use crate::catalog::policy::{FreeText, Place, Refusal, Row, RowState};
use crate::catalog::term::Categories;
use crate::outcome::Code;
use ages::in_range;
use jiff::civil::Date;
use serde_json::Value;
use std::sync::Arc;

/// The facts that the document itself shows, on a day.
#[derive(Clone, Copy)]
pub struct Shown<'a> {
    /// Birth date of the subject.
    pub born: Option<Date>,
    /// The days that the message is about.
    pub days: Option<Span>,
    /// The day of sending.
    pub sending_day: Option<Date>,
    /// The value of a field of `data`, dotted.
    pub field: &'a dyn Fn(&str) -> Option<Value>,
}

/// The circumstances in which one row is asked.
pub struct Circumstances<'a> {
    /// The facts that the document shows.
    pub shown: Shown<'a>,
    /// Whether there is an agreement of this name between giver and recipient.
    pub agreed: &'a dyn Fn(&str) -> bool,
    /// Whether this region switched on a row of this id, which is off elsewhere.
    pub switched_on: &'a dyn Fn(&str) -> bool,
    /// Whether the recipient made the report that the document answers.
    pub own_report: bool,
    /// Whether the consent on which the answered report went still stands.
    pub carried: bool,
    /// The part of the corrected report that the recipient has.
    pub had: Option<&'a Had>,
    /// Whether the giver takes part in the matter of the message.
    pub takes_part: bool,
    /// Categories of the free texts in which words stand that should not.
    pub flagged: Categories,
    /// The statements about consent for the subject, to this discloser.
    pub consents: &'a Consents<'a>,
    /// The statements of possible matches as well; none where there are none.
    pub perhaps: Option<&'a Consents<'a>>,
    /// A no may be about this subject, and no person has looked yet.
    pub doubt: bool,
    /// The recipient.
    pub recipient: Recipient<'a>,
}

/// Asks one row, and tells its answer with the consent that is missing.
pub fn judge(catalog: &Catalog, row: &Arc<Row>, given: &Circumstances<'_>) -> Asked {
    let mut missing = Vec::new();
    let said = row_applies(catalog, row, given)
        .and_then(|()| by_consent(catalog, row, given, &mut missing));
    let more_perhaps = more_perhaps(catalog, row, given, said);
    let said = if more_perhaps && said == Err(Code::NoConsent) {
        Err(Code::Manual)
    } else {
        said
    };
    Asked {
        row: Arc::clone(row),
        said,
        missing,
        more_perhaps,
        unmet: Vec::new(),
    }
}

/// Whether the row applies to this message and this recipient, whatever the statements about consent say.
fn row_applies(catalog: &Catalog, row: &Row, given: &Circumstances<'_>) -> Result<(), Code> {
    if !given.shown.sending_day.is_some_and(|day| row.in_force(day)) {
        return Err(Code::Condition);
    }
    if row.place == Place::Handmatig {
        return Err(Code::Manual);
    }
    if row.state == RowState::Uit && !(given.switched_on)(&row.id) {
        return Err(Code::NoRow);
    }
    let agreed = row
        .conditions
        .agreement
        .as_deref()
        .is_none_or(|name| (given.agreed)(name));
    if !applies(catalog, row, &given.shown) || !is_there(row, given) {
        return Err(Code::Condition);
    }
    if row.state == RowState::Geblokkeerd {
        return Err(Code::Prohibited);
    }
    if !agreed {
        return Err(Code::Condition);
    }
    if row.conditions.carried && !given.carried {
        return Err(Code::Refused);
    }
    if !given.flagged.both(row.categories).is_empty() && row.free_text == FreeText::Weigeren {
        return Err(Code::Prohibited);
    }
    Ok(())
}

/// Whether the recipient is where the row looks, as far as a message alone does not tell.
fn is_there(row: &Row, given: &Circumstances<'_>) -> bool {
    match row.place {
        Place::EigenMelding => given.own_report,
        Place::EerderGekregen => given.had.is_some(),
        Place::Deelnemer => given.takes_part,
        _ => true,
    }
}

/// Whether more would pass on a yes that is not certain to be about the subject.
fn more_perhaps(
    catalog: &Catalog,
    row: &Row,
    given: &Circumstances<'_>,
    said: Result<Categories, Code>,
) -> bool {
    let (Some(purpose), Some(perhaps)) = (&row.consent, given.perhaps) else {
        return false;
    };
    let certain = match said {
        Ok(granted) => granted,
        Err(Code::NoConsent) => Categories::default(),
        Err(_) => return false,
    };
    let given = Circumstances {
        consents: perhaps,
        ..*given
    };
    named(catalog, row.categories, &given, purpose, &mut Vec::new())
        .is_ok_and(|more| !certain.contains(more))
}

/// The categories of the row that pass by consent, after the statements about them.
fn by_consent(
    catalog: &Catalog,
    row: &Row,
    given: &Circumstances<'_>,
    missing: &mut Vec<(String, Missing)>,
) -> Result<Categories, Code> {
    if let (Place::EerderGekregen, Some(had)) = (row.place, given.had) {
        return still(catalog, row, had, given, missing);
    }
    if !row.heeds() {
        return Ok(row.categories);
    }
    if row
        .objections
        .iter()
        .any(|purpose| given.consents.objected(given.recipient, purpose))
    {
        return Err(if row.refusal == Refusal::Mens {
            Code::Manual
        } else {
            Code::Refused
        });
    }
    let granted = match &row.consent {
        None => Ok(row.categories),
        Some(purpose) => named(catalog, row.categories, given, purpose, missing),
    };
    match granted {
        Err(Code::Refused) => Err(Code::Refused),
        _ if given.doubt => Err(Code::Manual),
        granted => granted,
    }
}

/// The categories that a partner with a report gets of its correction: those that went then, whatever the new
/// contents are; of those that went by consent only the ones with consent today.
/// The number goes in any case: a partner that has the report hears at least that the report no longer holds.
fn still(
    catalog: &Catalog,
    row: &Row,
    had: &Had,
    given: &Circumstances<'_>,
    missing: &mut Vec<(String, Missing)>,
) -> Result<Categories, Code> {
    if had.unknown || given.doubt && !had.by_consent.is_empty() {
        return Err(Code::Manual);
    }
    let (mut passes, mut unsure) = (had.by_law, Categories::default());
    for (purpose, categories) in &had.by_consent {
        let needed = Categories::default();
        match consented(catalog, *categories, needed, given, purpose, missing) {
            Ok(granted) => passes = passes.with(granted),
            // a yes that names none of several units: a person must say whether this partner was meant
            Err(Code::Manual) => unsure = unsure.with(*categories),
            Err(_) => {}
        }
    }
    // a category that passes without that yes anyway waits for no person
    if !row.categories.both(unsure).without(passes).is_empty() {
        return Err(Code::Manual);
    }
    Ok(row.categories.both(passes).with(catalog.terms.always))
}

/// Whether the conditions hold that the document itself answers, and no other row goes before this one.
pub fn applies(catalog: &Catalog, row: &Row, shown: &Shown<'_>) -> bool {
    holds(row, shown) && !stands_back(catalog, row, shown)
}

/// Whether this row stands back for another: one report goes to one office, and the row that the document names goes first.
fn stands_back(catalog: &Catalog, row: &Row, shown: &Shown<'_>) -> bool {
    let first = |other: &&Arc<Row>| {
        row.conditions.stands_back_for.contains(&other.id)
            && catalog.uses(other)
            && holds(other, shown)
    };
    let Some(today) = shown
        .sending_day
        .filter(|_| !row.conditions.stands_back_for.is_empty())
    else {
        return false;
    };
    catalog
        .rows_for(&row.kind, &row.from, today)
        .any(|other| first(&other))
}

fn holds(row: &Row, shown: &Shown<'_>) -> bool {
    row.conditions
        .ages
        .as_ref()
        .is_none_or(|ages| in_range(ages, shown))
        && without_ages(row, shown)
}

/// Whether the conditions hold that the document itself answers, whatever the age.
pub(super) fn without_ages(row: &Row, shown: &Shown<'_>) -> bool {
    let conditions = &row.conditions;
    let value = |field: &str| (shown.field)(field);
    period_holds(row, shown)
        && conditions
            .fields
            .iter()
            .all(|(field, allowed)| value(field).is_some_and(|value| allowed.contains(&value)))
        && !conditions
            .except
            .iter()
            .any(|(field, barred)| value(field).is_some_and(|value| barred.contains(&value)))
}

/// Whether the day of sending lies in the period that the row looks at.
fn period_holds(row: &Row, shown: &Shown<'_>) -> bool {
    let day =
        |field: &str| (shown.field)(field).and_then(|value| value.as_str()?.parse::<Date>().ok());
    let within = |first: &str, last: &str| match (day(first), shown.sending_day, day(last)) {
        (Some(first), Some(today), Some(last)) => first <= today && today <= last,
        _ => false,
    };
    row.conditions
        .period
        .as_ref()
        .is_none_or(|(first, last)| within(first, last))
}

/// The categories of a row that have consent, all or nothing where the row names the child and no consent allows the name:
/// a message that cannot be tied to a child helps no recipient, and a number that leads to the message soon names
/// the child after all.
fn named(
    catalog: &Catalog,
    categories: Categories,
    given: &Circumstances<'_>,
    purpose: &str,
    missing: &mut Vec<(String, Missing)>,
) -> Result<Categories, Code> {
    consented(
        catalog,
        categories,
        categories.both(catalog.terms.naming),
        given,
        purpose,
        missing,
    )
}

/// Those of some categories that have consent; none without `needed`. The identity of the child goes with what may be
/// said, never alone: that a care signal exists is itself told by a message without a word of care.
fn consented(
    catalog: &Catalog,
    categories: Categories,
    needed: Categories,
    given: &Circumstances<'_>,
    purpose: &str,
    missing: &mut Vec<(String, Missing)>,
) -> Result<Categories, Code> {
    let mut granted = Categories::default();
    let (mut refused, mut unnamed) = (false, false);
    for code in catalog.terms.codes(categories) {
        match given.consents.consent(given.recipient, purpose, code) {
            Ok(()) => granted = granted.with(catalog.terms.category(code).unwrap_or_default()),
            Err((why, who)) => {
                refused |= why == Code::Refused;
                unnamed |= why == Code::Manual;
                missing.push((code.to_owned(), who));
            }
        }
    }
    let says_something = !granted.without(catalog.terms.accompanying).is_empty();
    match (says_something && granted.contains(needed), refused) {
        (true, _) => Ok(granted),
        (false, true) => Err(Code::Refused),
        (false, false) if unnamed => Err(Code::Manual),
        (false, false) => Err(Code::NoConsent),
    }
}
