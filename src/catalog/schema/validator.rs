//! The text of a schema -> [`Validator`] that works offline and knows the hub's formats.

use crate::catalog::complaint::{Complaint, Text};
use crate::catalog::format;
use crate::catalog::place::Municipalities;
use jsonschema::{Draft, PatternOptions, Registry, Validator};
use serde_json::Value;
use std::sync::Arc;

/// Whether a text has a format.
type Fits = fn(&str) -> bool;

/// The format of a document's name.
pub(super) const DOCUMENT_NUMBER: &str = "documentnummer";

/// The hub's own formats, except that of the municipalities.
const OWN: [(&str, Fits); 9] = [
    ("bsn", format::bsn),
    ("onderwijsnummer", format::onderwijsnummer),
    ("pgn", format::pgn),
    ("brin", format::brin),
    ("oin", format::oin),
    ("postcode", format::postcode),
    ("zonder-persoonsgegeven", format::without_personal_data),
    ("geboortedatum", format::birth::birth_date),
    (DOCUMENT_NUMBER, format::document_number),
];

/// The formats of JSON Schema that are used most.
const STANDARD: [&str; 7] = [
    "date",
    "date-time",
    "time",
    "email",
    "uri",
    "uri-reference",
    "uuid",
];

/// The validator of the NL GOV profile alone.
pub fn envelope(text: &Text, places: &Arc<Municipalities>) -> Result<Validator, Vec<Complaint>> {
    let root = text.json().map_err(|complaint| vec![complaint])?;
    build(&root, &[&root], places).map_err(|error| vec![unusable(text, &error)])
}

/// A complaint about a schema that the validator cannot use; for an unknown format, with the formats that exist.
pub(super) fn unusable(text: &Text, error: &str) -> Complaint {
    match error
        .strip_prefix("Unknown format: '")
        .and_then(|rest| rest.split_once('\''))
    {
        Some((name, _)) => {
            let choices = OWN
                .iter()
                .map(|(name, _)| *name)
                .chain(["gemeentecode"])
                .chain(STANDARD)
                .collect::<Vec<_>>()
                .join(", ");
            text.complain(
                &[&format!("\"format\": \"{name}\"")],
                format!("format `{name}` bestaat niet; kies uit {choices}"),
            )
        }
        None => text.complain(&[], format!("geen bruikbaar JSON-schema: {error}")),
    }
}

/// A validator that fetches nothing and lets no unknown format pass.
pub(super) fn build(
    root: &Value,
    shared: &[&Value],
    places: &Arc<Municipalities>,
) -> Result<Validator, String> {
    let mut registry = Registry::new();
    for schema in shared {
        let id = schema
            .get("$id")
            .and_then(Value::as_str)
            .unwrap_or_default();
        registry = registry
            .add(id, *schema)
            .map_err(|error| error.to_string())?;
    }
    let registry = registry.prepare().map_err(|error| error.to_string())?;
    let places = Arc::clone(places);
    let options = jsonschema::options()
        .with_draft(Draft::Draft202012)
        .offline()
        .with_registry(&registry)
        .should_validate_formats(true)
        .should_ignore_unknown_formats(false)
        .with_pattern_options(PatternOptions::regex())
        .with_format("gemeentecode", move |text: &str| places.knows(text));
    let options = OWN.iter().fold(options, |options, (name, fits)| {
        options.with_format(*name, *fits)
    });
    options
        .build(root)
        .map_err(|error| error.masked().to_string())
}
