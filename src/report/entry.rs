//! The rows of a catalog -> the entries of the table: all rows of one id together, in the order of their numbers, with their cases.

use crate::catalog::Catalog;
use crate::catalog::case::Case;
use crate::catalog::policy::Row;
use crate::catalog::schema::{Kind, Meaning, Shape};
use crate::catalog::term::Categories;
use std::collections::BTreeMap;
use std::sync::Arc;

/// One entry of the table. A row for several kinds, givers or recipients was compiled to as many rows, which differ in nothing else.
#[derive(Debug)]
pub(super) struct Entry<'c> {
    /// The content that all rows of the entry share.
    pub(super) row: &'c Row,
    /// All rows of the entry.
    pub(super) rows: Vec<&'c Row>,
    /// The cases that prove the rows.
    pub(super) cases: Vec<&'c Case>,
}

/// All entries, by the number of the table; those without a number last.
pub(super) fn entries(catalog: &Catalog) -> Vec<Entry<'_>> {
    let mut by_id: BTreeMap<&str, Entry> = BTreeMap::new();
    for row in catalog.rows.values().flatten().map(Arc::as_ref) {
        by_id
            .entry(&row.id)
            .or_insert_with(|| Entry {
                row,
                rows: Vec::new(),
                cases: Vec::new(),
            })
            .rows
            .push(row);
    }
    for (_, case) in &catalog.cases {
        if let Some(entry) = by_id.get_mut(case.rij.as_str()) {
            entry.cases.push(case);
        }
    }
    let mut entries: Vec<Entry> = by_id.into_values().collect();
    entries.sort_by_key(|entry| (number(&entry.row.id), entry.row.id.clone()));
    entries
}

fn number(id: &str) -> u32 {
    let digits: String = id.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap_or(u32::MAX)
}

impl Entry<'_> {
    /// The names of the entry's kinds, each once.
    pub(super) fn kinds(&self) -> Vec<&str> {
        once(self.rows.iter().map(|row| row.kind.as_str()))
    }

    /// The roles that give, each once.
    pub(super) fn givers(&self) -> Vec<&str> {
        once(self.rows.iter().map(|row| row.from.as_str()))
    }

    /// The roles that receive, each once.
    pub(super) fn recipients(&self) -> Vec<&str> {
        once(self.rows.iter().map(|row| row.to.as_str()))
    }

    /// The roles that give and the roles that receive this kind.
    pub(super) fn between(&self, kind: &str) -> (Vec<&str>, Vec<&str>) {
        let of_kind = || self.rows.iter().filter(|row| row.kind == kind);
        (
            once(of_kind().map(|row| row.from.as_str())),
            once(of_kind().map(|row| row.to.as_str())),
        )
    }

    /// Whether the subject can be told from the message.
    pub(super) fn is_about_a_child(&self, catalog: &Catalog) -> bool {
        let telling = [
            Meaning::Pgn,
            Meaning::Surname,
            Meaning::BirthDate,
            Meaning::ReportNumber,
        ];
        let kinds = self
            .rows
            .iter()
            .filter_map(|row| catalog.kinds.get(&row.kind));
        kinds.into_iter().any(|kind| {
            telling
                .iter()
                .any(|meaning| kind.meanings.contains_key(meaning))
        })
    }

    /// Whether a text that people wrote is shared.
    pub(super) fn has_free_text(&self, catalog: &Catalog) -> bool {
        let kinds = self
            .rows
            .iter()
            .filter_map(|row| catalog.kinds.get(&row.kind));
        kinds
            .into_iter()
            .any(|kind| written(&kind.shape, self.row.categories))
    }
}

fn written(shape: &Shape, within: Categories) -> bool {
    match shape {
        Shape::Leaf(leaf) => leaf.free_text && within.contains(leaf.category),
        Shape::Object(fields) => fields.values().any(|field| written(field, within)),
        Shape::List(inner) => written(inner, within),
    }
}

/// The name that people use for a kind.
pub(super) fn title(kind: &Kind) -> &str {
    &kind.title
}

/// Each text once, in the order in which they come.
fn once<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<&'t str> {
    let mut seen = Vec::new();
    for text in texts {
        if !seen.contains(&text) {
            seen.push(text);
        }
    }
    seen
}
