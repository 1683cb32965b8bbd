//! `schemas/<kind>/v<major>.json` -> a kind: its validator, the category of every leaf, and what the hub must know of it.

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

/// A message about an absence: the keyword `afwezigheid` of the day on which it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absence {
    /// It has begun when it is told.
    Past,
    /// Leave: it may still have to begin.
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
    /// What people call it.
    pub title: String,
    /// The CloudEvents type.
    pub event_type: String,
    /// The categories that occur in it.
    pub categories: Categories,
    /// Shape and categories of `data`.
    pub shape: Shape,
    /// JSON pointers, within `data`, of what the hub understands.
    pub meanings: BTreeMap<Meaning, String>,
    /// It is itself about consent. The keyword `verklaring` of the schema.
    pub statement: Option<StatementSort>,
    /// It is about an absence. The keyword `afwezigheid` of the day on which that begins.
    pub absence: Option<Absence>,
    /// Days that may not come in another order: the keyword `volgorde` of an object.
    pub orders: Vec<FieldOrder>,
    /// Draft 2020-12, formats checked, offline.
    pub validator: Validator,
}

/// Two days of which the last may not come before the first. Pointers within `data`.
#[derive(Debug)]
pub struct FieldOrder {
    /// The first.
    pub first: String,
    /// The last.
    pub last: String,
}

impl FieldOrder {
    /// Holds in this event, or one of both is absent. ISO 8601 days compare as texts.
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

    /// The same, where it is a text.
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

/// A list's values, or the value itself.
fn each(value: &Value) -> std::slice::Iter<'_, Value> {
    value
        .as_array()
        .map_or(std::slice::from_ref(value), Vec::as_slice)
        .iter()
}
