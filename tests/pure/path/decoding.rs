//! Strangers' bytes: every one of them ends in documents or in one clear stop, in bounded time.

use super::{LIMITS, check, inbound, story, triage, xml};
use proptest::prelude::*;

const GIVEN: &str = "give leerplicht 1 | hold wijkteam disclosure.no_consent | hold doorstroompunt disclosure.condition";

#[track_caller]
fn check_xml(text: impl Into<Vec<u8>>, expected: &str) {
    check(&inbound("thorbecke", text), &[expected]);
}

#[test]
fn a_plain_report_is_understood() {
    check_xml(xml(&[]), GIVEN);
}

#[test]
fn a_soap_envelope_and_prefixes_are_looked_through() {
    let wrapped = xml(&[])
        .replace(
            "<MeldenRelatiefVerzuim>",
            "<s:Envelope xmlns:s='x'><s:Header/><s:Body><v:MeldenRelatiefVerzuim xmlns:v='y'>",
        )
        .replace(
            "</MeldenRelatiefVerzuim>",
            "</v:MeldenRelatiefVerzuim></s:Body></s:Envelope>",
        );
    check_xml(wrapped, GIVEN);
}

#[test]
fn declared_utf8_is_held_to_its_word() {
    let mut bytes = b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>".to_vec();
    bytes.extend(
        xml(&[("Voorbeeld", "Andr#")])
            .bytes()
            .map(|b| if b == b'#' { 0xE9 } else { b }),
    );
    check_xml(bytes, "stop decode.encoding  encoding:utf-8");
}

#[test]
fn undeclared_windows_1252_is_read_as_agreed_with_the_source() {
    let bytes: Vec<u8> = xml(&[("Voorbeeld", "Andr#")])
        .bytes()
        .map(|b| if b == b'#' { 0xE9 } else { b })
        .collect();
    let judged = triage(&inbound("thorbecke", bytes)).unwrap();
    let body = judged[0].result.as_ref().unwrap().valid().body().expose();
    assert_eq!(body["data"]["leerling"]["achternaam"], "André");
}

#[test]
fn an_encoding_that_was_not_agreed_is_refused() {
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"ISO-8859-15\"?>{}",
        xml(&[])
    );
    check_xml(
        text,
        "stop decode.encoding xml declaration encoding:unknown",
    );
}

#[test]
fn a_truncated_payload_is_malformed() {
    let whole = xml(&[]);
    for end in [whole.len() - 1, whole.len() / 2, 30] {
        let told = story(&inbound("thorbecke", &whole.as_bytes()[..end]));
        assert!(told[0].starts_with("stop decode.malformed"), "{told:?}");
    }
}

#[test]
fn a_document_type_is_refused_so_no_entity_can_grow() {
    let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]><x>&b;</x>";
    let told = story(&inbound("thorbecke", bomb));
    assert!(
        told[0].starts_with("stop decode.malformed") && told[0].ends_with("xml:doctype"),
        "{told:?}"
    );
}

#[test]
fn an_entity_that_nobody_defined_is_malformed() {
    let told = story(&inbound("thorbecke", xml(&[("Voorbeeld", "&xxe;")])));
    assert!(told[0].ends_with("xml:entity"), "{told:?}");
}

#[test]
fn deep_nesting_stops_before_it_hurts() {
    let deep = "<a>".repeat(100_000);
    let told = story(&inbound("thorbecke", deep));
    assert!(told[0].starts_with("stop decode.too_deep"), "{told:?}");
    let json = "[".repeat(100_000);
    let told = story(&inbound("meander", json));
    assert!(told[0].starts_with("stop decode.too_deep"), "{told:?}");
}

#[test]
fn a_million_elements_stop_before_they_hurt() {
    let wide = format!("<a>{}</a>", "<b/>".repeat(1_000_000));
    let told = story(&inbound("thorbecke", wide));
    assert!(told[0].starts_with("stop decode.too_deep"), "{told:?}");
}

#[test]
fn what_is_larger_than_agreed_is_not_even_read() {
    check_xml(
        vec![b' '; LIMITS.message_bytes + 1],
        "stop intake.too_large  maxBytes:4194304",
    );
}

#[test]
fn more_documents_than_agreed_are_refused_together() {
    let one = xml(&[])
        .replace("<MeldenRelatiefVerzuim>", "")
        .replace("</MeldenRelatiefVerzuim>", "");
    let text = format!(
        "<MeldenRelatiefVerzuim>{}</MeldenRelatiefVerzuim>",
        one.repeat(LIMITS.documents + 1)
    );
    check_xml(text, "stop intake.too_large  maxDocuments:100");
}

#[test]
fn a_payload_without_a_single_report_is_told_so() {
    check_xml(
        "<MeldenRelatiefVerzuim/>",
        "stop adapt.empty Verzuimgeval minItems",
    );
    check_xml(
        "<MeldenRelatiefVerzuim><Iets>1</Iets></MeldenRelatiefVerzuim>",
        "stop adapt.missing Verzuimgeval minItems",
    );
}

#[test]
fn an_unknown_root_is_an_unknown_kind() {
    check_xml(
        "<MutatieMeldingRelatiefVerzuim/>",
        "stop adapt.unknown_kind  known",
    );
}

#[test]
fn every_problem_of_a_document_is_told_at_once() {
    let text = xml(&[
        ("20120917", "17-09-2012"),
        ("luxe verzuim", "spijbelen"),
        ("<Achternaam>Melder</Achternaam>", ""),
    ]);
    check_xml(
        text,
        "stop adapt.bad_value Geboortedatum date, MeldingRelatiefVerzuim/Soort codes, Melder/Voornaam required",
    );
}

#[test]
fn a_hundred_thousand_violations_are_counted_but_not_all_kept() {
    let day = "<Verzuimdag><Datum>x</Datum></Verzuimdag>";
    let text = xml(&[("<Reden>vakantie</Reden>", &day.repeat(60_000))]);
    let judged = triage(&inbound("thorbecke", text)).unwrap();
    let stop = judged[0].result.as_ref().unwrap_err();
    assert_eq!((stop.problems.len(), stop.total), (100, 60_000));
}

#[test]
fn a_name_that_a_sender_made_up_is_never_repeated() {
    let told = story(&super::event(|event| {
        event["data"]["leerling"]["Jan Jansen 1234"] = serde_json::json!({ "x": 1 })
    }));
    assert_eq!(
        told,
        ["stop validate.invalid /data/leerling additionalProperties"]
    );
}

#[test]
fn an_element_that_stands_twice_is_not_guessed_at() {
    let text = xml(&[(
        "<PGN>999900031</PGN>",
        "<PGN>999900031</PGN><PGN>999900043</PGN>",
    )]);
    check_xml(text, "stop adapt.bad_value PGN one-value");
}

proptest! {
    #[test]
    fn noise_never_breaks_the_path(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        for source in ["thorbecke", "meander"] {
            prop_assert!(!story(&inbound(source, bytes.clone())).is_empty());
        }
    }

    #[test]
    fn a_report_with_one_byte_changed_never_breaks_the_path(at in 0usize..600, to in any::<u8>()) {
        let mut bytes = xml(&[]).into_bytes();
        let at = at % bytes.len();
        bytes[at] = to;
        prop_assert!(!story(&inbound("thorbecke", bytes)).is_empty());
    }
}
