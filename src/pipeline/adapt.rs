//! Payload -> documents in canonical field names.
//!
//! Total: every rule yields a value or a located problem, and one bad document leaves its neighbours alone.

mod birth;
mod day;
mod event;
mod found;
mod joined;
mod nulls;
mod number;
mod parts;
mod problems;
mod rule;

use super::Limits;
use super::decode::{Bad, Payload};
use crate::catalog::Catalog;
use crate::catalog::adapter::MessageMap;
use crate::catalog::format::without_personal_data;
use crate::catalog::partner::{Reading, Source};
use crate::catalog::schema::Kind;
use crate::message::{Inbound, Private};
use crate::outcome::{Code, Stop};
use event::event;
use parts::{PayloadPart, recognise};
use problems::{Problems, shown};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// Longest id of a whole payload; a longer one is no id. Documents in a payload get a number behind the id of the payload.
const LONGEST_ID: usize = 190;

/// A document in canonical field names: a NL GOV CloudEvent that no schema has seen yet.
pub struct Mapped {
    pub(super) kind: Arc<Kind>,
    pub(super) body: Private<Value>,
}

impl Mapped {
    /// Takes a body that was stored after it had been mapped.
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
pub struct AdaptedDocument {
    /// Id of the document.
    pub id: String,
    /// Kind of the document, when known.
    pub kind: Option<Arc<Kind>>,
    /// See `Judged::content`.
    pub content: Private<Vec<u8>>,
    /// The mapped document, or the reason that the document was stopped.
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
) -> Result<Vec<AdaptedDocument>, Stop> {
    // an id that may not be shown is replaced here: once a number is added, all documents of the payload would get the same id
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
            let items = items(&parts)?;
            let left = parts::untaken_lists(adapter, &parts, &payload, inbound);
            let count = items.len() + bad.len() + left.len();
            within(limits, count, &parts)?;
            let number = |at: usize| {
                if count == 1 {
                    whole_id.to_owned()
                } else {
                    format!("{whole_id}.{}", at + 1)
                }
            };
            let first_left = items.len() + bad.len();
            let (mut items, mut bad) = (items.into_iter(), bad.into_iter().peekable());
            let next_document =
                |at: usize| match bad.next_if(|bad| bad.at == at || items.as_slice().is_empty()) {
                    Some(bad) => Some(unread(bad, number(at))),
                    None => items
                        .next()
                        .map(|(message, item)| document(source, message, item, &number(at))),
                };
            let mut documents: Vec<AdaptedDocument> =
                (0..first_left).filter_map(next_document).collect();
            documents.extend(
                left.into_iter()
                    .zip(first_left..)
                    .map(|(left, at)| unread(left, number(at))),
            );
            Ok(documents)
        }
    }
}

/// The items that are documents of their own, each with its mapping.
fn items<'a, 'v>(parts: &[PayloadPart<'a, 'v>]) -> Result<Vec<(&'a MessageMap, &'v Value)>, Stop> {
    let mut items = Vec::new();
    for part in parts {
        items.extend(part.items()?.into_iter().map(|item| (part.message, item)));
    }
    Ok(items)
}

/// Checks that there is at least one document, and no more than allowed.
fn within(limits: Limits, count: usize, parts: &[PayloadPart<'_, '_>]) -> Result<(), Stop> {
    if count > limits.documents {
        return Err(Stop::at(
            Code::TooLarge,
            "",
            format!("maxDocuments:{}", limits.documents),
        ));
    }
    if count == 0 {
        let code = if parts.iter().all(PayloadPart::is_empty) {
            Code::Empty
        } else {
            Code::Missing
        };
        let each = parts.first().and_then(|part| part.message.each.as_ref());
        return Err(Stop::at(code, shown(each), "minItems"));
    }
    Ok(())
}

/// A document of a payload that could not be read. Its kind is not known: the document is kept as a payload of its own.
fn unread(bad: Bad, id: String) -> AdaptedDocument {
    AdaptedDocument {
        id,
        kind: None,
        content: Private::new(bad.content),
        mapped: Err(bad.stop),
    }
}

/// Maps again one document that was kept when it was stopped: an event, or one item of a message of this kind.
/// `id` is the id that the document has; this id counts where the content names none.
pub fn readapt(
    catalog: &Catalog,
    source: &Source,
    kind: &str,
    item: Value,
    id: &str,
) -> Result<AdaptedDocument, Stop> {
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

/// Takes in a statement about consent that a person took down, already in canonical field names.
pub fn taken_down(
    catalog: &Catalog,
    kind: &str,
    event: Value,
    id: &str,
) -> Result<AdaptedDocument, Stop> {
    let kind = catalog
        .kinds
        .get(kind)
        .filter(|kind| kind.statement.is_some())
        .ok_or_else(|| Stop::at(Code::UnknownKind, "/type", "known"))?;
    Ok(AdaptedDocument {
        id: id.to_owned(),
        kind: Some(Arc::clone(kind)),
        content: Private::new(event.to_string().into_bytes()),
        mapped: Ok(Mapped::stored(Arc::clone(kind), event)),
    })
}

fn document(
    source: &Source,
    message: &MessageMap,
    item: &Value,
    whole_id: &str,
) -> AdaptedDocument {
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
        rule::apply(rule, item, &mut data, &mut problems);
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
    AdaptedDocument {
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
