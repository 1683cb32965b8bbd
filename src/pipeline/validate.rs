//! Mapped + its schema -> Valid. Reports every violation by path and rule, never by value.

use super::adapt::Mapped;
use crate::catalog::schema::{Kind, Shape};
use crate::message::Private;
use crate::outcome::{Code, Problem, Stop};
use jsonschema::error::ValidationErrorKind;
use serde_json::Value;
use std::sync::Arc;

/// A document that fits the schema of its kind. Only `validate` makes one.
#[derive(Debug)]
pub struct Valid {
    kind: Arc<Kind>,
    body: Private<Value>,
}

impl Valid {
    /// Its kind.
    pub fn kind(&self) -> &Arc<Kind> {
        &self.kind
    }

    /// The whole event.
    pub fn body(&self) -> &Private<Value> {
        &self.body
    }
}

/// Checks a document against its schema, formats and orders included.
pub fn validate(mapped: Mapped) -> Result<Valid, Stop> {
    let Mapped { kind, body } = mapped;
    let value = body.expose();
    let disorder = kind.orders.iter().filter(|order| !order.holds(value));
    let mut problems: Vec<Problem> =
        disorder.map(|order| Problem { path: format!("/data{}", order.last), rule: "volgorde".to_owned() }).collect();
    if problems.is_empty() && kind.validator.is_valid(value) {
        return Ok(Valid { kind, body });
    }
    let mut total = problems.len();
    for error in kind.validator.iter_errors(value) {
        total += 1;
        if problems.len() < Stop::MOST_PROBLEMS {
            problems.push(problem(&kind, &error));
        }
    }
    Err(Stop { code: Code::Invalid, problems, total })
}

fn problem(kind: &Kind, error: &jsonschema::ValidationError<'_>) -> Problem {
    let place = known_names(kind, error.instance_path().as_str());
    match error.kind() {
        ValidationErrorKind::Format { format } => Problem { path: place, rule: format!("format:{format}") },
        ValidationErrorKind::Required { property } => {
            Problem { path: format!("{place}/{}", property.as_str().unwrap_or("*")), rule: "required".to_owned() }
        }
        other => Problem { path: place, rule: other.keyword().to_owned() },
    }
}

/// A name that a sender made up may itself be personal data: only names of the schema and positions are shown.
fn known_names(kind: &Kind, pointer: &str) -> String {
    const ATTRIBUTES: [&str; 12] = [
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
    let mut shape: Option<&Shape> = None;
    let mut shown = String::new();
    for (depth, part) in pointer.split('/').skip(1).enumerate() {
        let position = part.bytes().all(|b| b.is_ascii_digit());
        let known = match (depth, shape) {
            (0, _) => {
                shape = (part == "data").then_some(&kind.shape);
                ATTRIBUTES.contains(&part)
            }
            (_, Some(Shape::List(inner))) if position => {
                shape = Some(inner);
                true
            }
            (_, Some(Shape::Object(fields))) => {
                shape = fields.get(part);
                shape.is_some()
            }
            _ => false,
        };
        shown.push('/');
        shown.push_str(if known { part } else { "*" });
    }
    shown
}
