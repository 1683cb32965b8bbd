//! A birth date in one of the notations of an adapter -> that day; or `2012-05-00`, where the payload says that the BRP knows no more.

use super::joined::joined;
use super::{day, found};
use crate::catalog::adapter::{Incomplete, Rule};
use jiff::civil::Date;
use serde_json::Value;

/// The value of the rule, where there is one; else the rule that the payload breaks.
pub(super) fn adapt_birth(
    rule: &Rule,
    notations: &[String],
    incomplete: Option<&Incomplete>,
    item: &Value,
) -> Result<Option<Value>, &'static str> {
    let Some(text) = joined(rule, item)? else {
        return Ok(None);
    };
    let known = match day::parse_day(notations, &text) {
        Some(date) => known_part(date, incomplete, item)?,
        None => notations
            .iter()
            .find_map(|notation| with_zeros(notation, &text))
            .ok_or("date")?,
    };
    Ok(Some(Value::String(known)))
}

/// The known part of a whole date, by the code that stands beside the date.
fn known_part(
    date: Date,
    incomplete: Option<&Incomplete>,
    item: &Value,
) -> Result<String, &'static str> {
    let Some(incomplete) = incomplete else {
        return Ok(date.to_string());
    };
    let Some(code) = found::text(item, &incomplete.from)? else {
        return Ok(date.to_string());
    };
    let among = |codes: &[String]| codes.contains(&code);
    Ok(
        match (
            among(&incomplete.all),
            among(&incomplete.month),
            among(&incomplete.day),
        ) {
            (true, ..) => "0000-00-00".to_owned(),
            (_, true, _) => format!("{:04}-00-00", date.year()),
            (.., true) => format!("{:04}-{:02}-00", date.year(), date.month()),
            _ if among(&incomplete.complete) => date.to_string(),
            _ => return Err("codes"),
        },
    )
}

/// Reads `20120500` in the notation `%Y%m%d`. Whether the date is possible is for the schema to say.
fn with_zeros(notation: &str, text: &str) -> Option<String> {
    let notation = notation.replace("%F", "%Y-%m-%d");
    let (mut year, mut month, mut day) = (None, None, None);
    let (mut signs, mut rest) = (notation.chars(), text);
    while let Some(sign) = signs.next() {
        let length = match sign {
            '%' => 0,
            other => other.len_utf8(),
        };
        if length > 0 {
            rest = rest.strip_prefix(sign)?;
            continue;
        }
        let (part, digits) = match signs.next()? {
            'Y' => (&mut year, 4),
            'm' => (&mut month, 2),
            'd' => (&mut day, 2),
            _ => return None,
        };
        let (found, after) = rest.split_at_checked(digits)?;
        *part = Some(found).filter(|found| found.bytes().all(|b| b.is_ascii_digit()));
        rest = after;
    }
    match (year?, month?, day?) {
        (year, month, "00") if rest.is_empty() => Some(format!("{year}-{month}-00")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::with_zeros;

    #[test]
    fn zeros_are_read_in_any_notation_of_days() {
        let read = |notation, text| with_zeros(notation, text).unwrap_or_default();
        assert_eq!(read("%Y%m%d", "20120500"), "2012-05-00");
        assert_eq!(read("%d-%m-%Y", "00-00-2012"), "2012-00-00");
        assert_eq!(read("%F", "0000-00-00"), "0000-00-00");
        for (notation, text) in [
            ("%Y%m%d", "20120501"),
            ("%Y%m%d", "2012050"),
            ("%Y%m%d", "201205000"),
            ("%d/%m/%Y", "00-00-2012"),
        ] {
            assert_eq!(read(notation, text), "", "{text}");
        }
        assert_eq!(read("%d %B %Y", "00 mei 2012"), "");
    }
}
