//! A message about consent -> one statement for each category, or why it cannot be kept.

use super::consent::{Authority, Said, Standing, Statement};
use crate::catalog::Catalog;
use crate::catalog::schema::{Kind, Meaning, StatementSort};
use crate::outcome::{Code, Problem, Stop};
use jiff::civil::Date;
use serde_json::Value;

/// Reads it. Every term must be known: a consent for something that no row asks would only look like one.
pub(super) fn read(catalog: &Catalog, kind: &Kind, body: &Value, sort: StatementSort) -> Result<(Vec<Statement>, Vec<Standing>), Stop> {
    let text = |meaning| kind.text(meaning, body).unwrap_or_default().to_owned();
    let mut problems = Vec::new();
    let mut unknown = |meaning: Meaning| {
        let path = kind.meanings.get(&meaning).map(|pointer| format!("/data{pointer}")).unwrap_or_default();
        problems.push(Problem { path, rule: "bekend".to_owned() });
    };
    let (recipient, purpose, capacity) = (text(Meaning::Recipient), text(Meaning::Purpose), text(Meaning::Capacity));
    if catalog.of_organisation(&recipient).next().is_none() {
        unknown(Meaning::Recipient);
    }
    if !catalog.terms.is_purpose(&purpose) {
        unknown(Meaning::Purpose);
    }
    if catalog.consent.capacity(&capacity).is_none() {
        unknown(Meaning::Capacity);
    }
    let categories = kind.find(Meaning::CategoryList, body).and_then(Value::as_array);
    let categories: Vec<&str> = categories.into_iter().flatten().filter_map(Value::as_str).collect();
    if categories.is_empty() || categories.iter().any(|code| catalog.terms.category(code).is_none()) {
        unknown(Meaning::CategoryList);
    }
    let day = kind.text(Meaning::StatementDay, body).and_then(|text| text.parse::<Date>().ok());
    if day.is_none() {
        unknown(Meaning::StatementDay);
    }
    let (Some(day), true) = (day, problems.is_empty()) else {
        let total = problems.len();
        return Err(Stop { code: Code::Invalid, problems, total });
    };
    let one = |category: &str| Statement {
        recipient: recipient.clone(),
        purpose: purpose.clone(),
        category: category.to_owned(),
        giver: text(Meaning::Giver),
        capacity: capacity.clone(),
        authority: match kind.text(Meaning::Authority, body) {
            Some("ja") => Authority::Yes,
            Some("nee") => Authority::No,
            _ => Authority::Unknown,
        },
        said: if sort == StatementSort::Yes { Said::Yes } else { Said::No },
        day,
        until: kind.text(Meaning::ValidUntil, body).and_then(|text| text.parse().ok()),
    };
    Ok((categories.into_iter().map(one).collect(), Vec::new()))
}
