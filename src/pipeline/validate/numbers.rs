//! A document -> its names and ids that hold a personal number. A serial number is none, even if its digits without
//! the signs between would be one.

use super::LeafTexts;
use crate::catalog::format::pgn;
use crate::catalog::schema::{Kind, Meaning};
use crate::outcome::Problem;
use serde_json::Value;

/// Problems of names and ids that hold a personal number. `own_series`: the source says that its own numbers have nine digits.
pub(super) fn problems(
    kind: &Kind,
    body: &Value,
    texts: &LeafTexts<'_>,
    own_series: bool,
) -> Vec<Problem> {
    let own = kind.text(Meaning::Pgn, body).filter(|own| !own.is_empty());
    let wrong = |text: &str| {
        if own.is_some_and(|own| letters_and_digits(text).contains(own)) {
            Some("eigen-nummer")
        } else if !own_series && pgn(text.trim()) {
            Some("negen-cijfers")
        } else {
            None
        }
    };
    let id = body
        .get("id")
        .and_then(Value::as_str)
        .map(|id| ("/id".to_owned(), id));
    let numbers = texts
        .iter()
        .filter(|(_, leaf, _)| leaf.identifier)
        .map(|(pointer, _, text)| (format!("/data{pointer}"), *text));
    let found = id.into_iter().chain(numbers).filter_map(|(path, text)| {
        Some(Problem {
            path,
            rule: wrong(text)?.to_owned(),
        })
    });
    found.collect()
}

/// A text without the signs between letters and digits; wide digits as plain ones.
fn letters_and_digits(text: &str) -> String {
    let plain = |c: char| match c {
        '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10).unwrap_or(c),
        other => other,
    };
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .map(plain)
        .collect()
}
