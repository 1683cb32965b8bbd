//! What is read off a document before anybody is asked: who it is about, what it claims, and whom to ask.

use super::{check, event, texts, triage};
use crate::given::{about, outspoken};
use schakel::catalog::Catalog;
use schakel::message::Identity;
use schakel::pipeline::{self, Triaged};
use serde_json::{Value, json};

fn triaged(change: impl FnOnce(&mut Value)) -> Triaged {
    triage(&event(change)).unwrap().remove(0).result.unwrap()
}

fn said(kind: &str) -> Triaged {
    let inbound = super::inbound(
        "meander",
        about(kind, |data| data["meldingsnummer"] = json!("M-1")).to_string(),
    );
    pipeline::triage(&outspoken(), super::LIMITS, &inbound, "x", super::TODAY)
        .unwrap()
        .remove(0)
        .result
        .unwrap()
}

#[test]
fn a_report_is_no_statement_and_claims_no_report() {
    let report = triaged(|_| {});
    assert!(!report.is_statement() && report.claimed_report().is_none());
}

#[test]
fn only_a_yes_must_be_about_a_report_that_is_known() {
    let place = "/data/meldingsnummer".to_owned();
    assert_eq!(
        said("toestemming.verleend").claimed_report(),
        Some(("M-1", place))
    );
    assert!(said("toestemming.ingetrokken").is_statement());
    assert_eq!(said("toestemming.ingetrokken").claimed_report(), None);
}

#[test]
fn a_refusal_takes_nothing_back_and_a_withdrawal_does() {
    assert!(said("toestemming.ingetrokken").withdraws());
    assert!(
        !said("toestemming.geweigerd").withdraws()
            && !said("toestemming.verleend").withdraws()
            && !triaged(|_| {}).withdraws()
    );
}

#[test]
fn a_secret_address_is_said_by_the_document_and_is_no_part_of_who_it_is_about() {
    let secret = |secret: bool| {
        triaged(move |event| {
            event["data"]["leerling"]["geheimAdres"] = json!(secret);
            event["data"]["leerling"]["adres"] = json!({ "postcode": "8021BC", "huisnummer": 4 });
        })
    };
    assert!(secret(true).secret_address() && !secret(false).secret_address());
    let parts = |triaged: &Triaged| {
        let Identity {
            pgn,
            surname,
            first_name,
            birth_date,
            address,
            ..
        } = triaged.question().identity.clone();
        [pgn, surname, first_name, birth_date, address]
            .map(|part| part.map(|part| part.expose().clone()))
    };
    let [pgn, surname, first_name, birth_date, address] = parts(&secret(false));
    assert_eq!(
        address.as_deref(),
        Some("8021bc|4"),
        "a house number is a number"
    );
    assert!(
        pgn.is_some()
            && first_name.is_some()
            && birth_date.is_some()
            && surname.as_deref() == Some("voorbeeld")
    );
    assert_eq!(
        parts(&secret(true)),
        [pgn, surname, first_name, birth_date, None]
    );
}

#[test]
fn a_duty_towards_who_is_connected_no_longer_waits_for_a_person() {
    let mut texts = texts();
    let head = "name       = \"Leerplicht Zwolle\"\n";
    assert!(texts.partners.text.contains(head));
    texts.partners.text = texts
        .partners
        .text
        .replace(head, &format!("{head}until = 2026-03-19\n"));
    let catalog = Catalog::compile(&texts).unwrap();
    let inbound = event(|event| event["data"]["leerling"]["woongemeente"] = json!("0193"));
    let mut judged =
        pipeline::triage(&catalog, super::LIMITS, &inbound, "x", super::TODAY).unwrap();
    let stop = judged.remove(0).result.err().unwrap();
    assert_eq!(
        (stop.code.as_str(), stop.problems[0].rule.as_str()),
        ("propose.no_partner", "role:leerplicht")
    );
    check(
        &inbound,
        &[
            "give leerplicht 1 | hold wijkteam disclosure.no_consent | hold doorstroompunt disclosure.condition",
        ],
    );
}

#[test]
fn a_duty_waits_for_a_person_though_somebody_else_may_be_told() {
    let mut texts = texts();
    let head = "name       = \"Leerplicht Zwolle\"\n";
    texts.partners.text = texts
        .partners
        .text
        .replace(head, &format!("{head}until = 2026-03-19\n"));
    let mut lawful = super::addressed::row(
        "verzuimmelding/1",
        "school",
        "wijkteam",
        "woonwijk",
        "SCHOOL",
        "",
    );
    lawful.text = lawful.text.replace(
        "weigering = \"nee\"",
        "weigering = \"mens\"\nbezwaar = [\"hulp-aan-school\"]",
    );
    texts.policies.push(lawful);
    let inbound = event(|event| event["data"]["leerling"]["woongemeente"] = json!("0193"));
    let mut judged = pipeline::triage(
        &Catalog::compile(&texts).unwrap(),
        super::LIMITS,
        &inbound,
        "x",
        super::TODAY,
    )
    .unwrap();
    let stop = judged.remove(0).result.err().unwrap();
    assert_eq!(
        (stop.code.as_str(), stop.problems[0].rule.as_str()),
        ("propose.no_partner", "role:leerplicht")
    );
}

/// The next document may leave it out: whoever's document goes no further has told it all the same.
#[test]
fn what_is_stopped_for_want_of_a_home_a_partner_or_a_consent_tells_whose_address_is_secret() {
    let judged = |secret: bool, change: fn(&mut Value)| {
        let inbound = event(|event| {
            event["data"]["leerling"]["geheimAdres"] = json!(secret);
            change(event);
        });
        triage(&inbound).unwrap().remove(0)
    };
    let hidden = |change| {
        judged(true, change)
            .hidden
            .map(|identity| identity.pgn.unwrap().expose().clone())
    };
    let homeless = |event: &mut Value| {
        drop(
            event["data"]["leerling"]
                .as_object_mut()
                .unwrap()
                .remove("woongemeente"),
        )
    };
    let number = Some("999900043".to_owned());
    assert_eq!(hidden(homeless), number);
    assert!(judged(false, homeless).hidden.is_none());
    assert_eq!(hidden(|_| {}), None, "what is ruled on tells it itself");
    assert_eq!(
        hidden(|event| event["data"]["school"]["brin"] = json!("99ZZ")),
        None,
        "of whom it may not speak it tells nothing"
    );
    assert_eq!(
        hidden(|event| event["data"]["verzuim"] = json!(1)),
        None,
        "what does not fit its schema was not read"
    );
}
