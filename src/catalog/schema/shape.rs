//! [`Shape`]: the fields of `data`, each with its category.

use crate::catalog::term::Categories;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The shape of `data`: a field outside the shape never leaves the hub.
#[derive(Debug)]
pub enum Shape {
    /// A value, with its category.
    Leaf(Leaf),
    /// An object.
    Object(BTreeMap<String, Shape>),
    /// A list of one shape.
    List(Box<Shape>),
}

/// A value in `data`.
#[derive(Debug)]
pub struct Leaf {
    /// The one category of the value.
    pub category: Categories,
    /// Whether people wrote the text: such a text is searched for forbidden content.
    pub free_text: bool,
    /// Whether the value is a day.
    pub day: bool,
    /// Whether the value is the number of a document: held against personal numbers by rules of its own.
    pub identifier: bool,
    /// Whether the value can only take away: the keyword `beperkend`. An unreadable value in such a field is never ignored.
    pub restrictive: bool,
    /// The closed list of allowed values, if any.
    pub choices: Option<Vec<Value>>,
}

impl Shape {
    /// Whether a field has this name, at any depth.
    pub(in crate::catalog) fn names(&self, name: &str) -> bool {
        match self {
            Shape::Leaf(_) => false,
            Shape::Object(fields) => {
                fields.contains_key(name) || fields.values().any(|shape| shape.names(name))
            }
            Shape::List(shape) => shape.names(name),
        }
    }

    /// The categories of all leaves.
    pub(super) fn categories(&self) -> Categories {
        match self {
            Shape::Leaf(leaf) => leaf.category,
            Shape::Object(fields) => fields.values().fold(Categories::default(), |sum, shape| {
                sum.with(shape.categories())
            }),
            Shape::List(shape) => shape.categories(),
        }
    }
}

/// Puts a value at a dotted path, making the objects on the way.
pub fn put(data: &mut Map<String, Value>, dotted: &str, value: Value) {
    match dotted.split_once('.') {
        None => drop(data.insert(dotted.to_owned(), value)),
        Some((first, rest)) => {
            let inner = data
                .entry(first)
                .or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(inner) = inner {
                put(inner, rest, value);
            }
        }
    }
}
