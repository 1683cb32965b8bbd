//! Documents -> NL GOV CloudEvents, whole or with their attributes in headers.

use super::{JSON, Sent};
use crate::source::{Kind, Source};
use serde_json::{Value, json};

const STRUCTURED: &str = "application/cloudevents+json; charset=utf-8";
/// How the attributes of a binary event are written as headers: the AMQP 1.0 binding has two spellings, RabbitMQ users a third.
pub(crate) const SPELLINGS: [&str; 3] = ["cloudEvents_", "cloudEvents:", "ce-"];

/// An event of a source.
pub(crate) fn event(source: Source, kind: Kind, id: &str, time: &str, data: &Value) -> Value {
    json!({
        "specversion": "1.0",
        "id": id,
        "source": format!("urn:nld:oin:{}:systeem:{}-sis", source.oin(), source.name()),
        "type": kind.event_type(),
        "time": format!("2026-03-13T{time}:00+01:00"),
        "datacontenttype": "application/json",
        "data": data,
    })
}

/// The event with its attributes inside the body.
pub(crate) fn structured(message_id: String, event: &Value) -> Sent {
    Sent::new(message_id, STRUCTURED, event.to_string().into_bytes())
}

/// The event with its attributes in headers.
pub(crate) fn binary(message_id: String, event: &Value, spelling: &str) -> Sent {
    let body = event.get("data").map(Value::to_string).unwrap_or_default();
    let attributes = event
        .as_object()
        .into_iter()
        .flatten()
        .filter_map(|(name, value)| Some((name, value.as_str()?)));
    let attributes = attributes.filter(|(name, _)| name.as_str() != "datacontenttype");
    let headers = attributes
        .map(|(name, value)| (format!("{spelling}{name}"), value.to_owned()))
        .collect();
    Sent {
        headers,
        ..Sent::new(message_id, JSON, body.into_bytes())
    }
}
