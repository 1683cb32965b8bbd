//! A secret address that one document told of is heeded for every other: what waits, what comes, what is answered, and what the desk shows.

use super::desk::{ONE, OTHER, memory, order, report, told, wijkteams, yes};
use super::flight::Memory;
use crate::given::{about, inbound, outspoken};
use schakel::number::DocumentNo;
use schakel::outcome::{Code, Outcome};
use schakel::store::State;
use serde_json::{Value, json};

fn secret(data: &mut Value) {
    data["leerling"]["geheimAdres"] = json!(true);
}

/// What the wijkteam gets next, confirmed.
async fn gets(memory: &mut Memory) -> Value {
    let sent = memory.sent().await;
    let event = serde_json::from_slice(sent.body()).unwrap();
    sent.answer(Ok(()));
    event
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_secret_address_on_record_goes_to_nobody_whatever_later_documents_leave_out() {
    let mut memory = memory();
    for pgn in [ONE, OTHER] {
        memory
            .comes(inbound("meander", yes(pgn, |_| {}).to_string()))
            .await;
    }
    memory
        .comes(inbound("meander", report("m-1", OTHER, |_| {}).to_string()))
        .await;
    let first = memory.sent().await;
    // it is ruled on and handed over, and waits behind the other
    memory
        .comes(inbound("meander", report("m-2", ONE, |_| {}).to_string()))
        .await;
    memory
        .comes(inbound("meander", report("m-3", ONE, secret).to_string()))
        .await;
    memory
        .comes(inbound("meander", report("m-4", ONE, |_| {}).to_string()))
        .await;
    assert!(
        String::from_utf8_lossy(first.body()).contains("8021BC"),
        "where it is not secret it goes along"
    );
    first.answer(Ok(()));
    for id in ["m-2", "m-3", "m-4"] {
        let event = gets(&mut memory).await;
        assert_eq!(event["data"]["meldingsnummer"], id);
        assert!(
            event["data"]["leerling"].get("adres").is_none(),
            "{id}: {event}"
        );
    }
    memory
        .becomes(wijkteams(&memory, DocumentNo(6)).await, State::Delivered)
        .await;
    let recorded = memory
        .dispatch(wijkteams(&memory, DocumentNo(6)).await)
        .await;
    assert!(
        !recorded.categories.split(' ').any(|code| code == "ADRES"),
        "{}",
        recorded.categories
    );
    memory.stops().await;
}

/// The home is missing, or the correction has the id of what it corrects.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_document_that_goes_no_further_has_told_of_the_secret_all_the_same() {
    let mut memory = memory();
    let homeless = |data: &mut Value| {
        secret(data);
        data["leerling"]
            .as_object_mut()
            .unwrap()
            .remove("woongemeente");
    };
    for (pgn, id, told, code) in [
        (ONE, "m-1", report("m-0", ONE, homeless), Code::NoResidence),
        (OTHER, "m-2", report("m-1", OTHER, secret), Code::IdConflict),
    ] {
        memory
            .comes(inbound("meander", yes(pgn, |_| {}).to_string()))
            .await;
        memory.comes(inbound("meander", told.to_string())).await;
        let last = memory
            .hub
            .store
            .read(|store| store.documents(DocumentNo::END, 1))
            .await
            .unwrap();
        assert_eq!(
            last[0].outcome,
            Outcome::Stopped(code),
            "{:?}",
            last[0].problems
        );
        memory
            .comes(inbound("meander", report(id, pgn, |_| {}).to_string()))
            .await;
        let event = gets(&mut memory).await;
        assert_eq!(event["data"]["meldingsnummer"], id);
        assert!(event["data"]["leerling"].get("adres").is_none(), "{event}");
    }
    memory.stops().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_answer_tells_who_gets_what_once_the_address_is_known_to_be_secret() {
    let mut memory = Memory::watching("answer", outspoken(), outspoken);
    let roles = async |memory: &mut Memory| gets(memory).await["data"].get("ontvangers").cloned();
    memory
        .comes(inbound("meander", report("m-1", ONE, |_| {}).to_string()))
        .await;
    assert_eq!(roles(&mut memory).await, Some(json!(["leerplicht"])));
    memory
        .comes(inbound("meander", report("m-2", ONE, secret).to_string()))
        .await;
    memory
        .comes(inbound("meander", report("m-3", ONE, |_| {}).to_string()))
        .await;
    for id in ["m-2", "m-3"] {
        let answer = gets(&mut memory).await;
        assert_eq!(
            (
                &answer["data"]["document"],
                answer["data"].get("ontvangers")
            ),
            (&json!(id), None),
            "{answer}"
        );
    }
    memory.stops().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_document_that_waits_for_a_person_tells_of_a_secret_address_as_well() {
    let memory = memory();
    memory
        .comes(inbound("meander", yes(ONE, |_| {}).to_string()))
        .await;
    let mut near = about("toestemming.ingetrokken", |data| {
        data["leerling"] = json!({ "achternaam": "Kindadb", "geboortedatum": "2018-09-17", "postcode": "8021BC", "huisnummer": 99 });
    });
    near["id"] = json!("bijna");
    memory.comes(inbound("meander", near.to_string())).await;
    let mut told_to_gi: Value = serde_json::from_str(include_str!(
        "../../../schemas/informatie.gi/examples/valid/school.json"
    ))
    .unwrap();
    told_to_gi["data"]["jeugdige"] = json!({ "pgn": ONE, "achternaam": "Kindadb", "geboortedatum": "2018-09-17", "geheimAdres": true });
    memory
        .comes(inbound("meander", told_to_gi.to_string()))
        .await;
    let last = memory
        .hub
        .store
        .read(|store| store.documents(DocumentNo::END, 1))
        .await
        .unwrap();
    assert_eq!(
        last[0].outcome,
        Outcome::Stopped(Code::Manual),
        "{:?}",
        last[0].problems
    );
    let (shown, _) = told(&memory, order("look", ONE, json!("statements"))).await;
    assert!(
        shown.contains("een ontvanger die hier niet staat") && !shown.contains("Zwolle"),
        "{shown}"
    );
    memory.stops().await;
}
