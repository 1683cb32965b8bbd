//! Text + what is wrong with it -> a complaint with file and line.

use std::fmt;

/// One thing that keeps the catalog from loading.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Complaint {
    /// The file, relative to where the settings point.
    pub file: String,
    /// The line, from 1; absent where the complaint is about the whole file.
    pub line: Option<usize>,
    /// What is wrong and what to do, in Dutch.
    pub text: String,
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.file, self.text),
            None => write!(f, "{}: {}", self.file, self.text),
        }
    }
}

/// What serde says of a table that does not fit, in Dutch as far as it says usual things.
pub(crate) fn in_dutch(message: &str) -> String {
    let quoted = |text: &str| text.split('`').nth(1).unwrap_or_default().to_owned();
    let choices = |text: &str| {
        text.split_once("expected ").map(|(_, rest)| rest.trim_start_matches("one of ").replace(" or ", " en ")).unwrap_or_default()
    };
    if message.starts_with("unknown field") {
        format!("`{}` is onbekend; bekend zijn {}", quoted(message), choices(message))
    } else if message.starts_with("unknown variant") {
        format!("`{}` kan hier niet; kies uit {}", quoted(message), choices(message).replace(" en ", ", "))
    } else if message.starts_with("missing field") {
        format!("`{}` ontbreekt", quoted(message))
    } else if message.starts_with("invalid type") || message.starts_with("invalid value") {
        format!("verwacht is {}", expected(message.split_once("expected ").map_or("", |(_, expected)| expected)))
    } else {
        message.to_owned()
    }
}

/// A type as serde or the settings name it.
pub(crate) fn expected(named: &str) -> &str {
    let known = [
        ("int", "een geheel getal"),
        ("u16", "een geheel getal"),
        ("u64", "een geheel getal"),
        ("usize", "een geheel getal"),
        ("float", "een getal"),
        ("bool", "true of false"),
        ("string", "een tekst"),
        ("array", "een lijst"),
        ("sequence", "een lijst"),
        ("datetime", "een datum"),
        ("map", "een tabel"),
        ("struct", "een tabel"),
    ];
    known.iter().find(|(word, _)| named.contains(word)).map_or(named, |(_, dutch)| dutch)
}

/// One file of the catalog as it was read.
#[derive(Debug, Clone)]
pub struct Text {
    /// Path for people.
    pub path: String,
    /// Path within its folder, with `/`: `verzuimmelding/v1.json`.
    pub place: String,
    /// The whole text.
    pub text: String,
}

impl Text {
    /// A complaint about the first line that holds all the needles, each looked for after the one before.
    pub fn complain(&self, needles: &[&str], text: impl Into<String>) -> Complaint {
        let mut from = 0;
        let mut found = None;
        for needle in needles {
            match self.text.get(from..).and_then(|rest| rest.find(needle)) {
                Some(at) => {
                    from += at;
                    found = Some(from);
                }
                None => break,
            }
        }
        Complaint { file: self.path.clone(), line: found.map(|at| self.line_at(at)), text: text.into() }
    }

    /// Reads TOML into a spec; what serde refuses becomes a complaint on its line.
    pub fn toml<T: serde::de::DeserializeOwned>(&self) -> Result<T, Complaint> {
        toml::from_str(&self.text).map_err(|error| Complaint {
            file: self.path.clone(),
            line: error.span().map(|span| self.line_at(span.start)),
            text: format!("niet te lezen: {}", in_dutch(error.message())),
        })
    }

    /// Reads JSON; a syntax error becomes a complaint on its line.
    pub fn json(&self) -> Result<serde_json::Value, Complaint> {
        serde_json::from_str(&self.text).map_err(|error| Complaint {
            file: self.path.clone(),
            line: Some(error.line()),
            text: format!("geen geldige JSON: {error}"),
        })
    }

    fn line_at(&self, byte: usize) -> usize {
        self.text.bytes().take(byte).filter(|b| *b == b'\n').count() + 1
    }
}
