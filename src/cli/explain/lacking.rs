//! What one row lacks -> whose yes would still open something, and for which categories: never of who gave it, or refused.

use crate::outcome::Code;
use crate::pipeline::Asked;

/// Groups of who must say yes, and the categories for which just these have not; in the order of the row. Nobody is asked again for what
/// somebody has refused, and nobody for what goes to no one.
pub(super) fn lacking<'a>(asked: &'a Asked, secret: &[&str]) -> Vec<(Vec<&'a str>, Vec<&'a str>)> {
    let mut all: Vec<(Vec<&str>, Vec<&str>)> = Vec::new();
    let open = asked
        .missing
        .iter()
        .filter(|(category, who)| !who.groups.is_empty() && !secret.contains(&category.as_str()));
    for (category, who) in open.filter(|_| asked.said != Err(Code::Refused)) {
        let groups: Vec<&str> = who.groups.iter().map(String::as_str).collect();
        match all.iter_mut().find(|(of, _)| *of == groups) {
            Some((_, categories)) => categories.push(category),
            None => all.push((groups, vec![category])),
        }
    }
    all
}

/// Somebody said yes to an organisation that has several units, and not to which.
pub(super) fn names_no_unit(asked: &Asked) -> bool {
    asked.missing.iter().any(|(_, missing)| missing.unit)
}

/// The same, of several rows for one recipient, in a sentence: `jeugdige (voor ID ZORG) en van jeugdige en ouder (voor MED)`.
pub(super) fn in_words(rows: &[Vec<(Vec<&str>, Vec<&str>)>]) -> Option<String> {
    let mut all: Vec<(Vec<&str>, Vec<&str>)> = Vec::new();
    for (groups, categories) in rows.iter().flatten() {
        match all.iter_mut().find(|(of, _)| of == groups) {
            Some((_, known)) => categories.iter().for_each(|category| {
                if !known.contains(category) {
                    known.push(category);
                }
            }),
            None => all.push((groups.clone(), categories.clone())),
        }
    }
    match all.as_slice() {
        [] => None,
        [(groups, _)] => Some(groups.join(" en ")),
        several => {
            let one = |(groups, categories): &(Vec<&str>, Vec<&str>)| {
                format!("{} (voor {})", groups.join(" en "), categories.join(" "))
            };
            Some(
                several
                    .iter()
                    .map(one)
                    .collect::<Vec<_>>()
                    .join(", en van "),
            )
        }
    }
}
