//! Days that cannot be: they stop a document, where they would have ended it as `nothing` with nobody told.

use super::{check, event};
use serde_json::{Value, json};

const GIVEN: &str = "give leerplicht 1 | hold doorstroompunt disclosure.condition";

fn born(day: &'static str) -> impl FnOnce(&mut Value) {
    move |event| event["data"]["leerling"]["geboortedatum"] = json!(day)
}

fn begun(day: &'static str) -> impl FnOnce(&mut Value) {
    move |event| {
        event["data"]["verzuim"]["begindatum"] = json!(day);
        event["data"]["verzuim"]["einddatum"] = json!("2026-12-31");
    }
}

#[test]
fn a_birth_date_is_from_1900_to_today() {
    for day in ["0012-05-04", "1899-12-31", "2026-03-21", "2062-05-04"] {
        check(
            &event(born(day)),
            &["stop validate.invalid /data/leerling/geboortedatum geboortedag"],
        );
    }
    check(
        &event(born("1900-01-01")),
        &["hold leerplicht disclosure.condition | hold doorstroompunt disclosure.condition"],
    );
    check(
        &event(born("2026-03-20")),
        &["stop validate.invalid /data/verzuim/begindatum begin-na-geboorte"],
    );
}

#[test]
fn an_absence_begins_after_birth_and_not_after_arrival() {
    check(&event(begun("2026-03-20")), &[GIVEN]);
    check(
        &event(begun("2026-03-21")),
        &["stop validate.invalid /data/verzuim/begindatum begin-na-aankomst"],
    );
    for day in ["2011-05-04", "2011-05-03", "1926-02-16"] {
        check(
            &event(begun(day)),
            &["stop validate.invalid /data/verzuim/begindatum begin-na-geboorte"],
        );
    }
}

#[test]
fn every_other_day_has_a_year_of_these_times() {
    let days = event(|event| {
        event["data"]["verzuim"]["dagen"] =
            json!([{ "datum": "2026-02-16" }, { "datum": "0026-02-17" }])
    });
    check(
        &days,
        &["stop validate.invalid /data/verzuim/dagen/1/datum jaar"],
    );
    check(
        &event(begun("0026-02-16")),
        &[
            "stop validate.invalid /data/verzuim/begindatum begin-na-geboorte, /data/verzuim/begindatum jaar",
        ],
    );
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    let all = event(|event| {
        born("2062-05-04")(event);
        event["data"]["school"]["brin"] = json!("x");
    });
    check(
        &all,
        &[
            "stop validate.invalid /data/leerling/geboortedatum geboortedag, /data/school/brin format:brin",
        ],
    );
}
