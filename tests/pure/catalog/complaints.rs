//! Where a complaint points to, and what it says instead of what serde said.

use super::{text, told};
use schakel::catalog::complaint::Complaint;
use serde::Deserialize;

const FILE: &str = "[[rij]]\nid = \"a\"\nnaam = 1\n[[rij]]\nid = \"b\"\nnaam = 2\n";

#[track_caller]
fn line(needles: &[&str], expected: Option<usize>) {
    assert_eq!(
        text("rijen.toml", FILE).complain(needles, "fout").line,
        expected,
        "{needles:?}"
    );
}

#[test]
fn a_complaint_points_at_the_last_needle_each_looked_for_after_the_one_before() {
    line(&["[[rij]]"], Some(1));
    line(&["[[rij]]", "\"b\""], Some(5));
    line(&["[[rij]]", "\"b\"", "naam"], Some(6));
    line(&["\"a\"", "[[rij]]", "naam"], Some(6));
    line(&["[[rij]]", "\"c\"", "naam"], Some(1)); // no further than what was found
    line(&["[[geval]]", "naam"], None);
    line(&[], None);
}

#[test]
fn a_complaint_is_shown_with_its_file_and_its_line_where_it_has_one() {
    let mut complaint = Complaint {
        file: "a.toml".to_owned(),
        line: Some(7),
        text: "fout".to_owned(),
        missing: None,
    };
    assert_eq!(complaint.to_string(), "a.toml:7: fout");
    complaint.line = None;
    assert_eq!(complaint.to_string(), "a.toml: fout");
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "only read")]
struct Spec {
    aantal: u16,
    naam: String,
    kleur: Colour,
    ja: bool,
    lijst: Vec<String>,
    dag: toml::value::Datetime,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Colour {
    Rood,
    Blauw,
}

const GOOD: &str =
    "aantal = 1\nnaam = \"x\"\nkleur = \"rood\"\nja = true\nlijst = []\ndag = 2026-09-01\n";

#[track_caller]
fn reads(from: &str, to: &str, expected: &str) {
    let file = text("spec.toml", super::changed(GOOD, &[(from, to)]));
    assert_eq!(
        told(file.toml::<Spec>().map_err(|complaint| vec![complaint])),
        [expected]
    );
}

#[test]
fn what_serde_refuses_is_told_in_dutch_on_its_line() {
    assert!(text("spec.toml", GOOD).toml::<Spec>().is_ok());
    assert!(
        text("spec.toml", GOOD.replace("rood", "blauw"))
            .toml::<Spec>()
            .is_ok()
    );
    reads(
        "naam",
        "namen",
        "2: niet te lezen: `namen` is onbekend; bekend zijn `aantal`, `naam`, `kleur`, `ja`, `lijst`, `dag`",
    );
    reads(
        "rood",
        "geel",
        "3: niet te lezen: `geel` kan hier niet; kies uit `rood`, `blauw`",
    );
    reads("naam = \"x\"\n", "", "1: niet te lezen: `naam` ontbreekt");
    reads(
        "aantal = 1",
        "aantal = \"veel\"",
        "1: niet te lezen: verwacht is een geheel getal",
    );
    reads(
        "aantal = 1",
        "aantal = -1",
        "1: niet te lezen: verwacht is een geheel getal",
    );
    reads(
        "true",
        "\"ja\"",
        "4: niet te lezen: verwacht is true of false",
    );
    reads("\"x\"", "1", "2: niet te lezen: verwacht is een tekst");
    reads("[]", "1", "5: niet te lezen: verwacht is een lijst");
    for day in [
        "2026-09-31",
        "2026-13-01",
        "26-09-01",
        "2026-9-1",
        "01-09-2026",
        "\"1 september\"",
    ] {
        reads(
            "2026-09-01",
            day,
            "6: niet te lezen: geen datum: schrijf 2026-09-01",
        );
    }
}

#[test]
fn what_is_no_toml_and_what_stands_there_twice_is_told_as_such() {
    reads(
        "naam = \"x\"",
        "naam = ",
        "2: niet te lezen: geen TOML: kijk naar haken, aanhalingstekens en `=`",
    );
    reads(
        "naam = \"x\"",
        "naam = [\"x\"",
        "3: niet te lezen: geen TOML: kijk naar haken, aanhalingstekens en `=`",
    );
    reads(
        "naam = \"x\"",
        "aantal = 2",
        "2: niet te lezen: dit staat er twee keer",
    );
}

#[test]
fn json_that_is_none_is_told_on_its_line() {
    let wrong = text("a.json", "{\n  \"a\": 1,\n}\n").json().unwrap_err();
    assert_eq!(wrong.line, Some(3));
    assert!(
        wrong.text.starts_with("geen geldige JSON: "),
        "{}",
        wrong.text
    );
    assert_eq!(text("a.json", "{\"a\": 1}").json().unwrap()["a"], 1);
}
