//! Texts, each with its conditions + the traits of an entry -> the first text that fits.

use serde::Deserialize;
use std::collections::BTreeSet;

/// All traits that a text can ask for; `niet ` before a trait asks for its absence.
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

/// A text, and the traits for which it fits.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WordChoice {
    #[serde(default)]
    als: Vec<String>,
    pub(super) tekst: String,
}

impl WordChoice {
    /// The traits that the text asks for and that do not exist.
    pub(super) fn unknown(&self) -> impl Iterator<Item = &str> {
        self.als
            .iter()
            .map(String::as_str)
            .filter(|word| !ALL.contains(&word.trim_start_matches("niet ")))
    }
}

/// The first text that fits.
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
