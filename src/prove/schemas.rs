//! The schemas + their examples -> complaints about a good example that does not fit, a bad one that does, and schemas without either.

use super::EXAMPLE_DAY;
use crate::catalog::complaint::Complaint;
use crate::catalog::partner::{Reading, Source};
use crate::catalog::{Catalog, unique};
use crate::load::Example;
use crate::outcome::Stop;
use crate::pipeline::adapt::Mapped;
use crate::pipeline::validate;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;

pub(super) fn schemas(catalog: &Catalog, examples: &[Example]) -> Vec<Complaint> {
    let mut wrong = Vec::new();
    let mut seen: BTreeSet<(&str, bool)> = BTreeSet::new();
    for example in examples {
        let parts: Vec<&str> = example.place.split('/').collect();
        let (Some(name), Some(sort)) = (parts.first(), parts.get(2)) else {
            continue;
        };
        let good = *sort == "valid";
        let fault = match parse_example(example) {
            None => Some("is geen JSON, of een sleutel staat er twee keer in".to_owned()),
            Some(value) => {
                seen.insert((*name, good));
                if *name == "nlgov-cloudevent" {
                    against_profile(catalog, &value, good)
                } else {
                    against_kinds(catalog, name, &value, good)
                }
            }
        };
        wrong.extend(fault.map(|text| Complaint {
            file: example.path.clone(),
            line: None,
            text,
            missing: None,
        }));
    }
    wrong.extend(unproven(catalog, &seen));
    wrong
}

fn parse_example(example: &Example) -> Option<Value> {
    let text = std::str::from_utf8(&example.bytes).ok()?;
    let parsed = unique::parse(text).ok()?;
    (parsed.total == 0).then_some(parsed.value)
}

fn against_profile(catalog: &Catalog, value: &Value, good: bool) -> Option<String> {
    let fits = catalog.envelope.is_valid(value) == good;
    (!fits).then(|| "past bij het profiel waar dat niet moet, of andersom".to_owned())
}

/// A complaint about an example: a good one fits one of the versions of its kind, a bad one does not fit all of them.
fn against_kinds(catalog: &Catalog, name: &str, value: &Value, good: bool) -> Option<String> {
    let source = Source::for_example(Reading::CloudEvents, BTreeSet::new());
    let kinds = || {
        catalog
            .kinds
            .values()
            .filter(|kind| kind.name.split('/').next() == Some(name))
    };
    let stops: Vec<Stop> = kinds()
        .filter_map(|kind| {
            let mapped = Mapped::stored(Arc::clone(kind), value.clone());
            validate::validate(mapped, &source, EXAMPLE_DAY).err()
        })
        .collect();
    match good {
        true if stops.len() == kinds().count() => {
            let problems = stops.first().map(shown).unwrap_or_default();
            Some(format!(
                "staat bij de goede voorbeelden, maar past niet: {problems}"
            ))
        }
        false if stops.is_empty() => {
            Some("staat bij de foute voorbeelden, maar past in het schema".to_owned())
        }
        _ => None,
    }
}

/// Complaints about schemas without an example of either sort.
fn unproven(catalog: &Catalog, seen: &BTreeSet<(&str, bool)>) -> Vec<Complaint> {
    let mut wrong = Vec::new();
    for kind in catalog.kinds.values() {
        let name = kind.name.split('/').next().unwrap_or_default();
        for (expected, folder) in [(true, "valid"), (false, "invalid")] {
            if !seen.contains(&(name, expected)) {
                let text = format!(
                    "`{name}` heeft geen voorbeeld in examples/{folder}: een schema zonder voorbeelden bewijst niets"
                );
                wrong.push(Complaint {
                    file: format!("schemas/{name}/examples/{folder}"),
                    line: None,
                    text,
                    missing: None,
                });
            }
        }
    }
    wrong
}

fn shown(stop: &Stop) -> String {
    let problems: Vec<String> = stop
        .problems
        .iter()
        .map(|problem| format!("{} {}", problem.path, problem.rule))
        .collect();
    problems.join(", ")
}
