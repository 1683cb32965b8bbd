//! A document -> the days that the document is about. Of an absence: the days that had passed on the day of arrival.

use super::validate::Valid;
use crate::catalog::schema::{Absence, Meaning};
use jiff::ToSpan;
use jiff::civil::Date;

/// A span of days, from the first up to and including the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first.
    pub first: Date,
    /// The last, never before the first.
    pub last: Date,
}

impl Span {
    /// A span of one day.
    pub const fn day(day: Date) -> Self {
        Self {
            first: day,
            last: day,
        }
    }

    /// The days of an absence: up to its end, or, while the absence goes on, up to the day of arrival.
    pub fn absence(begin: Date, end: Option<Date>, arrived: Date) -> Self {
        Self {
            first: begin,
            last: end.map_or(arrived, |end| end.min(arrived)).max(begin),
        }
    }

    /// The last days of the span, at most so many.
    pub fn last(self, days: i32) -> Self {
        let from = self.last.saturating_sub((days - 1).days());
        Self {
            first: self.first.max(from),
            last: self.last,
        }
    }
}

/// The days of a document; none where the document names no day. Leave, and any event at one moment, is about its first day.
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
