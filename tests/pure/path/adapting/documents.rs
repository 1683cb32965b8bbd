//! A payload -> its documents: where they stand, of which kinds, how many, and under which ids.

use super::compile;
use crate::path::{LIMITS, catalog, inbound, triage};
use schakel::catalog::partner::{Reading, Source};
use schakel::pipeline::adapt;
use schakel::prove::adapted;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Ids of the documents, as an adapter with this head makes them.
pub(super) fn ids(head: &str, payload: &Value) -> Vec<String> {
    ids_of(head, &payload.to_string())
}

fn ids_of(head: &str, payload: &str) -> Vec<String> {
    let tables = format!(
        "[[message]]\nkind = \"verzuimmelding/1\"\nwhen = [\"/m\", \"/n/o\"]\n{head}map = [{{ to = \"melder.naam\", value = \"M\" }}]\n"
    );
    let source = Source::for_example(
        Reading::Adapter(Arc::new(compile(&tables))),
        catalog().kinds.keys().cloned().collect(),
    );
    let inbound = schakel::message::Inbound {
        message_id: Some("bericht".to_owned()),
        ..inbound("x", payload)
    };
    let payload = schakel::pipeline::decode::decode(catalog(), &source, LIMITS, &inbound).unwrap();
    match adapt::documents(
        catalog(),
        &source,
        LIMITS,
        &inbound,
        payload,
        "vingerafdruk",
    ) {
        Err(stop) => vec![format!(
            "{} {} {}",
            stop.code, stop.problems[0].path, stop.problems[0].rule
        )],
        Ok(documents) => documents
            .into_iter()
            .map(|document| match document.mapped {
                Ok(mapped) => {
                    assert_eq!(mapped.body().expose()["id"], document.id);
                    document.id
                }
                Err(stop) => format!("{} {} {}", document.id, stop.code, stop.problems[0].path),
            })
            .collect(),
    }
}

#[test]
fn an_id_is_made_of_its_fields_and_else_of_the_message() {
    let two = json!({ "m": [{ "a": 1, "b": "x" }, { "a": 2, "b": "y" }] });
    assert_eq!(ids("id = [\"a\", \"b\"]\n", &two), ["1.x", "2.y"]);
    assert_eq!(
        ids("id = [\"a\", \"b\"]\nid_join = \":\"\n", &two),
        ["1:x", "2:y"]
    );
    assert_eq!(ids("", &two), ["bericht.1", "bericht.2"]);
    assert_eq!(ids("", &json!({ "m": [{ "a": 1 }] })), ["bericht"]);
    // too long for a number of 64 bits: by its digits all the same
    let long = [
        "12345678901234567890123",
        "12345678901234567890124",
        "-12345678901234567890123",
    ];
    let texts = long.map(|id| format!("{{\"m\":[{{\"a\":{id}}}]}}"));
    assert_eq!(
        texts.map(|text| ids_of("id = [\"a\"]\n", &text)),
        long.map(|id| vec![id.to_owned()])
    );
    assert_eq!(
        ids(
            "id = [\"a\"]\n",
            &json!({ "m": [{ "a": u64::MAX }, { "a": i64::MIN }] })
        ),
        [u64::MAX.to_string(), i64::MIN.to_string()]
    );
    for odd in ["true", "1E5", "1.0", "-0", "16.5"] {
        assert_eq!(
            ids_of("id = [\"a\"]\n", &format!("{{\"m\":[{{\"a\":{odd}}}]}}")),
            ["bericht adapt.bad_value a"],
            "{odd}"
        );
    }
    // incomplete: it is told, by the first of its fields
    assert_eq!(
        ids("id = [\"b\", \"a\"]\n", &json!({ "m": { "a": 1 } })),
        ["bericht adapt.missing b"]
    );
}

#[test]
fn documents_are_found_where_the_adapter_says() {
    assert_eq!(
        ids("", &json!({ "n": { "o": [{}, {}] } })),
        ["bericht.1", "bericht.2"]
    );
    assert_eq!(ids("", &json!({ "m": {} })), ["bericht"]);
    assert_eq!(ids("", &json!({ "n": {} })), ["adapt.unknown_kind  known"]);
    // nothing to tell is said by an empty list, or by nothing at all
    assert_eq!(ids("", &json!({ "m": [] })), ["adapt.empty  minItems"]);
    let each = "each = \"p/q\"\n";
    assert_eq!(
        ids(each, &json!({ "m": { "p": { "q": [{}, {}] } } })),
        ["bericht.1", "bericht.2"]
    );
    assert_eq!(
        ids(each, &json!({ "m": { "p": { "q": {} } } })),
        ["bericht"]
    );
    for nothing in [
        json!({ "p": {} }),
        json!({ "p": { "q": [] }, "made": "2026-03-20" }),
        json!({}),
        json!(null),
        json!({ "p": null }),
    ] {
        assert_eq!(
            ids(each, &json!({ "m": nothing })),
            ["adapt.empty p/q minItems"]
        );
    }
    assert_eq!(
        ids(each, &json!({ "m": { "p": { "other": [{}, 1] } } })),
        ["adapt.missing p/q minItems"]
    );
}

#[test]
fn every_part_of_a_payload_is_taken_once_and_what_nothing_takes_is_told() {
    assert_eq!(
        ids("", &json!({ "m": [{}, {}], "n": { "o": [{}] } })),
        ["bericht.1", "bericht.2", "bericht.3"]
    );
    assert_eq!(
        ids("", &json!({ "m": [], "n": { "o": [{}] } })),
        ["bericht"]
    );
    assert_eq!(
        ids("", &json!({ "m": [], "n": { "o": [] } })),
        ["adapt.empty  minItems"]
    );
    let told = "bericht.2 adapt.unknown_kind *";
    assert_eq!(
        ids("", &json!({ "m": [{}], "Jan Jansen": [{ "a": 1 }] })),
        ["bericht.1", told]
    );
    assert_eq!(
        ids("", &json!({ "n": { "o": [{}], "p": [{}] } })),
        ["bericht.1", "bericht.2 adapt.unknown_kind n/*"]
    );
    // what tells of the whole is no part of it
    assert_eq!(
        ids(
            "",
            &json!({ "m": [{}], "made": "2026-03-20", "by": { "name": "x" }, "tags": ["a"], "none": [] })
        ),
        ["bericht"]
    );
}

#[test]
fn a_payload_of_two_kinds_becomes_documents_of_both() {
    let text = "{\"aanmeldingen\":[{\"x\":1}],\"terugkoppelingen\":[{\"x\":1},{\"x\":2}],\"meldingen\":[{\"x\":1}]}";
    let told: Vec<_> = triage(&inbound("wijkteam-zwolle", text))
        .unwrap()
        .into_iter()
        .map(|judged| judged.kind.map(|kind| kind.name.clone()))
        .collect();
    let kinds = [
        "aanmelding.wijkteam/1",
        "terugkoppeling.wijkteam/1",
        "terugkoppeling.wijkteam/1",
    ];
    assert_eq!(
        told,
        kinds
            .map(|kind| Some(kind.to_owned()))
            .into_iter()
            .chain([None])
            .collect::<Vec<_>>()
    );
}

#[test]
fn as_many_documents_as_agreed_are_taken() {
    let list = |count: usize| ids("", &json!({ "m": vec![json!({}); count] }));
    assert_eq!(list(LIMITS.documents).len(), LIMITS.documents);
    assert_eq!(
        list(LIMITS.documents + 1),
        ["intake.too_large  maxDocuments:100"]
    );
}

#[test]
fn a_source_sends_only_the_kinds_that_it_is_connected_for() {
    let tables = "[[message]]\nkind = \"verzuimmelding/1\"\nwhen = \"/m\"\nmap = []\n";
    let source = Source::for_example(Reading::Adapter(Arc::new(compile(tables))), BTreeSet::new());
    let again = |kind: &str| {
        adapt::readapt(catalog(), &source, kind, json!({}), "m1")
            .and_then(|document| document.mapped)
            .err()
            .unwrap()
    };
    assert_eq!(
        again("verzuimmelding/1").problems[0].rule,
        "not-for-this-source"
    );
    assert_eq!(again("thuiszittersmelding/1").problems[0].rule, "known");
    let wrong = adapted(
        catalog(),
        Reading::Adapter(Arc::new(compile(tables))),
        b"{\"m\": {}}",
    );
    assert_eq!(wrong[0]["stop"], "validate.invalid");
}
