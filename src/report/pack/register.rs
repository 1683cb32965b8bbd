//! Rows -> the register of processing activities (AVG 30), for people and for a spreadsheet.

use super::{name, purpose, shared};
use crate::catalog::Catalog;
use crate::catalog::policy::{Place, RowState};
use crate::report::entry::Entry;
use crate::report::texts::Texts;
use crate::report::words;

/// The register in Markdown: one part for each row.
pub(super) fn markdown(catalog: &Catalog, texts: &Texts, entries: &[Entry]) -> String {
    let part = |entry: &&Entry| {
        let facts = processing(catalog, texts, entry)
            .into_iter()
            .map(|(name, words)| format!("- **{name}:** {words}\n"));
        format!(
            "### Rij {}\n\n{}\n",
            entry.row.id,
            facts.collect::<String>()
        )
    };
    let parts = entries
        .iter()
        .filter(|entry| takes_place(entry))
        .map(|entry| part(&entry))
        .collect();
    texts.filled(
        "register-art30.md",
        &[("maatregelen", texts.measures()), ("verwerkingen", parts)],
    )
}

/// The register as CSV: one line for each row; a mark in front, so that a spreadsheet takes the file for UTF-8.
pub(super) fn csv(catalog: &Catalog, texts: &Texts, entries: &[Entry]) -> String {
    let mut lines = String::from("\u{feff}");
    let measures = texts
        .measures()
        .lines()
        .map(|line| line.trim_start_matches("- ").to_owned())
        .collect::<Vec<_>>()
        .join("; ");
    for (at, entry) in entries
        .iter()
        .filter(|entry| takes_place(entry))
        .enumerate()
    {
        let mut facts = processing(catalog, texts, entry);
        facts.insert(0, ("Rij", entry.row.id.clone()));
        facts.push(("Maatregelen", measures.clone()));
        if at == 0 {
            lines.push_str(&line(facts.iter().map(|(name, _)| *name)));
        }
        lines.push_str(&line(facts.iter().map(|(_, words)| words.as_str())));
    }
    lines
}

/// Whether an entry is a processing of the hub: a forbidden row is not, nor is one done by hand outside the hub.
fn takes_place(entry: &Entry) -> bool {
    entry.row.state != RowState::Geblokkeerd && entry.row.place != Place::Handmatig
}

fn line<'c>(cells: impl Iterator<Item = &'c str>) -> String {
    let quoted: Vec<String> = cells
        .map(|cell| format!("\"{}\"", cell.replace('`', "").replace('"', "\"\"")))
        .collect();
    format!("{}\n", quoted.join(";"))
}

fn processing(catalog: &Catalog, texts: &Texts, entry: &Entry) -> Vec<(&'static str, String)> {
    let terms = &catalog.terms;
    let codes = terms.codes(shared(catalog, entry));
    let mut terms_of: Vec<&str> = entry
        .kinds()
        .into_iter()
        .map(|kind| texts.retention(kind))
        .collect();
    terms_of.dedup();
    vec![
        (
            "Stand",
            format!(
                "{}: {}",
                words::state_word(entry),
                words::state(words::state_word(entry))
            ),
        ),
        ("Geldig", words::in_force(entry)),
        ("Verwerking", name(catalog, entry)),
        ("Doel", purpose(catalog, texts, entry)),
        ("Betrokkenen", texts.persons(&codes).join(", ")),
        ("Gegevens", words::categories(terms, shared(catalog, entry))),
        ("Verstrekker", words::roles(terms, &entry.givers())),
        ("Ontvanger", words::roles(terms, &entry.recipients())),
        ("Grond om te geven", entry.row.grounds.verstrekken.clone()),
        ("Grond om te ontvangen", entry.row.grounds.ontvangen.clone()),
        ("Toestemming", words::consent(terms, entry)),
        ("Buiten de EU", "nee".to_owned()),
        ("Bewaren", terms_of.join("; ")),
        (
            "Bron",
            format!(
                "{} (zekerheid {})",
                entry.row.source,
                entry.row.certainty.as_str()
            ),
        ),
    ]
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_quote_and_a_semicolon_stay_within_their_cell() {
        assert_eq!(
            super::line(["a;b", "een \"c\""].into_iter()),
            "\"a;b\";\"een \"\"c\"\"\"\n"
        );
    }
}
