//! `info,lapin=off` -> [`Levels`]: how much each part of the program logs.

use crate::libraries::WITH_LEVEL;
use std::str::FromStr;
use tracing::level_filters::LevelFilter;

const LEVELS: [(&str, LevelFilter); 5] = [
    ("error", LevelFilter::ERROR),
    ("warn", LevelFilter::WARN),
    ("info", LevelFilter::INFO),
    ("debug", LevelFilter::DEBUG),
    ("trace", LevelFilter::TRACE),
];
const CHOICES: &str = "kies uit error, warn, info, debug, trace";

const COMMA: &str = "scheidt niveaus met een komma, zoals `info,hyper_util=warn`";
/// Signs that are no part of a name, written where a comma is meant.
const BETWEEN: [char; 5] = [';', ' ', '|', '=', '/'];

/// Words of other programs for a level, and the level that each stands for here.
const ELSEWHERE: [(&str, &str); 9] = [
    ("err", "error"),
    ("fatal", "error"),
    ("critical", "error"),
    ("crit", "error"),
    ("severe", "error"),
    ("notice", "info"),
    ("verbose", "debug"),
    ("fine", "debug"),
    ("all", "trace"),
];

/// The program itself and its libraries: all parts that can have a level.
fn libraries() -> Vec<&'static str> {
    let mut all = [&WITH_LEVEL[..], &["schakel"]].concat();
    all.sort_unstable();
    all
}

/// How much the program logs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Levels {
    /// The level of all parts without a level of their own.
    pub general: LevelFilter,
    /// The level of these parts, with all that is below them.
    pub targets: Vec<(String, LevelFilter)>,
}

impl Default for Levels {
    fn default() -> Self {
        Self {
            general: LevelFilter::INFO,
            targets: Vec::new(),
        }
    }
}

impl FromStr for Levels {
    /// The fault, in Dutch and without the text that was written.
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (mut general, mut targets) = (None, Vec::<(String, LevelFilter)>::new());
        for part in text.split(',').map(str::trim) {
            match part.split_once('=') {
                Some((target, level)) => {
                    let target = target.trim();
                    let level = level_of(level.trim(), is_ours(known(target)?))?;
                    if targets.iter().any(|(other, _)| other == target) {
                        return Err(format!("geeft `{target}` twee keer een niveau"));
                    }
                    targets.push((target.to_owned(), level));
                }
                None if general.is_some() && !part.is_empty() => {
                    return Err("heeft twee algemene niveaus: geef er één".to_owned());
                }
                None => general = Some(level_of(part, true)?),
            }
        }
        Ok(Self {
            general: general.unwrap_or(Self::default().general),
            targets,
        })
    }
}

/// The level of a word. `keeps_errors` refuses `off`: a part that is silent about an error hides that a person is needed.
fn level_of(word: &str, keeps_errors: bool) -> Result<LevelFilter, String> {
    let lower = word.to_lowercase();
    match LEVELS.iter().find(|(name, _)| *name == lower) {
        Some((_, level)) => return Ok(*level),
        None if lower == "off" && !keeps_errors => return Ok(LevelFilter::OFF),
        None if lower == "off" => {
            return Err(
                "mag niet `off` zijn: dan zwijgt de hub ook over fouten; bedoelt u `error`?"
                    .to_owned(),
            );
        }
        None if word.is_empty() => return Err(format!("heeft een leeg deel; {CHOICES}")),
        None if word.contains(BETWEEN) => return Err(COMMA.to_owned()),
        None => {}
    }
    let meant = ELSEWHERE
        .iter()
        .find(|(name, _)| *name == lower)
        .map(|(_, level)| *level);
    let near = |(name, _): &&(&str, LevelFilter)| {
        let same_begin = lower.starts_with(*name) || (lower.len() > 2 && name.starts_with(&lower));
        same_begin || strsim::damerau_levenshtein(name, &lower) <= 2
    };
    match meant.or_else(|| LEVELS.iter().find(near).map(|(name, _)| *name)) {
        Some(level) => Err(format!("kent dit niveau niet: bedoelt u `{level}`?")),
        None => Err(format!("kent dit niveau niet: {CHOICES}")),
    }
}

fn is_ours(target: &str) -> bool {
    target.split("::").next() == Some("schakel")
}

/// The target, if a part of the program has that name.
fn known(target: &str) -> Result<&str, String> {
    let mut parts = target.split("::");
    let library = parts.next().unwrap_or_default();
    if target.contains(BETWEEN) {
        return Err(COMMA.to_owned());
    }
    if !libraries().contains(&library) {
        let ours = modules().any(|module| module == library);
        return Err(match ours {
            true => format!("kent geen onderdeel van die naam: bedoelt u `schakel::{library}`?"),
            false => format!(
                "kent geen onderdeel van die naam; bekend zijn {}",
                libraries().join(", ")
            ),
        });
    }
    let is_word =
        |part: &str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '_');
    match parts.next() {
        Some(module) if library == "schakel" && !modules().any(|known| known == module) => {
            Err(format!(
                "kent geen onderdeel van die naam in `schakel`; bekend zijn {}",
                modules().collect::<Vec<_>>().join(", ")
            ))
        }
        Some(module) if !is_word(module) || !parts.all(is_word) => {
            Err("noemt een onderdeel dat niet te lezen is".to_owned())
        }
        _ => Ok(target),
    }
}

/// The modules of this program, from their declarations in `lib.rs`.
fn modules() -> impl Iterator<Item = &'static str> {
    let lines = include_str!("../lib.rs").lines();
    lines.filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_library_of_the_list_is_in_the_program() {
        let lock = include_str!("../../Cargo.lock");
        for library in libraries() {
            let plain = format!("name = \"{}\"", library.replace('_', "-"));
            assert!(lock.contains(&plain), "{library}");
        }
        assert!(modules().any(|module| module == "config"));
    }
}
