//! A report that is ruled on, and a document that is stopped.

use super::{FRESH, N, OTHER, answer, document, perhaps, step, stopped, strangers, told, triaged};
use crate::given::{TODAY, catalog};
use crate::path::event;
use crate::path::feedback::sent;
use schakel::decision::number::{EarlierReporter, NumbersOnRecord};
use schakel::decision::ruled::{RulingRecord, ruled};
use schakel::decision::stopped::stopped as decide_stopped;
use schakel::decision::{Acquainted, Document, Step};
use schakel::message::Inbound;
use schakel::number::DocumentNo;
use schakel::outcome::{Code, Outcome};
use schakel::party::Party;
use schakel::pipeline::identity::sighting::Why;
use schakel::pipeline::{self, Facts, Sent};
use serde_json::{Value, json};

/// The record of a document of which nothing is known, with a change.
fn record(
    document: &Document,
    acquainted: Acquainted,
    change: impl FnOnce(&mut Facts),
) -> RulingRecord {
    let mut facts = Facts::none(TODAY);
    change(&mut facts);
    RulingRecord {
        acquainted,
        ruling: pipeline::rule(catalog(), triaged(document), &facts),
        facts,
        same_events: Vec::new(),
        numbers: NumbersOnRecord::default(),
    }
}

/// The changes for a message about a stranger.
fn changes(inbound: &Inbound) -> Vec<String> {
    let document = document(catalog(), inbound);
    let known = record(&document, strangers(), |_| ());
    told(&ruled(
        step(catalog(), &document),
        triaged(&document),
        &known,
    ))
}

fn report(change: impl FnOnce(&mut Value)) -> Document {
    document(catalog(), &event(change))
}

const GIVEN: [&str; 7] = [
    "subject #9 true",
    "row 7 routed #9 | leerplicht give | doorstroompunt disclosure.condition",
    "body 7",
    "number 02CD-2026-000017 of 00000099000000003000/school 7 false",
    "due 7 leerplicht in lane #9",
    "log routed",
    "answer meander",
];

#[test]
fn a_report_gets_a_row_a_body_a_number_and_a_dispatch_for_each_share() {
    assert_eq!(changes(&event(|_| ())), GIVEN);
}

#[test]
fn an_event_of_another_document_stops_this_one_and_its_own_does_not() {
    let document = report(|_| ());
    let mut known = record(&document, strangers(), |_| ());
    known.same_events = vec![DocumentNo(3)];
    let decided = ruled(step(catalog(), &document), triaged(&document), &known);
    assert_eq!(decided.outcome, stopped(Code::IdConflict));
    assert_eq!(
        told(&decided),
        [
            "subject #9 true",
            "row 7 intake.id_conflict nobody unique",
            "body 7",
            "alert 7 intake.id_conflict",
            "log stopped",
            "answer meander"
        ]
    );
    let again = Step {
        before: Some(DocumentNo(3)),
        ..step(catalog(), &document)
    };
    let decided = ruled(again, triaged(&document), &known);
    assert_eq!(
        (decided.n, decided.outcome),
        (DocumentNo(3), Outcome::Routed)
    );
    let changes = told(&decided);
    assert_eq!(
        changes[1..4],
        [
            "row 3 again routed #9 | leerplicht give | doorstroompunt disclosure.condition",
            "no body 3",
            "body 3"
        ]
    );
}

#[test]
fn a_secret_address_is_kept_once_and_no_answer_names_a_role() {
    let secret = report(|event| event["data"]["leerling"]["geheimAdres"] = json!(true));
    let decide = |acquainted| {
        let known = record(&secret, acquainted, |_| ());
        let decided = ruled(step(catalog(), &secret), triaged(&secret), &known);
        assert!(answer(&decided, "meander").get("ontvangers").is_none());
        let hides = told(&decided).contains(&"secret #9".to_owned());
        (hides, decided.consents_changed)
    };
    assert_eq!(decide(strangers()), (true, true));
    let mut before = super::certain(&[(FRESH, true)]);
    before.secret.insert(FRESH);
    assert_eq!(decide(before), (false, false));
    // another document told of it
    let open = report(|_| ());
    let known = record(&open, strangers(), |facts| facts.secret_address = true);
    let decided = ruled(step(catalog(), &open), triaged(&open), &known);
    assert!(answer(&decided, "meander").get("ontvangers").is_none());
    let known = record(&open, strangers(), |_| ());
    let decided = ruled(step(catalog(), &open), triaged(&open), &known);
    assert_eq!(
        answer(&decided, "meander")["ontvangers"],
        json!(["leerplicht"])
    );
}

#[test]
fn a_person_is_asked_about_a_secret_and_about_two_birth_dates_and_of_no_pair_twice() {
    let document = report(|_| ());
    let asked = |acquainted: Acquainted| {
        let known = record(&document, acquainted, |_| ());
        let decided = ruled(step(catalog(), &document), triaged(&document), &known);
        let question = "asked in 7 whether #9 is #2".to_owned();
        let asks = told(&decided).contains(&question);
        assert_eq!(
            decided.consents_changed, asks,
            "earlier rulings are asked again"
        );
        asks
    };
    assert!(
        !asked(perhaps(OTHER, Why::NameBirth)),
        "nothing hangs on it"
    );
    assert!(asked(perhaps(OTHER, Why::BirthDate)));
    let mut secret = perhaps(OTHER, Why::NameBirth);
    secret.secret.insert(OTHER);
    assert!(asked(secret.clone()));
    secret
        .pairs
        .push(schakel::pipeline::identity::sighting::Pair {
            one: OTHER,
            other: FRESH,
            why: Why::NameBirth,
            different: false,
        });
    assert!(!asked(secret));
}

/// Another reporter used the number for document 3.
fn earlier(party: &str) -> EarlierReporter {
    EarlierReporter {
        party: party.parse().unwrap(),
        document: DocumentNo(3),
        source: "bolder".to_owned(),
        id: "m3".to_owned(),
        stands: Some(json!({ "document": "m3", "uitkomst": "routed" })),
    }
}

#[test]
fn a_number_of_another_reporter_is_told_to_both_and_names_nobody() {
    let document = report(|_| ());
    let mut known = record(&document, strangers(), |_| ());
    let decide = |reporters: Vec<EarlierReporter>, known: &mut RulingRecord| {
        known.numbers.reporters = reporters;
        let decided = ruled(step(catalog(), &document), triaged(&document), known);
        let unique = answer(&decided, "meander").get("code").is_none();
        let others: Vec<String> = decided.told.iter().cloned().collect();
        (
            unique,
            others,
            told(&decided).contains(&"retold 3".to_owned()),
        )
    };
    let none = |source: &str| vec![source.to_owned()];
    let own = triaged(&document).source().party().to_string();
    assert_eq!(
        decide(Vec::new(), &mut known),
        (true, none("meander"), false)
    );
    let both = vec!["bolder".to_owned(), "meander".to_owned()];
    let stranger = "00000099000000009999/school";
    assert_eq!(
        decide(vec![earlier(stranger)], &mut known),
        (false, both, true)
    );
    assert_eq!(
        decide(vec![earlier(&own), earlier(stranger)], &mut known),
        (false, none("meander"), false),
        "the other heard when the number was used first"
    );
    assert_eq!(
        decide(vec![earlier(&own)], &mut known),
        (true, none("meander"), false)
    );
    let partner = Party {
        role: "melder".to_owned(),
        ..partner(&known)
    };
    assert_eq!(
        decide(vec![earlier(&partner.to_string())], &mut known),
        (true, none("meander"), false),
        "the reporter gets this very document"
    );
}

fn partner(known: &RulingRecord) -> Party {
    let mut partners = known.ruling.judgements.iter();
    let first = partners.find_map(|judgement| judgement.partner.as_ref());
    first.unwrap().party()
}

#[test]
fn a_matter_that_is_handed_over_goes_under_the_number_of_who_sent_it_to_the_sender() {
    let document = report(|_| ());
    let own = triaged(&document).source().party();
    let sent = |to: &Party, reporter: &str| Sent {
        to: to.clone(),
        ..sent(reporter)
    };
    let stranger: Party = "00000099000000009999/school".parse().unwrap();
    let mut known = record(&document, strangers(), |_| ());
    let under = vec![
        sent(&own, "1/school"),
        sent(&own, "1/school"),
        sent(&stranger, "2/school"),
    ];
    known.numbers.handed_over = vec![("M1".to_owned(), under)];
    let decided = ruled(step(catalog(), &document), triaged(&document), &known);
    let numbers: Vec<String> = told(&decided)
        .into_iter()
        .filter(|line| line.starts_with("number M1"))
        .collect();
    assert_eq!(numbers, ["number M1 of 1/school 7 true"]);
}

#[test]
fn what_is_stopped_keeps_its_body_and_tells_its_source_and_a_person_where_one_is_needed() {
    let wrong = report(|event| event["data"]["leerling"]["pgn"] = json!("999900032"));
    let schakel::decision::End::Stopped(stop) = &wrong.end else {
        panic!("it is not stopped")
    };
    let decided = decide_stopped(step(catalog(), &wrong), stop, None);
    assert_eq!(decided.outcome, stopped(Code::Invalid));
    assert_eq!(
        told(&decided),
        [
            "row 7 validate.invalid nobody format:pgn",
            "body 7",
            "log stopped",
            "answer meander"
        ]
    );
    assert_eq!(decided.n, N);
}
