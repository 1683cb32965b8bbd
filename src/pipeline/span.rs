//! A document -> the days that it is about. Of an absence: those that had passed when it was told.

use super::validate::Valid;
use crate::catalog::schema::{Absence, Meaning};
use jiff::ToSpan;
use jiff::civil::Date;

/// From the first day up to and including the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first.
    pub first: Date,
    /// The last, never before the first.
    pub last: Date,
}

impl Span {
    /// One day.
    pub const fn day(day: Date) -> Self {
        Self {
            first: day,
            last: day,
        }
    }

    /// An absence: to its end, or, while it goes on, to the day on which it was told.
    pub fn absence(begin: Date, end: Option<Date>, arrived: Date) -> Self {
        Self {
            first: begin,
            last: end.map_or(arrived, |end| end.min(arrived)).max(begin),
        }
    }

    /// At most so many days of it, the last ones.
    pub fn last(self, days: i32) -> Self {
        let from = self.last.saturating_sub((days - 1).days());
        Self {
            first: self.first.max(from),
            last: self.last,
        }
    }
}

/// None where the document names no day. Leave, and whatever happens at once, is about the day on which it begins.
pub(super) fn of(valid: &Valid) -> Option<Span> {
    let (kind, body) = (valid.kind(), valid.body().expose());
    let day = |meaning| {
        kind.text(meaning, body)
            .and_then(|text| text.parse::<Date>().ok())
    };
    let begin = day(Meaning::EventDay)?;
    Some(match kind.absence {
        Some(Absence::Past) => Span::absence(begin, day(Meaning::EventEnd), valid.arrived()),
        Some(Absence::Ahead) | None => Span::day(begin),
    })
}
