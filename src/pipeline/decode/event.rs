//! A NL GOV CloudEvent over AMQP -> one JSON event.
//!
//! Structured: the body is the event. Binary: the attributes are headers, the body is `data`. Three spellings of
//! the headers are read (the AMQP 1.0 binding's two and the RabbitMQ binding's), never mixed.

use super::json::{self, IsField};
use crate::message::Inbound;
use crate::outcome::{Code, Stop};
use serde_json::{Map, Value};

const SPELLINGS: [&str; 3] = ["cloudEvents_", "cloudEvents:", "ce-"];

pub(super) fn decode_event(
    inbound: &Inbound,
    bytes: &[u8],
    known: IsField<'_>,
) -> Result<Value, Stop> {
    let content_type = inbound
        .content_type
        .as_deref()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let media_type = content_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_owned();
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text =
        std::str::from_utf8(bytes).map_err(|_| Stop::at(Code::Encoding, "", "encoding:utf-8"))?;
    if media_type == "application/cloudevents+json" {
        return Ok(without_nulls(json::decode_json(text, "", known)?));
    }
    if media_type.starts_with("application/cloudevents") {
        return Err(Stop::at(
            Code::Malformed,
            "content_type",
            "cloudevents:batch-or-other-format",
        ));
    }
    let used: Vec<&str> = SPELLINGS
        .into_iter()
        .filter(|prefix| inbound.headers.keys().any(|key| key.starts_with(prefix)))
        .collect();
    let [prefix] = used.as_slice() else {
        let rule = if used.is_empty() {
            "cloudevents:neither-structured-nor-binary"
        } else {
            "cloudevents:mixed-header-spellings"
        };
        return Err(Stop::at(Code::Malformed, "content_type", rule));
    };
    if media_type != "application/json" && !media_type.ends_with("+json") {
        return Err(Stop::at(
            Code::Malformed,
            "content_type",
            "datacontenttype:json",
        ));
    }
    let mut event: Map<String, Value> = (inbound.headers.iter())
        .filter_map(|(key, value)| {
            Some((
                key.strip_prefix(prefix)?.to_owned(),
                Value::String(value.clone()),
            ))
        })
        .filter(|(name, _)| name != "data" && name != "data_base64" && name != "datacontenttype")
        .collect();
    event.insert(
        "datacontenttype".to_owned(),
        Value::String("application/json".to_owned()),
    );
    event.insert("data".to_owned(), json::decode_json(text, "/data", known)?);
    Ok(Value::Object(event))
}

/// Drops the null attributes of an event: a null attribute is an absent one.
fn without_nulls(event: Value) -> Value {
    match event {
        Value::Object(attributes) => Value::Object(
            attributes
                .into_iter()
                .filter(|(name, value)| name == "data" || !value.is_null())
                .collect(),
        ),
        other => other,
    }
}
