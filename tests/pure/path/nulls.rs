//! A null is an absent field. Of a field that can only take away it is not: whoever is protected stays so.

use super::{check, event, triage};
use serde_json::{Value, json};

const GIVEN: &str = "give leerplicht 1 | hold doorstroompunt disclosure.condition";

fn pupil(name: &'static str, value: Value) -> impl FnOnce(&mut Value) {
    move |event| event["data"]["leerling"][name] = value
}

#[test]
fn a_null_is_an_absent_field_at_any_depth() {
    let nulls = event(|event| {
        event["data"]["leerling"]["voorvoegsel"] = Value::Null;
        event["data"]["leerling"]["adres"]["toevoeging"] = Value::Null;
        event["data"]["verzuim"]["ondernomenActie"] = Value::Null;
        event["data"]["verzuim"]["dagen"] = json!([{ "datum": "2026-02-16", "lesuur": null }]);
        event["data"]["ouder"] = Value::Null;
    });
    check(&nulls, &[GIVEN]);
    check(
        &event(pupil("achternaam", Value::Null)),
        &["stop validate.invalid /data/leerling/achternaam required"],
    );
}

#[test]
fn an_address_is_secret_unless_it_is_clearly_not() {
    let secret = |value: Value| {
        triage(&event(pupil("geheimAdres", value))).unwrap()[0]
            .result
            .as_ref()
            .unwrap()
            .secret_address()
    };
    for value in [
        json!(true),
        Value::Null,
        json!("nee"),
        json!(0),
        json!([false]),
    ] {
        assert!(secret(value.clone()), "{value}");
    }
    assert!(!secret(json!(false)));
}

#[test]
fn another_field_that_can_only_take_away_stops_the_document() {
    for name in ["vrijgesteld", "startkwalificatie"] {
        for value in [Value::Null, json!("ja")] {
            check(
                &event(pupil(name, value)),
                &[&format!("stop validate.invalid /data/leerling/{name} type")],
            );
        }
    }
}
