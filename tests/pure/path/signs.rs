//! Signs that nobody can see: they make two names look alike, or one text look like another.

use super::{check, event, inbound, triage, xml};
use serde_json::json;

const GIVEN: &str = "give leerplicht 1 | hold doorstroompunt disclosure.condition";

/// The surname, and what becomes of it.
#[track_caller]
fn named(name: &str, expected: &str) {
    check(
        &event(|event| event["data"]["leerling"]["achternaam"] = json!(name)),
        &[expected],
    );
}

/// A free text, and the rule that it breaks: a duty goes without it.
#[track_caller]
fn explained(text: &str, rule: &[&str]) {
    let judged = triage(&event(|event| {
        event["data"]["verzuim"]["reden"] = json!(text)
    }))
    .unwrap();
    let left_out = judged[0].result.as_ref().unwrap().left_out();
    assert_eq!(
        left_out
            .iter()
            .map(|problem| problem.rule.as_str())
            .collect::<Vec<_>>(),
        rule
    );
}

#[test]
fn a_name_holds_no_control_character_and_nothing_that_cannot_be_seen() {
    for sign in [
        "\0", "\u{1}", "\u{8}", "\u{1b}", "\u{7f}", "\u{85}", "\t", "\n", "\r",
    ] {
        named(
            &format!("Voor{sign}beeld"),
            "stop validate.invalid /data/leerling/achternaam stuurteken",
        );
    }
    for sign in [
        "\u{202e}", "\u{202a}", "\u{2066}", "\u{2069}", "\u{200b}", "\u{200d}", "\u{200e}",
        "\u{2060}", "\u{feff}", "\u{ad}",
    ] {
        named(
            &format!("Voor{sign}beeld"),
            "stop validate.invalid /data/leerling/achternaam onzichtbaar",
        );
    }
    for name in [
        "Voorbeeld",
        "Ĳsbrand-d'Été",
        "İnci Şahin",
        "O’Neill",
        "Zoe\u{301}",
    ] {
        named(name, GIVEN);
    }
}

#[test]
fn a_name_is_not_blank() {
    for name in ["   ", "\u{a0}", "\u{2003} "] {
        named(name, "stop validate.invalid /data/leerling/achternaam leeg");
    }
    named(
        "",
        "stop validate.invalid /data/leerling/achternaam minLength",
    );
}

#[test]
fn a_text_that_people_wrote_may_have_lines_and_joined_signs_but_does_not_turn_around() {
    for text in ["een\n\ttwee\r\ndrie", "blij \u{1f469}\u{200d}\u{1f467}"] {
        explained(text, &[]);
    }
    explained("een\0twee", &["stuurteken"]);
    explained("een \u{202e}twee", &["onzichtbaar"]);
}

#[test]
fn an_attribute_of_an_event_is_held_to_the_same() {
    check(
        &event(|event| event["subject"] = json!("a\u{1}b")),
        &["stop validate.invalid /subject stuurteken"],
    );
    check(
        &event(|event| event["id"] = json!("a\u{202e}b")),
        &["stop validate.invalid /id onzichtbaar"],
    );
    check(
        &event(|event| event["eigen"] = json!("a\u{200b}b")),
        &["stop validate.invalid /* onzichtbaar"],
    );
}

#[test]
fn xml_knows_no_control_characters_written_out_or_by_number() {
    for name in [
        "A&#1;B",
        "A&#x1F;B",
        "A&#xFFFE;B",
        "A\u{1}B",
        "<![CDATA[A\u{8}B]]>",
    ] {
        let told = super::story(&inbound("thorbecke", xml(&[("Voorbeeld", name)])));
        assert!(
            told[0].starts_with("stop decode.malformed") && told[0].ends_with("xml:character"),
            "{name:?}: {told:?}"
        );
    }
    check(
        &inbound("thorbecke", xml(&[("Voorbeeld", "A&#x202E;B")])),
        &["stop validate.invalid /data/leerling/achternaam onzichtbaar"],
    );
}
