//! Reference lists of municipalities -> which codes exist, what an old code became, and what says that somebody lives abroad.

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

/// The text is not four digits.
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

/// The municipalities that exist, the ones that were merged into others, and what says that somebody lives in none.
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
    /// One, or where it was divided, several.
    successors: Vec<Municipality>,
    name: String,
}

/// What a code stands for on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meant {
    /// This municipality.
    One(Municipality),
    /// One of several: it was divided.
    Divided,
    /// None in this country.
    Nowhere,
    /// A code that never was.
    Unknown,
}

impl Municipalities {
    /// Compiles `gemeenten.csv` (gemeentecode,naam), `gemeenten-opgegaan.csv` (gemeentecode,opvolger,per,naam; the successors of one that
    /// was divided with `+` between them) and `buitenland.csv` (soort,waarde,naam; may be empty). All have a header line. What the lists
    /// say must fit together.
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

    /// What a code of now or before stands for on that day.
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

    /// Did this code ever stand for anything, as far as the lists go?
    pub fn knows(&self, code: &str) -> bool {
        code.parse::<Municipality>()
            .is_ok_and(|code| self.exists(&code) || self.nowhere.contains(&code))
    }

    /// Is or was it a municipality?
    pub fn exists(&self, code: &Municipality) -> bool {
        self.names.contains_key(code) || self.gone.contains_key(code)
    }

    /// When it ended, and what it became.
    pub fn ended(&self, code: &Municipality) -> Option<(Date, &[Municipality])> {
        self.gone
            .get(code)
            .map(|gone| (gone.on, gone.successors.as_slice()))
    }

    /// Everything that it became, sooner or later.
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

    /// Does this word for a country say another country than the Netherlands?
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
