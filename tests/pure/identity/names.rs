//! A document -> the parts of an identity, and names in the form in which they are compared.

use crate::given::catalog;
use jiff::civil::{Date, date};
use schakel::message::{Identity, Private};
use schakel::pipeline::identity::{fold, identity};
use serde_json::{Value, json};

const DAY: Date = date(2026, 12, 1);

fn surname(text: &str) -> Option<String> {
    fold::surname(text, &catalog().terms.particles, DAY)
}

#[test]
fn one_name_has_one_form() {
    for text in [
        "Berg",
        "BERG",
        "van den Berg",
        "Van Den Berg",
        "Berg, van den",
        "v.d. Berg",
        "van  den\tBerg",
    ] {
        assert_eq!(surname(text).as_deref(), Some("berg"), "{text}");
    }
    for (text, form) in [
        ("Mëïjer", "meijer"),
        ("Me\u{308}ijer", "meijer"),
        ("Ĳssel", "ijssel"),
        ("Strauß", "strauss"),
        ("Æsop", "aesop"),
        ("Œuvre", "oeuvre"),
        ("Sørensen", "sorensen"),
        ("Đorđević", "dordevic"),
        ("Guðmund", "gudmund"),
        ("Łukasz", "lukasz"),
        ("Þór", "thor"),
        ("Işık", "isik"),
        ("İnan", "inan"),
        ("Bos-Vierman", "bosvierman"),
        ("O'Neill 2", "oneill"),
        ("Ma\u{1ab0}n\u{1dc0}n\u{20d0}e\u{fe20}n", "mannen"),
    ] {
        assert_eq!(surname(text).as_deref(), Some(form), "{text}");
    }
    assert_eq!((surname(""), surname("-- 7")), (None, None));
    assert_eq!(
        surname("Van").as_deref(),
        Some("van"),
        "a name that is nothing else stays"
    );
}

#[test]
fn of_the_first_names_the_first_counts() {
    let first = |text: &str| fold::first_name(text);
    assert_eq!(first("Anna Maria").as_deref(), Some("anna"));
    assert_eq!(first("  ANNA").as_deref(), Some("anna"));
    assert_eq!(first("- Zoë-Lynn").as_deref(), Some("zoelynn"));
    assert_eq!((first(""), first(" . 7")), (None, None));
}

/// Of a report with these parts of the pupil.
fn of(secret: bool, change: impl FnOnce(&mut Value)) -> Identity {
    let mut event: Value = serde_json::from_str(include_str!(
        "../../../schemas/verzuimmelding/examples/valid/zestien-uur.json"
    ))
    .unwrap();
    event["data"]["leerling"] = json!({
        "pgn": "999900043", "voornamen": "Anna Maria", "achternaam": "van den Vierman", "geboortedatum": "2013-01-20",
        "adres": { "postcode": "8011 AB", "huisnummer": "012" },
    });
    change(&mut event["data"]["leerling"]);
    let catalog = catalog();
    identity(
        &catalog.kinds["verzuimmelding/1"],
        &event,
        secret,
        &catalog.terms.particles,
        DAY,
    )
}

fn text(part: &Option<Private<String>>) -> &str {
    part.as_ref().map_or("-", |part| part.expose())
}

fn parts(identity: &Identity) -> [&str; 5] {
    [
        &identity.pgn,
        &identity.surname,
        &identity.first_name,
        &identity.birth_date,
        &identity.address,
    ]
    .map(text)
}

fn former(identity: &Identity) -> [&str; 4] {
    let former = &identity.former;
    [
        &former.fallback,
        &former.name_birth,
        &former.birth_address,
        &former.pgn_birth,
    ]
    .map(text)
}

#[test]
fn a_document_tells_who_it_is_about() {
    assert_eq!(
        parts(&of(false, |_| {})),
        ["999900043", "vierman", "anna", "2013-01-20", "8011ab|12"]
    );
    assert_eq!(
        parts(&of(false, |pupil| pupil["adres"]["huisnummer"] = json!(12)))[4],
        "8011ab|12"
    );
    assert_eq!(
        parts(&of(true, |_| {})),
        ["999900043", "vierman", "anna", "2013-01-20", "-"],
        "a secret address is kept in no form"
    );
    let without = |name: &'static str| {
        of(false, |pupil| {
            drop(pupil.as_object_mut().unwrap().remove(name))
        })
    };
    assert_eq!(
        parts(&without("pgn")),
        ["-", "vierman", "anna", "2013-01-20", "8011ab|12"]
    );
    assert_eq!(
        parts(&without("voornamen")),
        ["999900043", "vierman", "-", "2013-01-20", "8011ab|12"]
    );
    assert_eq!(
        parts(&of(false, |pupil| drop(
            pupil["adres"].as_object_mut().unwrap().remove("postcode")
        )))[4],
        "-"
    );
}

#[test]
fn marks_of_older_stores_are_looked_up_as_they_were_made() {
    let all = [
        "van den vierman|2013-01-20|8011 ab|012",
        "vandenvierman|2013-01-20",
        "2013-01-20|8011 ab|012",
        "999900043|2013-01-20",
    ];
    assert_eq!(former(&of(false, |_| {})), all);
    assert_eq!(former(&of(true, |_| {})), ["-", all[1], "-", all[3]]);
    assert_eq!(
        former(&of(false, |pupil| drop(
            pupil.as_object_mut().unwrap().remove("geboortedatum")
        ))),
        ["-"; 4]
    );
}
