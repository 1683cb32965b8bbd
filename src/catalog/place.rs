//! Reference lists of municipalities -> [`Municipalities`]: codes that exist, successors of old codes, and codes and words for abroad.

mod lines;
mod proof;

use super::complaint::{Complaint, Text};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// A CBS municipality code: four digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Municipality(String);

impl Municipality {
    /// The four digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The fault of a text that is not four digits.
#[derive(Debug, thiserror::Error)]
#[error("geen gemeentecode: vier cijfers verwacht, {0} tekens gekregen")]
pub struct NotAMunicipality(usize);

impl std::str::FromStr for Municipality {
    type Err = NotAMunicipality;

    fn from_str(text: &str) -> Result<Self, NotAMunicipality> {
        if text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotAMunicipality(text.chars().count()))
        }
    }
}

/// The municipalities that exist, those that were merged into others, and the codes and words for a home abroad.
#[derive(Debug, Default, Clone)]
pub struct Municipalities {
    names: BTreeMap<Municipality, String>,
    gone: BTreeMap<Municipality, Gone>,
    nowhere: BTreeSet<Municipality>,
    /// Words for the Netherlands, in capitals.
    here: BTreeSet<String>,
}

/// A municipality that ended.
#[derive(Debug, Clone)]
struct Gone {
    on: Date,
    /// One successor, or several where the municipality was divided.
    successors: Vec<Municipality>,
    name: String,
}

/// The meaning of a code on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meant {
    /// This municipality.
    One(Municipality),
    /// One of several municipalities: the municipality of the code was divided.
    Divided,
    /// No municipality in this country.
    Nowhere,
    /// A code that never existed.
    Unknown,
}

impl Municipalities {
    /// Compiles `gemeenten.csv` (gemeentecode,naam), `gemeenten-opgegaan.csv` (gemeentecode,opvolger,per,naam; a divided municipality has
    /// its successors with `+` between them) and `buitenland.csv` (soort,waarde,naam; may be empty).
    ///
    /// All three have a header line, and must fit together.
    pub fn compile(existing: &Text, merged: &Text, abroad: &Text) -> Result<Self, Vec<Complaint>> {
        let mut lines = lines::read_lists(existing, merged, abroad)?;
        let complaints = proof::wrong(&lines, existing, merged);
        if !complaints.is_empty() {
            return Err(complaints);
        }
        let gone = lines
            .merged
            .drain(..)
            .map(|(_, code, gone)| (code, gone))
            .collect();
        Ok(Self {
            names: lines
                .existing
                .drain(..)
                .map(|(_, code, name)| (code, name))
                .collect(),
            gone,
            nowhere: lines.nowhere,
            here: lines.here,
        })
    }

    /// The meaning of a present or former code on that day.
    pub fn on(&self, code: &Municipality, day: Date) -> Meant {
        let mut code = code;
        for _ in 0..=self.gone.len() {
            match self.gone.get(code) {
                Some(Gone { on, successors, .. }) if *on <= day => match successors.as_slice() {
                    [successor] => code = successor,
                    _ => return Meant::Divided,
                },
                _ => break,
            }
        }
        match (self.exists(code), self.nowhere.contains(code)) {
            (true, _) => Meant::One(code.clone()),
            (false, true) => Meant::Nowhere,
            (false, false) => Meant::Unknown,
        }
    }

    /// Whether this code ever stood for anything, as far as the lists go.
    pub fn knows(&self, code: &str) -> bool {
        code.parse::<Municipality>()
            .is_ok_and(|code| self.exists(&code) || self.nowhere.contains(&code))
    }

    /// Whether the code is or was a municipality.
    pub fn exists(&self, code: &Municipality) -> bool {
        self.names.contains_key(code) || self.gone.contains_key(code)
    }

    /// The day on which a municipality ended, and its successors.
    pub fn ended(&self, code: &Municipality) -> Option<(Date, &[Municipality])> {
        self.gone
            .get(code)
            .map(|gone| (gone.on, gone.successors.as_slice()))
    }

    /// All successors of a municipality, and their successors in turn.
    pub fn became(&self, code: &Municipality) -> Vec<&Municipality> {
        let mut found: Vec<&Municipality> = self
            .gone
            .get(code)
            .into_iter()
            .flat_map(|gone| &gone.successors)
            .collect();
        let mut at = 0;
        while let Some(next) = found.get(at).copied() {
            let later: Vec<&Municipality> = self
                .gone
                .get(next)
                .into_iter()
                .flat_map(|gone| &gone.successors)
                .collect();
            found.extend(later);
            at += 1;
        }
        found
    }

    /// Whether this word for a country means another country than the Netherlands.
    pub fn is_abroad(&self, country: &str) -> bool {
        !self.here.contains(&country.trim().to_uppercase())
    }

    /// The name for a screen.
    pub fn name<'a>(&'a self, code: &'a Municipality) -> &'a str {
        let before = || {
            self.gone
                .get(code)
                .map(|gone| gone.name.as_str())
                .filter(|name| !name.is_empty())
        };
        self.names
            .get(code)
            .map(String::as_str)
            .or_else(before)
            .unwrap_or(code.as_str())
    }
}
