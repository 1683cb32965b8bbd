//! Consent: by key, by age, by the latest word of each giver, on the day of sending.

use super::{TODAY, catalog, event, facts, triage};
use jiff::civil::{Date, date};
use schakel::pipeline::consent::{Authority, Said, Statement};
use schakel::pipeline::disclosure::Perhaps;
use schakel::pipeline::{self, Facts, Verdict};
use serde_json::json;

const WIJKTEAM: &str = "00000099000000001000";
const ALL: [&str; 4] = ["ID", "ADRES", "CONT_MELDER", "VERZ"];

/// One statement for each category of row 6, by giver `giver`, who is an `ouder` with gezag.
fn said(said: Said, giver: &str, day: Date) -> Vec<Statement> {
    let one = |category: &&str| Statement {
        recipient: WIJKTEAM.to_owned(),
        unit: None,
        purpose: "hulp-bij-verzuim".to_owned(),
        category: (*category).to_owned(),
        giver: giver.to_owned(),
        capacity: "ouder".to_owned(),
        authority: Authority::Yes,
        said,
        day,
        until: None,
    };
    ALL.iter().map(one).collect()
}

fn by_youth(mut statements: Vec<Statement>) -> Vec<Statement> {
    for statement in &mut statements {
        statement.capacity = "jeugdige".to_owned();
    }
    statements
}

/// What the wijkteam of Zwolle gets of a report on a pupil born on `born`: categories, or the code.
fn told(born: &str, statements: &[Vec<Statement>]) -> String {
    told_by(
        born,
        &Facts {
            statements: statements.concat(),
            ..facts()
        },
    )
}

fn told_by(born: &str, facts: &Facts) -> String {
    let born = born.to_owned();
    let inbound = event(|event| {
        event["data"]["leerling"]["woongemeente"] = json!("0193");
        event["data"]["leerling"]["geboortedatum"] = json!(born);
    });
    let judged = triage(&inbound).unwrap();
    let triaged = judged[0].result.as_ref().unwrap();
    let ruling = pipeline::rule(catalog(), triaged, facts);
    match &ruling
        .judgements
        .iter()
        .find(|judgement| judgement.role == "wijkteam")
        .unwrap()
        .verdict
    {
        Verdict::Share(share) => catalog().terms.codes(share.categories(catalog())).join(" "),
        Verdict::Withhold { code, .. } => code.as_str().to_owned(),
    }
}

const NINE: &str = "2017-01-01";
const THIRTEEN: &str = "2013-01-01";
const SIXTEEN: &str = "2010-01-01";
const GIVEN: &str = "ID ADRES CONT_MELDER VERZ REF";
const NONE: &str = "disclosure.no_consent";
const REFUSED: &str = "disclosure.refused";
const MONDAY: Date = date(2026, 3, 2);
const TUESDAY: Date = date(2026, 3, 3);

#[track_caller]
fn check(born: &str, statements: &[Vec<Statement>], expected: &str) {
    assert_eq!(told(born, statements), expected);
}

/// Nothing tells for certain that the yes is about this child: nobody gets anything by it, and it is not passed over in silence.
#[test]
fn a_yes_of_whom_it_may_be_is_put_before_a_person() {
    let perhaps = |statements: Vec<Statement>| Facts {
        perhaps: Perhaps {
            statements,
            ..Perhaps::default()
        },
        ..facts()
    };
    assert_eq!(
        told_by(NINE, &perhaps(said(Said::Yes, "a", MONDAY))),
        "disclosure.manual"
    );
    assert_eq!(told_by(NINE, &perhaps(Vec::new())), NONE);
    // where it is refused for certain, no yes would have decided
    let refused = said(Said::No, "b", MONDAY);
    assert_eq!(
        told_by(
            NINE,
            &Facts {
                statements: refused,
                ..perhaps(said(Said::Yes, "a", MONDAY))
            }
        ),
        REFUSED
    );
}

#[test]
fn the_latest_word_of_a_giver_counts_whatever_the_order_of_arrival() {
    let (yes, no) = (said(Said::Yes, "a", MONDAY), said(Said::No, "a", TUESDAY));
    check(NINE, &[yes.clone(), no.clone()], REFUSED);
    check(NINE, &[no, yes], REFUSED);
    let (no, yes) = (said(Said::No, "a", MONDAY), said(Said::Yes, "a", TUESDAY));
    check(NINE, &[yes.clone(), no.clone()], GIVEN);
    check(NINE, &[no, yes], GIVEN);
}

#[test]
fn on_the_same_day_the_stricter_counts() {
    let (yes, no) = (said(Said::Yes, "a", MONDAY), said(Said::No, "a", MONDAY));
    check(NINE, &[no.clone(), yes.clone()], REFUSED);
    check(NINE, &[yes, no], REFUSED);
}

#[test]
fn one_parent_who_refuses_is_enough() {
    check(
        NINE,
        &[said(Said::Yes, "a", MONDAY), said(Said::No, "b", MONDAY)],
        REFUSED,
    );
}

#[test]
fn from_twelve_both_must_agree_and_from_sixteen_only_the_youth() {
    let parent = said(Said::Yes, "a", MONDAY);
    let youth = by_youth(said(Said::Yes, "y", MONDAY));
    check(THIRTEEN, std::slice::from_ref(&parent), NONE);
    check(THIRTEEN, std::slice::from_ref(&youth), NONE);
    check(THIRTEEN, &[parent.clone(), youth.clone()], GIVEN);
    check(SIXTEEN, std::slice::from_ref(&parent), NONE);
    check(SIXTEEN, std::slice::from_ref(&youth), GIVEN);
    check(SIXTEEN, &[said(Said::No, "a", MONDAY), youth], GIVEN);
}

#[test]
fn the_birthday_changes_who_decides_on_that_very_day() {
    // TODAY is 20 March 2026
    let parent = said(Said::Yes, "a", MONDAY);
    check("2014-03-21", std::slice::from_ref(&parent), GIVEN);
    check("2014-03-20", std::slice::from_ref(&parent), NONE);
}

#[test]
fn a_consent_that_has_ended_or_has_not_begun_is_none() {
    let mut ended = said(Said::Yes, "a", MONDAY);
    ended
        .iter_mut()
        .for_each(|statement| statement.until = Some(TODAY.yesterday().unwrap()));
    check(NINE, &[ended.clone()], NONE);
    ended
        .iter_mut()
        .for_each(|statement| statement.until = Some(TODAY));
    check(NINE, &[ended], GIVEN);
    check(
        NINE,
        &[said(Said::Yes, "a", TODAY.tomorrow().unwrap())],
        NONE,
    );
}

#[test]
fn another_recipient_purpose_or_category_says_nothing_here() {
    let change = |change: &dyn Fn(&mut Statement)| {
        let mut statements = said(Said::Yes, "a", MONDAY);
        statements.iter_mut().for_each(change);
        statements
    };
    check(
        NINE,
        &[change(&|s| s.recipient = "00000099000000001100".to_owned())],
        NONE,
    );
    check(
        NINE,
        &[change(&|s| s.purpose = "iets-anders".to_owned())],
        NONE,
    );
    let mut some = said(Said::Yes, "a", MONDAY);
    some.retain(|statement| ["ID", "VERZ"].contains(&statement.category.as_str()));
    check(NINE, &[some], "ID VERZ REF");
}

#[test]
fn a_row_that_tells_whom_it_is_about_gives_nothing_where_nobody_allows_that() {
    let without_name = |said_what, categories: &[&str]| {
        let mut some = said(said_what, "a", MONDAY);
        some.retain(|statement| categories.contains(&statement.category.as_str()));
        some
    };
    check(
        NINE,
        &[without_name(Said::Yes, &["ADRES", "CONT_MELDER", "VERZ"])],
        NONE,
    );
    let yes = said(Said::Yes, "a", MONDAY);
    let later = |categories| {
        without_name(Said::No, categories)
            .into_iter()
            .map(|no| Statement { day: TUESDAY, ..no })
            .collect::<Vec<_>>()
    };
    check(NINE, &[yes.clone(), later(&["ID"])], REFUSED);
    check(NINE, &[yes, later(&["ADRES"])], "ID CONT_MELDER VERZ REF");
    // a no of what goes along counts as the reason, also where the name was only never allowed
    check(
        NINE,
        &[
            without_name(Said::Yes, &["VERZ"]),
            without_name(Said::No, &["ADRES"]),
        ],
        REFUSED,
    );
}

#[test]
fn where_gezag_is_unknown_a_no_counts_and_a_yes_does_not() {
    let unknown = |said_what, authority| {
        let mut statements = said(said_what, "b", MONDAY);
        statements
            .iter_mut()
            .for_each(|statement| statement.authority = authority);
        statements
    };
    let yes = said(Said::Yes, "a", MONDAY);
    check(NINE, &[unknown(Said::Yes, Authority::Unknown)], NONE);
    check(
        NINE,
        &[yes.clone(), unknown(Said::No, Authority::Unknown)],
        REFUSED,
    );
    check(NINE, &[yes, unknown(Said::No, Authority::No)], GIVEN);
}

#[test]
fn a_statement_for_somebody_unknown_is_sent_back() {
    let text = include_str!("../../../schemas/toestemming.verleend/examples/valid/ouder.json");
    let mut event: serde_json::Value = serde_json::from_str(text).unwrap();
    super::check(&super::inbound("meander", event.to_string()), &[""]);
    event["data"]["ontvanger"] = json!("00000099000000777000");
    event["data"]["doel"] = json!("zomaar");
    event["data"]["categorieen"] = json!(["ID", "ZOMAAR"]);
    let wrong =
        "stop validate.invalid /data/ontvanger bekend, /data/doel bekend, /data/categorieen bekend";
    super::check(&super::inbound("meander", event.to_string()), &[wrong]);
}
