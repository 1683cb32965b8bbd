//! A document -> its texts with invisible signs, and its names of nothing but blanks.

use super::LeafTexts;
use crate::catalog::schema::Kind;
use crate::outcome::Problem;
use serde_json::Value;

pub(super) fn problems(kind: &Kind, body: &Value, texts: &LeafTexts<'_>) -> Vec<Problem> {
    let attributes = body
        .as_object()
        .into_iter()
        .flatten()
        .filter_map(|(name, value)| Some((name, value.as_str()?)));
    let outside =
        attributes.map(|(name, text)| (super::known_names(kind, &format!("/{name}")), text, false));
    let inside = texts
        .iter()
        .map(|(pointer, leaf, text)| (format!("/data{pointer}"), *text, leaf.free_text));
    let all = outside.chain(inside);
    all.filter_map(|(path, text, free)| {
        Some(Problem {
            path,
            rule: wrong(text, free)?.to_owned(),
        })
    })
    .collect()
}

/// The rule that a text breaks. `free`: people wrote the text, in lines and with joined signs.
fn wrong(text: &str, free: bool) -> Option<&'static str> {
    let of_a_line = |c: char| free && matches!(c, '\t' | '\n' | '\r');
    if text.chars().any(|c| c.is_control() && !of_a_line(c)) {
        Some("stuurteken")
    } else if text.chars().any(|c| turns(c) || !free && hides(c)) {
        Some("onzichtbaar")
    } else if !free && !text.is_empty() && text.trim().is_empty() {
        Some("leeg")
    } else {
        None
    }
}

/// Whether a sign turns the direction of the text that follows: a reader then sees another text than the one that stands there.
const fn turns(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether a sign has no width, or no form of its own.
const fn hides(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}' | '\u{2029}' | '\u{2060}'..='\u{2065}'
            | '\u{206a}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
    )
}
