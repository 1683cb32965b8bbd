//! Rust source -> what it names, line by line. And the rules that are only about a list of words.

use super::{names, within};

/// The text without comments and with every group of imports written out, line by line with its number.
pub(super) fn lines(text: &str) -> Vec<(usize, String)> {
    let mut lines = Vec::new();
    let mut import: Option<(usize, String)> = None;
    for (at, line) in text.lines().enumerate() {
        let line = line.split("//").next().unwrap_or_default().trim();
        let (start, so_far) = match import.take() {
            Some((start, so_far)) => (start, so_far + " " + line),
            None if line.starts_with("use ")
                || line.starts_with("pub use ")
                || line.starts_with("pub(crate) use ") =>
            {
                (at, line.to_owned())
            }
            None => {
                lines.push((at + 1, line.to_owned()));
                continue;
            }
        };
        let Some((tree, rest)) = so_far.split_once(';') else {
            import = Some((start, so_far));
            continue;
        };
        let tree = tree.split_once("use ").map_or(tree, |(_, tree)| tree);
        lines.extend(
            written_out("", tree)
                .into_iter()
                .map(|path| (start + 1, format!("use {path}"))),
        );
        lines.push((at + 1, rest.to_owned()));
    }
    lines
}

/// `a::{b, c::{d, e}}` is `a::b`, `a::c::d` and `a::c::e`.
fn written_out(prefix: &str, tree: &str) -> Vec<String> {
    let Some((head, group)) = tree.split_once('{') else {
        return vec![format!("{prefix}{}", tree.trim())];
    };
    let prefix = format!("{prefix}{}", head.trim());
    let group = group.rsplit_once('}').map_or(group, |(inside, _)| inside);
    let (mut depth, mut parts) = (0, vec![String::new()]);
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        match (c, depth) {
            (',', 0) => parts.push(String::new()),
            _ => parts.last_mut().unwrap().push(c),
        }
    }
    parts.retain(|part| !part.trim().is_empty());
    parts
        .iter()
        .flat_map(|part| written_out(&prefix, part))
        .collect()
}

pub(super) fn none_of<'a>(
    words: &'a [&str],
    instead: &'a str,
) -> impl Fn(&str, &str) -> Vec<String> + 'a {
    move |path, text| {
        let found = |(at, line): (usize, String)| {
            let word = words.iter().find(|word| names(&line, word))?;
            Some(format!("{path}:{at}: names `{}`: {instead}", word.trim()))
        };
        lines(text).into_iter().filter_map(found).collect()
    }
}

/// Like `none_of`, but free in some places.
pub(super) fn only_in<'a>(
    places: &'a [&str],
    words: &'a [&str],
    instead: &'a str,
) -> impl Fn(&str, &str) -> Vec<String> + 'a {
    let rule = none_of(words, instead);
    move |path, text| {
        if within(path, places) {
            Vec::new()
        } else {
            rule(path, text)
        }
    }
}
