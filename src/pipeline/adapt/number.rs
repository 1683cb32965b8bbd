//! A text -> a number, as the source writes numbers.

use crate::catalog::adapter::NumberStyle;
use serde_json::{Number, Value};

/// Parses a text as a number; none when the text is not written in this style.
pub(super) fn parse_number(style: NumberStyle, text: &str) -> Option<Value> {
    match style {
        NumberStyle::Integer => digits(text.strip_prefix('-').unwrap_or(text))
            .then(|| text.parse::<i64>().ok().map(Value::from))?,
        NumberStyle::Nl => nl(text).and_then(Number::from_f64).map(Value::Number),
    }
}

/// A number of JSON in the form that the style gives.
pub(super) fn typed(style: NumberStyle, number: &Number) -> Option<Value> {
    match style {
        NumberStyle::Integer => Some(Value::Number(number.clone())).filter(|_| !number.is_f64()),
        NumberStyle::Nl => number
            .as_f64()
            .and_then(Number::from_f64)
            .map(Value::Number),
    }
}

/// A comma before the fraction; points between groups of three, or none at all: 16.5 is no 165.
fn nl(text: &str) -> Option<f64> {
    let (sign, rest) = text
        .strip_prefix('-')
        .map_or(("", text), |rest| ("-", rest));
    let (whole, fraction) = rest.split_once(',').unwrap_or((rest, ""));
    let grouped = whole.split_once('.').is_none_or(|(first, rest)| {
        digits(first)
            && first.len() <= 3
            && !first.starts_with('0')
            && rest.split('.').all(|group| group.len() == 3)
    });
    let plain = whole.replace('.', "");
    let only_digits = [plain.as_str(), fraction]
        .iter()
        .all(|part| part.is_empty() || digits(part));
    if grouped && only_digits {
        format!("{sign}{plain}.{fraction}").parse().ok()
    } else {
        None
    }
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
