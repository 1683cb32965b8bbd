//! `adapters/<name>/adapter.toml` -> [`Adapter`]: the mapping of a source's payload to canonical documents.
//!
//! The mapping is total and bounded: no loops but over the payload.

mod birth;
mod compile;
mod path;
mod rules;
mod spec;

pub use birth::Incomplete;
pub use compile::compile;
pub use path::Path;

use super::schema::Kind;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The syntax of a payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// JSON.
    Json,
    /// XML; namespaces are looked through, attributes carry nothing.
    Xml,
    /// CSV with a header line; read as `rij`, a list of one object for each line.
    Csv,
}

/// A character encoding that a source may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    #[serde(rename = "utf-8")]
    Utf8,
    /// The encoding of Windows programs of western Europe.
    #[serde(rename = "windows-1252")]
    Windows1252,
}

/// The notation of numbers in a payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NumberStyle {
    /// Decimal comma, points between thousands.
    Nl,
    /// Digits only.
    Integer,
}

/// A compiled adapter.
#[derive(Debug)]
pub struct Adapter {
    /// Name of the adapter's folder.
    pub name: String,
    /// The syntax of its payloads.
    pub format: Format,
    /// The encodings that a payload may have, tried in this order.
    pub encodings: Vec<Encoding>,
    /// The separator between the fields of a CSV.
    pub separator: u8,
    /// The messages that a payload can carry.
    pub messages: Vec<MessageMap>,
}

/// How one kind of message is recognised and mapped.
#[derive(Debug)]
pub struct MessageMap {
    /// The kind of the documents that the message becomes.
    pub kind: Arc<Kind>,
    /// A message is of this sort when one of these paths occurs in the message.
    pub when: Vec<Path>,
    /// The path of the list whose elements are documents, below the path of `when`. None: the whole is one document.
    pub each: Option<Path>,
    /// Fields that make the document's id. Empty: the id of the message.
    pub id: Vec<Path>,
    /// The text between the parts of the id.
    pub id_join: String,
    /// The table of rules.
    pub rules: Vec<Rule>,
}

/// One line of an adapter's table: target from source.
#[derive(Debug)]
pub struct Rule {
    /// Dotted path of the target in `data`.
    pub to: String,
    /// Paths of the value; several values are joined.
    pub from: Vec<Path>,
    /// The text between joined values.
    pub join: String,
    /// A prefix to take off.
    pub strip: Option<String>,
    /// Characters to take out, wherever they stand.
    pub remove: String,
    /// Whether the value may be absent.
    pub optional: bool,
    /// Whether the target field can only take away.
    pub restricts: Restricts,
    /// What the rule does with the text.
    pub verb: Verb,
}

/// How a rule treats a null or an unreadable value in a field that can only take away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Restricts {
    /// The field is an ordinary one.
    Nothing,
    /// The document stops.
    Stops,
    /// The value counts as true: a secret address.
    Counts,
}

/// The closed set of operations of a rule.
#[derive(Debug)]
pub enum Verb {
    /// Keep the text.
    Text,
    /// Read a date in the first of these notations that fits, write ISO 8601.
    Date(Vec<String>),
    /// Read a birth date likewise; the date may be known in part.
    BirthDate(Vec<String>, Option<Incomplete>),
    /// Look the text up in a list of codes.
    Codes(BTreeMap<String, Value>),
    /// Read a number.
    Number(NumberStyle),
    /// Read a yes or a no, written as the first or the second of these texts.
    Flag(String, String),
    /// Always give this value.
    Fixed(Value),
    /// One entry for each element, mapped by rules of its own.
    Each(Path, Vec<Rule>),
}

impl Adapter {
    /// Whether `name` occurs in one of the adapter's paths.
    pub fn names(&self, name: &str) -> bool {
        let has = |path: &Path| path.iter().any(|part| part == name);
        let of = |message: &MessageMap| {
            message
                .when
                .iter()
                .chain(&message.each)
                .chain(&message.id)
                .any(has)
                || message.rules.iter().any(|rule| rule.names(name))
        };
        self.messages.iter().any(of)
    }
}

impl Rule {
    fn names(&self, name: &str) -> bool {
        let within = match &self.verb {
            Verb::Each(each, rules) => {
                each.iter().any(|part| part == name) || rules.iter().any(|rule| rule.names(name))
            }
            _ => false,
        };
        within || self.from.iter().flatten().any(|part| part == name)
    }
}
