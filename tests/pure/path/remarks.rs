//! What a sender hears of a report that goes on all the same: its own figures, and the age of the child.

use super::{catalog, event, inbound, triage};
use schakel::message::Inbound;
use schakel::outcome::{Code, Problem};
use schakel::pipeline::remarks::in_dutch;
use serde_json::{Value, json};

/// The remarks on a report that came on 20 March 2026, `path rule`.
fn remarks(inbound: &Inbound) -> String {
    let judged = triage(inbound).unwrap().remove(0);
    let told = |problems: &[Problem]| {
        problems
            .iter()
            .map(|one| format!("{} {}", one.path, one.rule))
            .collect::<Vec<_>>()
            .join(", ")
    };
    match &judged.result {
        Ok(triaged) => {
            let kind = &triaged.valid().kind().name;
            assert!(
                triaged
                    .remarks()
                    .iter()
                    .all(|remark| !in_dutch(catalog(), kind, &remark.rule).is_empty()),
                "without words"
            );
            told(triaged.remarks())
        }
        Err(stop) => format!("stop {} {}", stop.code, told(&stop.problems)),
    }
}

#[track_caller]
fn absence(change: impl FnOnce(&mut Value), expected: &str) {
    let inbound = event(|event| change(&mut event["data"]));
    assert_eq!(remarks(&inbound), expected);
}

fn lasting(
    sort: &'static str,
    begin: &'static str,
    end: Option<&'static str>,
) -> impl FnOnce(&mut Value) {
    move |data| {
        data["verzuim"]["soort"] = json!(sort);
        data["verzuim"]["begindatum"] = json!(begin);
        data["verzuim"].as_object_mut().unwrap().remove("einddatum");
        if let Some(end) = end {
            data["verzuim"]["einddatum"] = json!(end);
        }
    }
}

#[test]
fn sixteen_hours_with_fewer_is_remarked_and_goes_on() {
    let hours = |hours: Value| move |data: &mut Value| data["verzuim"]["uren"] = hours;
    absence(hours(json!(3)), "/data/verzuim/uren minder-dan-zestien-uur");
    absence(
        hours(json!(15.5)),
        "/data/verzuim/uren minder-dan-zestien-uur",
    );
    absence(hours(json!(16)), "");
    absence(
        |data| drop(data["verzuim"].as_object_mut().unwrap().remove("uren")),
        "",
    );
    let other = |data: &mut Value| {
        lasting("LUXE", "2026-03-02", Some("2026-03-03"))(data);
        data["verzuim"]["uren"] = json!(3);
    };
    absence(other, "");
}

#[test]
fn four_weeks_of_two_days_is_remarked() {
    let remark = "/data/verzuim/begindatum korter-dan-vier-weken";
    absence(
        lasting("LANGDURIG_RELATIEF", "2026-03-02", Some("2026-03-03")),
        remark,
    );
    absence(
        lasting("LANGDURIG_RELATIEF", "2026-02-02", Some("2026-02-26")),
        remark,
    );
    absence(
        lasting("LANGDURIG_RELATIEF", "2026-02-02", Some("2026-02-27")),
        "",
    );
    absence(lasting("LANGDURIG_RELATIEF", "2026-03-19", None), remark);
    absence(lasting("LANGDURIG_RELATIEF", "2026-02-16", None), "");
    // also when it says that it will last: on the day of the report it had not
    absence(
        lasting("LANGDURIG_RELATIEF", "2026-03-19", Some("2026-06-01")),
        remark,
    );
}

#[test]
fn a_begin_of_more_than_two_years_ago_is_remarked() {
    absence(lasting("LANGDURIG_RELATIEF", "2024-03-20", None), "");
    absence(
        lasting("LANGDURIG_RELATIEF", "2024-03-19", None),
        "/data/verzuim/begindatum lang-geleden",
    );
    absence(
        lasting("LUXE", "2024-03-19", Some("2024-03-20")),
        "/data/verzuim/begindatum lang-geleden",
    );
}

#[test]
fn an_age_for_which_there_is_no_duty_is_told() {
    let born = |day: &'static str, sort: &'static str| {
        move |data: &mut Value| {
            data["leerling"]["geboortedatum"] = json!(day);
            data["verzuim"]["soort"] = json!(sort);
        }
    };
    absence(
        born("2022-01-01", "ZESTIEN_UUR"),
        "/data/leerling/geboortedatum te-jong",
    );
    absence(
        born("2007-01-01", "ZESTIEN_UUR"),
        "/data/leerling/geboortedatum te-oud",
    );
    absence(
        born("2010-01-01", "DOORSTROOMPUNT_18PLUS"),
        "/data/leerling/geboortedatum te-jong",
    );
    absence(
        born("1990-01-01", "DOORSTROOMPUNT_18PLUS"),
        "/data/leerling/geboortedatum te-oud",
    );
    absence(born("2012-01-01", "ZESTIEN_UUR"), "");
    absence(born("2007-01-01", "OVERIG"), ""); // no duty at any age
    let exempt = |data: &mut Value| {
        born("2022-01-01", "ZESTIEN_UUR")(data);
        data["leerling"]["vrijgesteld"] = json!(true);
    };
    absence(exempt, ""); // it is not the age that is in the way
}

fn at_home(born: &str, begin: &str, weeks: u32) -> Inbound {
    let text = include_str!("../../../schemas/thuiszittersmelding/examples/valid/zes-weken.json");
    let mut event: Value = serde_json::from_str(text).unwrap();
    event["data"]["leerling"]["geboortedatum"] = json!(born);
    event["data"]["thuiszitten"]["begindatum"] = json!(begin);
    event["data"]["thuiszitten"]["weken"] = json!(weeks);
    inbound("meander", event.to_string())
}

#[test]
fn of_a_child_at_home_the_weeks_must_fit_and_nineteen_is_told() {
    assert_eq!(remarks(&at_home("2012-05-04", "2026-02-02", 6)), "");
    assert_eq!(
        remarks(&at_home("2012-05-04", "2026-03-18", 4)),
        "/data/thuiszitten/weken weken-passen-niet"
    );
    assert_eq!(
        remarks(&at_home("2007-01-01", "2025-01-13", 60)),
        "/data/leerling/geboortedatum te-oud"
    );
}

#[test]
fn where_nobody_at_all_can_have_it_the_remark_goes_with_the_stop() {
    let mut texts = super::texts();
    texts.partners.text = texts.partners.text.replace(
        "role       = \"samenwerkingsverband\"",
        "role       = \"smw\"",
    );
    let catalog = schakel::catalog::Catalog::compile(&texts);
    let Ok(catalog) = catalog else {
        panic!("{:?}", catalog.err())
    };
    let old = at_home("2007-01-01", "2025-01-13", 60);
    let judged = schakel::pipeline::triage(&catalog, super::LIMITS, &old, "x", super::TODAY)
        .unwrap()
        .remove(0);
    let stop = judged.result.unwrap_err();
    assert_eq!((stop.code, stop.total), (Code::NoPartner, 2));
    assert_eq!(stop.problems[1].rule, "te-oud");
}
