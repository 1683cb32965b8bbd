//! `geldig_van` and `geldig_tot`, `from` and `until` -> [`Days`], both ends included.

use jiff::civil::Date;
use toml::value::Datetime;

/// From the first day up to and including the last, if there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Option<Date>,
}

impl Days {
    /// The days between two TOML dates. None where either is no date, or has a time of day.
    pub fn of(from: &Datetime, until: Option<&Datetime>) -> Option<Self> {
        Some(Self {
            from: day(from)?,
            until: until.map(day).map_or(Some(None), |last| last.map(Some))?,
        })
    }

    /// The days between two TOML dates, of which the first may not come after the last.
    pub fn in_order(from: &Datetime, until: Option<&Datetime>) -> Option<Self> {
        Self::of(from, until).filter(|days| days.until.is_none_or(|last| days.from <= last))
    }

    /// Whether `on` is one of the days.
    pub fn hold(&self, on: Date) -> bool {
        self.from <= on && self.until.is_none_or(|last| on <= last)
    }

    /// Whether both have a day in common.
    pub fn meet(&self, other: &Self) -> bool {
        let begins = |one: &Self, other: &Self| one.until.is_none_or(|last| other.from <= last);
        begins(self, other) && begins(other, self)
    }
}

/// A TOML date as a civil date; none for a time of day or a date with one.
pub fn day(datetime: &Datetime) -> Option<Date> {
    match (datetime.date, datetime.time) {
        (Some(date), None) => Date::new(
            i16::try_from(date.year).ok()?,
            i8::try_from(date.month).ok()?,
            i8::try_from(date.day).ok()?,
        )
        .ok(),
        _ => None,
    }
}
