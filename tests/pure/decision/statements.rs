//! A statement about consent, its copies at other disclosers, and its repeat.

use super::{OTHER, answer, certain, document, perhaps, step, stopped, strangers, told, triaged};
use crate::given::{about, inbound, outspoken};
use schakel::catalog::Catalog;
use schakel::decision::elsewhere::{self, CopiedNo};
use schakel::decision::kept::{StatementRecord, kept};
use schakel::decision::lost::KeptBefore;
use schakel::decision::repeat::{RepeatRecord, repeat};
use schakel::decision::{Acquainted, Document, RecordChange};
use schakel::message::Inbound;
use schakel::number::DocumentNo;
use schakel::outcome::{Code, Outcome};
use schakel::pipeline::Question;
use schakel::pipeline::consent::{Authority, Standing};
use schakel::pipeline::door::Discloser;
use schakel::pipeline::identity::sighting::Why;
use serde_json::{Value, json};
use std::sync::OnceLock;

const ZWOLLE: &str = "00000099000000001000";
const YES: &str = "toestemming.verleend";
const NO: &str = "toestemming.geweigerd";
const GONE: &str = "toestemming.ingetrokken";

fn all() -> &'static Catalog {
    static CATALOG: OnceLock<Catalog> = OnceLock::new();
    CATALOG.get_or_init(outspoken)
}

fn statement(kind: &str, change: impl FnOnce(&mut Value)) -> Document {
    document(all(), &inbound("meander", about(kind, change).to_string()))
}

fn record(document: &Document, acquainted: Acquainted) -> StatementRecord {
    StatementRecord {
        acquainted,
        hidden: None,
        is_reporter: true,
        said: triaged(document).statements().to_vec(),
        standings: Vec::new(),
    }
}

/// The end, and the changes.
fn decide(document: &Document, known: &StatementRecord) -> (Outcome, Vec<String>) {
    let decided = kept(step(all(), document), triaged(document), known);
    assert_eq!(
        decided.consents_changed,
        decided.outcome == Outcome::Register
    );
    (decided.outcome, told(&decided))
}

#[test]
fn a_statement_is_kept_for_its_subject_with_its_evidence() {
    let document = statement(YES, |_| ());
    let (outcome, changes) = decide(&document, &record(&document, certain(&[(OTHER, true)])));
    assert_eq!(outcome, Outcome::Register);
    assert_eq!(
        changes,
        [
            "row 7 register #2",
            "said 4+0 of #2 to 00000099000000003000/school in 7",
            "evidence 7",
            "without number 7",
            "log register",
            "answer meander",
        ]
    );
}

#[test]
fn a_yes_asks_about_nobody_and_a_no_about_everybody_it_may_mean() {
    let asks = |kind: &str, why| {
        let document = statement(kind, |_| ());
        let (_, changes) = decide(&document, &record(&document, perhaps(OTHER, why)));
        changes.contains(&"asked in 7 whether #9 is #2".to_owned())
    };
    assert!(!asks(YES, Why::NameBirth));
    assert!(asks(NO, Why::NameBirth) && asks(GONE, Why::Twins));
}

#[test]
fn a_withdrawal_of_no_known_consent_is_put_before_a_person_and_a_first_no_is_not() {
    let alerts = |kind: &str, acquainted| {
        let document = statement(kind, |_| ());
        let (_, changes) = decide(&document, &record(&document, acquainted));
        changes.contains(&format!("alert 7 {}", Code::Manual))
    };
    assert!(alerts(GONE, strangers()));
    assert!(
        !alerts(GONE, certain(&[(OTHER, true)])),
        "there was one to take back"
    );
    assert!(
        !alerts(GONE, perhaps(OTHER, Why::NameBirth)),
        "a pair of subjects is asked about"
    );
    assert!(!alerts(NO, strangers()) && !alerts(YES, strangers()));
}

#[test]
fn a_claim_against_what_was_established_is_kept_and_a_person_looks() {
    let document = statement(YES, |_| ());
    let giver = triaged(&document).statements()[0].giver.as_str();
    let contradicts = |established: Option<(Authority, &str, i16)>| {
        let mut known = record(&document, certain(&[(OTHER, true)]));
        known
            .standings
            .extend(established.map(|(known, giver, year)| Standing {
                giver: Some(giver.to_owned()),
                known,
                day: jiff::civil::date(year, 1, 1),
            }));
        let decided = kept(step(all(), &document), triaged(&document), &known);
        let alert = told(&decided).contains(&format!("alert 7 {}", Code::Contradiction));
        let says = answer(&decided, "meander").get("code").is_some();
        assert_eq!(alert, says);
        alert
    };
    let of_giver = |known| contradicts(Some((known, giver, 2026)));
    assert!(of_giver(Authority::No));
    assert!(!of_giver(Authority::Yes) && !of_giver(Authority::Unknown));
    assert!(!contradicts(Some((Authority::No, "another", 2026))));
    assert!(!contradicts(Some((Authority::No, giver, 2027))), "not yet");
    assert!(!contradicts(None));
}

/// The record of what statement 4 was kept for.
fn before(lost: bool) -> KeptBefore {
    KeptBefore {
        n: DocumentNo(4),
        subject: OTHER,
        sightings: Vec::new(),
        lost,
        acquainted: strangers(),
    }
}

fn repeated(kind: &str, lost: bool) -> (bool, Vec<String>) {
    let document = statement(kind, |_| ());
    let known = RepeatRecord {
        n: DocumentNo(4),
        first: Outcome::Register,
        kept: Some(before(lost)),
        last: None,
    };
    let decided = repeat(step(all(), &document), &known);
    assert_eq!(
        (decided.n, decided.outcome),
        (DocumentNo(4), Outcome::Duplicate)
    );
    assert_eq!(answer(&decided, "meander")["eerder"], json!("register"));
    (decided.consents_changed, told(&decided))
}

#[test]
fn a_repeated_no_of_which_the_child_is_lost_is_kept_once_more_and_a_yes_is_not() {
    let plain = ["again 4", "log duplicate", "answer meander"];
    for (kind, lost) in [(NO, false), (YES, false), (YES, true)] {
        let (changed, changes) = repeated(kind, lost);
        assert!(!changed);
        assert_eq!(changes, plain, "{kind} {lost}");
    }
    let (changed, changes) = repeated(NO, true);
    assert!(changed);
    assert_eq!(
        changes,
        [
            "again 4",
            "subject #9 false",
            "said 4+0 of #9 to 00000099000000003000/school in 4",
            "4 is about #9",
            "without number 4",
            "log duplicate",
            "answer meander",
        ]
    );
}

#[test]
fn who_never_used_the_number_that_a_statement_names_hears_that_it_is_unknown() {
    let document = statement(YES, |data| data["meldingsnummer"] = json!("02CD-2026-1"));
    assert!(triaged(&document).claimed_report().is_some());
    let mut known = record(&document, certain(&[(OTHER, true)]));
    known.is_reporter = false;
    assert_eq!(decide(&document, &known).0, stopped(Code::Invalid));
}

#[test]
fn a_no_by_another_door_is_a_document_of_the_discloser_and_names_no_sender() {
    let document = statement(NO, |_| ());
    let source = all().sources["thorbecke"].clone();
    let discloser = Discloser {
        party: source.party(),
        controller: source.controller.clone(),
        sources: vec![source.clone()],
    };
    let copy = CopiedNo {
        discloser: &discloser,
        source: &source,
        question: Question {
            controller: source.controller.clone(),
            ..triaged(&document).question().clone()
        },
        id: "kopie".to_owned(),
    };
    let (step, triaged) = (step(all(), &document), triaged(&document));
    let anybody = strangers();
    let waits = elsewhere::kept(step, triaged, &copy, &anybody).unwrap();
    assert_eq!(
        told(&waits)[0],
        "subject #9 false",
        "it waits for the child"
    );
    let known = certain(&[(OTHER, true)]);
    let decided = elsewhere::kept(step, triaged, &copy, &known).unwrap();
    assert_eq!(
        told(&decided),
        [
            "row 7 register #2",
            "said 4+0 of #2 to 00000099000000002000/school in 7",
            "without number 7",
            "log register",
            "answer thorbecke",
        ]
    );
    for change in &decided.changes {
        if let RecordChange::DecisionLogged(controller, line) = change {
            assert_eq!(*controller, source.controller);
            assert!(
                !line.to_string().contains("meander") && !line.to_string().contains("verklaring")
            );
        }
        if let RecordChange::Answer(_, body) = change {
            let body = String::from_utf8_lossy(body);
            assert!(!body.contains("meander") && !body.contains("verklaring"));
        }
    }
    assert!(decided.consents_changed);
}

#[test]
fn a_no_at_the_recipient_counts_at_every_other_discloser_also_of_the_same_controller() {
    let mut event = about(NO, |data| data["ontvanger"] = json!(ZWOLLE));
    event["source"] = json!(format!("urn:nld:oin:{ZWOLLE}:systeem:wijkteam"));
    let inbound = Inbound {
        content_type: Some("application/cloudevents+json".to_owned()),
        ..inbound("wijkteam-zwolle-toestemming", event.to_string())
    };
    let document = document(all(), &inbound);
    let door = triaged(&document).door();
    let others: Vec<String> = door
        .others
        .iter()
        .map(|other| format!("{} {}", other.party, other.controller))
        .collect();
    let leerplicht = format!("{ZWOLLE}/leerplicht Gemeente Zwolle");
    assert!(door.own && others.contains(&leerplicht), "{others:?}");
    assert!(
        !others.iter().any(|other| other.contains("/wijkteam")),
        "{others:?}"
    );
}
