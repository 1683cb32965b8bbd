//! JSON text -> a tree. A key that stands twice in an object is refused by its place, with names that the catalog or the adapter knows.

use super::MOST_PARTS;
use crate::catalog::unique::{self, JsonStep};
use crate::outcome::{Code, Problem, Stop};
use serde_json::Value;

/// Whether a name may be shown: a name that a sender made up may itself be personal data.
pub(super) type IsField<'a> = &'a dyn Fn(&str) -> bool;

/// Parses a text that stands at `above` in the whole payload.
pub(super) fn decode_json(text: &str, above: &str, known: IsField<'_>) -> Result<Value, Stop> {
    if parts(text) > MOST_PARTS {
        return Err(Stop::at(
            Code::TooDeep,
            "",
            format!("maxParts:{MOST_PARTS}"),
        ));
    }
    let parsed = unique::parse(text).map_err(|error| {
        let place = place(text, error.line(), error.column());
        if error.to_string().starts_with("recursion limit") {
            Stop::at(Code::TooDeep, place, "maxDepth:128")
        } else {
            Stop::at(
                Code::Malformed,
                place,
                if error.is_eof() {
                    "json:truncated"
                } else {
                    "json"
                },
            )
        }
    })?;
    if parsed.twice.is_empty() {
        return Ok(parsed.value);
    }
    let problem = |way: &Vec<JsonStep>| Problem {
        path: shown(above, way, known),
        rule: "json:duplicate-key".to_owned(),
    };
    Err(Stop {
        code: Code::Malformed,
        problems: parsed.twice.iter().map(problem).collect(),
        total: parsed.total,
    })
}

fn shown(above: &str, way: &[JsonStep], known: IsField<'_>) -> String {
    way.iter().fold(above.to_owned(), |path, step| match step {
        JsonStep::Name(name) if known(name) => format!("{path}/{name}"),
        JsonStep::Name(_) => format!("{path}/*"),
        JsonStep::Place(at) => format!("{path}/{at}"),
    })
}

/// The place that an editor shows for this line and column, which are counted by line feeds: a carriage return
/// alone ends a line too.
fn place(text: &str, line: usize, column: usize) -> String {
    let bytes = text.as_bytes();
    let feeds = bytes
        .iter()
        .enumerate()
        .filter(|(_, byte)| **byte == b'\n')
        .map(|(at, _)| at + 1);
    let start = std::iter::once(0)
        .chain(feeds)
        .nth(line.saturating_sub(1))
        .unwrap_or(0);
    let end = start + column;
    let is_end = |at: &usize| match bytes.get(*at) {
        Some(b'\n') => true,
        Some(b'\r') => bytes.get(at + 1) != Some(&b'\n'),
        _ => false,
    };
    let ends: Vec<usize> = (0..start.max(end.saturating_sub(1)))
        .filter(is_end)
        .collect();
    format!(
        "line {} column {}",
        ends.len() + 1,
        end - ends.last().map_or(0, |at| at + 1)
    )
}

/// The most values that a JSON text can hold: each value follows a comma or an opening bracket outside a string.
/// Counted before anything is built, for a value costs many times the bytes that it is written with.
fn parts(text: &str) -> usize {
    let (mut inside, mut escaped, mut count) = (false, false, 1);
    for byte in text.bytes() {
        match (inside, byte) {
            _ if escaped => escaped = false,
            (true, b'\\') => escaped = true,
            (_, b'"') => inside = !inside,
            (false, b',' | b'[' | b'{') => count += 1,
            _ => {}
        }
    }
    count
}
