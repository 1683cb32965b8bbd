//! `[[voorvoegsels]]` of `policies/termen.toml` -> [`Particles`]: words before a surname that do not tell two people apart, by day.

use super::complaint::{Complaint, Text};
use super::days::Days;
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeSet;
use toml::value::Datetime;

/// One list of particles as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ParticlesSpec {
    bron: String,
    geldig_van: Datetime,
    geldig_tot: Option<Datetime>,
    woorden: Vec<String>,
}

/// All lists of particles, by their days.
#[derive(Debug, Default)]
pub struct Particles {
    lists: Vec<(Days, BTreeSet<String>)>,
}

impl Particles {
    pub(super) fn compile(
        text: &Text,
        specs: &[ParticlesSpec],
        complaints: &mut Vec<Complaint>,
    ) -> Self {
        let mut particles = Self::default();
        for spec in specs {
            let words: Vec<String> = spec
                .woorden
                .iter()
                .map(|word| words(word).join(" "))
                .collect();
            let days = Days::in_order(&spec.geldig_van, spec.geldig_tot.as_ref());
            if spec.bron.is_empty() || words.is_empty() || words.iter().any(String::is_empty) {
                complaints.push(text.complain(
                    &["[[voorvoegsels]]"],
                    "voorvoegsels: zonder `bron`, zonder `woorden`, of een woord zonder letters",
                ));
            }
            match days {
                Some(days) if particles.lists.iter().any(|(other, _)| other.meet(&days)) => {
                    complaints.push(text.complain(&["[[voorvoegsels]]"], "voorvoegsels: twee lijsten gelden op dezelfde dag"));
                }
                Some(days) => particles.lists.push((days, words.into_iter().collect())),
                None => complaints.push(text.complain(
                    &["[[voorvoegsels]]"],
                    "voorvoegsels: `geldig_van` en `geldig_tot` zijn datums, de eerste niet na de laatste",
                )),
            }
        }
        particles
    }

    /// The words of a surname without the particle in front, or behind a comma ("Berg, van den"). A particle alone stays a surname.
    pub fn without(&self, surname: &str, on: Date) -> Vec<String> {
        let particle = |words: &[String]| {
            let joined = words.join(" ");
            self.lists
                .iter()
                .any(|(days, list)| days.hold(on) && list.contains(&joined))
        };
        let mut name = match surname.rsplit_once(',') {
            Some((name, behind)) if particle(&words(behind)) => words(name),
            _ => words(surname),
        };
        let longest = (1..name.len())
            .rev()
            .find(|many| name.get(..*many).is_some_and(particle));
        name.drain(..longest.unwrap_or(0));
        name
    }
}

/// Small words of letters alone; any other sign ends a word.
fn words(text: &str) -> Vec<String> {
    let words = text
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}
