//! `adapters/<name>/adapter.toml` -> how a source's payload becomes canonical documents. Total and bounded: no loops but over the payload.

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
    /// What Windows programs of western Europe write.
    #[serde(rename = "windows-1252")]
    Windows1252,
}

/// How numbers are written.
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
    /// Its folder's name.
    pub name: String,
    /// The syntax.
    pub format: Format,
    /// The encodings it may come in, tried in this order.
    pub encodings: Vec<Encoding>,
    /// Between the fields of a CSV.
    pub separator: u8,
    /// What it can carry.
    pub messages: Vec<MessageMap>,
}

/// How one kind of message is recognised and mapped.
#[derive(Debug)]
pub struct MessageMap {
    /// What it becomes.
    pub kind: Arc<Kind>,
    /// It is this message when one of these paths is there.
    pub when: Vec<Path>,
    /// Below that path: what is one document. None: the whole.
    pub each: Option<Path>,
    /// Fields that make the id. Empty: the message's id.
    pub id: Vec<Path>,
    /// Between them.
    pub id_join: String,
    /// The table.
    pub rules: Vec<Rule>,
}

/// One line of the table: target from source.
#[derive(Debug)]
pub struct Rule {
    /// Dotted path in `data`.
    pub to: String,
    /// Where the value comes from; more than one is joined.
    pub from: Vec<Path>,
    /// Between joined values.
    pub join: String,
    /// Taken off the front, and taken out wherever they stand.
    pub strip: Option<String>,
    /// Characters to take out.
    pub remove: String,
    /// May be absent.
    pub optional: bool,
    /// What it fills can only take away.
    pub restricts: Restricts,
    /// What is done with the text.
    pub verb: Verb,
}

/// What becomes of a field that can only take away, when a null or something that cannot be read stands in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Restricts {
    /// It is no such field.
    Nothing,
    /// The document stops.
    Stops,
    /// It counts as true: a secret address.
    Counts,
}

/// The closed set of things a rule can do.
#[derive(Debug)]
pub enum Verb {
    /// Keep the text.
    Text,
    /// Read a date in the first of these notations that fits, write ISO 8601.
    Date(Vec<String>),
    /// The same for a birth date, which may be known in part.
    BirthDate(Vec<String>, Option<Incomplete>),
    /// Look it up.
    Codes(BTreeMap<String, Value>),
    /// Read a number.
    Number(NumberStyle),
    /// Yes or no.
    Flag(String, String),
    /// Always this.
    Fixed(Value),
    /// One entry for each element, mapped by rules of its own.
    Each(Path, Vec<Rule>),
}

impl Adapter {
    /// Is this a name in one of its paths?
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
