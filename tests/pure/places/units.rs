//! Several teams under one OIN: a consent names the unit, and one that names none is heard for none of them.

use super::teams::signal;
use super::{DAY, event, judged, region, story, texts};
use crate::path::feedback::sent;
use schakel::catalog::Catalog;
use schakel::party::Party;
use schakel::pipeline::consent::{Authority, Consents, Recipient, Said, Statement};
use schakel::pipeline::minimise::event_id;
use schakel::pipeline::{Facts, Sent};
use serde_json::{Value, json};

const ZWOLLE: &str = "00000099000000001000";

/// The region in which both teams of Zwolle stand under its one OIN.
fn divided() -> Catalog {
    let mut texts = texts();
    let partners = texts.partners.text.replace(
        "oin = \"00000099000000001001\"\nname = \"Wijkteam Holtenbroek\"",
        "oin = \"00000099000000001000\"\nonderdeel = \"holtenbroek\"\nname = \"Wijkteam Holtenbroek\"",
    );
    let partners = partners.replace(
        "name = \"Wijkteam Zwolle\"",
        "onderdeel = \"stad\"\nname = \"Wijkteam Zwolle\"",
    );
    texts.partners.text = partners;
    Catalog::compile(&texts).unwrap()
}

/// Consent for a team, as `OIN` or `OIN/unit`.
fn told(consented: &[&str], change: impl FnOnce(&mut Value)) -> String {
    signal(&divided(), consented, change)
}

#[test]
fn of_two_teams_under_one_oin_the_one_that_consent_names_gets_it() {
    let unknown = |_: &mut Value| {};
    assert_eq!(
        told(&["00000099000000001000/holtenbroek"], unknown),
        "hold Wijkteam Zwolle disclosure.condition | give Wijkteam Holtenbroek 10"
    );
    assert_eq!(
        told(&["00000099000000001000/stad"], unknown),
        "give Wijkteam Zwolle 10 | hold Wijkteam Holtenbroek disclosure.condition"
    );
    let here = |child: &mut Value| child["woonwijk"] = json!("Holtenbroek");
    assert_eq!(
        told(&["00000099000000001000/holtenbroek"], here),
        "give Wijkteam Holtenbroek 10"
    );
    assert_eq!(
        told(&["00000099000000001000/stad"], here),
        "hold Wijkteam Holtenbroek disclosure.no_consent"
    );
}

#[test]
fn a_consent_that_names_none_of_several_is_for_a_person() {
    let here = |child: &mut Value| child["woonwijk"] = json!("Holtenbroek");
    assert_eq!(
        told(&[ZWOLLE], here),
        "hold Wijkteam Holtenbroek disclosure.manual"
    );
    assert_eq!(
        told(&[ZWOLLE], |_| {}),
        "hold Wijkteam Zwolle disclosure.manual | hold Wijkteam Holtenbroek disclosure.condition"
    );
    // where there is one team it needs no name
    assert_eq!(
        signal(region(), &[ZWOLLE], |_| {}),
        "give Wijkteam Zwolle 10 | hold Wijkteam Holtenbroek disclosure.condition"
    );
}

fn said(unit: Option<&str>, said: Said, day: i8) -> Statement {
    Statement {
        recipient: ZWOLLE.to_owned(),
        unit: unit.map(str::to_owned),
        purpose: "hulp-aan-school".to_owned(),
        category: "ID".to_owned(),
        giver: "moeder".to_owned(),
        capacity: "ouder".to_owned(),
        authority: Authority::Yes,
        said,
        day: jiff::civil::date(2026, 11, day),
        until: None,
    }
}

/// What it comes to for each of: the unit `stad` of two, the organisation that is not divided.
fn heard(statements: &[Statement]) -> [&'static str; 2] {
    let (region, unit, whole) = (region(), Some("stad"), None);
    let consents = Consents::new(&region.consent, statements, &[], Some(8), DAY);
    [(unit, true), (whole, false)].map(|(unit, divided)| {
        let recipient = Recipient {
            oin: ZWOLLE,
            unit,
            divided,
        };
        consents
            .consent(recipient, "hulp-aan-school", "ID")
            .map_or_else(|(code, _)| code.as_str(), |()| "yes")
    })
}

#[test]
fn a_no_is_heard_whether_or_not_it_names_the_unit_and_a_yes_only_for_the_one_that_it_names() {
    let (yes, no) = (Said::Yes, Said::No);
    let cases = [
        (
            vec![said(Some("stad"), yes, 1)],
            ["yes", "disclosure.no_consent"],
        ),
        (vec![said(None, yes, 1)], ["disclosure.manual", "yes"]),
        (
            vec![said(Some("stad"), yes, 1), said(None, no, 2)],
            ["disclosure.refused", "disclosure.refused"],
        ),
        (
            vec![said(None, no, 1), said(Some("stad"), yes, 2)],
            ["yes", "disclosure.refused"],
        ),
        (
            vec![said(Some("stad"), yes, 1), said(Some("holtenbroek"), no, 2)],
            ["yes", "disclosure.refused"],
        ),
        (
            vec![said(None, yes, 1), said(Some("stad"), no, 2)],
            ["disclosure.refused", "disclosure.refused"],
        ),
        (
            vec![said(Some("stad"), yes, 1), said(None, yes, 2)],
            ["yes", "yes"],
        ),
        (
            vec![said(None, yes, 1), said(Some("stad"), yes, 1)],
            ["yes", "yes"],
        ),
        (
            vec![said(Some("stad"), no, 1), said(None, yes, 2)],
            ["disclosure.refused", "yes"],
        ),
        (
            vec![said(None, no, 1), said(None, yes, 2)],
            ["disclosure.manual", "yes"],
        ),
        (
            vec![
                said(Some("stad"), no, 1),
                said(None, no, 2),
                said(None, yes, 3),
            ],
            ["disclosure.refused", "yes"],
        ),
        (
            vec![
                said(Some("stad"), yes, 1),
                said(None, no, 2),
                said(None, yes, 3),
            ],
            ["disclosure.manual", "yes"],
        ),
    ];
    for (statements, expected) in cases {
        assert_eq!(heard(&statements), expected, "{statements:?}");
    }
}

#[test]
fn a_yes_for_a_unit_that_is_not_there_is_told_and_one_without_a_unit_is_remarked_on() {
    let yes = include_str!("../../../schemas/toestemming.verleend/examples/valid/ouder.json");
    let divided = divided();
    let said = |unit: Option<&str>| {
        let event = event(yes, |event| {
            event["source"] = json!("urn:nld:oin:00000099000000002000:systeem:sit");
            event["data"]["ontvanger"] = json!(ZWOLLE);
            if let Some(unit) = unit {
                event["data"]["onderdeel"] = json!(unit);
            }
        });
        let problems = match judged(&divided, "po", &event) {
            Ok(triaged) => triaged.remarks().to_vec(),
            Err(stop) => stop.problems,
        };
        problems
            .into_iter()
            .map(|problem| format!("{} {}", problem.path, problem.rule))
            .collect::<Vec<_>>()
    };
    assert_eq!(said(Some("noord")), ["/data/onderdeel bekend"]);
    assert_eq!(said(Some("stad")), [""; 0]);
    assert_eq!(said(None), ["/data/ontvanger onderdeel"]);
}

#[test]
fn a_yes_to_no_unit_is_for_a_person_once_the_yes_to_this_one_has_ended() {
    let ended = Statement {
        until: Some(jiff::civil::date(2026, 11, 5)),
        ..said(Some("stad"), Said::Yes, 1)
    };
    assert_eq!(
        heard(std::slice::from_ref(&ended))[0],
        "disclosure.no_consent"
    );
    let later = [ended.clone(), said(None, Said::Yes, 6)];
    assert_eq!(heard(&later)[0], "disclosure.manual");
    // of one day the stricter is the one that ends first
    for same_day in [
        [ended.clone(), said(None, Said::Yes, 1)],
        [said(None, Said::Yes, 1), ended],
    ] {
        assert_eq!(heard(&same_day)[0], "disclosure.no_consent");
    }
}

/// What the team `stad` gets of a correction: it has the report by these rows, and a yes names this unit.
fn corrected(rows: &[&str], unit: Option<&str>) -> String {
    let catalog = divided();
    let consent = |category: &str| Statement {
        purpose: "hulp-bij-verzuim".to_owned(),
        category: category.to_owned(),
        ..said(unit, Said::Yes, 1)
    };
    let report = Sent {
        to: Party {
            unit: Some("stad".to_owned()),
            ..Party::new(ZWOLLE, "wijkteam")
        },
        rows: rows.iter().map(|row| (*row).to_owned()).collect(),
        categories: vec!["ID".to_owned(), "VERZ".to_owned()],
        ..sent(&catalog.sources["vo"].party().to_string())
    };
    let facts = Facts {
        sent: vec![report],
        statements: vec![consent("ID"), consent("VERZ")],
        ..Facts::none(DAY)
    };
    let correction = event(
        include_str!(
            "../../../schemas/verzuimmelding.mutatie/examples/valid/uren-verbeterd-geheim-adres.json"
        ),
        |event| event["data"]["leerling"]["geboortedatum"] = json!("2018-05-10"),
    );
    let told = story(&catalog, "vo", &correction, &facts);
    told.split(" | ")
        .find(|one| one.contains("Wijkteam Zwolle"))
        .unwrap_or(&told)
        .to_owned()
}

#[test]
fn a_correction_waits_for_a_person_where_a_yes_to_no_unit_would_add_to_it() {
    assert_eq!(
        corrected(&["6"], Some("stad")),
        "give Wijkteam Zwolle volgt"
    );
    assert_eq!(
        corrected(&["6"], None),
        "hold Wijkteam Zwolle disclosure.manual"
    );
    assert_eq!(
        corrected(&["1", "6"], None),
        "give Wijkteam Zwolle volgt",
        "it goes without that yes anyway"
    );
}

#[test]
fn each_unit_has_events_of_its_own() {
    let judged = judged(
        region(),
        "portaal-zwolle",
        &event(include_str!("inputs/aanmelding-ouder.json"), |_| {}),
    )
    .unwrap();
    let whole = Party::new(ZWOLLE, "wijkteam");
    let ids = [None, Some("stad"), Some("holtenbroek")].map(|unit| {
        event_id(
            judged.valid(),
            &Party {
                unit: unit.map(str::to_owned),
                ..whole.clone()
            },
        )
    });
    assert!(ids[0] != ids[1] && ids[1] != ids[2] && ids[0] != ids[2]);
}

/// By law, and named by its OIN: there is nobody to choose from.
#[test]
fn the_only_unit_of_an_organisation_gets_what_names_the_organisation() {
    let mut texts = texts();
    texts.partners.text = texts.partners.text.replace(
        "name = \"Gemeente Zwolle\"",
        "onderdeel = \"loket\"\nname = \"Gemeente Zwolle\"",
    );
    let one = Catalog::compile(&texts).unwrap();
    let text = include_str!("../../../schemas/start.jeugdhulp/examples/valid/begonnen.json");
    let start = event(text, |event| {
        let oin = &region().sources["aanbieder"].oin;
        event["source"] = json!(format!("urn:nld:oin:{oin}:systeem:sit"));
        event["data"]["geadresseerde"] = json!(ZWOLLE);
    });
    assert_eq!(
        story(&one, "aanbieder", &start, &Facts::none(DAY)),
        "hold Leerplicht Zwolle disclosure.prohibited | give Gemeente Zwolle 15-start-stop"
    );
}
