//! Who lives abroad has no gemeente here: a person decides, and no schema is in the way.

use super::{DAY, check, event, region, story};
use schakel::outcome::Code;
use schakel::pipeline::{self, Facts};
use serde_json::{Value, json};

const GERMAN: &str = include_str!("inputs/duitse-postcode.json");
const NO_RESIDENT: &str = include_str!("inputs/rni.json");

#[test]
fn a_postcode_of_another_country_waits_for_a_person() {
    check(
        "vo",
        &event(GERMAN, |_| {}),
        "stop propose.no_residence /data/leerling/adres/postcode buitenland",
    );
    assert!(Code::NoResidence.needs_person());
}

#[test]
fn whoever_is_registered_as_no_resident_waits_for_a_person() {
    check(
        "vo",
        &event(NO_RESIDENT, |_| {}),
        "stop propose.no_residence /data/leerling/woongemeente buitenland",
    );
}

#[test]
fn another_country_counts_whatever_else_is_said() {
    let living = |address: Value, home: Option<&str>| {
        event(GERMAN, |event| {
            event["data"]["leerling"]["adres"] = address;
            if let Some(home) = home {
                event["data"]["leerling"]["woongemeente"] = json!(home);
            }
        })
    };
    let land = "stop propose.no_residence /data/leerling/adres/land buitenland";
    check(
        "vo",
        &living(json!({ "plaats": "Nordhorn", "land": "DE" }), None),
        land,
    );
    check(
        "vo",
        &living(
            json!({ "postcode": "3600", "plaats": "Genk", "land": "België" }),
            Some("0193"),
        ),
        land,
    );
    check(
        "vo",
        &living(
            json!({ "postcode": "SW1A 1AA", "land": "GB" }),
            Some("1999"),
        ),
        land,
    );
    check(
        "vo",
        &living(json!({ "postcode": "3600" }), Some("0193")),
        "stop propose.no_residence /data/leerling/adres/postcode buitenland",
    );
    // the Netherlands may be named; a slip in a postcode is still told to the sender
    let here = living(json!({ "postcode": "8011AB", "land": "NL" }), Some("0193"));
    assert!(
        story(region(), "vo", &here, &Facts::none(DAY)).starts_with("give Leerplicht Zwolle 1 | ")
    );
    check(
        "vo",
        &living(json!({ "postcode": "801AB" }), Some("0193")),
        "stop validate.invalid /data/leerling/adres/postcode format:postcode",
    );
}

/// Every valid example of every kind, with its child moved abroad: what a school or a wijkteam would really send.
#[test]
fn no_kind_refuses_an_address_abroad() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
    let mut seen = 0;
    for kind in region().kinds.values() {
        let folder = root
            .join(kind.name.trim_end_matches("/1"))
            .join("examples/valid");
        for file in std::fs::read_dir(folder).unwrap() {
            let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
            for address in [json!({ "postcode": "48527" }), json!({ "land": "DE" })] {
                let mut moved: Value = serde_json::from_str(&text).unwrap();
                if !move_abroad(&mut moved, &address) {
                    continue;
                }
                seen += 1;
                let mapped =
                    pipeline::adapt::Mapped::stored(std::sync::Arc::clone(kind), moved.clone());
                let source = &region().sources["po"];
                let told =
                    pipeline::validate::validate(mapped, source, jiff::civil::date(2199, 12, 31))
                        .map(|_| ());
                assert!(
                    told.is_ok(),
                    "{}: {:?} in {}",
                    kind.name,
                    told.unwrap_err().problems,
                    moved["data"]
                );
            }
        }
    }
    assert!(seen > 60, "{seen}");
}

/// With another postcode or a country, and without a house number and a gemeente.
fn move_abroad(event: &mut Value, address: &Value) -> bool {
    let mut moved = false;
    for child in ["leerling", "jeugdige"] {
        let Some(child) = event["data"].get_mut(child).and_then(Value::as_object_mut) else {
            continue;
        };
        child.remove("woongemeente");
        let at = if child.contains_key("adres") {
            child["adres"].as_object_mut().unwrap()
        } else {
            child
        };
        if at.remove("postcode").is_some() {
            at.remove("huisnummer");
            at.extend(address.as_object().unwrap().clone());
            moved = true;
        }
    }
    moved
}
