//! The text of the file + the environment -> each setting as it was written, and every complaint about them.

use crate::catalog::complaint;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fmt::Display;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use toml::de::{DeTable, DeValue};

/// What all variables of ours begin with.
const PREFIX: &str = "SCHAKEL__";
/// What one of them begins with that lacks a sign; others, of scripts, do too.
const ALMOST: &str = "SCHAKEL_";

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

/// Where one setting came from.
#[derive(Debug)]
pub struct Origin {
    /// `broker.prefetch`.
    pub name: String,
    /// The file, or the environment.
    pub from: String,
}

/// A value as it was written.
#[derive(Debug)]
enum Value {
    /// In the environment, where nothing has a type. None: not UTF-8.
    Bare(Option<String>),
    /// Between quotes.
    Text(String),
    /// A whole number. None: longer than any number.
    Whole(Option<i128>),
    List(Vec<Value>),
    Truth(bool),
    /// A table with nothing in it.
    Nothing,
    /// Something that no setting is: `1.5`, a day.
    Other,
}

#[derive(Debug)]
enum Place {
    Line(usize),
    Variable(String),
}

#[derive(Debug)]
struct Written {
    value: Value,
    place: Place,
}

/// All that was given, until it has been asked for.
#[derive(Debug)]
pub(super) struct Given {
    file: PathBuf,
    values: BTreeMap<String, Written>,
    asked: BTreeSet<&'static str>,
    /// Variables that begin almost like ours.
    almost: Vec<String>,
    wrong: Vec<String>,
}

impl Given {
    pub(super) fn new(
        file: &Path,
        bytes: &[u8],
        environment: impl Iterator<Item = (OsString, OsString)>,
    ) -> Result<Self, SettingsError> {
        let no_utf8 = |_| {
            SettingsError(format!(
                "`{}` is geen UTF-8: sla het bestand op als UTF-8",
                file.display()
            ))
        };
        let text = std::str::from_utf8(bytes).map_err(no_utf8)?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        // the parser's own words show the line, and a password may be on it
        let refused = |error| {
            SettingsError(format!(
                "`{}`, {}",
                file.display(),
                complaint::refused(&error, text)
            ))
        };
        let table = DeTable::parse(text).map_err(refused)?;
        let (values, asked, almost, wrong) = <_>::default();
        let mut given = Self {
            file: file.to_owned(),
            values,
            asked,
            almost,
            wrong,
        };
        given.flatten("", table.get_ref(), text);
        for (variable, value) in environment {
            given.take_variable(&variable.to_string_lossy(), value.into_string().ok());
        }
        Ok(given)
    }

    fn flatten(&mut self, before: &str, table: &DeTable<'_>, text: &str) {
        for (key, value) in table {
            // a name with a dot in it is none of ours, and no two names
            let own = if key.get_ref().contains('.') {
                format!("\"{}\"", key.get_ref())
            } else {
                key.get_ref().to_string()
            };
            let name = format!("{before}{own}");
            match value.get_ref() {
                DeValue::Table(inner) if !inner.is_empty() => {
                    self.flatten(&format!("{name}."), inner, text)
                }
                value => {
                    let place = Place::Line(complaint::line_at(text, key.span().start));
                    self.values.insert(
                        name,
                        Written {
                            value: Value::of(value),
                            place,
                        },
                    );
                }
            }
        }
    }

    fn take_variable(&mut self, variable: &str, value: Option<String>) {
        let begin = variable.get(..PREFIX.len()).unwrap_or_default();
        if begin.eq_ignore_ascii_case(PREFIX) {
            let name = variable
                .get(PREFIX.len()..)
                .unwrap_or_default()
                .to_ascii_lowercase()
                .replace("__", ".");
            let written = Written {
                value: Value::Bare(value),
                place: Place::Variable(variable.to_owned()),
            };
            if let Some(Written {
                place: Place::Variable(other),
                ..
            }) = self.values.insert(name, written)
            {
                self.wrong.push(format!(
                    "de variabelen `{other}` en `{variable}` zeggen hetzelfde: laat er één staan"
                ));
            }
        } else if variable
            .get(..ALMOST.len())
            .is_some_and(|begin| begin.eq_ignore_ascii_case(ALMOST))
        {
            self.almost.push(variable.to_owned());
        }
    }

    /// Something is wrong with this setting, wherever it was given.
    pub(super) fn refuse(&mut self, name: &str, words: impl Display) {
        let place = match self.values.get(name) {
            Some(written) => format!(", {}", self.told(&written.place)),
            None => String::new(),
        };
        self.wrong.push(format!("`{name}` {words}{place}"));
    }

    fn told(&self, place: &Place) -> String {
        match place {
            Place::Line(line) => format!("in `{}` regel {line}", self.file.display()),
            Place::Variable(variable) => format!("uit de omgeving, variabele `{variable}`"),
        }
    }

    fn value(&mut self, name: &'static str) -> Option<&Value> {
        self.asked.insert(name);
        self.values.get(name).map(|written| &written.value)
    }

    /// A text of one line; empty is not a text.
    pub(super) fn text(&mut self, name: &'static str) -> Option<String> {
        let wrong = match self.value(name)? {
            Value::Bare(Some(text)) | Value::Text(text) if text.trim().is_empty() => {
                "is leeg: geef een waarde, of laat de naam weg"
            }
            Value::Bare(Some(text)) | Value::Text(text) if text.contains(char::is_control) => {
                "moet op één regel staan, zonder stuurtekens"
            }
            Value::Bare(Some(text)) | Value::Text(text) => return Some(text.clone()),
            Value::Bare(None) => "is geen UTF-8",
            Value::Whole(_) | Value::List(_) | Value::Truth(_) | Value::Nothing | Value::Other => {
                "moet een tekst zijn, tussen aanhalingstekens"
            }
        };
        self.refuse(name, wrong);
        None
    }

    /// The same, and it must be there.
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

    /// Yes or no.
    pub(super) fn truth(&mut self, name: &'static str) -> Option<bool> {
        match self.value(name)? {
            Value::Truth(truth) => return Some(*truth),
            Value::Bare(Some(text)) if text == "true" || text == "false" => {
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
            Value::Bare(_) => "is een lijst: die kan alleen in het bestand staan".to_owned(),
            Value::List(values) if values.len() > most => {
                format!("heeft ten hoogste {most} getallen")
            }
            Value::List(values) => {
                let number = |value: &Value| {
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

    /// Was anything of this table given?
    pub(super) fn has(&self, table: &str) -> bool {
        self.values.keys().any(|name| is_within(name, table))
    }

    /// Where each value came from, once all have been asked for; or all that is wrong.
    pub(super) fn origins(mut self) -> Result<Vec<Origin>, SettingsError> {
        let unknown: Vec<String> = (self.values.iter())
            .filter_map(|(name, written)| self.unknown(name, written))
            .collect();
        self.wrong.extend(unknown);
        for variable in &self.almost {
            let name = plain(
                &variable
                    .get(ALMOST.len()..)
                    .unwrap_or_default()
                    .to_ascii_lowercase(),
            );
            if let Some(meant) = self.asked.iter().find(|known| plain(known) == name) {
                self.wrong.push(format!(
                    "variabele `{variable}` in de omgeving is onbekend; bedoelt u `{}`?",
                    self::variable(meant)
                ));
            }
        }
        if !self.wrong.is_empty() {
            return Err(SettingsError::all(self.wrong));
        }
        let origin = |(name, written): (&String, &Written)| {
            let from = match &written.place {
                Place::Line(_) => self.file.display().to_string(),
                Place::Variable(variable) => format!("de omgeving ({variable})"),
            };
            Origin {
                name: name.clone(),
                from,
            }
        };
        Ok(self
            .values
            .iter()
            .filter(|(_, written)| !matches!(written.value, Value::Nothing))
            .map(origin)
            .collect())
    }

    fn unknown(&self, name: &str, written: &Written) -> Option<String> {
        let is_table = self.asked.iter().any(|asked| {
            asked
                .strip_prefix(name)
                .is_some_and(|rest| rest.starts_with('.'))
        });
        match written.value {
            _ if self.asked.contains(name) => return None,
            Value::Nothing if is_table => return None,
            _ if is_table => {
                return Some(format!(
                    "`{name}` moet een tabel zijn, {}",
                    self.told(&written.place)
                ));
            }
            _ => {}
        }
        let near = |known: &&&str| strsim::damerau_levenshtein(&plain(known), &plain(name));
        let nearest = self
            .asked
            .iter()
            .min_by_key(near)
            .filter(|known| near(known) <= 3.min(known.len() / 3));
        let shown = |name: &str| match written.place {
            Place::Line(_) => format!("`{name}`"),
            Place::Variable(_) => format!("`{}`", variable(name)),
        };
        let meant = match nearest {
            Some(known) => format!("bedoelt u {}?", shown(known)),
            None => {
                let table = name.split('.').next().unwrap_or_default();
                let of_table: Vec<_> = self
                    .asked
                    .iter()
                    .filter(|known| is_within(known, table))
                    .map(|known| shown(known))
                    .collect();
                let tables: BTreeSet<_> = self
                    .asked
                    .iter()
                    .filter_map(|known| known.split('.').next())
                    .collect();
                match of_table.is_empty() {
                    true => format!(
                        "bekende tabellen zijn {}",
                        tables.into_iter().collect::<Vec<_>>().join(", ")
                    ),
                    false => format!("bekend zijn {}", of_table.join(", ")),
                }
            }
        };
        Some(match &written.place {
            Place::Line(_) => format!(
                "`{name}` is onbekend; {meant}, {}",
                self.told(&written.place)
            ),
            Place::Variable(variable) => {
                format!("variabele `{variable}` in de omgeving is onbekend; {meant}")
            }
        })
    }
}

impl Value {
    fn of(value: &DeValue<'_>) -> Self {
        match value {
            DeValue::String(text) => Self::Text(text.to_string()),
            DeValue::Integer(number) => {
                Self::Whole(i128::from_str_radix(number.as_str(), number.radix()).ok())
            }
            DeValue::Boolean(truth) => Self::Truth(*truth),
            DeValue::Array(values) => Self::List(
                values
                    .iter()
                    .map(|value| Self::of(value.get_ref()))
                    .collect(),
            ),
            DeValue::Table(table) if table.is_empty() => Self::Nothing,
            _ => Self::Other,
        }
    }

    /// The number that it is. In the environment, digits and nothing else: `010` may be meant as eight.
    fn whole(&self) -> Option<i128> {
        match self {
            Self::Whole(number) => *number,
            Self::Bare(Some(text)) => {
                let digits = text.bytes().all(|byte| byte.is_ascii_digit())
                    && (text == "0" || !text.starts_with('0'));
                text.parse().ok().filter(|_| digits)
            }
            _ => None,
        }
    }
}

fn is_within(name: &str, table: &str) -> bool {
    name.strip_prefix(table)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// A name without the signs between its parts, which are mistaken most.
fn plain(name: &str) -> String {
    name.replace(['.', '_', '"'], "")
}

/// `broker.url` -> `SCHAKEL__BROKER__URL`.
fn variable(name: &str) -> String {
    format!("{PREFIX}{}", name.replace('.', "__").to_uppercase())
}
