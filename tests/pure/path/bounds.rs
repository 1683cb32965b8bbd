//! The largest and the worst payloads of the systems that send CSV and JSON: a clear end, soon, and without building what is refused.

use super::{LIMITS, inbound, story, triage};
use serde_json::{Value, json};
use std::fmt::Write;

const HEADER: &str = "Meldingsnummer;Volgnummer;Datum;Status;Reden afgesloten;Toelichting;Contactpersoon;Functie;Telefoon;E-mail\n";

#[track_caller]
fn check_csv(lines: &str, expected: &str) {
    assert_eq!(
        story(&inbound("leerplicht-zwolle", format!("{HEADER}{lines}"))),
        [expected]
    );
}

#[track_caller]
fn check_json(source: &str, body: impl Into<Vec<u8>>, expected: &str) {
    assert_eq!(story(&inbound(source, body)), [expected]);
}

/// `items` as one JSON text, without a tree in between.
fn list(name: &str, item: &str, count: usize) -> String {
    format!(
        "{{\"{name}\":[{}{item}]}}",
        format!("{item},").repeat(count - 1)
    )
}

#[test]
fn a_million_lines_stop_at_the_first_too_many() {
    let line = "M;1;;;;;;;;\n";
    check_csv(
        &line.repeat(LIMITS.documents + 1),
        "stop intake.too_large  maxDocuments:100",
    );
    check_csv(
        &line.repeat(300_000),
        "stop intake.too_large  maxDocuments:100",
    );
    check_csv(
        &line.repeat(1_000_000),
        "stop intake.too_large  maxBytes:4194304",
    );
    check_csv(&"\n".repeat(1_000_000), "stop adapt.empty  minItems"); // empty lines are none
}

#[test]
fn a_million_columns_are_not_a_header() {
    let wide = ";".repeat(1_000_000);
    assert_eq!(
        story(&inbound("leerplicht-zwolle", wide)),
        ["stop decode.too_deep line 1 maxColumns:500"]
    );
}

#[test]
fn a_column_that_stands_twice_is_not_guessed_at() {
    let text = format!(
        "{}{}",
        HEADER.replace("Functie", "Status"),
        "02CD-1;1;16-03-2026;in behandeling;;;;afgesloten;;\n"
    );
    assert_eq!(
        story(&inbound("leerplicht-zwolle", text)),
        ["stop decode.malformed line 1 csv:column-twice"]
    );
}

#[test]
fn a_quote_that_never_ends_swallows_no_neighbour_in_silence() {
    let lines = format!(
        "02CD-1;1;16-03-2026;in behandeling;;;\"Zo\n{}",
        "02CD-2;1;16-03-2026;in behandeling;;;;;;\n".repeat(9)
    );
    let told = story(&inbound("leerplicht-zwolle", format!("{HEADER}{lines}")));
    assert_eq!(told[0], "stop decode.malformed line 2 csv:quote");
    assert_eq!(
        told.iter().filter(|told| !told.starts_with("stop")).count(),
        9,
        "{told:?}"
    );
}

#[test]
fn bytes_that_are_in_neither_encoding_are_refused() {
    let mut bytes = HEADER.as_bytes().to_vec();
    bytes.extend(b"02CD-1;1;16-03-2026;in behandeling;;;Zo\x81;;;\n"); // neither UTF-8 nor a character of windows-1252
    assert_eq!(
        story(&inbound("leerplicht-zwolle", bytes)),
        ["stop decode.encoding line 2 encoding:utf-8,windows-1252"]
    );
    // JSON is UTF-8, also when somebody sends it otherwise
    check_json(
        "wijkteam-zwolle",
        b"{\"terugkoppelingen\":[{\"a\":\"Zo\xEB\"}]}",
        "stop decode.encoding  encoding:utf-8",
    );
    let wide: Vec<u8> = "{}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    check_json(
        "wijkteam-zwolle",
        [b"\xFF\xFE".as_slice(), &wide].concat(),
        "stop decode.encoding  encoding:utf-8",
    );
}

#[test]
fn every_bad_line_is_told_and_all_of_them_at_once() {
    let line = "02CD-1;x;16-3;weg;weg;weg;;;;\n";
    let told = story(&inbound(
        "leerplicht-zwolle",
        format!("{HEADER}{}", line.repeat(LIMITS.documents)),
    ));
    let expected = "stop adapt.bad_value Volgnummer number, Datum date, Status codes, Reden afgesloten codes, Toelichting codes";
    assert_eq!(told, vec![expected; LIMITS.documents]);
}

#[test]
fn more_documents_in_json_than_agreed_are_refused_together() {
    let list = list("terugkoppelingen", "{}", LIMITS.documents + 1);
    check_json(
        "wijkteam-zwolle",
        list,
        "stop intake.too_large  maxDocuments:100",
    );
}

#[test]
fn a_million_values_in_json_stop_before_they_are_built() {
    for item in ["0", "[]", "{}", "\"\""] {
        let many = list("terugkoppelingen", item, 1_000_000);
        check_json(
            "wijkteam-zwolle",
            many.clone(),
            "stop decode.too_deep  maxParts:200000",
        );
        check_json("meander", many, "stop decode.too_deep  maxParts:200000");
    }
    let names = (0..250_000).fold(String::from("{\"a\":0"), |mut text, n| {
        write!(text, ",\"{n}\":0").unwrap();
        text
    });
    check_json(
        "wijkteam-zwolle",
        format!("{names}}}"),
        "stop decode.too_deep  maxParts:200000",
    );
}

#[test]
fn commas_in_a_text_are_no_values() {
    let text = ",[{\\\",".repeat(300_000);
    check_json(
        "wijkteam-zwolle",
        format!("{{\"iets\":\"{text}\"}}"),
        "stop adapt.unknown_kind  known",
    );
}

#[test]
fn a_hundred_thousand_violations_in_json_are_counted_but_not_all_kept() {
    let inbound = super::event(|event| {
        event["data"]["verzuim"]["dagen"] = Value::Array(vec![json!({ "dag": 1 }); 50_000])
    });
    let judged = triage(&inbound).unwrap();
    let stop = judged[0].result.as_ref().unwrap_err();
    // each lacks its date and has a field that nobody knows; and there are more of them than fit
    assert_eq!((stop.problems.len(), stop.total), (100, 100_001));
}
