//! A duty goes without an optional text that is wrong, and its sender hears which; anything else that is wrong stops it.

use super::{check, event, triage};
use schakel::message::Inbound;
use serde_json::{Value, json};

/// What was left out of a report, and what is in it.
fn left_out(inbound: &Inbound) -> (Vec<String>, Value) {
    let judged = triage(inbound).unwrap();
    let triaged = judged[0].result.as_ref().unwrap();
    let told = triaged
        .left_out()
        .iter()
        .map(|problem| format!("{} {}", problem.path, problem.rule))
        .collect();
    (told, triaged.valid().body().expose()["data"].clone())
}

#[test]
fn a_wrong_text_is_left_out_and_told() {
    let (told, data) = left_out(&event(|event| {
        event["data"]["ouder"]["telefoon"] = json!("(06) 1234 5678");
        event["data"]["verzuim"]["reden"] = json!("x".repeat(5000));
    }));
    assert_eq!(
        told,
        [
            "/data/ouder/telefoon pattern",
            "/data/verzuim/reden maxLength"
        ]
    );
    assert!(data["ouder"].get("telefoon").is_none() && data["verzuim"].get("reden").is_none());
    assert_eq!(data["leerling"]["achternaam"], "Voorbeeld");
    assert_eq!(left_out(&event(|_| {})).0, [""; 0]);
}

#[test]
fn what_must_be_there_or_decides_something_stops_it() {
    let wrong: [(&str, Value, &str); 6] = [
        (
            "/data/leerling/achternaam",
            json!("x".repeat(5000)),
            "maxLength",
        ),
        ("/data/leerling/pgn", json!("999900044"), "format:pgn"),
        (
            "/data/leerling/adres/postcode",
            json!("7721 AB"),
            "format:postcode",
        ),
        ("/data/verzuim/einddatum", json!("2026-02-01"), "volgorde"),
        ("/data/verzuim/soort", json!("SPIJBELEN"), "enum"),
        (
            "/data/leerling/geboortedatum",
            json!("2062-05-04"),
            "geboortedag",
        ),
    ];
    for (path, value, rule) in wrong {
        let both = event(|event| {
            *event.pointer_mut(path).unwrap() = value;
            event["data"]["ouder"]["telefoon"] = json!("()");
        });
        let told = super::story(&both);
        assert!(
            told[0].starts_with("stop validate.invalid")
                && told[0].contains(&format!("{path} {rule}")),
            "{told:?}"
        );
        assert!(told[0].contains("/data/ouder/telefoon pattern"), "{told:?}");
    }
}

#[test]
fn what_rests_on_consent_is_stopped_for_any_of_it() {
    let signal = event(|event| {
        *event = serde_json::from_str(include_str!(
            "../../../schemas/zorgsignaal.school/examples/valid/zonder-gezondheid.json"
        ))
        .unwrap();
        event["data"]["melder"]["telefoon"] = json!("()");
    });
    check(
        &signal,
        &["stop validate.invalid /data/melder/telefoon pattern"],
    );
}
