//! Whoever may not have a document though it names them, and whoever it does not lead to.

use super::{DAY, event, judged, region, story};
use schakel::outcome::Code;
use schakel::pipeline::Facts;
use serde_json::{Value, json};

fn arrangement(participants: &[&str]) -> Value {
    let text = include_str!(
        "../../../schemas/onderwijszorgarrangement/examples/valid/samenwerkingsverband.json"
    );
    event(text, |event| {
        let oin = &region().sources["swv-po"].oin;
        event["source"] = json!(format!("urn:nld:oin:{oin}:systeem:sit"));
        event["data"]["deelnemers"] = json!(participants);
    })
}

/// What becomes of it, for these participants beside the sender and the school.
fn told(others: &[&str]) -> String {
    let swv = &*region().sources["swv-po"].oin;
    let all = [&[swv, "00000099000000003000"], others].concat();
    story(region(), "swv-po", &arrangement(&all), &Facts::none(DAY))
}

const PROVIDER: &str = "00000099000000007100";
const OTHER_SWV: &str = "00000099000000006000";
const THIRD_SWV: &str = "00000099000000006200";

#[test]
fn a_participant_that_may_not_have_it_is_told_so_once_for_each_role() {
    let gemeente = "hold Gemeente Zwolle disclosure.no_row";
    let provider = "hold jeugdhulpaanbieder disclosure.prohibited";
    let swv = "hold samenwerkingsverband disclosure.prohibited";
    assert_eq!(told(&[]), gemeente, "the sender is not barred from its own");
    assert_eq!(told(&[PROVIDER]), [gemeente, provider].join(" | "));
    assert_eq!(
        told(&[PROVIDER, OTHER_SWV, THIRD_SWV]),
        [gemeente, provider, swv].join(" | ")
    );
}

#[test]
fn where_help_is_elsewhere_than_the_home_no_leerplicht_of_there_is_asked() {
    let dalfsen = include_str!("inputs/zestien-uur-dalfsen.json");
    let elsewhere = event(dalfsen, |event| {
        event["data"]["leerling"]["woonplaatsJeugdwet"] = json!("0193");
    });
    let told = story(region(), "vo", &elsewhere, &Facts::none(DAY));
    assert!(told.starts_with("give Leerplicht Dalfsen 1 | "), "{told}");
    assert!(
        told.contains("Wijkteam Zwolle") && !told.contains("Leerplicht Zwolle"),
        "{told}"
    );
}

#[test]
fn a_correction_without_a_home_still_follows_its_report_and_keeps_the_reason() {
    let text =
        include_str!("../../../schemas/verzuimmelding.mutatie/examples/valid/wordt-langdurig.json");
    let nowhere = event(text, |event| {
        event["source"] = json!("urn:nld:oin:00000099000000003000:systeem:sit");
        let child = event["data"]["leerling"].as_object_mut().unwrap();
        child.remove("woongemeente");
        child.remove("adres");
    });
    let triaged = judged(region(), "vo", &nowhere).unwrap();
    assert_eq!(triaged.otherwise().unwrap().code, Code::NoResidence);
}

/// Connected for other kinds only: a row would let them have it, and no row forbids it.
#[test]
fn a_participant_that_is_not_connected_for_the_kind_is_not_barred() {
    let text = include_str!("../../../schemas/onderwijszorgarrangement/examples/valid/school.json");
    let plan = event(text, |event| {
        event["source"] = json!("urn:nld:oin:00000099000000003000:systeem:sit");
        event["data"]["deelnemers"] = json!(["00000099000000003000", PROVIDER, OTHER_SWV]);
        event["data"]["arrangement"]["begindatum"] = json!("2026-10-01");
        event["data"]["arrangement"]["einddatum"] = json!("2026-12-31");
    });
    let told = story(region(), "vo", &plan, &Facts::none(DAY));
    assert_eq!(told, "hold Gemeente Zwolle disclosure.no_row");
}
