//! What does not fit its schema -> every violation by path and rule, with names of the schema only.

use super::{check, event, triage};
use serde_json::{Value, json};

#[track_caller]
fn told(change: impl FnOnce(&mut Value), expected: &str) {
    check(
        &event(change),
        &[&format!("stop validate.invalid {expected}")],
    );
}

#[test]
fn a_violation_in_a_list_is_told_with_its_position() {
    told(
        |event| {
            event["data"]["verzuim"]["dagen"] =
                json!([{ "datum": "2026-02-16" }, { "lesuur": 3 }, { "datum": "eens" }])
        },
        "/data/verzuim/dagen/1/datum required, /data/verzuim/dagen/2/datum format:date",
    );
}

#[test]
fn a_field_that_must_be_there_is_told_by_its_own_name() {
    told(
        |event| {
            drop(
                event["data"]["leerling"]
                    .as_object_mut()
                    .unwrap()
                    .remove("achternaam"),
            )
        },
        "/data/leerling/achternaam required",
    );
    told(
        |event| drop(event.as_object_mut().unwrap().remove("specversion")),
        "/specversion required",
    );
}

#[test]
fn an_attribute_of_the_profile_is_told_by_name_and_another_is_not() {
    told(
        |event| event["time"] = json!("gisteren"),
        "/time format:date-time",
    );
    told(|event| event["sequence"] = json!(1), "/sequence type");
    told(
        |event| event["jansen"] = json!({ "de": "Vries" }),
        "/* anyOf",
    );
}

#[test]
fn days_in_the_wrong_order_are_told_and_counted_with_the_rest() {
    let turned = |event: &mut Value| {
        event["data"]["verzuim"]["begindatum"] = json!("2026-03-13");
        event["data"]["verzuim"]["einddatum"] = json!("2026-03-12");
    };
    told(turned, "/data/verzuim/einddatum volgorde");
    let both = event(|event| {
        turned(event);
        event["data"]["school"]["brin"] = json!("x");
    });
    let stop = triage(&both).unwrap().remove(0).result.unwrap_err();
    let told: Vec<String> = stop
        .problems
        .iter()
        .map(|problem| format!("{} {}", problem.path, problem.rule))
        .collect();
    assert_eq!(
        (told.join(", ").as_str(), stop.total),
        (
            "/data/verzuim/einddatum volgorde, /data/school/brin format:brin",
            2
        )
    );
    let same = |event: &mut Value| {
        event["data"]["verzuim"]["begindatum"] = json!("2026-03-13");
        event["data"]["verzuim"]["einddatum"] = json!("2026-03-13");
    };
    assert!(triage(&event(same)).unwrap()[0].result.is_ok());
}

#[test]
fn a_hundred_violations_are_kept_and_all_are_counted() {
    for count in [99, 100, 101] {
        let inbound =
            event(|event| event["data"]["verzuim"]["dagen"] = Value::Array(vec![json!({}); count]));
        let stop = triage(&inbound).unwrap().remove(0).result.unwrap_err();
        assert_eq!((stop.problems.len(), stop.total), (count.min(100), count));
    }
}
