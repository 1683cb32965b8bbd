//! Mapped + its schema -> Valid. Reports every violation by path and rule, never by value.

mod days;
mod numbers;
mod optional;
mod signs;

use super::adapt::Mapped;
use crate::catalog::partner::Source;
use crate::catalog::schema::{ATTRIBUTES, Kind, Leaf, Shape};
use crate::message::Private;
use crate::outcome::{Code, Problem, Stop};
use jiff::civil::Date;
use jsonschema::error::ValidationErrorKind;
use serde_json::Value;
use std::sync::Arc;

/// A document that fits the schema of its kind. Only `validate` makes one.
#[derive(Debug)]
pub struct Valid {
    kind: Arc<Kind>,
    body: Private<Value>,
    arrived: Date,
}

impl Valid {
    /// Kind of the document.
    pub fn kind(&self) -> &Arc<Kind> {
        &self.kind
    }

    /// The whole event.
    pub fn body(&self) -> &Private<Value> {
        &self.body
    }

    /// The day on which the document came.
    pub fn arrived(&self) -> Date {
        self.arrived
    }
}

/// Every text in `data` that the schema knows, with its place.
type LeafTexts<'v> = [(String, &'v Leaf, &'v str)];

/// Checks a document that came on this day against its schema, formats and orders included, and against the rules
/// that no schema can hold.
pub fn validate(mapped: Mapped, source: &Source, arrived: Date) -> Result<Valid, Stop> {
    match wrong(&mapped.kind, mapped.body.expose(), source, arrived) {
        None => Ok(Valid {
            kind: mapped.kind,
            body: mapped.body,
            arrived,
        }),
        Some(stop) => Err(stop),
    }
}

/// Checks an arriving document: a duty goes on without the optional texts that are wrong, and those problems are returned too.
pub fn arriving(
    mapped: Mapped,
    source: &Source,
    arrived: Date,
    is_duty: impl FnOnce(&Kind) -> bool,
) -> Result<(Valid, Vec<Problem>), Stop> {
    let Mapped { kind, body } = mapped;
    let Some(stop) = wrong(&kind, body.expose(), source, arrived) else {
        return Ok((
            Valid {
                kind,
                body,
                arrived,
            },
            Vec::new(),
        ));
    };
    let rest = is_duty(&kind)
        .then(|| optional::without(&kind, body.expose(), &stop))
        .flatten();
    match rest.filter(|rest| wrong(&kind, rest, source, arrived).is_none()) {
        Some(rest) => Ok((
            Valid {
                kind,
                body: Private::new(rest),
                arrived,
            },
            stop.problems,
        )),
        None => Err(stop),
    }
}

fn wrong(kind: &Kind, value: &Value, source: &Source, arrived: Date) -> Option<Stop> {
    let mut problems = beyond_schema(kind, value, source, arrived);
    if problems.is_empty() && kind.validator.is_valid(value) {
        return None;
    }
    let mut total = problems.len();
    problems.truncate(Stop::MOST_PROBLEMS);
    for error in kind.validator.iter_errors(value) {
        total += 1;
        if problems.len() < Stop::MOST_PROBLEMS {
            problems.push(problem(kind, &error));
        }
    }
    Some(Stop {
        code: Code::Invalid,
        problems,
        total,
    })
}

/// The problems that no schema can find.
fn beyond_schema(kind: &Kind, body: &Value, source: &Source, arrived: Date) -> Vec<Problem> {
    let mut texts = Vec::new();
    if let Some(data) = body.get("data") {
        collect(&kind.shape, data, &mut String::new(), &mut texts);
    }
    // first, so that they are among the problems that are told: an id that holds a personal number is shown to nobody
    let mut problems = numbers::problems(kind, body, &texts, source.own_series);
    let disorder = kind.orders.iter().filter(|order| !order.holds(body));
    problems.extend(disorder.map(|order| Problem {
        path: format!("/data{}", order.last),
        rule: "volgorde".to_owned(),
    }));
    problems.extend(days::problems(kind, body, &texts, arrived));
    problems.extend(signs::problems(kind, body, &texts));
    problems
}

fn collect<'v>(
    shape: &'v Shape,
    value: &'v Value,
    pointer: &mut String,
    texts: &mut Vec<(String, &'v Leaf, &'v str)>,
) {
    let length = pointer.len();
    match (shape, value) {
        (Shape::Leaf(leaf), Value::String(text)) => texts.push((pointer.clone(), leaf, text)),
        (Shape::Object(fields), Value::Object(values)) => {
            for (name, inner) in values {
                if let Some(shape) = fields.get(name) {
                    pointer.push('/');
                    pointer.push_str(name);
                    collect(shape, inner, pointer, texts);
                    pointer.truncate(length);
                }
            }
        }
        (Shape::List(shape), Value::Array(values)) => {
            for (at, inner) in values.iter().enumerate() {
                pointer.push_str(&format!("/{at}"));
                collect(shape, inner, pointer, texts);
                pointer.truncate(length);
            }
        }
        _ => {}
    }
}

fn problem(kind: &Kind, error: &jsonschema::ValidationError<'_>) -> Problem {
    let place = known_names(kind, error.instance_path().as_str());
    match error.kind() {
        ValidationErrorKind::Format { format } => Problem {
            path: place,
            rule: format!("format:{format}"),
        },
        ValidationErrorKind::Required { property } => Problem {
            path: format!("{place}/{}", property.as_str().unwrap_or("*")),
            rule: "required".to_owned(),
        },
        other => Problem {
            path: place,
            rule: other.keyword().to_owned(),
        },
    }
}

/// The names of a pointer that may be shown: names of the schema and positions. A name that a sender made up may
/// itself be personal data.
fn known_names(kind: &Kind, pointer: &str) -> String {
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
