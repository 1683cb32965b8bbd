//! The text of a schema -> a [`Kind`]: its leaves with their categories, what its fields mean, and a validator that works offline.

use super::fields::{FieldReader, Shared, misspelt};
use super::validator::{build, unusable};
use super::{Kind, Meaning, StatementSort};
use crate::catalog::complaint::{Complaint, Text};
use serde_json::Value;
use std::collections::BTreeMap;

/// Compiles one schema.
pub fn compile(
    text: &Text,
    name: &str,
    major: u32,
    shared: &Shared<'_>,
) -> Result<Kind, Vec<Complaint>> {
    let root = text.json().map_err(|complaint| vec![complaint])?;
    let mut complaints = Vec::new();
    its_own_id(
        text,
        &root,
        &format!("urn:schakel:{name}:{major}"),
        &mut complaints,
    );
    let event_type = event_type(text, &root, &mut complaints);
    complaints.extend(misspelt(&root).map(|(key, ours)| {
        text.complain(&[&format!("\"{key}\"")], format!("`{key}` heet `{ours}`"))
    }));
    let mut reader = FieldReader {
        text,
        root: &root,
        shared,
        meanings: BTreeMap::new(),
        orders: Vec::new(),
        absence: None,
        complaints,
    };
    let shape = reader.data();
    let FieldReader {
        meanings,
        orders,
        absence,
        mut complaints,
        ..
    } = reader;
    let statement = statement(text, &root, &meanings, &mut complaints);
    let title = title(text, &root, &mut complaints);
    match build(&root, &[shared.envelope, shared.blocks], shared.places) {
        Ok(validator) if complaints.is_empty() => {
            let categories = shape.categories();
            Ok(Kind {
                name: format!("{name}/{major}"),
                title,
                event_type,
                categories,
                shape,
                meanings,
                statement,
                absence,
                orders,
                validator,
            })
        }
        Ok(_) => Err(complaints),
        Err(error) => {
            complaints.push(unusable(text, &error));
            Err(complaints)
        }
    }
}

fn its_own_id(text: &Text, root: &Value, expected: &str, complaints: &mut Vec<Complaint>) {
    if root.get("$id").and_then(Value::as_str) != Some(expected) {
        complaints.push(text.complain(
            &["\"$id\""],
            format!("`$id` moet `{expected}` zijn, naar map en bestandsnaam"),
        ));
    }
}

/// The CloudEvents type of the kind.
fn event_type(text: &Text, root: &Value, complaints: &mut Vec<Complaint>) -> String {
    let event_type = root
        .pointer("/properties/type/const")
        .and_then(Value::as_str)
        .unwrap_or_default();
    if event_type.is_empty() {
        complaints.push(text.complain(
            &["\"properties\""],
            "`properties.type.const` ontbreekt: het type van het CloudEvent",
        ));
    }
    event_type.to_owned()
}

/// The name that people use for the kind.
fn title(text: &Text, root: &Value, complaints: &mut Vec<Complaint>) -> String {
    let title = root
        .get("title")
        .and_then(Value::as_str)
        .unwrap_or_default();
    if title.is_empty() {
        complaints.push(text.complain(
            &["\"$id\""],
            "`title` ontbreekt: hoe mensen dit bericht noemen",
        ));
    }
    title.to_owned()
}

/// The sort of statement about consent that the kind is, if any. A kind must have fields with the meanings that its sort needs.
fn statement(
    text: &Text,
    root: &Value,
    meanings: &BTreeMap<Meaning, String>,
    complaints: &mut Vec<Complaint>,
) -> Option<StatementSort> {
    let word = root.get("verklaring")?.as_str();
    let known = StatementSort::ALL
        .iter()
        .find(|(known, _)| Some(*known) == word)
        .map(|(_, sort)| *sort);
    if known.is_none() {
        let choices = StatementSort::ALL.map(|(word, _)| word).join(", ");
        complaints.push(text.complain(
            &["\"verklaring\""],
            format!("`verklaring` is een van {choices}"),
        ));
    }
    let needed = known.map(StatementSort::needs).unwrap_or_default();
    if needed.iter().any(|meaning| !meanings.contains_key(meaning)) {
        let words: Vec<&str> = needed.iter().map(|meaning| meaning.word()).collect();
        complaints.push(text.complain(
            &["\"verklaring\""],
            format!(
                "een verklaring heeft velden met de betekenis {}",
                words.join(", ")
            ),
        ));
    }
    known
}
