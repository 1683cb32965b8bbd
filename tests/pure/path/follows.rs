//! A correction of a report, to whoever has the report: what went by law goes again, and what went for a reason that is gone waits for a
//! person.

use super::feedback::sent;
use super::{catalog, facts, inbound, triage};
use schakel::pipeline::{self, Facts, Sent};

const MEANDER: &str = "00000099000000003000/school";
const LEERPLICHT: &str = "00000099000000001000/leerplicht";

/// What row `volgt` lets through to leerplicht, of a correction of a report that went by these rows.
fn told(rows: &[&str], doubt: bool) -> String {
    told_after(&[(rows, true)], doubt)
}

/// The same after several dispatches: of each its rows, and whether it was about the same person.
fn told_after(dispatches: &[(&[&str], bool)], doubt: bool) -> String {
    let text =
        include_str!("../../../schemas/verzuimmelding.mutatie/examples/valid/wordt-langdurig.json");
    let judged = triage(&inbound("meander", text)).unwrap();
    let triaged = judged[0].result.as_ref().unwrap();
    let sent = |(rows, same_person): &(&[&str], bool)| Sent {
        to: LEERPLICHT.parse().unwrap(),
        rows: rows.iter().map(|row| (*row).to_owned()).collect(),
        categories: vec!["ID".to_owned(), "VERZ".to_owned()],
        same_person: *same_person,
        ..sent(MEANDER)
    };
    let facts = Facts {
        sent: dispatches.iter().map(sent).collect(),
        doubt,
        ..facts()
    };
    let ruling = pipeline::rule(catalog(), triaged, &facts);
    let of_leerplicht = ruling
        .judgements
        .iter()
        .filter(|judgement| judgement.role == "leerplicht");
    let mut asked = of_leerplicht.flat_map(|judgement| &judgement.asked);
    match asked
        .find(|asked| asked.row.id == "volgt")
        .map(|asked| &asked.said)
    {
        Some(Ok(categories)) => catalog().terms.codes(*categories).join(" "),
        Some(Err(code)) => code.to_string(),
        None => format!("nothing, a person: {}", ruling.asks_a_person()),
    }
}

#[test]
fn what_went_by_law_goes_again_also_where_a_no_may_be_about_the_child() {
    assert_eq!(told(&["1"], false), "ID VERZ REF");
    assert_eq!(told(&["1"], true), "ID VERZ REF");
}

#[test]
fn what_went_by_a_row_that_is_gone_waits_for_a_person() {
    assert_eq!(told(&["weg"], false), "disclosure.manual");
    assert_eq!(told(&["1", "weg"], false), "disclosure.manual");
}

#[test]
fn a_correction_that_went_before_is_no_ground_of_its_own() {
    assert_eq!(told(&["volgt"], false), "REF");
}

#[test]
fn a_report_about_another_child_waits_for_a_person_and_a_correction_about_another_does_not() {
    let (report, correction): (&[&str], &[&str]) = (&["1"], &["volgt"]);
    let after =
        |same: bool, corrected: bool| told_after(&[(report, same), (correction, corrected)], false);
    assert_eq!(after(true, true), "ID VERZ REF");
    assert_eq!(after(true, false), "ID VERZ REF");
    assert_eq!(after(false, true), "nothing, a person: true");
}
