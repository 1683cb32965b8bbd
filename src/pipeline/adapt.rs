//! Payload -> documents in canonical field names. Total: every rule yields a value or a located problem, and one bad document leaves its neighbours alone.

mod birth;
mod day;
mod found;
mod nulls;
mod number;
mod parts;

use super::Limits;
use super::decode::{Bad, Payload};
use crate::catalog::Catalog;
use crate::catalog::adapter::{MessageMap, Path, Restricts, Rule, Verb};
use crate::catalog::format::without_personal_data;
use crate::catalog::partner::{Reading, Source};
use crate::catalog::schema::{self, Kind};
use crate::message::{Inbound, Private};
use crate::outcome::{Code, Problem, Stop};
use found::Found;
use parts::{Part, recognise};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// An id of a whole payload that is longer is no id; the documents in it get a number behind it.
const LONGEST_ID: usize = 190;

/// What the URN of an organisation begins with.
const URN: &str = "urn:nld:oin:";

/// A document in canonical field names: a NL GOV CloudEvent that no schema has seen yet.
pub struct Mapped {
    pub(super) kind: Arc<Kind>,
    pub(super) body: Private<Value>,
}

impl Mapped {
    /// A body that was stored after it had been mapped.
    pub fn stored(kind: Arc<Kind>, body: Value) -> Self {
        Self {
            kind,
            body: Private::new(body),
        }
    }

    /// The canonical event.
    pub fn body(&self) -> &Private<Value> {
        &self.body
    }
}

/// One document of a payload.
pub struct Document {
    /// Its id.
    pub id: String,
    /// Its kind, when that is known.
    pub kind: Option<Arc<Kind>>,
    /// See `Judged::content`.
    pub content: Private<Vec<u8>>,
    /// Mapped, or why not.
    pub mapped: Result<Mapped, Stop>,
}

/// Splits a payload into its documents and maps each.
pub fn documents(
    catalog: &Catalog,
    source: &Source,
    limits: Limits,
    inbound: &Inbound,
    payload: Payload,
    fingerprint: &str,
) -> Result<Vec<Document>, Stop> {
    // what may not be shown is replaced here: after a number is added to it, all documents of the payload would get the same id
    let whole_id = inbound
        .message_id
        .as_deref()
        .filter(|id| without_personal_data(id) && id.len() <= LONGEST_ID)
        .unwrap_or(fingerprint);
    match &source.reading {
        Reading::CloudEvents => Ok(vec![event(catalog, source, payload.into_value(), whole_id)]),
        Reading::Adapter(adapter) => {
            let (payload, bad) = payload.into_parts();
            let parts = recognise(adapter, &payload)?;
            let mut items = Vec::new();
            for part in &parts {
                items.extend(part.items()?.into_iter().map(|item| (part.message, item)));
            }
            let left = parts::left(adapter, &parts, &payload, inbound);
            let count = items.len() + bad.len() + left.len();
            if count > limits.documents {
                return Err(Stop::at(
                    Code::TooLarge,
                    "",
                    format!("maxDocuments:{}", limits.documents),
                ));
            }
            if count == 0 {
                let code = if parts.iter().all(Part::is_empty) {
                    Code::Empty
                } else {
                    Code::Missing
                };
                let each = parts.first().and_then(|part| part.message.each.as_ref());
                return Err(Stop::at(code, shown(each), "minItems"));
            }
            let number = |at: usize| {
                if count == 1 {
                    whole_id.to_owned()
                } else {
                    format!("{whole_id}.{}", at + 1)
                }
            };
            let first_left = items.len() + bad.len();
            let (mut items, mut bad) = (items.into_iter(), bad.into_iter().peekable());
            let one =
                |at: usize| match bad.next_if(|bad| bad.at == at || items.as_slice().is_empty()) {
                    Some(bad) => Some(unread(bad, number(at))),
                    None => items
                        .next()
                        .map(|(message, item)| document(source, message, item, &number(at))),
                };
            let mut documents: Vec<Document> = (0..first_left).filter_map(one).collect();
            documents.extend(
                left.into_iter()
                    .zip(first_left..)
                    .map(|(left, at)| unread(left, number(at))),
            );
            Ok(documents)
        }
    }
}

/// One document of a payload that could not be read. Its kind is not known: it is kept as a payload of its own.
fn unread(bad: Bad, id: String) -> Document {
    Document {
        id,
        kind: None,
        content: Private::new(bad.content),
        mapped: Err(bad.stop),
    }
}

/// One document of a payload as it is kept when it was stopped: an event, or one item of a message of this kind.
pub fn again(
    catalog: &Catalog,
    source: &Source,
    kind: &str,
    item: Value,
    id: &str,
) -> Result<Document, Stop> {
    match &source.reading {
        Reading::CloudEvents => Ok(event(catalog, source, item, id)),
        Reading::Adapter(adapter) => match adapter
            .messages
            .iter()
            .find(|message| message.kind.name == kind)
        {
            Some(message) => Ok(document(source, message, &item, id)),
            None => Err(Stop::at(Code::UnknownKind, "", "known")),
        },
    }
}

fn event(catalog: &Catalog, source: &Source, body: Value, whole_id: &str) -> Document {
    let id = body
        .get("id")
        .and_then(Value::as_str)
        .filter(|id| !id.is_empty())
        .unwrap_or(whole_id)
        .to_owned();
    let content = Private::new(body.to_string().into_bytes());
    let kind = body
        .get("type")
        .and_then(Value::as_str)
        .and_then(|t| catalog.kind_of_type(t))
        .map(Arc::clone);
    let mapped = match (&kind, body.get("source").and_then(Value::as_str)) {
        (Some(kind), _) if !source.kinds.contains(&kind.name) => {
            Err(Stop::at(Code::UnknownKind, "/type", "not-for-this-source"))
        }
        (None, _) => Err(Stop::at(Code::UnknownKind, "/type", "known")),
        (Some(_), Some(urn)) if !speaks_for(urn, &source.oin) => {
            Err(Stop::at(Code::SenderUnproven, "/source", "oin-of-source"))
        }
        (Some(kind), _) => Ok(Mapped {
            kind: Arc::clone(kind),
            body: Private::new(nulls::without(kind, body)),
        }),
    };
    Document {
        id,
        kind,
        content,
        mapped,
    }
}

/// `urn:nld:oin:<OIN>:...` names this organisation; in capitals it is the same URN (RFC 8141).
fn speaks_for(urn: &str, oin: &str) -> bool {
    let named = urn
        .split_at_checked(URN.len())
        .filter(|(front, _)| front.eq_ignore_ascii_case(URN));
    named.is_some_and(|(_, rest)| rest.split(':').next() == Some(oin))
}

fn document(source: &Source, message: &MessageMap, item: &Value, whole_id: &str) -> Document {
    let mut problems = Problems::default();
    let mut parts = Vec::with_capacity(message.id.len());
    for path in &message.id {
        match found::text(item, path) {
            Ok(part) => parts.extend(part),
            Err(wrong) => problems.add(Code::BadValue, Some(path), wrong),
        }
    }
    let complete = parts.len() == message.id.len() && !parts.is_empty();
    let id = if complete {
        parts.join(&message.id_join)
    } else {
        whole_id.to_owned()
    };
    if !complete && !message.id.is_empty() && problems.total == 0 {
        problems.add(Code::Missing, message.id.first(), "required");
    }
    let mut data = Map::new();
    for rule in &message.rules {
        apply(rule, item, &mut data, &mut problems);
    }
    let content = Private::new(item.to_string().into_bytes());
    let mapped = if !source.kinds.contains(&message.kind.name) {
        Err(Stop::at(Code::UnknownKind, "", "not-for-this-source"))
    } else if let Some(stop) = problems.into_stop() {
        Err(stop)
    } else {
        Ok(Mapped {
            kind: Arc::clone(&message.kind),
            body: Private::new(envelope(source, &message.kind, &id, data)),
        })
    };
    Document {
        id,
        kind: Some(Arc::clone(&message.kind)),
        content,
        mapped,
    }
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the macro takes it by reference; the caller has no more use for it"
)]
fn envelope(source: &Source, kind: &Kind, id: &str, data: Map<String, Value>) -> Value {
    json!({
        "specversion": "1.0",
        "id": id,
        "source": format!("urn:nld:oin:{}:systeem:{}", source.oin, source.name),
        "type": kind.event_type,
        "datacontenttype": "application/json",
        "data": data,
    })
}

/// What is wrong with one document: the first hundred, and how many in all. The first gives its code to the stop.
#[derive(Default)]
struct Problems {
    first: Option<Code>,
    kept: Vec<Problem>,
    total: usize,
}

impl Problems {
    fn add(&mut self, code: Code, path: Option<&Path>, rule: &str) {
        self.first.get_or_insert(code);
        self.total += 1;
        if self.kept.len() < Stop::MOST_PROBLEMS {
            self.kept.push(Problem {
                path: shown(path),
                rule: rule.to_owned(),
            });
        }
    }

    fn into_stop(self) -> Option<Stop> {
        self.first.map(|code| Stop {
            code,
            problems: self.kept,
            total: self.total,
        })
    }
}

fn apply(rule: &Rule, item: &Value, data: &mut Map<String, Value>, problems: &mut Problems) {
    let value = match &rule.verb {
        Verb::Fixed(value) => Some(value.clone()),
        Verb::Each(each, rules) => entries(each, rules, item, problems),
        _ => match restricted(rule, item) {
            Ok(None) if !rule.optional => {
                problems.add(Code::Missing, rule.from.first(), "required");
                None
            }
            Ok(value) => value,
            Err(wrong) => {
                problems.add(Code::BadValue, rule.from.first(), wrong);
                None
            }
        },
    };
    if let Some(value) = value {
        schema::put(data, &rule.to, value);
    }
}

fn entries(each: &Path, rules: &[Rule], item: &Value, problems: &mut Problems) -> Option<Value> {
    let list = match found::at(item, each) {
        Ok(Some(Value::Array(list))) => list.iter().collect(),
        Ok(Some(one)) => vec![one],
        Ok(None) => return None,
        Err(wrong) => {
            problems.add(Code::BadValue, Some(each), wrong);
            return None;
        }
    };
    let mapped = list.into_iter().map(|entry| {
        let mut inner = Map::new();
        for rule in rules {
            apply(rule, entry, &mut inner, problems);
        }
        Value::Object(inner)
    });
    Some(Value::Array(mapped.collect()))
}

/// The texts of a rule as one, after what is taken off and out.
fn joined(rule: &Rule, item: &Value) -> Result<Option<String>, &'static str> {
    let words = matches!(rule.verb, Verb::Flag(..) | Verb::Codes(_));
    let mut found = Vec::with_capacity(rule.from.len());
    for path in &rule.from {
        found.extend(match found::one(item, path)? {
            Some(Found::Flag(flag)) if words => Some(flag.to_string()),
            Some(found) => Some(found.into_text()?),
            None => None,
        });
    }
    let mut text = found.join(&rule.join);
    if !rule.remove.is_empty() {
        text.retain(|c| !rule.remove.contains(c));
    }
    if let Some(rest) = rule
        .strip
        .as_deref()
        .and_then(|front| text.strip_prefix(front))
    {
        text = rest.to_owned();
    }
    Ok(Some(text).filter(|text| !text.is_empty()))
}

/// The value of a rule, of which a null or something unreadable is no way to lose a protection.
fn restricted(rule: &Rule, item: &Value) -> Result<Option<Value>, &'static str> {
    let null = rule
        .from
        .iter()
        .any(|path| matches!(found::at(item, path), Ok(Some(Value::Null))));
    match (rule.restricts, value(rule, item)) {
        (Restricts::Counts, Err("flag" | "codes" | "text-or-integer")) => {
            Ok(Some(Value::Bool(true)))
        }
        (Restricts::Counts, Ok(None)) if null => Ok(Some(Value::Bool(true))),
        (Restricts::Stops, Ok(None)) if null => Err("beperkend"),
        (_, value) => value,
    }
}

/// The value of a rule, where there is one; else the rule that the payload breaks.
fn value(rule: &Rule, item: &Value) -> Result<Option<Value>, &'static str> {
    if let (Verb::Number(style), [path]) = (&rule.verb, rule.from.as_slice()) {
        match found::one(item, path)? {
            Some(Found::Number(number)) => {
                return number::typed(*style, &number).map(Some).ok_or("number");
            }
            Some(Found::Flag(_)) => return Err("number"),
            Some(Found::Text(_)) | None => {}
        }
    }
    if let Verb::BirthDate(notations, incomplete) = &rule.verb {
        return birth::read(rule, notations, incomplete.as_ref(), item);
    }
    joined(rule, item)?
        .map(|text| convert(&rule.verb, text))
        .transpose()
}

/// Text -> value, or the name of the verb that could not read it.
fn convert(verb: &Verb, text: String) -> Result<Value, &'static str> {
    match verb {
        Verb::Text | Verb::Fixed(_) | Verb::Each(..) => Ok(Value::String(text)),
        Verb::Date(notations) | Verb::BirthDate(notations, _) => day::read(notations, &text)
            .map(|date| Value::String(date.to_string()))
            .ok_or("date"),
        Verb::Codes(codes) => codes.get(&text).cloned().ok_or("codes"),
        Verb::Flag(yes, _) if *yes == text => Ok(Value::Bool(true)),
        Verb::Flag(_, no) if *no == text => Ok(Value::Bool(false)),
        Verb::Flag(..) => Err("flag"),
        Verb::Number(style) => number::read(*style, &text).ok_or("number"),
    }
}

fn shown(path: Option<&Path>) -> String {
    path.map(|path| path.join("/")).unwrap_or_default()
}
