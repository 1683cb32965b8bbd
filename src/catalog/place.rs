//! Reference lists of municipalities -> which codes exist, and what an old code became.

use super::complaint::{Complaint, Text};
use jiff::civil::Date;
use std::collections::BTreeMap;

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

/// The municipalities that exist, and the ones that were merged into another.
#[derive(Debug, Default, Clone)]
pub struct Municipalities {
    names: BTreeMap<Municipality, String>,
    merged: BTreeMap<Municipality, (Date, Municipality)>,
}

impl Municipalities {
    /// Compiles `gemeenten.csv` (gemeentecode,naam) and `gemeenten-opgegaan.csv` (gemeentecode,opvolger,per); both have a header line.
    pub fn compile(existing: &Text, merged: &Text) -> Result<Self, Vec<Complaint>> {
        let mut found = Self::default();
        let mut complaints = Vec::new();
        for (at, line) in rows(existing) {
            match line.split_once(',').map(|(code, name)| (code.parse(), name)) {
                Some((Ok(code), name)) => drop(found.names.insert(code, name.to_owned())),
                _ => complaints.push(bad_line(existing, at, "gemeentecode,naam")),
            }
        }
        for (at, line) in rows(merged) {
            let parsed = line.split_once(',').and_then(|(old, rest)| {
                let (new, day) = rest.split_once(',')?;
                Some((old.parse().ok()?, new.parse().ok()?, day.parse().ok()?))
            });
            match parsed {
                Some((old, new, day)) => drop(found.merged.insert(old, (day, new))),
                None => complaints.push(bad_line(merged, at, "gemeentecode,opvolger,per")),
            }
        }
        if complaints.is_empty() { Ok(found) } else { Err(complaints) }
    }

    /// The code in use on that day for a code of now or before; none for a code that never was.
    pub fn current(&self, code: &Municipality, on: Date) -> Option<Municipality> {
        let mut code = code;
        for _ in 0..=self.merged.len() {
            match self.merged.get(code) {
                Some((day, successor)) if *day <= on => code = successor,
                _ => break,
            }
        }
        (self.names.contains_key(code) || self.merged.contains_key(code)).then(|| code.clone())
    }

    /// Did this code ever exist, as far as the lists go?
    pub fn knows(&self, code: &str) -> bool {
        code.parse::<Municipality>().is_ok_and(|code| self.names.contains_key(&code) || self.merged.contains_key(&code))
    }

    /// The name for a screen.
    pub fn name<'a>(&'a self, code: &'a Municipality) -> &'a str {
        self.names.get(code).map_or(code.as_str(), String::as_str)
    }
}

fn rows(text: &Text) -> impl Iterator<Item = (usize, &str)> {
    (1..).zip(text.text.lines()).skip(1).filter(|(_, line)| !line.trim().is_empty())
}

fn bad_line(text: &Text, line: usize, shape: &str) -> Complaint {
    Complaint { file: text.path.clone(), line: Some(line), text: format!("verwacht `{shape}`") }
}
