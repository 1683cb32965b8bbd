//! What ought to lie in a partner's mailbox, in which order, and what lies there -> the differences.

use super::{texts, without};
use crate::expect::fields::holds_bsn;
use crate::expect::{Delivery, Fate};
use crate::partner::Partner;
use crate::source::Kind;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn compare<'e>(
    partner: Partner,
    expected: impl Iterator<Item = (Kind, &'e Delivery)>,
    lies: &[Value],
    wrong: &mut Vec<String>,
) {
    let name = partner.name();
    let mut seen = BTreeSet::new();
    // the same event may arrive more than once, and is known by its id
    let mut left: Vec<Option<&Value>> = lies
        .iter()
        .map(|event| {
            seen.insert(event.get("id").map(Value::to_string))
                .then_some(event)
        })
        .collect();
    wrong.extend(lies.iter().flat_map(|event| {
        disclosed(event)
            .into_iter()
            .map(|what| format!("{name}: {}: {what}", number(event)))
    }));
    let mut last: BTreeMap<&str, usize> = BTreeMap::new();
    for (kind, delivery) in expected {
        let about = delivery
            .data
            .get("meldingsnummer")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let is_it = |event: &&Value| {
            event.get("data") == Some(&delivery.data)
                && event.get("type").and_then(Value::as_str) == Some(kind.event_type().as_str())
        };
        let place = left
            .iter()
            .position(|event| event.as_ref().is_some_and(is_it));
        match (place, delivery.fate) {
            (None, Fate::Withdrawn) => {}
            (Some(_), Fate::Withdrawn) => wrong.push(format!(
                "{name}: {about} kwam aan nadat het niet meer mocht"
            )),
            (None, _) => wrong.push(format!(
                "{name}: {} {about} ontbreekt, of bevat iets anders dan zou moeten",
                kind.name()
            )),
            (Some(place), _) => {
                left.get_mut(place).map(Option::take);
                let lane = delivery.lane.as_deref();
                if lane
                    .and_then(|lane| last.insert(lane, place))
                    .is_some_and(|before| before > place)
                {
                    wrong.push(format!(
                        "{name}: {about} kwam voor wat over dezelfde leerling eerder was gestuurd"
                    ));
                }
            }
        }
    }
    wrong.extend(
        left.into_iter()
            .flatten()
            .map(|event| format!("{name}: {} hoort daar niet", number(event))),
    );
}

fn number(event: &Value) -> &str {
    event
        .pointer("/data/meldingsnummer")
        .and_then(Value::as_str)
        .unwrap_or("(zonder nummer)")
}

/// Kinds in which the number of a jeugdige may go on.
const WITH_NUMBER: [&str; 2] = [".verhuizing.", ".informatie.gi."];

/// What may be in no event to anybody, whatever the demo expected.
fn disclosed(event: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    let known = [
        "specversion",
        "id",
        "source",
        "type",
        "time",
        "datacontenttype",
        "data",
    ];
    let strange = event
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(name, _)| !known.contains(&name.as_str()));
    wrong.extend(strange.map(|(name, _)| format!("attribuut {name} hoort er niet in")));
    let kind = event
        .get("type")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let numbered = WITH_NUMBER.iter().any(|name| kind.contains(name));
    for (place, never) in [
        ("/data/leerling/woongemeente", true),
        ("/data/leerling/woonwijk", true),
        ("/data/leerling/geheimAdres", true),
        ("/data/jeugdige/woongemeente", true),
        ("/data/jeugdige/geheimAdres", true),
        ("/data/geadresseerde", true),
        ("/data/jeugdige/pgn", !numbered),
    ] {
        if never && event.pointer(place).is_some() {
            wrong.push(format!("{place} is alleen om te routeren"));
        }
    }
    if texts(&without(
        event,
        &["/id", "/data/leerling/pgn", "/data/jeugdige/pgn"],
    ))
    .any(holds_bsn)
    {
        wrong.push("buiten het veld ervoor staat een BSN".to_owned());
    }
    wrong
}
