//! `adapter.toml` as written.

use super::birth::IncompleteSpec;
use super::path::OneOrMore;
use super::{Encoding, Format, NumberStyle};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// Lists of codes by name: the value that each code stands for.
pub(super) type Codes = BTreeMap<String, BTreeMap<String, Value>>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AdapterSpec {
    pub(super) format: Format,
    pub(super) encodings: Vec<Encoding>,
    pub(super) separator: Option<char>,
    pub(super) message: Vec<MessageSpec>,
    #[serde(default)]
    pub(super) codes: BTreeMap<String, BTreeMap<String, toml::Value>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MessageSpec {
    pub(super) kind: String,
    pub(super) when: OneOrMore,
    pub(super) each: Option<String>,
    #[serde(default)]
    pub(super) id: Vec<String>,
    pub(super) id_join: Option<String>,
    pub(super) map: Vec<RuleSpec>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleSpec {
    pub(super) to: String,
    pub(super) from: Option<OneOrMore>,
    pub(super) value: Option<toml::Value>,
    pub(super) date: Option<OneOrMore>,
    pub(super) incomplete: Option<IncompleteSpec>,
    pub(super) codes: Option<String>,
    pub(super) number: Option<NumberStyle>,
    pub(super) flag: Option<[String; 2]>,
    pub(super) join: Option<String>,
    pub(super) strip: Option<String>,
    pub(super) remove: Option<String>,
    #[serde(default)]
    pub(super) optional: bool,
    pub(super) each: Option<String>,
    #[serde(default)]
    pub(super) map: Vec<RuleSpec>,
}

impl AdapterSpec {
    /// The lists of codes by name.
    pub(super) fn codes(&self) -> Codes {
        let list = |entries: &BTreeMap<String, toml::Value>| {
            let entries = entries.iter();
            entries
                .map(|(from, to)| (from.clone(), json(to.clone())))
                .collect()
        };
        let lists = self.codes.iter();
        lists
            .map(|(name, entries)| (name.clone(), list(entries)))
            .collect()
    }
}

/// A TOML value as the JSON of a document.
pub(super) fn json(value: toml::Value) -> Value {
    serde_json::to_value(value).unwrap_or(Value::Null)
}
