//! The consent that one row lacks -> the groups whose yes would open more, with the categories; never the person who gave or refused.

use crate::outcome::Code;
use crate::pipeline::Asked;

/// Groups that must say yes, and the categories that lack the yes of just these groups, in the order of the row. Refused consent is not
/// asked for again, and nothing is asked for a row without a recipient.
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

/// Whether a yes was given to an organisation with several units and does not name the unit.
pub(super) fn names_no_unit(asked: &Asked) -> bool {
    asked.missing.iter().any(|(_, missing)| missing.unit)
}

/// The lacking consent of several rows for one recipient, in a sentence: `jeugdige (voor ID ZORG) en van jeugdige en ouder (voor MED)`.
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
