//! Valid -> the free texts with words that should not be there: the place and the sort, never the words.

use super::disclosure::Grant;
use crate::catalog::policy::FreeText;
use crate::catalog::schema::Shape;
use crate::catalog::term::Categories;
use crate::catalog::words::{WordSort, Words};
use jiff::civil::Date;
use serde_json::Value;
use std::collections::BTreeSet;

/// A free text in which words were found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flag {
    /// Place of the text within `data`, such as `/verzuim/reden`.
    pub pointer: String,
    /// The category of the field.
    pub category: Categories,
    /// Sorts of words that were found, at least one.
    pub sorts: BTreeSet<WordSort>,
}

/// Searches every free text, by the word lists of this day.
pub fn flagged(words: &Words, on: Date, shape: &Shape, data: &Value) -> Vec<Flag> {
    let mut search = Search {
        words,
        on,
        pointer: String::new(),
        found: Vec::new(),
    };
    search.value(shape, data);
    search.found
}

/// The categories of the fields in which words were found.
pub(super) fn categories(flags: &[Flag]) -> Categories {
    flags
        .iter()
        .fold(Categories::default(), |sum, flag| sum.with(flag.category))
}

/// Pointers of the fields that do not go along with these grants.
/// A field stays only where every row that passes its category marks it, and never with a personal number in the text.
pub(super) fn taken_out(flags: &[Flag], grants: &[Grant]) -> Vec<String> {
    let marked = |flag: &&Flag| {
        let mut passing = grants
            .iter()
            .map(|grant| &grant.row)
            .filter(|row| row.categories.contains(flag.category))
            .peekable();
        let any = passing.peek().is_some();
        any && passing.all(|row| row.free_text == FreeText::Markeren)
            && !flag.sorts.contains(&WordSort::PersonalNumber)
    };
    flags
        .iter()
        .filter(|flag| !marked(flag))
        .map(|flag| flag.pointer.clone())
        .collect()
}

struct Search<'a> {
    words: &'a Words,
    on: Date,
    pointer: String,
    found: Vec<Flag>,
}

impl Search<'_> {
    fn value(&mut self, shape: &Shape, value: &Value) {
        let length = self.pointer.len();
        match (shape, value) {
            (Shape::Leaf(leaf), Value::String(text)) if leaf.free_text => {
                let sorts = self.words.found(text, self.on);
                if !sorts.is_empty() {
                    self.found.push(Flag {
                        pointer: self.pointer.clone(),
                        category: leaf.category,
                        sorts,
                    });
                }
            }
            (Shape::Object(fields), Value::Object(values)) => {
                for (name, inner) in values {
                    if let Some(shape) = fields.get(name) {
                        self.pointer.push('/');
                        self.pointer.push_str(name);
                        self.value(shape, inner);
                        self.pointer.truncate(length);
                    }
                }
            }
            (Shape::List(shape), Value::Array(values)) => {
                for (at, inner) in values.iter().enumerate() {
                    self.pointer.push_str(&format!("/{at}"));
                    self.value(shape, inner);
                    self.pointer.truncate(length);
                }
            }
            _ => {}
        }
    }
}
