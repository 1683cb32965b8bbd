//! A small region with fixed days, and its inputs: two schools, leerplicht of four municipalities, wijkteams.

use super::flight::Memory;
use crate::given;
use schakel::catalog::{Catalog, Texts};
use schakel::clock::Moment;
use schakel::message::Inbound;
use serde_json::Value;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;
use std::time::Duration;

/// Name, OIN, role, home or school; who has no name of an exchange only sends.
const PARTIES: [(&str, &str, &str, &str, bool); 11] = [
    ("po", "00000099000000002000", "school", "01AB", true),
    ("vo", "00000099000000003000", "school", "02CD", true),
    (
        "lp-zwolle",
        "00000099000000001000",
        "leerplicht",
        "0193",
        true,
    ),
    (
        "lp-hattem",
        "00000099000000001010",
        "leerplicht",
        "0244",
        true,
    ),
    (
        "lp-dalfsen",
        "00000099000000001020",
        "leerplicht",
        "0148",
        true,
    ),
    (
        "lp-kampen",
        "00000099000000001030",
        "leerplicht",
        "0166",
        true,
    ),
    (
        "wt-holtenbroek",
        "00000099000000001001",
        "wijkteam",
        "0193",
        true,
    ),
    (
        "wt-zwolle",
        "00000099000000001000",
        "wijkteam",
        "0193",
        false,
    ),
    (
        "wt-dalfsen",
        "00000099000000001020",
        "wijkteam",
        "0148",
        true,
    ),
    (
        "wt-kampen",
        "00000099000000001030",
        "wijkteam",
        "0166",
        true,
    ),
    ("portaal", "00000099000000001000", "inwoner", "0193", false),
];

/// The region, after `change` of its partners.
pub(super) fn town(change: impl FnOnce(String) -> String) -> Catalog {
    let mut texts: Texts = given::texts();
    let known = given::catalog();
    let kinds: Vec<&String> = known.kinds.keys().collect();
    let received: Vec<&String> = kinds
        .iter()
        .copied()
        .filter(|kind| known.kinds[*kind].statement.is_none())
        .collect();
    let source = |(name, oin, role, place, _): &(&str, &str, &str, &str, bool)| {
        let brin = if *role == "school" {
            format!("brin = [\"{place}\"]\n")
        } else {
            String::new()
        };
        format!(
            "[[source]]\nname = \"{name}\"\noin = \"{oin}\"\nrole = \"{role}\"\ncontroller = \"{name}\"\nadapter = \"cloudevents\"\n\
             user = \"{name}\"\nkinds = {kinds:?}\n{brin}from = 2020-01-01\n"
        )
    };
    let partner = |(name, oin, role, place, _): &(&str, &str, &str, &str, bool)| {
        let area = if *role == "school" {
            "brin"
        } else {
            "gemeente"
        };
        format!(
            "[[partner]]\noin = \"{oin}\"\nname = \"{name}\"\nrole = \"{role}\"\ncontroller = \"{name}\"\narea = {{ {area} = [\"{place}\"] }}\n\
             kinds = {received:?}\nchannel = {{ amqp = {{ exchange = \"to.{name}\" }} }}\nuser = \"{name}-r\"\nfrom = 2020-01-01\n"
        )
    };
    texts.sources.text = PARTIES.iter().map(source).collect();
    texts.partners.text = change(
        PARTIES
            .iter()
            .filter(|party| party.4)
            .map(partner)
            .collect(),
    );
    texts.region.text = "name = \"stad\"\noin = \"00000099000000010000\"\nserves = [\"0193\", \"0244\", \"0148\", \"0166\"]\n".to_owned();
    texts.agreements.text = String::new();
    Catalog::compile(&texts).unwrap_or_else(|wrong| panic!("{wrong:?}"))
}

/// One of the last days of 2026, at noon.
pub(super) fn noon(day: i8) -> i64 {
    Moment::start_of(jiff::civil::date(2026, 11, day)).ms() + 12 * 3_600_000
}

/// A hub of this region, on 16 November, that watches what goes to one exchange; what fails is tried again a second later.
pub(super) fn hub(time: &Arc<AtomicI64>, exchange: &'static str, catalog: Catalog) -> Memory {
    let folder = tempfile::tempdir().unwrap();
    Memory::by(
        Arc::clone(time),
        Duration::from_secs(1),
        folder,
        exchange,
        catalog,
        || town(|partners| partners),
    )
}

pub(super) fn input(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/it/control/inputs")
        .join(format!("{name}.json"));
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// Sent by a source as its own user.
pub(super) fn by(source: &str, event: &Value) -> Inbound {
    Inbound {
        content_type: Some("application/cloudevents+json".to_owned()),
        ..given::inbound(source, event.to_string())
    }
}
