//! Praktijkonderwijs, and vso towards work or dagbesteding: leerplichtig until the school year of sixteen ends, and never kwalificatieplichtig.

use super::{DAY, event, region, story};
use schakel::pipeline::Facts;
use serde_json::{Value, json};

const SEVENTEEN: &str = include_str!("inputs/praktijkonderwijs.json");
#[track_caller]
fn leerplicht(change: impl FnOnce(&mut Value), goes: bool) {
    let said = if goes {
        "give Leerplicht Zwolle 1"
    } else {
        "hold Leerplicht Zwolle disclosure.condition"
    };
    let told = story(region(), "vo", &event(SEVENTEEN, change), &Facts::none(DAY));
    assert!(told.starts_with(&format!("{said} | ")), "{told}");
}

fn born(day: &str) -> impl FnOnce(&mut Value) {
    move |event: &mut Value| event["data"]["leerling"]["geboortedatum"] = json!(day)
}

#[test]
fn after_the_school_year_in_which_sixteen_was_reached_the_duty_is_over() {
    leerplicht(|_| {}, false);
    // sixteen in March 2026: the year ended on 31 July, before the absence of November
    leerplicht(born("2010-03-02"), false);
    leerplicht(born("2010-07-31"), false);
    // sixteen in this school year, or still fifteen
    leerplicht(born("2010-08-01"), true);
    leerplicht(born("2010-10-02"), true);
    leerplicht(born("2011-03-02"), true);
}

#[test]
fn it_may_be_said_by_a_code_or_in_the_words_of_the_school() {
    let taught = |opleiding: Value| {
        move |event: &mut Value| event["data"]["school"]["opleiding"] = opleiding
    };
    for ends in [
        json!({ "richting": "PRAKTIJKONDERWIJS" }),
        json!({ "richting": "VSO_ARBEIDSMARKT" }),
        json!({ "richting": "VSO_DAGBESTEDING" }),
        json!({ "soort": "VO", "leerweg": "pro" }),
        json!({ "soort": "VO", "leerweg": "PRO" }),
        json!({ "soort": "VO", "naam": "Praktijkonderwijs zorg en welzijn" }),
        json!({ "soort": "VO", "naam": "VSO, uitstroomprofiel arbeidsmarkt" }),
        json!({ "soort": "VO", "naam": "vso - dagbesteding" }),
    ] {
        leerplicht(taught(ends), false);
    }
    for goes_on in [
        json!({ "richting": "VSO_VERVOLGONDERWIJS" }),
        json!({ "richting": "ANDERS" }),
        json!({ "soort": "VO", "leerweg": "TL", "naam": "praktijkgericht programma" }),
        json!({ "soort": "BVE", "naam": "profiel techniek" }),
        json!({ "soort": "VO", "leerweg": "profiel" }),
    ] {
        leerplicht(taught(goes_on), true);
    }
}
