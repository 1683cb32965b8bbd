//! A birth date and the days that count -> whether the age is in the range of a row.

use super::Shown;
use crate::catalog::policy::{AgeStart, Ages, DayOf, SchoolYear};
use crate::pipeline::span::Span;
use jiff::civil::Date;
use serde_json::Value;

/// Whether the age is in the range of a row, on any of the days that count.
pub(super) fn in_range(ages: &Ages, shown: &Shown<'_>) -> bool {
    let Some((born, days, from)) = asked(ages, shown) else {
        return false;
    };
    let youngest = days.first.max(from);
    let ended = |year: &SchoolYear| {
        year.is_meant(shown.field) && year.ends(born).is_none_or(|last| youngest > last)
    };
    youngest <= days.last
        && age(born, youngest) <= ages.to
        && !ages.ends.as_ref().is_some_and(ended)
}

/// Whether the youngest age is reached on the last of the days that count; none where that is not known.
pub(in crate::pipeline) fn reached(ages: &Ages, shown: &Shown<'_>) -> Option<bool> {
    asked(ages, shown).map(|(_, days, from)| from <= days.last)
}

/// The birth date, the days that count, and the day from which the youngest age counts.
fn asked(ages: &Ages, shown: &Shown<'_>) -> Option<(Date, Span, Date)> {
    let days = match ages.clock {
        DayOf::Gebeurtenis => shown.days.map(|days| counted(ages, days, shown)),
        DayOf::Verzending => shown.sending_day.map(Span::day),
    };
    let born = shown.born?;
    Some((born, days?, reaches(born, ages.from, ages.start)?))
}

/// The days that count: the first day, unless the row says that the last ones count, or all of them.
fn counted(ages: &Ages, days: Span, shown: &Shown<'_>) -> Span {
    let any = |(field, values): &(String, Vec<Value>)| {
        (shown.field)(field).is_some_and(|value| values.contains(&value))
    };
    match ages.last_days {
        None => Span::day(days.first),
        Some(_) if ages.every_day.iter().any(any) => days,
        Some(last) => days.last(last),
    }
}

/// Completed years; a person born on 29 February turns a year older on 1 March.
pub fn age(born: Date, on: Date) -> i16 {
    on.year() - born.year() - i16::from((on.month(), on.day()) < (born.month(), born.day()))
}

/// The day from which an age counts.
fn reaches(born: Date, years: i16, start: AgeStart) -> Option<Date> {
    let year = born.year().checked_add(years)?;
    let birthday = Date::new(year, born.month(), born.day())
        .or_else(|_| Date::new(year, 3, 1))
        .ok()?;
    match start {
        AgeStart::Verjaardag => Some(birthday),
        AgeStart::MaandNaVerjaardag => birthday.last_of_month().tomorrow().ok(),
    }
}
