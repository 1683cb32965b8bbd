//! What the benches have in common: the whole rulebook with a region of its own, and a message as it comes.

use jiff::civil::{Date, date};
use schakel::catalog::Catalog;
use schakel::load::{Folders, load};
use schakel::message::{Content, Inbound, Private, Proof};
use schakel::pipeline::Limits;
use std::collections::BTreeMap;
use std::path::Path;

pub(crate) const LIMITS: Limits = Limits {
    message_bytes: 4 << 20,
    documents: 100,
};
/// The day on which everything arrives and is sent.
pub(crate) const DAY: Date = date(2026, 3, 20);

pub(crate) fn catalog() -> Catalog {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = Folders {
        schemas: root.join("schemas"),
        adapters: root.join("adapters"),
        policies: root.join("policies"),
        region: root.join("benches/region"),
        reference: root.join("deploy/reference"),
    };
    let texts = load(&folders).expect("readable files").texts;
    Catalog::compile(&texts).expect("a catalog without faults")
}

/// A message of a source that is called after its format.
pub(crate) fn inbound(source: &str, text: &str) -> Inbound {
    Inbound {
        source: source.to_owned(),
        proof: Proof::AmqpUser(source.to_owned()),
        content: Content::Payload,
        message_id: Some("m1".to_owned()),
        content_type: (source == "json").then(|| "application/cloudevents+json".to_owned()),
        headers: BTreeMap::new(),
        body: Private::new(text.as_bytes().to_vec()),
        redelivered: false,
        arrived: None,
        content_encoding: None,
        unreadable: None,
    }
}
