//! Text + a fault -> [`Complaint`] with file and line.

use super::unique;
use std::fmt;

/// One fault that keeps the catalog from loading.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Complaint {
    /// The file, relative to where the settings point.
    pub file: String,
    /// The line, from 1; absent where the complaint is about the whole file.
    pub line: Option<usize>,
    /// The fault and its remedy, in Dutch.
    pub text: String,
    /// The kind or adapter that the file names and the catalog lacks, if that is the fault.
    pub missing: Option<String>,
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.file, self.text),
            None => write!(f, "{}: {}", self.file, self.text),
        }
    }
}

/// A fault in a part of a file, before its line is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CatalogFault {
    text: String,
    missing: Option<String>,
}

impl CatalogFault {
    /// A fault of a file that names a kind or an adapter that the catalog does not have.
    pub(crate) fn missing(name: &str, text: String) -> Self {
        let missing = Some(name.to_owned());
        Self { text, missing }
    }
}

impl From<String> for CatalogFault {
    fn from(text: String) -> Self {
        let missing = None;
        Self { text, missing }
    }
}

/// Why a file or a folder cannot be read, and the remedy.
pub(crate) fn unreadable(error: &std::io::Error) -> &'static str {
    match error.kind() {
        std::io::ErrorKind::NotFound => "bestaat niet",
        std::io::ErrorKind::PermissionDenied => {
            "mag niet gelezen worden: geef de gebruiker van de hub leesrecht"
        }
        std::io::ErrorKind::IsADirectory => "is een map, en geen bestand",
        std::io::ErrorKind::NotADirectory => {
            "ligt in een bestand waar een map moet zijn, of is zelf geen map"
        }
        std::io::ErrorKind::InvalidData => "is geen UTF-8: sla het bestand op als UTF-8",
        _ => "is niet te lezen: kijk naar de schijf",
    }
}

/// Why the system refuses to make, read or write something; the caller names the thing.
pub(crate) fn refused_by_system(error: &std::io::Error) -> &'static str {
    use std::io::ErrorKind as Io;
    match error.kind() {
        Io::AlreadyExists => "dat bestaat al",
        Io::NotFound => "de map of het bestand bestaat niet",
        Io::PermissionDenied => "deze gebruiker mag dat niet",
        Io::IsADirectory => "het is een map, en geen bestand",
        Io::NotADirectory => "een deel van het pad is geen map",
        Io::InvalidFilename => "de naam kan niet, of is te lang",
        Io::StorageFull | Io::QuotaExceeded => "de schijf is vol",
        Io::FileTooLarge => "een bestand mag hier niet zo groot worden",
        Io::ReadOnlyFilesystem => "de schijf is alleen te lezen",
        Io::InvalidData => "het is geen UTF-8",
        Io::AddrInUse => "een ander programma gebruikt dit al",
        Io::BrokenPipe | Io::ConnectionReset | Io::ConnectionAborted | Io::UnexpectedEof => {
            "de andere kant brak het af"
        }
        _ => "het systeem weigert",
    }
}

/// A message of serde about a table that does not fit, in Dutch for the usual messages.
pub(crate) fn in_dutch(message: &str) -> String {
    let quoted = |text: &str| text.split('`').nth(1).unwrap_or_default().to_owned();
    let choices = |text: &str| {
        text.split_once("expected ")
            .map(|(_, rest)| rest.trim_start_matches("one of ").replace(" or ", " en "))
            .unwrap_or_default()
    };
    if message.starts_with("unknown field") {
        format!(
            "`{}` is onbekend; bekend zijn {}",
            quoted(message),
            choices(message)
        )
    } else if message.starts_with("unknown variant") {
        format!(
            "`{}` kan hier niet; kies uit {}",
            quoted(message),
            choices(message).replace(" en ", ", ")
        )
    } else if message.starts_with("missing field") {
        format!("`{}` ontbreekt", quoted(message))
    } else if is_about_a_date(message) {
        "geen datum: schrijf 2026-09-01".to_owned()
    } else if message.starts_with("invalid type") || message.starts_with("invalid value") {
        format!(
            "verwacht is {}",
            expected(
                message
                    .split_once("expected ")
                    .map_or("", |(_, expected)| expected)
            )
        )
    } else {
        message.to_owned()
    }
}

/// `regel 7: …`: the fault in a TOML file, with its line.
pub(crate) fn refused(error: &toml::de::Error, text: &str) -> String {
    let line = error.span().map_or(1, |span| line_at(text, span.start));
    format!("regel {line}: {}", toml_in_dutch(error, text))
}

/// The message of the TOML parser in Dutch: the parser's own is English, and about signs; the hub's and serde's are about the content.
fn toml_in_dutch(error: &toml::de::Error, text: &str) -> String {
    let (message, is_toml) = (error.message(), toml::from_str::<toml::Table>(text).is_ok());
    match message {
        "duplicate key" => "dit staat er twee keer".to_owned(),
        _ if is_toml || is_about_a_date(message) => in_dutch(message),
        _ => "geen TOML: kijk naar haken, aanhalingstekens en `=`".to_owned(),
    }
}

/// Whether the message is about a date: the TOML parser's for an impossible day, or serde's for a text in place of a day.
fn is_about_a_date(message: &str) -> bool {
    let parts = [
        "invalid date",
        "invalid time",
        "invalid offset",
        "four-digit year",
        "year or hour",
        "(YYYY-MM)",
        "TOML datetime",
    ];
    parts.iter().any(|part| message.contains(part))
}

/// The message of the JSON parser in Dutch; the parser's own is English.
fn json_in_dutch(error: &serde_json::Error) -> &'static str {
    match error.classify() {
        serde_json::error::Category::Eof => "het houdt te vroeg op",
        _ => "kijk naar haken, komma's en aanhalingstekens",
    }
}

/// The Dutch word for a type that serde or the settings name.
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
    known
        .iter()
        .find(|(word, _)| named.contains(word))
        .map_or(named, |(_, dutch)| dutch)
}

/// One file of the catalog as read.
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
        Complaint {
            file: self.path.clone(),
            line: found.map(|at| line_at(&self.text, at)),
            text: text.into(),
            missing: None,
        }
    }

    /// A complaint about a fault of the part that `about` names, found as [`Self::complain`] finds it.
    pub(crate) fn blame(&self, needles: &[&str], about: &str, fault: CatalogFault) -> Complaint {
        let CatalogFault { text, missing } = fault;
        Complaint {
            missing,
            ..self.complain(needles, format!("{about}: {text}"))
        }
    }

    /// Reads TOML into a spec; what serde refuses becomes a complaint on its line.
    pub fn toml<T: serde::de::DeserializeOwned>(&self) -> Result<T, Complaint> {
        toml::from_str(&self.text).map_err(|error| Complaint {
            file: self.path.clone(),
            line: error.span().map(|span| line_at(&self.text, span.start)),
            text: format!("niet te lezen: {}", toml_in_dutch(&error, &self.text)),
            missing: None,
        })
    }

    /// Reads JSON; a syntax error becomes a complaint on its line.
    pub fn json(&self) -> Result<serde_json::Value, Complaint> {
        let parsed = unique::parse(&self.text).map_err(|error| Complaint {
            file: self.path.clone(),
            line: Some(error.line()),
            text: format!("geen geldige JSON: {}", json_in_dutch(&error)),
            missing: None,
        })?;
        let Some(way) = parsed.twice.first() else {
            return Ok(parsed.value);
        };
        let names: Vec<String> = way.iter().map(ToString::to_string).collect();
        Err(Complaint {
            file: self.path.clone(),
            line: None,
            text: format!("`{}` staat twee keer in één object", names.join("/")),
            missing: None,
        })
    }
}

/// The line on which a byte stands, from 1.
pub(crate) fn line_at(text: &str, byte: usize) -> usize {
    text.bytes().take(byte).filter(|b| *b == b'\n').count() + 1
}

/// The value of a result, if right; otherwise the complaints are added to `wrong`.
pub(super) fn keep<T>(result: Result<T, Vec<Complaint>>, wrong: &mut Vec<Complaint>) -> Option<T> {
    result.map_err(|complaints| wrong.extend(complaints)).ok()
}

#[cfg(test)]
mod tests {
    use std::io::{Error, ErrorKind};

    #[test]
    fn what_cannot_be_read_is_told_with_what_to_do() {
        let told = |kind| super::unreadable(&Error::from(kind));
        assert_eq!(told(ErrorKind::NotFound), "bestaat niet");
        assert!(told(ErrorKind::PermissionDenied).contains("leesrecht"));
        assert!(told(ErrorKind::IsADirectory).contains("map"));
        assert!(told(ErrorKind::InvalidData).contains("UTF-8"));
        assert!(told(ErrorKind::StorageFull).contains("schijf"));
    }

    #[test]
    fn what_a_file_of_toml_lacks_is_told_on_its_line() {
        let text = "a = 1\nb = \n";
        let error = toml::from_str::<toml::Table>(text).expect_err("no TOML");
        assert_eq!(
            super::refused(&error, text),
            "regel 2: geen TOML: kijk naar haken, aanhalingstekens en `=`"
        );
    }
}
