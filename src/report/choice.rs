//! Texts, each with when it fits + what is true of an entry -> the first that fits.

use serde::Deserialize;
use std::collections::BTreeSet;

/// Everything that a text can ask for; with `niet ` before it, that it is not so.
pub(super) const ALL: [&str; 26] = [
    "toestemming",
    "bezwaar",
    "plicht",
    "blokkeert",
    "mens",
    "bijzonder",
    "pgn",
    "adres",
    "vrije tekst",
    "tekst eruit",
    "tekst gemeld",
    "informeren",
    "afspraak",
    "voorwaarde",
    "leeftijd",
    "gelezen",
    "eigen melding",
    "eerder gekregen",
    "geadresseerde",
    "deelnemer",
    "register",
    "over een kind",
    "zelf gevraagd",
    "uit",
    "verboden",
    "handmatig",
];

/// A text, and when it fits.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WordChoice {
    #[serde(default)]
    als: Vec<String>,
    pub(super) tekst: String,
}

impl WordChoice {
    /// What it asks for that nobody knows.
    pub(super) fn unknown(&self) -> impl Iterator<Item = &str> {
        self.als
            .iter()
            .map(String::as_str)
            .filter(|word| !ALL.contains(&word.trim_start_matches("niet ")))
    }
}

/// The first that fits.
pub(super) fn first<'t>(choices: &'t [WordChoice], traits: &BTreeSet<&str>) -> Option<&'t str> {
    let holds = |word: &String| match word.strip_prefix("niet ") {
        Some(other) => !traits.contains(other),
        None => traits.contains(word.as_str()),
    };
    choices
        .iter()
        .find(|choice| choice.als.iter().all(holds))
        .map(|choice| choice.tekst.as_str())
}
