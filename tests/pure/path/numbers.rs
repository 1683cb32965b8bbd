//! Personal numbers in what names a document: its own child's never, nine digits alone only by agreement, a serial number always.

use super::{LIMITS, TODAY, check, event, story, texts};
use schakel::catalog::Catalog;
use schakel::pipeline;
use serde_json::json;

const GIVEN: &str = "give leerplicht 1 | hold doorstroompunt disclosure.condition";
const ID: &str = "stop validate.invalid /id eigen-nummer";

fn named(id: &str) -> schakel::message::Inbound {
    event(|event| event["id"] = json!(id))
}

fn numbered(number: &str) -> schakel::message::Inbound {
    event(|event| event["data"]["meldingsnummer"] = json!(number))
}

#[test]
fn digits_with_other_signs_between_are_a_serial_number() {
    // each of these holds nine digits that pass the eleven-test once the signs between are taken out
    for number in [
        "9999.00.031",
        "2026-99990-0031",
        "melding 9999 00 031",
        "02CD-9999-00031",
        "VZ-999900031",
        "9999000317",
    ] {
        check(&named(number), &[GIVEN]);
        check(&numbered(number), &[GIVEN]);
    }
    let passed = (0..2000)
        .filter(|n| story(&named(&format!("02CD-2026-{n:06}"))) == [GIVEN])
        .count();
    assert_eq!(passed, 2000, "of two thousand ordinary numbers");
}

#[test]
fn nine_digits_alone_that_may_be_somebodys_are_refused() {
    for number in ["999900031", " 999900031 "] {
        check(&named(number), &["stop validate.invalid /id negen-cijfers"]);
        check(
            &numbered(number),
            &["stop validate.invalid /data/meldingsnummer negen-cijfers"],
        );
    }
    check(&numbered("999900032"), &[GIVEN]); // fails the eleven-test
    check(&numbered("99990003"), &[GIVEN]);
}

#[test]
fn the_number_of_the_child_itself_is_refused_in_any_spelling() {
    for number in [
        "999900043",
        "02CD-999900043",
        "9999.00.043",
        "9 9 9 9 0 0 0 4 3",
        "x999-900-043y",
        "99/99\u{a0}00_043",
        "９９９９０００４３",
    ] {
        check(&named(number), &[ID]);
        check(
            &numbered(number),
            &["stop validate.invalid /data/meldingsnummer eigen-nummer"],
        );
    }
}

#[test]
fn a_source_that_numbers_with_nine_digits_says_so_and_may_still_not_use_the_childs_own() {
    let mut texts = texts();
    texts.sources.text = texts.sources.text.replacen(
        "name       = \"meander\"",
        "name       = \"meander\"\nnummers    = \"eigen-reeks\"",
        1,
    );
    let catalog = Catalog::compile(&texts).unwrap();
    let first = |inbound| {
        pipeline::triage(&catalog, LIMITS, &inbound, "x", TODAY)
            .unwrap()
            .remove(0)
            .result
    };
    assert!(first(numbered("999900031")).is_ok() && first(named("999900031")).is_ok());
    assert_eq!(
        first(numbered("999900043")).unwrap_err().problems[0].rule,
        "eigen-nummer"
    );
    texts.sources.text = texts.sources.text.replacen("eigen-reeks", "eigen", 1);
    assert!(Catalog::compile(&texts).is_err());
}

#[test]
fn mail_addresses_and_telephone_numbers_stay_refused() {
    for number in ["ouder@voorbeeld.nl", "06-12345678"] {
        assert!(
            story(&named(number))[0].starts_with("stop validate.invalid /id"),
            "{number}"
        );
        assert!(
            story(&numbered(number))[0].starts_with("stop validate.invalid /data/meldingsnummer"),
            "{number}"
        );
    }
}
