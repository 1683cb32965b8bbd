//! A text in one of the notations of an adapter -> the day that it names in the Netherlands.

use jiff::civil::Date;
use jiff::fmt::strtime;
use jiff::tz::TimeZone;
use std::borrow::Cow;

/// The clock of the Netherlands as a rule, so that no file is read. No sender names a moment of the years before 1996.
const DUTCH: &str = "CET-1CEST,M3.5.0,M10.5.0/3";

/// Parses a text by the first notation that fits.
pub(super) fn parse_day(notations: &[String], text: &str) -> Option<Date> {
    notations
        .iter()
        .find_map(|notation| parse_by(notation, text))
}

fn parse_by(notation: &str, text: &str) -> Option<Date> {
    let text = with_digits(notation, text);
    let parts = strtime::parse(notation, text.as_ref()).ok()?;
    // `%Y` takes four digits: 12 was never meant as the year 12
    if parts
        .year()
        .is_some_and(|year| !text.contains(&format!("{year:04}")) && names_the_year(notation))
    {
        return None;
    }
    match (parts.hour(), parts.offset()) {
        (Some(_), Some(_)) => Some(
            parts
                .to_timestamp()
                .ok()?
                .to_zoned(TimeZone::posix(DUTCH).ok()?)
                .date(),
        ),
        _ => parts.to_date().ok(),
    }
}

fn names_the_year(notation: &str) -> bool {
    ["%Y", "%F"].iter().any(|name| notation.contains(name))
}

/// Writes the offset `Z` as digits: an offset of zero hours.
fn with_digits<'t>(notation: &str, text: &'t str) -> Cow<'t, str> {
    let zero = if notation.ends_with("%:z") {
        "+00:00"
    } else {
        "+0000"
    };
    match text
        .strip_suffix(['Z', 'z'])
        .filter(|_| notation.ends_with("%:z") || notation.ends_with("%z"))
    {
        Some(front) => Cow::Owned(format!("{front}{zero}")),
        None => Cow::Borrowed(text),
    }
}
