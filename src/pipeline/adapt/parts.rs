//! A payload -> its parts, each at a place that a message of the adapter names and taken once; and the lists that no message takes.

use super::found;
use super::problems::shown;
use crate::catalog::adapter::{Adapter, Format, MessageMap, Path};
use crate::message::Inbound;
use crate::outcome::{Code, Stop};
use crate::pipeline::decode::Bad;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The part of a payload that one message takes.
pub(super) struct PayloadPart<'a, 'v> {
    pub(super) message: &'a MessageMap,
    when: &'a Path,
    root: &'v Value,
}

/// Finds all parts, in the order of the adapter. A payload without any part is of no kind.
pub(super) fn recognise<'a, 'v>(
    adapter: &'a Adapter,
    payload: &'v Value,
) -> Result<Vec<PayloadPart<'a, 'v>>, Stop> {
    let of = |message: &'a MessageMap| {
        message.when.iter().filter_map(move |when| {
            Some(PayloadPart {
                message,
                when,
                root: value_at(payload, when)?,
            })
        })
    };
    let parts: Vec<PayloadPart<'a, 'v>> = adapter.messages.iter().flat_map(of).collect();
    if parts.is_empty() {
        Err(Stop::at(Code::UnknownKind, "", "known"))
    } else {
        Ok(parts)
    }
}

fn value_at<'v>(payload: &'v Value, path: &[String]) -> Option<&'v Value> {
    path.iter().try_fold(payload, |at, name| at.get(name))
}

impl<'v> PayloadPart<'_, 'v> {
    /// The items of the part, each a document of its own.
    pub(super) fn items(&self) -> Result<Vec<&'v Value>, Stop> {
        let list = match &self.message.each {
            None => Some(self.root),
            Some(each) => found::at(self.root, each)
                .map_err(|wrong| Stop::at(Code::BadValue, shown(Some(each)), wrong))?,
        };
        Ok(match list {
            None => vec![],
            Some(Value::Array(list)) => list.iter().collect(),
            Some(one) => vec![one],
        })
    }

    /// Whether the part says that there is nothing to tell: an empty list, or nothing at all. A part with something
    /// else that no path leads to is not empty.
    pub(super) fn is_empty(&self) -> bool {
        let listed = self
            .message
            .each
            .as_ref()
            .and_then(|each| found::at(self.root, each).ok().flatten());
        listed.is_some_and(holds_nothing) || holds_nothing(self.root)
    }
}

fn holds_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(fields) => fields.values().all(holds_nothing),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// The lists beside a part that no message takes: their documents would be lost without a word.
pub(super) fn untaken_lists(
    adapter: &Adapter,
    parts: &[PayloadPart<'_, '_>],
    payload: &Value,
    inbound: &Inbound,
) -> Vec<Bad> {
    let taken = |path: &Path| {
        adapter
            .messages
            .iter()
            .flat_map(|message| &message.when)
            .any(|when| when.starts_with(path))
    };
    let above: BTreeSet<&[String]> = parts
        .iter()
        .filter_map(|part| part.when.split_last().map(|(_, above)| above))
        .collect();
    let mut left = Vec::new();
    for above in above {
        let fields = value_at(payload, above).and_then(Value::as_object);
        for (name, value) in fields.into_iter().flatten() {
            let path: Path = above.iter().chain([name]).cloned().collect();
            let is_list = value
                .as_array()
                .is_some_and(|list| list.iter().any(Value::is_object));
            if is_list && !taken(&path) {
                let content = match adapter.format {
                    Format::Json => path
                        .iter()
                        .rev()
                        .fold(value.clone(), |inner, name| json!({ name: inner }))
                        .to_string()
                        .into_bytes(),
                    Format::Xml | Format::Csv => inbound.body.expose().clone(),
                };
                let place = above
                    .iter()
                    .map(String::as_str)
                    .chain(["*"])
                    .collect::<Vec<_>>()
                    .join("/");
                left.push(Bad {
                    at: 0,
                    stop: Stop::at(Code::UnknownKind, place, "known"),
                    content,
                });
            }
        }
    }
    left
}
