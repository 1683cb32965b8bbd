//! Rows + the questions of `teksten/dpia.toml` -> the annex to a DPIA: the same questions for each row, answered from the row.

use super::{grounds, name, purpose, shared};
use crate::catalog::Catalog;
use crate::report::choice::first;
use crate::report::entry::Entry;
use crate::report::texts::Texts;
use crate::report::traits;
use crate::report::words;

/// The page: one part for each row.
pub(super) fn page(catalog: &Catalog, texts: &Texts, entries: &[Entry]) -> String {
    let parts = entries
        .iter()
        .map(|entry| part(catalog, texts, entry))
        .collect();
    texts.filled("dpia-bijlage.md", &[("rijen", parts)])
}

fn part(catalog: &Catalog, texts: &Texts, entry: &Entry) -> String {
    let conditions = words::conditions(entry);
    let conditions = if conditions.is_empty() {
        "geen".to_owned()
    } else {
        conditions.join("; ")
    };
    let facts = [
        (
            "Stand",
            format!(
                "{}: {}",
                words::state_word(entry),
                words::state(words::state_word(entry))
            ),
        ),
        ("Geldig", words::in_force(entry)),
        (
            "Wat gaat er",
            words::categories(&catalog.terms, shared(catalog, entry)),
        ),
        ("Waarvoor", purpose(catalog, texts, entry)),
        ("Alleen als", conditions),
        ("Grond", grounds(entry)),
        ("Bron", entry.row.source.clone()),
        (
            "Zekerheid",
            format!(
                "{}: {}",
                entry.row.certainty.as_str(),
                words::certainty(entry.row.certainty)
            ),
        ),
        ("Strengere lezing", words::strict(entry).to_owned()),
    ];
    let facts: String = facts
        .into_iter()
        .map(|(name, words)| format!("- **{name}:** {words}\n"))
        .collect();
    let traits = traits::of(catalog, texts, entry);
    if let Some(outside) = texts.outside(&traits) {
        return format!(
            "### Rij {}\n\n{}\n\n{facts}\n{outside}\n\n",
            entry.row.id,
            name(catalog, entry)
        );
    }
    let answers = texts.questions().iter().filter_map(|question| {
        let answer = first(&question.antwoord, &traits)?;
        Some([question.vraag.clone(), answer.to_owned()])
    });
    let answers = crate::report::markdown::table_of(["Vraag", "Antwoord en maatregel"], answers);
    format!(
        "### Rij {}\n\n{}\n\n{facts}\n{answers}\n",
        entry.row.id,
        name(catalog, entry)
    )
}
