//! Consents, objections and gezag that come as documents: what the register keeps of them, and what goes out by them.

use super::{ONE, OTHER, child, documents, kept, memory, report, wijkteams, yes};
use crate::given::{about, inbound};
use schakel::message::Inbound;
use schakel::number::DocumentNo;
use schakel::outcome::{Code, Outcome};
use schakel::store::{State, StoredDocument};
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bad_consent_is_recorded_and_kept_nowhere_and_its_neighbours_go_on() {
    let mut memory = memory();
    let no_gezag = yes(ONE, |data| data["gever"]["gezag"] = json!("nee"));
    memory.comes(inbound("meander", no_gezag.to_string())).await;
    memory
        .comes(inbound("meander", yes(OTHER, |_| {}).to_string()))
        .await;
    memory
        .comes(inbound("meander", report("m-1", ONE, |_| {}).to_string()))
        .await;
    memory
        .comes(inbound("meander", report("m-2", OTHER, |_| {}).to_string()))
        .await;
    memory.sent().await.answer(Ok(()));
    let [bad, good, ..] = &documents(&memory).await[..] else {
        panic!("four documents")
    };
    assert_eq!(
        (bad.outcome, bad.subject, good.outcome),
        (Outcome::Stopped(Code::CannotCount), None, Outcome::Register)
    );
    assert_eq!(
        bad.problems
            .iter()
            .map(|problem| problem.rule.as_str())
            .collect::<Vec<_>>(),
        ["gezag"]
    );
    assert_eq!(
        (kept(&memory, ONE).await, kept(&memory, OTHER).await),
        (0, 1)
    );
    let roles = async |n: DocumentNo| -> Vec<String> {
        let all = memory
            .hub
            .store
            .read(move |store| store.dispatches(n))
            .await
            .unwrap();
        all.into_iter()
            .map(|dispatch| dispatch.partner.role)
            .collect()
    };
    assert_eq!(
        roles(DocumentNo(3)).await,
        ["leerplicht"],
        "nothing is given on a consent that was turned away"
    );
    assert_eq!(roles(DocumentNo(4)).await, ["leerplicht", "wijkteam"]);
    memory.stops().await;
}

/// Its reader knows the child; the hub must know it too, or nobody's objection would be found.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_objection_is_found_on_a_decision_that_names_nobody_to_its_reader() {
    let memory = memory();
    let event = |kind: &str, id: &str, data: Value| {
        let (source, kind) = (
            "urn:nld:oin:00000099000000006000:systeem:swv-vo",
            format!("nl.onderwijsjeugdhulp.{kind}.v1"),
        );
        let event = json!({ "specversion": "1.0", "id": id, "source": source, "type": kind, "datacontenttype": "application/json", "data": data });
        Inbound {
            content_type: Some("application/cloudevents+json".to_owned()),
            ..inbound("swv-vo", event.to_string())
        }
    };
    let no = json!({
        "leerling": child(ONE), "gever": { "kenmerk": "gezag-1", "hoedanigheid": "ouder", "gezag": "ja" }, "dag": "2026-03-02",
        "ontvanger": "00000099000000003000", "doel": "wettelijke-taak", "categorieen": ["OND"],
    });
    memory
        .comes(event("toestemmingen.geweigerd", "nee", no))
        .await;
    for pgn in [ONE, OTHER] {
        let Value::Object(mut known) = child(pgn) else {
            panic!("no object")
        };
        known.remove("pgn");
        let tlv = json!({ "besluit": "AFGEWEZEN", "datum": "2026-03-13", "verband": "VO9999", "reden": "ANDERS" });
        let data = json!({ "meldingsnummer": format!("tlv {}", &pgn[6..]), "leerling": known, "school": { "brin": "02CD" }, "tlv": tlv });
        memory.comes(event("tlv.besluit", &pgn[6..], data)).await;
    }
    let [no, ..] = &documents(&memory).await[..] else {
        panic!("three documents")
    };
    assert_eq!(no.outcome, Outcome::Register, "{:?}", no.problems);
    let roles = async |n: DocumentNo| -> Vec<String> {
        let all = memory
            .hub
            .store
            .read(move |store| store.dispatches(n))
            .await
            .unwrap();
        all.into_iter()
            .map(|dispatch| dispatch.partner.role)
            .collect()
    };
    assert_eq!(
        (roles(DocumentNo(2)).await, roles(DocumentNo(3)).await),
        (vec![], vec!["school".to_owned()])
    );
    memory.stops().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_consent_on_a_report_of_somebody_else_is_answered_like_one_on_no_report() {
    let memory = memory();
    memory
        .comes(inbound(
            "meander",
            report("02CD-1", ONE, |_| {}).to_string(),
        ))
        .await;
    memory
        .comes(inbound(
            "thorbecke",
            crate::given::xml(&[("<Nummer>7<", "<Nummer>8<")]),
        ))
        .await;
    let on = |number: &'static str, id: &'static str| {
        let mut event = yes(ONE, |data| data["meldingsnummer"] = json!(number));
        event["id"] = json!(id);
        inbound("meander", event.to_string())
    };
    for (number, id) in [("01AB-8", "a"), ("99ZZ-9", "b"), ("02CD-1", "c")] {
        memory.comes(on(number, id)).await;
    }
    let mut no = about("toestemming.ingetrokken", |data| {
        data["leerling"] = child(OTHER);
        data["meldingsnummer"] = json!("99ZZ-9");
    });
    no["id"] = json!("nee");
    memory.comes(inbound("meander", no.to_string())).await;
    let all = documents(&memory).await;
    let [_, _, other, nobody, own, no] = &all[..] else {
        panic!("{all:?}")
    };
    let said =
        |document: &StoredDocument| (document.outcome, document.problems.clone(), document.total);
    assert_eq!(said(other), said(nobody), "a guess tells nothing");
    let problems: Vec<String> = other
        .problems
        .iter()
        .map(|problem| format!("{} {}", problem.path, problem.rule))
        .collect();
    assert_eq!(
        (other.outcome, problems),
        (
            Outcome::Stopped(Code::Invalid),
            vec!["/data/meldingsnummer bekend".to_owned()]
        )
    );
    assert_eq!(
        (own.outcome, no.outcome),
        (Outcome::Register, Outcome::Register),
        "a no is kept whatever report it names"
    );
    memory.stops().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_established_of_gezag_counts_from_then_on() {
    let mut memory = memory();
    memory
        .comes(inbound(
            "meander",
            yes(ONE, |data| data["gever"]["gezag"] = json!("onbekend")).to_string(),
        ))
        .await;
    memory
        .comes(inbound("meander", report("m-1", ONE, |_| {}).to_string()))
        .await;
    let established = |id: &'static str, known: &'static str, day: &'static str| {
        let mut event = about("gezag.vastgesteld", |data| {
            data["leerling"] = child(ONE);
            (data["gever"]["gezag"], data["dag"]) = (json!(known), json!(day));
        });
        event["id"] = json!(id);
        inbound("meander", event.to_string())
    };
    memory.comes(established("gezag", "ja", "2026-03-10")).await;
    memory
        .comes(inbound("meander", report("m-2", ONE, |_| {}).to_string()))
        .await;
    memory.sent().await.answer(Ok(()));
    memory
        .becomes(wijkteams(&memory, DocumentNo(4)).await, State::Delivered)
        .await;
    memory
        .comes(established("geen gezag", "nee", "2026-03-11"))
        .await;
    memory
        .comes(inbound("meander", report("m-3", ONE, |_| {}).to_string()))
        .await;
    let with_wijkteam = async |n: DocumentNo| {
        let all = memory
            .hub
            .store
            .read(move |store| store.dispatches(n))
            .await
            .unwrap();
        all.iter()
            .any(|dispatch| dispatch.partner.role == "wijkteam")
    };
    assert_eq!(
        (
            with_wijkteam(DocumentNo(2)).await,
            with_wijkteam(DocumentNo(4)).await,
            with_wijkteam(DocumentNo(6)).await
        ),
        (false, true, false)
    );
    assert_eq!(kept(&memory, ONE).await, 3);
    memory.stops().await;
}
