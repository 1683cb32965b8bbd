//! `geldig_van` and `geldig_tot`, `from` and `until` -> the days on which something holds, both included.

use jiff::civil::Date;
use toml::value::Datetime;

/// From the first day up to and including the last, if there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    /// The first.
    pub from: Date,
    /// The last.
    pub until: Option<Date>,
}

impl Days {
    /// None where either is no date, or one with a time of day.
    pub fn of(from: &Datetime, until: Option<&Datetime>) -> Option<Self> {
        Some(Self {
            from: day(from)?,
            until: until.map(day).map_or(Some(None), |last| last.map(Some))?,
        })
    }

    /// The same, and the first does not come after the last.
    pub fn in_order(from: &Datetime, until: Option<&Datetime>) -> Option<Self> {
        Self::of(from, until).filter(|days| days.until.is_none_or(|last| days.from <= last))
    }

    /// Is this one of them?
    pub fn hold(&self, on: Date) -> bool {
        self.from <= on && self.until.is_none_or(|last| on <= last)
    }

    /// Is there a day that both hold?
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
