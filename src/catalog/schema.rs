//! `schemas/<kind>/v<major>.json` -> [`Kind`]: its validator, the category of every leaf, and the fields that the hub must understand.

mod fields;
mod meaning;
mod read;
mod shape;
mod validator;

pub use fields::Shared;
pub use meaning::{Meaning, StatementSort};
pub use read::compile;
pub use shape::{Leaf, Shape, put};
pub use validator::envelope;

use super::term::Categories;
use jsonschema::Validator;
use serde_json::Value;
use std::collections::BTreeMap;

/// The attributes of a CloudEvent that the profile names, and `data`.
pub const ATTRIBUTES: [&str; 12] = [
    "id",
    "source",
    "specversion",
    "type",
    "datacontenttype",
    "dataschema",
    "subject",
    "time",
    "dataref",
    "sequence",
    "sequencetype",
    "data",
];

/// The sort of absence that a message reports: the keyword `afwezigheid` on the day on which the absence begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absence {
    /// The absence has begun by the time of the report.
    Past,
    /// Leave, which may still have to begin.
    Ahead,
}

impl Absence {
    const ALL: [(&'static str, Absence); 2] =
        [("voorbij", Absence::Past), ("vooruit", Absence::Ahead)];
}

/// A message type with its major version.
#[derive(Debug)]
pub struct Kind {
    /// `verzuimmelding/1`.
    pub name: String,
    /// The name that people use for the kind.
    pub title: String,
    /// The CloudEvents type of the kind.
    pub event_type: String,
    /// The categories that occur in the kind.
    pub categories: Categories,
    /// Shape and categories of `data`.
    pub shape: Shape,
    /// JSON pointers, within `data`, to the fields that the hub understands.
    pub meanings: BTreeMap<Meaning, String>,
    /// The sort of statement about consent that the kind is, if any. The keyword `verklaring` of the schema.
    pub statement: Option<StatementSort>,
    /// The sort of absence that the kind reports, if any. The keyword `afwezigheid` on the day on which the absence begins.
    pub absence: Option<Absence>,
    /// Days that must come in this order: the keyword `volgorde` of an object.
    pub orders: Vec<FieldOrder>,
    /// The validator: draft 2020-12, formats checked, offline.
    pub validator: Validator,
}

/// Two days of which the last may not come before the first. Pointers within `data`.
#[derive(Debug)]
pub struct FieldOrder {
    /// Pointer to the first day.
    pub first: String,
    /// Pointer to the last day.
    pub last: String,
}

impl FieldOrder {
    /// Whether the order holds in this event, or one of both days is absent. ISO 8601 days compare as texts.
    pub fn holds(&self, body: &Value) -> bool {
        let day = |pointer: &str| {
            body.get("data")
                .and_then(|data| data.pointer(pointer))
                .and_then(Value::as_str)
        };
        match (day(&self.first), day(&self.last)) {
            (Some(first), Some(last)) => first <= last,
            _ => true,
        }
    }
}

impl Kind {
    /// The value in a body that has this meaning.
    pub fn find<'v>(&self, meaning: Meaning, body: &'v Value) -> Option<&'v Value> {
        // names of fields hold neither `/` nor `~`: nothing of a pointer is escaped
        let mut names = self.meanings.get(&meaning)?.split('/').skip(1);
        names.try_fold(body.get("data")?, |at, name| at.get(name))
    }

    /// The text in a body that has this meaning; none for a value that is no text.
    pub fn text<'v>(&self, meaning: Meaning, body: &'v Value) -> Option<&'v str> {
        self.find(meaning, body)?.as_str()
    }

    /// The texts in a body that have this meaning, also within lists.
    pub fn texts<'v>(&self, meaning: Meaning, body: &'v Value) -> Vec<&'v str> {
        let (Some(pointer), Some(data)) = (self.meanings.get(&meaning), body.get("data")) else {
            return Vec::new();
        };
        let mut found = vec![data];
        for name in pointer.split('/').skip(1) {
            found = found
                .into_iter()
                .flat_map(each)
                .filter_map(|value| value.get(name))
                .collect();
        }
        found
            .into_iter()
            .flat_map(each)
            .filter_map(Value::as_str)
            .collect()
    }

    /// The shape at a dotted path within `data`, `verzuim.soort`; lists are passed through.
    pub fn at(&self, dotted: &str) -> Option<&Shape> {
        let mut shape = &self.shape;
        for part in dotted.split('.') {
            while let Shape::List(inner) = shape {
                shape = inner;
            }
            let Shape::Object(fields) = shape else {
                return None;
            };
            shape = fields.get(part)?;
        }
        Some(shape)
    }
}

/// The values of a list, or the value itself.
fn each(value: &Value) -> std::slice::Iter<'_, Value> {
    value
        .as_array()
        .map_or(std::slice::from_ref(value), Vec::as_slice)
        .iter()
}
