//! Whose word counts: gezag as it is known on the day, who is not able to decide, and a no of which nobody knows whom it is about.

use super::{TODAY, catalog, event, facts, triage};
use jiff::civil::{Date, date};
use schakel::pipeline::consent::{Authority, Said, Standing, Statement};
use schakel::pipeline::{self, Facts, Ruling, Verdict};
use serde_json::json;

const NINE: &str = "2017-01-01";
const SIXTEEN: &str = "2010-01-01";
const GIVEN: &str = "ID ADRES CONT_MELDER VERZ REF";
const NONE: &str = "disclosure.no_consent";
const REFUSED: &str = "disclosure.refused";
const MONDAY: Date = date(2026, 3, 2);
const TUESDAY: Date = date(2026, 3, 3);

/// One statement for each category of row 6.
fn says(
    giver: &str,
    capacity: &str,
    authority: Authority,
    said: Said,
    day: Date,
) -> Vec<Statement> {
    let one = |category: &&str| Statement {
        recipient: "00000099000000001000".to_owned(),
        unit: None,
        purpose: "hulp-bij-verzuim".to_owned(),
        category: (*category).to_owned(),
        giver: giver.to_owned(),
        capacity: capacity.to_owned(),
        authority,
        said,
        day,
        until: None,
    };
    ["ID", "ADRES", "CONT_MELDER", "VERZ"]
        .iter()
        .map(one)
        .collect()
}

fn parent(giver: &str, said: Said, day: Date) -> Vec<Statement> {
    says(giver, "ouder", Authority::Yes, said, day)
}

fn gezag(giver: &str, known: Authority, day: Date) -> Standing {
    Standing {
        giver: Some(giver.to_owned()),
        known,
        day,
    }
}

fn able(known: Authority, day: Date) -> Standing {
    Standing {
        giver: None,
        known,
        day,
    }
}

/// What becomes of a report on a pupil born on `born`.
fn ruling(born: &str, statements: &[&[Statement]], standings: &[Standing], doubt: bool) -> Ruling {
    let born = born.to_owned();
    let inbound = event(|event| {
        event["data"]["leerling"]["woongemeente"] = json!("0193");
        event["data"]["leerling"]["geboortedatum"] = json!(born);
    });
    let judged = triage(&inbound).unwrap();
    let triaged = judged[0].result.as_ref().unwrap();
    let facts = Facts {
        statements: statements.concat(),
        standings: standings.to_vec(),
        doubt,
        ..facts()
    };
    pipeline::rule(catalog(), triaged, &facts)
}

/// What the wijkteam of Zwolle gets of it: categories, or the code.
fn told(born: &str, statements: &[&[Statement]], standings: &[Standing], doubt: bool) -> String {
    let ruling = ruling(born, statements, standings, doubt);
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

#[track_caller]
fn check(born: &str, statements: &[&[Statement]], standings: &[Standing], expected: &str) {
    assert_eq!(told(born, statements, standings, false), expected);
}

#[test]
fn gezag_counts_as_it_is_known_on_the_day_of_sending() {
    let yes = parent("a", Said::Yes, MONDAY);
    check(NINE, &[&yes], &[gezag("a", Authority::No, TUESDAY)], NONE);
    check(
        NINE,
        &[&yes],
        &[gezag("a", Authority::No, TODAY.tomorrow().unwrap())],
        GIVEN,
    );
    // a tick on a later form does not undo what a court said before
    check(
        NINE,
        &[&yes],
        &[gezag("a", Authority::No, MONDAY.yesterday().unwrap())],
        NONE,
    );
    let without = says("a", "ouder", Authority::No, Said::Yes, TUESDAY);
    check(
        NINE,
        &[&without],
        &[gezag("a", Authority::Yes, MONDAY)],
        GIVEN,
    );
    check(
        NINE,
        &[&yes],
        &[
            gezag("a", Authority::No, MONDAY),
            gezag("a", Authority::Yes, TUESDAY),
        ],
        GIVEN,
    );
    check(NINE, &[&yes], &[gezag("b", Authority::No, TUESDAY)], GIVEN);
    let later = says("a", "ouder", Authority::Unknown, Said::Yes, MONDAY);
    check(NINE, &[&later], &[], NONE);
    check(
        NINE,
        &[&later],
        &[gezag("a", Authority::Yes, TUESDAY)],
        GIVEN,
    );
    // two answers on one day: nobody knows
    check(
        NINE,
        &[&yes],
        &[
            gezag("a", Authority::Yes, TUESDAY),
            gezag("a", Authority::No, TUESDAY),
        ],
        NONE,
    );
    check(
        NINE,
        &[&yes],
        &[
            gezag("a", Authority::No, TUESDAY),
            gezag("a", Authority::Yes, TUESDAY),
        ],
        NONE,
    );
}

#[test]
fn where_gezag_is_unknown_a_refusal_by_anyone_withholds() {
    let no_of_youth = || says("k", "jeugdige", Authority::No, Said::No, MONDAY);
    let unknown = || says("a", "ouder", Authority::Unknown, Said::Yes, MONDAY);
    check(NINE, &[&unknown(), &no_of_youth()], &[], REFUSED);
    check(NINE, &[&no_of_youth()], &[], REFUSED);
    // once a parent is known to have gezag, that parent decides for a child of nine
    check(
        NINE,
        &[&parent("a", Said::Yes, MONDAY), &no_of_youth()],
        &[],
        GIVEN,
    );
    let without = says("b", "ouder", Authority::No, Said::No, MONDAY);
    check(NINE, &[&without], &[], REFUSED);
    check(
        NINE,
        &[&parent("a", Said::Yes, MONDAY), &without],
        &[],
        GIVEN,
    );
    // from sixteen nobody's gezag matters
    let youth = says("k", "jeugdige", Authority::No, Said::Yes, MONDAY);
    check(
        SIXTEEN,
        &[&youth, &parent("a", Said::No, MONDAY)],
        &[],
        GIVEN,
    );
}

#[test]
fn for_who_is_not_able_to_decide_only_the_representative_speaks() {
    let unable = [able(Authority::No, MONDAY)];
    let youth = says("k", "jeugdige", Authority::No, Said::Yes, MONDAY);
    let representative = says("v", "vertegenwoordiger", Authority::Yes, Said::Yes, MONDAY);
    check(SIXTEEN, &[&youth], &unable, NONE);
    check(SIXTEEN, &[&representative], &unable, GIVEN);
    check(SIXTEEN, &[&representative], &[], NONE);
    check(NINE, &[&parent("a", Said::Yes, MONDAY)], &unable, NONE);
    check(
        SIXTEEN,
        &[&youth],
        &[able(Authority::No, TODAY.tomorrow().unwrap())],
        GIVEN,
    );
    check(
        SIXTEEN,
        &[&youth],
        &[able(Authority::No, MONDAY), able(Authority::Yes, TUESDAY)],
        GIVEN,
    );
    // what the representative allows, the youth may refuse, and for a child a parent
    check(
        SIXTEEN,
        &[
            &representative,
            &says("k", "jeugdige", Authority::No, Said::No, MONDAY),
        ],
        &unable,
        REFUSED,
    );
    check(
        NINE,
        &[&representative, &parent("a", Said::No, MONDAY)],
        &unable,
        REFUSED,
    );
    check(
        SIXTEEN,
        &[&representative, &parent("a", Said::No, MONDAY)],
        &unable,
        GIVEN,
    );
    // an open question: nobody's yes is enough, anybody's no is
    check(
        SIXTEEN,
        &[&youth, &representative],
        &[able(Authority::Unknown, MONDAY)],
        NONE,
    );
    check(
        SIXTEEN,
        &[&parent("a", Said::No, MONDAY)],
        &[able(Authority::Unknown, MONDAY)],
        REFUSED,
    );
}

#[test]
fn a_no_of_which_nobody_knows_whom_it_is_about_goes_to_a_person() {
    assert_eq!(
        told(NINE, &[&parent("a", Said::Yes, MONDAY)], &[], true),
        "disclosure.manual"
    );
    assert_eq!(told(NINE, &[], &[], true), "disclosure.manual");
    assert_eq!(
        told(NINE, &[&parent("a", Said::No, MONDAY)], &[], true),
        REFUSED
    );
    assert!(
        ruling(NINE, &[], &[], true).asks_a_person()
            && !ruling(NINE, &[], &[], false).asks_a_person()
    );
}

#[test]
fn what_is_said_in_one_capacity_takes_nothing_back_that_was_said_in_another() {
    let unable = [able(Authority::No, MONDAY)];
    let refused = says("a", "vertegenwoordiger", Authority::Yes, Said::No, MONDAY);
    let granted = says("a", "vertegenwoordiger", Authority::Yes, Said::Yes, MONDAY);
    for day in [MONDAY, TUESDAY] {
        for other in [Said::Yes, Said::No] {
            let as_parent = parent("a", other, day);
            check(SIXTEEN, &[&refused, &as_parent], &unable, REFUSED);
            check(SIXTEEN, &[&as_parent, &refused], &unable, REFUSED);
            check(SIXTEEN, &[&granted, &as_parent], &unable, GIVEN);
        }
    }
    // a parent who became guardian is the same voice: the later word counts
    check(
        NINE,
        &[
            &parent("a", Said::No, MONDAY),
            &says("a", "voogd", Authority::Yes, Said::Yes, TUESDAY),
        ],
        &[],
        GIVEN,
    );
}

#[test]
fn of_two_times_yes_on_one_day_the_one_that_ends_first_counts() {
    let mut short = parent("a", Said::Yes, MONDAY);
    short
        .iter_mut()
        .for_each(|statement| statement.until = Some(TUESDAY));
    let long = parent("a", Said::Yes, MONDAY);
    check(NINE, &[&short, &long], &[], NONE);
    check(NINE, &[&long, &short], &[], NONE);
}

#[test]
fn only_a_plain_yes_of_who_has_gezag_takes_nothing_away() {
    let withholds = |authority, said| {
        says("ouder-1", "ouder", authority, said, MONDAY)
            .iter()
            .any(Statement::may_withhold)
    };
    assert!(!withholds(Authority::Yes, Said::Yes));
    assert!(withholds(Authority::Yes, Said::No));
    assert!(withholds(Authority::Unknown, Said::Yes));
    assert!(withholds(Authority::No, Said::No));
    assert!(!gezag("ouder-1", Authority::Yes, MONDAY).may_withhold());
    assert!(
        gezag("ouder-1", Authority::No, MONDAY).may_withhold()
            && able(Authority::Unknown, MONDAY).may_withhold()
    );
}

#[test]
fn whom_it_is_about_never_goes_without_what_is_said_of_them() {
    let only = |said: Said, categories: &[&str]| {
        let all = parent("a", said, MONDAY).into_iter();
        all.filter(|statement| categories.contains(&statement.category.as_str()))
            .collect::<Vec<_>>()
    };
    check(
        NINE,
        &[&only(Said::Yes, &["ID", "ADRES", "CONT_MELDER"])],
        &[],
        NONE,
    );
    check(
        NINE,
        &[
            &only(Said::Yes, &["ID", "ADRES"]),
            &only(Said::No, &["VERZ"]),
        ],
        &[],
        REFUSED,
    );
    check(NINE, &[&only(Said::Yes, &["VERZ"])], &[], NONE);
    check(
        NINE,
        &[&only(Said::Yes, &["VERZ", "ID"])],
        &[],
        "ID VERZ REF",
    );
    check(
        NINE,
        &[
            &only(Said::Yes, &["VERZ", "ID"]),
            &only(Said::No, &["ADRES"]),
        ],
        &[],
        "ID VERZ REF",
    );
}
