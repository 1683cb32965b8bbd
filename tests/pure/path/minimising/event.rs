//! What leaves the hub is an event of its own, with an id that never changes.

use super::sent;
use crate::path::{catalog, event, rule, triage};
use schakel::message::Inbound;
use schakel::party::Party;
use schakel::pipeline::{Verdict, minimise};
use serde_json::{Value, json};

#[test]
fn an_event_is_a_valid_nl_gov_cloudevent_of_the_hub_itself() {
    let sent = sent(&event(|event| event["subject"] = json!("melding-17")));
    assert!(catalog().envelope.is_valid(&sent));
    let attributes: Vec<&String> = sent.as_object().unwrap().keys().collect();
    assert_eq!(
        attributes,
        [
            "data",
            "datacontenttype",
            "id",
            "source",
            "specversion",
            "time",
            "type"
        ]
    );
    assert_eq!(
        sent["source"],
        "urn:nld:oin:00000099000000010000:systeem:schakel"
    );
}

#[test]
fn the_id_of_an_event_depends_only_on_origin_and_recipient() {
    let id = |inbound: &Inbound| sent(inbound)["id"].clone();
    let first = id(&event(|_| {}));
    assert_eq!(
        first,
        id(&event(
            |event| event["time"] = json!("2026-03-19T09:00:00+01:00")
        ))
    );
    assert_ne!(
        first,
        id(&event(|event| event["id"] = json!("02CD-2026-000018")))
    );
    assert_ne!(
        first,
        id(&event(
            |event| event["data"]["leerling"]["woongemeente"] = json!("0175")
        ))
    );
}

#[test]
fn an_event_has_the_type_of_its_document_and_an_id_that_never_changes() {
    let judged = triage(&event(|_| {})).unwrap();
    let triaged = judged[0].result.as_ref().unwrap();
    let ruling = rule(triaged);
    let Verdict::Share(share) = &ruling.judgements[0].verdict else {
        panic!()
    };
    let made = minimise(
        catalog(),
        triaged.valid(),
        share,
        &Party::new("00000099000000001000", "leerplicht"),
        "2026-03-20T12:00:00.000+01:00",
    );
    let event: Value = serde_json::from_slice(made.body().expose()).unwrap();
    assert_eq!(
        made.event_type(),
        "nl.onderwijsjeugdhulp.verzuimmeldingen.v1"
    );
    assert_eq!(event["type"], made.event_type());
    assert_eq!(event["id"], made.event().to_string());
    // a partner recognises by it what it already has: another id in a new release would be a second event
    assert_eq!(
        made.event().to_string(),
        "b2952063-8673-530d-8c4c-e7aff135fa34"
    );
}
