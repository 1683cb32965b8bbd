//! The text of the file + the environment -> each setting as written, and every complaint about the settings.

mod names;
mod sources;
mod unknown;
mod value;

use names::{is_within, variable};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use value::{GivenValue, SettingPlace, Written};

/// Settings that cannot be used; says which, where, and what to do.
#[derive(Debug, thiserror::Error)]
#[error("instellingen: {0}")]
pub struct SettingsError(String);

impl SettingsError {
    pub(super) fn of(words: String) -> Self {
        Self(words)
    }

    fn all(wrong: Vec<String>) -> Self {
        match <[String; 1]>::try_from(wrong) {
            Ok([one]) => Self(one),
            Err(wrong) => Self(format!("{} fouten\n  {}", wrong.len(), wrong.join("\n  "))),
        }
    }
}

/// The origin of one setting.
#[derive(Debug)]
pub struct Origin {
    /// `broker.prefetch`.
    pub name: String,
    /// The file, or the environment.
    pub from: String,
}

/// All settings that were given, until a topic asks for them.
#[derive(Debug)]
pub(super) struct GivenSettings {
    file: PathBuf,
    values: BTreeMap<String, Written>,
    asked: BTreeSet<&'static str>,
    /// Variables that begin almost like ours.
    almost: Vec<String>,
    wrong: Vec<String>,
}

impl GivenSettings {
    /// Adds a complaint about this setting, wherever the setting was given.
    pub(super) fn refuse(&mut self, name: &str, words: impl Display) {
        let place = match self.values.get(name) {
            Some(written) => format!(", {}", self.place_text(&written.place)),
            None => String::new(),
        };
        self.wrong.push(format!("`{name}` {words}{place}"));
    }

    fn place_text(&self, place: &SettingPlace) -> String {
        match place {
            SettingPlace::Line(line) => format!("in `{}` regel {line}", self.file.display()),
            SettingPlace::Variable(variable) => format!("uit de omgeving, variabele `{variable}`"),
        }
    }

    fn value(&mut self, name: &'static str) -> Option<&GivenValue> {
        self.asked.insert(name);
        self.values.get(name).map(|written| &written.value)
    }

    /// A text of one line; empty is not a text.
    pub(super) fn text(&mut self, name: &'static str) -> Option<String> {
        let wrong = match self.value(name)? {
            GivenValue::Bare(Some(text)) | GivenValue::Text(text) if text.trim().is_empty() => {
                "is leeg: geef een waarde, of laat de naam weg"
            }
            GivenValue::Bare(Some(text)) | GivenValue::Text(text)
                if text.contains(char::is_control) =>
            {
                "moet op één regel staan, zonder stuurtekens"
            }
            GivenValue::Bare(Some(text)) | GivenValue::Text(text) => return Some(text.clone()),
            GivenValue::Bare(None) => "is geen UTF-8",
            GivenValue::Whole(_)
            | GivenValue::List(_)
            | GivenValue::Truth(_)
            | GivenValue::Nothing
            | GivenValue::Other => "moet een tekst zijn, tussen aanhalingstekens",
        };
        self.refuse(name, wrong);
        None
    }

    /// A text of one line that must be given.
    pub(super) fn needed(&mut self, name: &'static str) -> Option<String> {
        if self.value(name).is_none() {
            let (file, variable) = (self.file.display(), variable(name));
            self.wrong.push(format!(
                "`{name}` ontbreekt in `{file}`, en `{variable}` in de omgeving"
            ));
        }
        self.text(name)
    }

    /// A whole number within bounds.
    pub(super) fn number<T: TryFrom<i128> + PartialOrd + Display + Copy>(
        &mut self,
        name: &'static str,
        bounds: RangeInclusive<T>,
        default: T,
    ) -> T {
        let Some(value) = self.value(name) else {
            return default;
        };
        match value
            .whole()
            .and_then(|number| T::try_from(number).ok())
            .filter(|number| bounds.contains(number))
        {
            Some(number) => number,
            None => {
                self.refuse(
                    name,
                    format_args!(
                        "moet een geheel getal van {} tot {} zijn, in cijfers",
                        bounds.start(),
                        bounds.end()
                    ),
                );
                default
            }
        }
    }

    /// A setting of yes or no.
    pub(super) fn truth(&mut self, name: &'static str) -> Option<bool> {
        match self.value(name)? {
            GivenValue::Truth(truth) => return Some(*truth),
            GivenValue::Bare(Some(text)) if text == "true" || text == "false" => {
                return Some(text == "true");
            }
            _ => self.refuse(name, "moet true of false zijn, zonder aanhalingstekens"),
        }
        None
    }

    /// A list of at most so many whole numbers within bounds.
    pub(super) fn numbers(
        &mut self,
        name: &'static str,
        bounds: RangeInclusive<u64>,
        most: usize,
    ) -> Option<Vec<u64>> {
        let (least, largest) = (bounds.start(), bounds.end());
        let wrong = match self.value(name)? {
            GivenValue::Bare(_) => "is een lijst: die kan alleen in het bestand staan".to_owned(),
            GivenValue::List(values) if values.len() > most => {
                format!("heeft ten hoogste {most} getallen")
            }
            GivenValue::List(values) => {
                let number = |value: &GivenValue| {
                    u64::try_from(value.whole()?)
                        .ok()
                        .filter(|number| bounds.contains(number))
                };
                match values.iter().map(number).collect() {
                    Some(numbers) => return Some(numbers),
                    None => format!(
                        "moet een lijst van gehele getallen van {least} tot {largest} zijn, in cijfers"
                    ),
                }
            }
            _ => format!(
                "moet een lijst van gehele getallen van {least} tot {largest} zijn, zoals [25, 100]"
            ),
        };
        self.refuse(name, wrong);
        None
    }

    /// A path, from the folder of the file.
    pub(super) fn path(&mut self, name: &'static str) -> Option<PathBuf> {
        self.text(name).map(|path| self.in_folder(&path))
    }

    /// A path that is written in the program, from the folder of the file.
    pub(super) fn in_folder(&self, path: &str) -> PathBuf {
        self.file.parent().unwrap_or(Path::new("")).join(path)
    }

    /// Whether any setting of this table was given.
    pub(super) fn has(&self, table: &str) -> bool {
        self.values.keys().any(|name| is_within(name, table))
    }
}
