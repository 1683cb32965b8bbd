//! Payload -> documents in canonical field names. Total: every rule yields a value or a located problem, and one bad document leaves its neighbours alone.

use super::Limits;
use super::decode::{Bad, Payload};
use crate::catalog::Catalog;
use crate::catalog::adapter::{Adapter, MessageMap, NumberStyle, Path, Rule, Verb};
use crate::catalog::format::without_personal_data;
use crate::catalog::partner::{Reading, Source};
use crate::catalog::schema::{self, Kind};
use crate::message::{Inbound, Private};
use crate::outcome::{Code, Problem, Stop};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// An id of a whole payload that is longer is no id; the documents in it get a number behind it.
const LONGEST_ID: usize = 190;

/// A document in canonical field names: a NL GOV CloudEvent that no schema has seen yet.
pub struct Mapped {
    pub(super) kind: Arc<Kind>,
    pub(super) body: Private<Value>,
}

impl Mapped {
    /// A body that was stored after it had been mapped.
    pub fn stored(kind: Arc<Kind>, body: Value) -> Self {
        Self { kind, body: Private::new(body) }
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
    let whole_id = inbound.message_id.as_deref().filter(|id| without_personal_data(id) && id.len() <= LONGEST_ID).unwrap_or(fingerprint);
    match &source.reading {
        Reading::CloudEvents => Ok(vec![event(catalog, source, payload.into_value(), whole_id)]),
        Reading::Adapter(adapter) => {
            let (payload, bad) = payload.into_parts();
            let message = recognise(adapter, &payload)?;
            let items = items(message, &payload);
            let count = items.len() + bad.len();
            if count > limits.documents {
                return Err(Stop::at(Code::TooLarge, "", format!("maxDocuments:{}", limits.documents)));
            }
            if count == 0 {
                return Err(Stop::at(Code::Missing, shown(message.each.as_ref()), "minItems"));
            }
            let number = |at: usize| if count == 1 { whole_id.to_owned() } else { format!("{whole_id}.{}", at + 1) };
            let (mut items, mut bad) = (items.into_iter(), bad.into_iter().peekable());
            let one = |at: usize| match bad.next_if(|bad| bad.at == at || items.as_slice().is_empty()) {
                Some(bad) => Some(unread(bad, number(at))),
                None => items.next().map(|item| document(source, message, item, &number(at))),
            };
            Ok((0..count).filter_map(one).collect())
        }
    }
}

/// One document of a payload that could not be read. Its kind is not known: it is kept as a payload of its own.
fn unread(bad: Bad, id: String) -> Document {
    Document { id, kind: None, content: Private::new(bad.content), mapped: Err(bad.stop) }
}

/// One document of a payload as it is kept when it was stopped: an event, or one item of a message of this kind.
pub fn again(catalog: &Catalog, source: &Source, kind: &str, item: Value, id: &str) -> Result<Document, Stop> {
    match &source.reading {
        Reading::CloudEvents => Ok(event(catalog, source, item, id)),
        Reading::Adapter(adapter) => match adapter.messages.iter().find(|message| message.kind.name == kind) {
            Some(message) => Ok(document(source, message, &item, id)),
            None => Err(Stop::at(Code::UnknownKind, "", "known")),
        },
    }
}

fn event(catalog: &Catalog, source: &Source, body: Value, whole_id: &str) -> Document {
    let id = body.get("id").and_then(Value::as_str).filter(|id| !id.is_empty()).unwrap_or(whole_id).to_owned();
    let content = Private::new(body.to_string().into_bytes());
    let kind = body.get("type").and_then(Value::as_str).and_then(|t| catalog.kind_of_type(t)).map(Arc::clone);
    let mapped = match (&kind, body.get("source").and_then(Value::as_str)) {
        (Some(kind), _) if !source.kinds.contains(&kind.name) => Err(Stop::at(Code::UnknownKind, "/type", "not-for-this-source")),
        (None, _) => Err(Stop::at(Code::UnknownKind, "/type", "known")),
        (Some(_), Some(urn)) if !speaks_for(urn, &source.oin) => Err(Stop::at(Code::SenderUnproven, "/source", "oin-of-source")),
        (Some(kind), _) => Ok(Mapped { kind: Arc::clone(kind), body: Private::new(body) }),
    };
    Document { id, kind, content, mapped }
}

/// `urn:nld:oin:<OIN>:...` names this organisation.
fn speaks_for(urn: &str, oin: &str) -> bool {
    urn.strip_prefix("urn:nld:oin:").is_some_and(|rest| rest.split(':').next() == Some(oin))
}

fn recognise<'a>(adapter: &'a Adapter, payload: &Value) -> Result<&'a MessageMap, Stop> {
    let there = |when: &Path| when.iter().try_fold(payload, |at, name| at.get(name)).is_some();
    adapter.messages.iter().find(|message| message.when.iter().any(there)).ok_or_else(|| Stop::at(Code::UnknownKind, "", "known"))
}

fn items<'v>(message: &MessageMap, payload: &'v Value) -> Vec<&'v Value> {
    let root = message.when.iter().find_map(|when| when.iter().try_fold(payload, |at, name| at.get(name))).unwrap_or(payload);
    match &message.each {
        None => match root {
            Value::Array(list) => list.iter().collect(),
            one => vec![one],
        },
        Some(each) => match each.iter().try_fold(root, |at, name| at.get(name)) {
            None => vec![],
            Some(Value::Array(list)) => list.iter().collect(),
            Some(one) => vec![one],
        },
    }
}

fn document(source: &Source, message: &MessageMap, item: &Value, whole_id: &str) -> Document {
    let mut problems = Problems::default();
    let parts: Vec<String> = message.id.iter().filter_map(|path| text_at(item, path).ok().flatten()).collect();
    let complete = parts.len() == message.id.len() && !parts.is_empty();
    let id = if complete { parts.join(&message.id_join) } else { whole_id.to_owned() };
    if !complete && !message.id.is_empty() {
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
        Ok(Mapped { kind: Arc::clone(&message.kind), body: Private::new(envelope(source, &message.kind, &id, data)) })
    };
    Document { id, kind: Some(Arc::clone(&message.kind)), content, mapped }
}

#[expect(clippy::needless_pass_by_value, reason = "the macro takes it by reference; the caller has no more use for it")]
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
            self.kept.push(Problem { path: shown(path), rule: rule.to_owned() });
        }
    }

    fn into_stop(self) -> Option<Stop> {
        self.first.map(|code| Stop { code, problems: self.kept, total: self.total })
    }
}

fn apply(rule: &Rule, item: &Value, data: &mut Map<String, Value>, problems: &mut Problems) {
    let value = match &rule.verb {
        Verb::Fixed(value) => Some(value.clone()),
        Verb::Each(each, rules) => entries(each, rules, item, problems),
        _ => match joined(rule, item) {
            Ok(Some(found)) => match convert(&rule.verb, found) {
                Ok(value) => Some(value),
                Err(verb) => {
                    problems.add(Code::BadValue, rule.from.first(), verb);
                    None
                }
            },
            Ok(None) if rule.optional => None,
            Ok(None) => {
                problems.add(Code::Missing, rule.from.first(), "required");
                None
            }
            Err(NotOneValue) => {
                problems.add(Code::BadValue, rule.from.first(), "one-value");
                None
            }
        },
    };
    if let Some(value) = value {
        schema::put(data, &rule.to, value);
    }
}

fn entries(each: &Path, rules: &[Rule], item: &Value, problems: &mut Problems) -> Option<Value> {
    let list = match each.iter().try_fold(item, |at, name| at.get(name))? {
        Value::Array(list) => list.iter().collect(),
        one => vec![one],
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

/// The place holds an object or a list where one value was expected.
struct NotOneValue;

/// The scalar at a path, as text; an empty one counts as absent.
fn text_at(item: &Value, path: &Path) -> Result<Option<String>, NotOneValue> {
    match path.iter().try_fold(item, |at, name| at.get(name)) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.trim().to_owned()).filter(|text| !text.is_empty())),
        Some(value @ (Value::Number(_) | Value::Bool(_))) => Ok(Some(value.to_string())),
        Some(Value::Array(_) | Value::Object(_)) => Err(NotOneValue),
    }
}

fn joined(rule: &Rule, item: &Value) -> Result<Option<String>, NotOneValue> {
    let mut found = Vec::with_capacity(rule.from.len());
    for path in &rule.from {
        found.extend(text_at(item, path)?);
    }
    let mut text = found.join(&rule.join);
    if !rule.remove.is_empty() {
        text.retain(|c| !rule.remove.contains(c));
    }
    if let Some(rest) = rule.strip.as_deref().and_then(|front| text.strip_prefix(front)) {
        text = rest.to_owned();
    }
    Ok(Some(text).filter(|text| !text.is_empty()))
}

/// Text -> value, or the name of the verb that could not read it.
fn convert(verb: &Verb, text: String) -> Result<Value, &'static str> {
    match verb {
        Verb::Text | Verb::Fixed(_) | Verb::Each(..) => Ok(Value::String(text)),
        Verb::Date(notation) => {
            jiff::civil::Date::strptime(notation, &text).map(|date| Value::String(date.to_string())).map_err(|_| "date")
        }
        Verb::Codes(codes) => codes.get(&text).cloned().ok_or("codes"),
        Verb::Flag(yes, _) if *yes == text => Ok(Value::Bool(true)),
        Verb::Flag(_, no) if *no == text => Ok(Value::Bool(false)),
        Verb::Flag(..) => Err("flag"),
        Verb::Number(NumberStyle::Integer) => text.parse::<i64>().map(Value::from).map_err(|_| "number"),
        Verb::Number(NumberStyle::Nl) => {
            let plain = text.replace('.', "").replace(',', ".");
            let digits = plain.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-'));
            plain.parse::<f64>().ok().filter(|_| digits).and_then(serde_json::Number::from_f64).map(Value::Number).ok_or("number")
        }
    }
}

fn shown(path: Option<&Path>) -> String {
    path.map(|path| path.join("/")).unwrap_or_default()
}
