//! `[rij.als.einde_schooljaar]` -> [`SchoolYear`]: the subjects for which an age ends with a school year, not on the birthday.

use crate::catalog::schema::{Kind, Shape};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SchoolYearSpec {
    leeftijd: i16,
    laatste_dag: String,
    veld: BTreeMap<String, Vec<String>>,
}

/// An age that ends with a school year: a subject taught in one of these forms is no longer meant after the school year in which that age
/// is reached.
#[derive(Debug, Clone)]
pub struct SchoolYear {
    /// The age that ends.
    pub age: i16,
    /// The last day of every school year: month and day.
    pub last: (i8, i8),
    /// Fields of `data`, dotted, and the words in each that mean such a subject, in small letters with one blank between.
    pub fields: Vec<(String, Vec<String>)>,
}

impl SchoolYearSpec {
    pub(super) fn compile(self) -> Result<SchoolYear, String> {
        let day = format!("2000-{}", self.laatste_dag).parse::<Date>();
        let last = day
            .map(|day| (day.month(), day.day()))
            .map_err(|_| "`laatste_dag` is een dag als \"07-31\"".to_owned())?;
        if self.veld.is_empty() || self.veld.values().any(Vec::is_empty) {
            return Err(
                "`einde_schooljaar` noemt in `veld` ten minste één veld, met ten minste één woord"
                    .to_owned(),
            );
        }
        let fields = self
            .veld
            .into_iter()
            .map(|(field, words)| (field, words.iter().map(|word| folded(word)).collect()));
        Ok(SchoolYear {
            age: self.leeftijd,
            last,
            fields: fields.collect(),
        })
    }
}

impl SchoolYear {
    /// Whether the message says that its subject is meant. A word counts when the text equals the word, or begins with the word.
    pub fn is_meant(&self, field: &dyn Fn(&str) -> Option<Value>) -> bool {
        self.fields.iter().any(|(name, words)| {
            let text = field(name)
                .and_then(|value| value.as_str().map(folded))
                .unwrap_or_default();
            words.iter().any(|word| {
                text.strip_prefix(word.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
            })
        })
    }

    /// The last day on which the age counts for a subject born on that day.
    pub fn ends(&self, born: Date) -> Option<Date> {
        let year = born.year().checked_add(self.age)?;
        let later = i16::from((born.month(), born.day()) > self.last);
        Date::new(year.checked_add(later)?, self.last.0, self.last.1).ok()
    }

    /// A complaint about a kind that has none of the fields; a kind must have one of them at least.
    pub(super) fn unknown(&self, kind: &Kind) -> Option<String> {
        let there = |field: &str| matches!(kind.at(field), Some(Shape::Leaf(_)));
        let names: Vec<&str> = self
            .fields
            .iter()
            .map(|(field, _)| field.as_str())
            .collect();
        (!names.iter().any(|field| there(field))).then(|| {
            format!(
                "`einde_schooljaar` kijkt naar {}, en `{}` heeft daar niets van",
                names.join(", "),
                kind.name
            )
        })
    }
}

/// A text in small letters and figures, with one blank for any run of other signs.
fn folded(text: &str) -> String {
    let small = text.to_lowercase();
    small
        .split(|c: char| !c.is_alphanumeric())
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
