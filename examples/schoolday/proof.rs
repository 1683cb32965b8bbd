//! What ought to have happened, what the senders heard, what the partners have and what the hub says -> every difference between them.

mod answers;
mod mailbox;
mod overview;

pub(crate) use overview::{Counts, on_screen};

use crate::day::Day;
use crate::partner::Partner;
use crate::source::Source;
use serde_json::Value;
use std::collections::BTreeMap;

/// What was seen from outside.
pub(crate) struct Seen {
    /// The answers to each source.
    pub(crate) answers: BTreeMap<Source, Vec<Value>>,
    /// The mailbox of each partner.
    pub(crate) mailboxes: BTreeMap<Partner, Vec<Value>>,
    /// What `schakel overview` says.
    pub(crate) overview: String,
}

/// Every difference, in words. Nothing in them is anybody's: the documents are named by their ids.
pub(crate) fn differences(day: &Day, seen: &Seen) -> Vec<String> {
    let mut wrong = Vec::new();
    for source in Source::ALL {
        let expected = day
            .documents()
            .filter(|(sender, _)| *sender == source)
            .map(|(_, document)| document);
        answers::compare(
            source,
            expected,
            seen.answers
                .get(&source)
                .map(Vec::as_slice)
                .unwrap_or_default(),
            &mut wrong,
        );
    }
    for partner in Partner::ALL {
        let deliveries = day.documents().flat_map(|(_, document)| {
            document
                .end
                .deliveries()
                .map(|delivery| (document.kind, delivery))
        });
        let mine = deliveries.filter(|(_, delivery)| delivery.to == partner);
        mailbox::compare(
            partner,
            mine,
            seen.mailboxes
                .get(&partner)
                .map(Vec::as_slice)
                .unwrap_or_default(),
            &mut wrong,
        );
    }
    overview::compare(day, &seen.overview, &mut wrong);
    wrong
}

/// The event without some places. An id is a UUID, whose digits may look like anything.
fn without(event: &Value, places: &[&str]) -> Value {
    let mut event = event.clone();
    for place in places {
        event.pointer_mut(place).map(Value::take);
    }
    event
}

/// Every text inside, names of fields not counted.
fn texts(value: &Value) -> Box<dyn Iterator<Item = &str> + '_> {
    match value {
        Value::String(text) => Box::new(std::iter::once(text.as_str())),
        Value::Array(list) => Box::new(list.iter().flat_map(texts)),
        Value::Object(fields) => Box::new(fields.values().flat_map(texts)),
        _ => Box::new(std::iter::empty()),
    }
}
