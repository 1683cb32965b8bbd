//! A child that lives elsewhere than with its parents, nobody tells where: which wijkteam is to help is not known.

use super::{facts, inbound, triage};
use jiff::civil::date;
use schakel::pipeline::consent::{Authority, Said, Statement};
use schakel::pipeline::{self, Facts, Verdict};
use serde_json::{Value, json};

/// What becomes of row 9 when this was said for this purpose.
fn told(said: Option<(Said, &str)>) -> String {
    let text = include_str!("../../../schemas/thuiszittersmelding/examples/valid/zes-weken.json");
    let mut event: Value = serde_json::from_str(text).unwrap();
    event["data"]["leerling"]["verblijftElders"] = json!(true);
    let judged = triage(&inbound("meander", event.to_string())).unwrap();
    let triaged = judged[0].result.as_ref().unwrap();
    let statement = |(said, purpose): (Said, &str)| Statement {
        recipient: "00000099000000001000".to_owned(),
        unit: None,
        purpose: purpose.to_owned(),
        category: "VERZ".to_owned(),
        giver: "gezag-1".to_owned(),
        capacity: "ouder".to_owned(),
        authority: Authority::Yes,
        said,
        day: date(2026, 1, 9),
        until: None,
    };
    let facts = Facts {
        statements: said.map(statement).into_iter().collect(),
        ..facts()
    };
    let ruling = pipeline::rule(super::catalog(), triaged, &facts);
    let wijkteam = ruling
        .judgements
        .iter()
        .find(|judgement| judgement.role == "wijkteam")
        .unwrap();
    match &wijkteam.verdict {
        Verdict::Withhold { code, .. } => code.to_string(),
        Verdict::Share(_) => "give".to_owned(),
    }
}

#[test]
fn a_person_finds_out_which_wijkteam_only_where_somebody_said_yes_to_its_help() {
    let (person, nothing) = ("propose.no_residence", "disclosure.no_consent");
    assert_eq!(told(Some((Said::Yes, "hulp-bij-verzuim"))), person);
    assert_eq!(told(Some((Said::No, "hulp-bij-verzuim"))), nothing);
    assert_eq!(told(Some((Said::Yes, "hulp-aan-school"))), nothing);
    assert_eq!(told(None), nothing);
}
