//! A mapped event and its source -> the labels that the event is counted under. A label outside today's list is a stop.

use crate::catalog::Catalog;
use crate::catalog::label::LabelSort;
use crate::catalog::partner::Source;
use crate::outcome::{Code, Stop};
use jiff::civil::Date;
use serde_json::Value;

/// Codes of the labels, in the order of their sorts. A label in the message goes before a label of its source.
pub(super) fn labels(
    catalog: &Catalog,
    source: &Source,
    body: &Value,
    today: Date,
) -> Result<Vec<String>, Stop> {
    let fits = |code: &str, sort: LabelSort| {
        catalog
            .labels
            .get(code)
            .is_some_and(|label| label.sort == sort && label.in_force(today))
    };
    let mut found = Vec::new();
    for sort in LabelSort::ALL {
        match body.get(sort.attribute()) {
            Some(Value::String(code)) if fits(code, sort) => found.push(code.clone()),
            Some(_) => {
                return Err(Stop::at(
                    Code::Invalid,
                    format!("/{}", sort.attribute()),
                    "bekend",
                ));
            }
            None => found.extend(
                source
                    .labels
                    .iter()
                    .filter(|code| fits(code, sort))
                    .cloned(),
            ),
        }
    }
    Ok(found)
}
