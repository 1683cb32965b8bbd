//! A mapped event and its source -> the labels that it is counted under. One that is not in today's list is a stop.

use crate::catalog::Catalog;
use crate::catalog::label::LabelSort;
use crate::catalog::partner::Source;
use crate::outcome::{Code, Stop};
use jiff::civil::Date;
use serde_json::Value;

/// Codes, in the order of their sorts. What the message says goes before what its source always is.
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
