//! The days of an absence that count: its last four weeks, as far as they had passed when it was told.

use super::{LIMITS, catalog, event, inbound, verdicts};
use jiff::civil::{Date, date};
use schakel::message::Inbound;
use schakel::pipeline::{self, Facts};
use serde_json::{Value, json};

const LEERPLICHT: &str = "give leerplicht 1 | hold doorstroompunt disclosure.condition";
const NOBODY: &str =
    "hold leerplicht disclosure.condition | hold doorstroompunt disclosure.condition";
const DOORSTROOMPUNT: &str = "hold leerplicht disclosure.condition | give doorstroompunt 2";
const DOORSTROOMPUNT_LONG: &str =
    "hold leerplicht disclosure.condition | give doorstroompunt 2-langdurig";

/// A report that came and went on this day.
#[track_caller]
fn on(day: Date, inbound: &Inbound, expected: &str) {
    waited(day, day, inbound, expected);
}

/// A report that came on the one day, and is judged on another.
#[track_caller]
fn waited(arrived: Date, day: Date, inbound: &Inbound, expected: &str) {
    let inbound = Inbound {
        arrived: Some(arrived),
        ..inbound.clone()
    };
    let judged = pipeline::triage(catalog(), LIMITS, &inbound, "fingerprint", day)
        .unwrap()
        .remove(0);
    let told = match &judged.result {
        Ok(triaged) => verdicts(&pipeline::rule(catalog(), triaged, &Facts::none(day))),
        Err(stop) => format!(
            "stop {} {} {}",
            stop.code, stop.problems[0].path, stop.problems[0].rule
        ),
    };
    assert_eq!(told, expected);
}

fn absent(sort: &str, born: &str, begin: &str, end: Option<&str>) -> Inbound {
    event(|event| {
        let data = &mut event["data"];
        data["leerling"]["geboortedatum"] = json!(born);
        data["leerling"]["startkwalificatie"] = json!(false);
        data["verzuim"]["soort"] = json!(sort);
        data["verzuim"]["begindatum"] = json!(begin);
        match end {
            Some(end) => data["verzuim"]["einddatum"] = json!(end),
            None => drop(data["verzuim"].as_object_mut().unwrap().remove("einddatum")),
        }
        data["verzuim"].as_object_mut().unwrap().remove("dagen");
    })
}

fn at_home(born: &str, begin: &str) -> Inbound {
    let text = include_str!("../../../schemas/thuiszittersmelding/examples/valid/zes-weken.json");
    let mut event: Value = serde_json::from_str(text).unwrap();
    event["data"]["leerling"]["geboortedatum"] = json!(born);
    event["data"]["thuiszitten"]["begindatum"] = json!(begin);
    inbound("meander", event.to_string())
}

#[test]
fn absent_since_seventeen_and_eighteen_now_is_for_the_doorstroompunt() {
    on(
        date(2026, 11, 16),
        &absent("DOORSTROOMPUNT_18PLUS", "2008-10-01", "2026-09-21", None),
        DOORSTROOMPUNT,
    );
    on(
        date(2026, 11, 16),
        &absent("LANGDURIG_RELATIEF", "2007-10-01", "2025-09-29", None),
        DOORSTROOMPUNT_LONG,
    );
}

#[test]
fn who_came_of_age_in_the_last_four_weeks_is_for_leerplicht_alone() {
    let came_of_age = |born| absent("LANGDURIG_RELATIEF", born, "2026-09-21", None);
    on(date(2026, 11, 16), &came_of_age("2008-10-21"), LEERPLICHT); // seventeen on 20 October, the first that counts
    on(
        date(2026, 11, 16),
        &came_of_age("2008-10-20"),
        DOORSTROOMPUNT_LONG,
    );
    on(date(2026, 11, 16), &came_of_age("2008-11-16"), LEERPLICHT);
}

#[test]
fn absent_since_before_leerplicht_began_and_still_is_for_leerplicht() {
    let born = "2021-11-05"; // obliged from 1 December 2026
    on(
        date(2027, 1, 11),
        &absent("LANGDURIG_RELATIEF", born, "2026-11-23", Some("2027-01-08")),
        LEERPLICHT,
    );
    on(
        date(2026, 12, 21),
        &absent("ZESTIEN_UUR", born, "2026-11-27", Some("2026-12-18")),
        LEERPLICHT,
    );
    on(
        date(2026, 12, 1),
        &absent("LUXE", born, "2026-11-23", None),
        LEERPLICHT,
    );
    on(
        date(2026, 12, 1),
        &absent("LUXE", born, "2026-11-23", Some("2026-12-24")),
        LEERPLICHT,
    );
    on(
        date(2026, 12, 1),
        &absent("LUXE", born, "2026-11-23", Some("2026-11-30")),
        NOBODY,
    );
    on(
        date(2026, 11, 30),
        &absent("LUXE", born, "2026-11-23", None),
        NOBODY,
    );
}

#[test]
fn of_sixteen_hours_the_days_before_a_holiday_count_too() {
    let over_christmas = |sort| absent(sort, "2008-12-15", "2026-12-14", Some("2027-01-15"));
    on(
        date(2027, 1, 18),
        &over_christmas("ZESTIEN_UUR"),
        LEERPLICHT,
    );
    on(date(2027, 1, 18), &over_christmas("LUXE"), NOBODY);
}

#[test]
fn a_report_that_waits_is_not_judged_by_the_day_on_which_it_goes() {
    let report = absent("LANGDURIG_RELATIEF", "2008-12-01", "2026-10-05", None);
    on(date(2027, 1, 11), &report, DOORSTROOMPUNT_LONG);
    waited(date(2026, 11, 9), date(2027, 1, 11), &report, LEERPLICHT);
    // what began after it came cannot have been told, however late it is judged
    let ahead = absent("LUXE", "2012-12-01", "2026-11-10", None);
    waited(
        date(2026, 11, 9),
        date(2027, 1, 11),
        &ahead,
        "stop validate.invalid /data/verzuim/begindatum begin-na-aankomst",
    );
}

#[test]
fn a_child_at_home_is_for_leerplicht_as_long_as_it_is_obliged() {
    let told = |leerplicht: &str| format!("{leerplicht} | give samenwerkingsverband 8+8-advies");
    let (given, held) = (
        told("give leerplicht 7"),
        told("hold leerplicht disclosure.condition"),
    );
    on(
        date(2027, 1, 18),
        &at_home("2021-11-05", "2026-11-23"),
        &given,
    );
    on(
        date(2026, 11, 16),
        &at_home("2008-11-01", "2026-01-12"),
        &given,
    );
    on(
        date(2026, 11, 16),
        &at_home("2007-03-01", "2025-01-13"),
        &held,
    );
}
