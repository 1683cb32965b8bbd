//! NL GOV CloudEvents without an adapter: structured, and binary in three spellings of the headers.

use super::{check, event, inbound};
use schakel::message::{Content, Inbound, Private, Proof};
use serde_json::{Value, json};

const GIVEN: &str = "give leerplicht 1 | hold doorstroompunt disclosure.condition";

/// The same report in binary mode.
fn binary(prefix: &str) -> Inbound {
    let structured = event(|_| {});
    let whole: Value = serde_json::from_slice(structured.body.expose()).unwrap();
    let attributes = ["id", "source", "specversion", "type", "time"];
    Inbound {
        content_type: Some("application/json; charset=utf-8".to_owned()),
        headers: attributes
            .iter()
            .map(|name| {
                (
                    format!("{prefix}{name}"),
                    whole[name].as_str().unwrap().to_owned(),
                )
            })
            .collect(),
        body: Private::new(whole["data"].to_string().into_bytes()),
        ..structured
    }
}

#[test]
fn a_structured_event_is_read_with_a_charset_and_in_any_case() {
    check(&event(|_| {}), &[GIVEN]);
    let content_type = Some("Application/CloudEvents+JSON; charset=UTF-8".to_owned());
    check(
        &Inbound {
            content_type,
            ..event(|_| {})
        },
        &[GIVEN],
    );
}

#[test]
fn a_binary_event_is_read_in_each_of_the_three_spellings() {
    for prefix in ["cloudEvents_", "cloudEvents:", "ce-"] {
        check(&binary(prefix), &[GIVEN]);
    }
}

#[test]
fn a_time_that_is_no_moment_is_refused_by_its_name() {
    for text in [
        u64::MAX.to_string(),
        i64::MIN.to_string(),
        "1773651600".to_owned(),
        String::new(),
    ] {
        let mut odd = binary("cloudEvents:");
        odd.headers.insert("cloudEvents:time".to_owned(), text);
        check(&odd, &["stop validate.invalid /time format:date-time"]);
    }
}

#[test]
fn both_modes_give_the_same_document() {
    let ids = |inbound: &Inbound| {
        let judged = super::triage(inbound).unwrap();
        let body = judged[0]
            .result
            .as_ref()
            .unwrap()
            .valid()
            .body()
            .expose()
            .clone();
        (judged[0].id.clone(), body)
    };
    assert_eq!(ids(&event(|_| {})), ids(&binary("ce-")));
}

#[test]
fn the_id_is_that_of_the_event_and_of_the_message_only_where_the_event_has_none() {
    let id = |change: fn(&mut Value)| {
        let inbound = Inbound {
            message_id: Some("message-1".to_owned()),
            ..event(change)
        };
        super::triage(&inbound).unwrap()[0].id.clone()
    };
    assert_eq!(id(|event| event["id"] = json!("event-1")), "event-1");
    assert_eq!(id(|event| event["id"] = json!("")), "message-1");
    assert_eq!(
        id(|event| drop(event.as_object_mut().unwrap().remove("id"))),
        "message-1"
    );
}

#[test]
fn a_source_sends_only_the_kinds_that_it_is_connected_for() {
    let other =
        event(|event| event["type"] = json!("nl.onderwijsjeugdhulp.toewijzing.jeugdhulp.v1"));
    check(
        &other,
        &["stop adapt.unknown_kind /type not-for-this-source"],
    );
}

#[test]
fn spellings_are_never_mixed() {
    let mut mixed = binary("ce-");
    mixed
        .headers
        .insert("cloudEvents_subject".to_owned(), "x".to_owned());
    check(
        &mixed,
        &["stop decode.malformed content_type cloudevents:mixed-header-spellings"],
    );
}

#[test]
fn other_headers_are_nobodys_business() {
    let mut extra = binary("ce-");
    extra.headers.insert("x-trace".to_owned(), "1".to_owned());
    check(&extra, &[GIVEN]);
}

#[test]
fn the_data_of_a_binary_event_is_its_body_and_json() {
    let mut twice = binary("ce-");
    for name in ["data", "data_base64", "datacontenttype"] {
        twice
            .headers
            .insert(format!("ce-{name}"), "e30=".to_owned());
    }
    check(&twice, &[GIVEN]);
    let typed = |content_type: &str| Inbound {
        content_type: Some(content_type.to_owned()),
        ..binary("ce-")
    };
    check(&typed("application/vnd.school+json"), &[GIVEN]);
    for other in ["text/plain", "application/xml", ""] {
        check(
            &typed(other),
            &["stop decode.malformed content_type datacontenttype:json"],
        );
    }
}

#[test]
fn a_batch_or_an_unmarked_body_is_refused() {
    let content_type = Some("application/cloudevents-batch+json".to_owned());
    check(
        &Inbound {
            content_type,
            ..event(|_| {})
        },
        &["stop decode.malformed content_type cloudevents:batch-or-other-format"],
    );
    let neither = "stop decode.malformed content_type cloudevents:neither-structured-nor-binary";
    check(
        &Inbound {
            content_type: None,
            ..event(|_| {})
        },
        &[neither],
    );
}

#[test]
fn a_null_attribute_is_an_absent_one() {
    check(&event(|event| event["subject"] = Value::Null), &[GIVEN]);
}

#[test]
fn a_context_attribute_with_a_personal_number_is_refused() {
    check(
        &event(|event| event["subject"] = json!("999900031")),
        &["stop validate.invalid /subject format:zonder-persoonsgegeven"],
    );
    let dotted = event(|event| event["subject"] = json!("melding 9999.00.031"));
    check(
        &dotted,
        &["stop validate.invalid /subject format:zonder-persoonsgegeven"],
    );
    check(
        &event(|event| event["contact"] = json!("ouder@voorbeeld.nl")),
        &["stop validate.invalid /* anyOf"],
    );
}

#[test]
fn no_attribute_in_any_mode_may_hold_personal_data() {
    for value in [
        "999900031",
        "9999 00 031",
        "06-12345678",
        "+31 6 12345678",
        "ouder@voorbeeld.nl",
    ] {
        for name in [
            "subject",
            "partitionkey",
            "traceparent",
            "tracestate",
            "dataref",
            "contact",
        ] {
            let stops =
                |inbound: &Inbound| super::story(inbound)[0].starts_with("stop validate.invalid /");
            assert!(
                stops(&event(|event| event[name] = json!(value))),
                "{name}: {value}"
            );
            for prefix in ["cloudEvents_", "cloudEvents:", "ce-"] {
                let mut header = binary(prefix);
                header
                    .headers
                    .insert(format!("{prefix}{name}"), value.to_owned());
                assert!(stops(&header), "{prefix}{name}: {value}");
            }
        }
    }
    check(
        &event(|event| event["leerling"] = json!(999_900_031)),
        &["stop validate.invalid /* anyOf"],
    );
    check(
        &event(|event| {
            event["traceparent"] = json!("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
        }),
        &[GIVEN],
    );
}

#[test]
fn a_source_speaks_only_for_its_own_organisation() {
    let other =
        event(|event| event["source"] = json!("urn:nld:oin:00000099000000002000:systeem:las"));
    check(
        &other,
        &["stop intake.sender_unproven /source oin-of-source"],
    );
    let other = event(|event| event["data"]["school"]["brin"] = json!("01AB"));
    check(
        &other,
        &["stop intake.sender_unproven /data/school/brin brin-of-source"],
    );
}

#[test]
fn a_urn_in_capitals_is_the_same_urn() {
    for same in [
        "URN:NLD:OIN:00000099000000003000:systeem:meander-sis",
        "Urn:nld:oin:00000099000000003000",
    ] {
        check(&event(|event| event["source"] = json!(same)), &[GIVEN]);
    }
    let other =
        event(|event| event["source"] = json!("URN:NLD:OIN:00000099000000002000:systeem:las"));
    check(
        &other,
        &["stop intake.sender_unproven /source oin-of-source"],
    );
    check(
        &event(|event| event["source"] = json!("urn:nld:é")),
        &["stop intake.sender_unproven /source oin-of-source"],
    );
}

#[test]
fn a_byte_order_mark_is_no_part_of_an_event() {
    let plain = event(|_| {});
    let body = [b"\xEF\xBB\xBF".as_slice(), plain.body.expose()].concat();
    check(
        &Inbound {
            body: Private::new(body),
            ..plain
        },
        &[GIVEN],
    );
}

#[test]
fn only_the_user_that_the_broker_vouches_for_is_believed() {
    let nobody = Inbound {
        proof: Proof::Nothing,
        content: Content::Payload,
        ..event(|_| {})
    };
    check(&nobody, &["stop intake.sender_unproven user_id required"]);
    let other = Inbound {
        proof: Proof::AmqpUser("thorbecke".to_owned()),
        content: Content::Payload,
        ..event(|_| {})
    };
    check(&other, &["stop intake.sender_unproven user_id source"]);
    check(
        &inbound("nobody", "x"),
        &["stop intake.sender_unproven user_id source"],
    );
}

#[test]
fn an_unknown_type_is_an_unknown_kind() {
    check(
        &event(|event| event["type"] = json!("nl.brp.verhuizingen.v1")),
        &["stop adapt.unknown_kind /type known"],
    );
}
