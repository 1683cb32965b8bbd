//! The desk of a discloser: what was told is shown, every look is on record, and what its other tests say and ask there.

mod batch;
mod program;
mod said;
mod told;

use super::flight::{Memory, all};
use crate::given::{about, inbound, outspoken};
use schakel::desk::Order;
use schakel::store::{State, StoredDocument};
use serde_json::{Value, json};

pub(super) const WIJKTEAM: &str = "00000099000000001000";

pub(super) fn child(pgn: &str) -> Value {
    json!({ "pgn": pgn, "voornamen": "Ada", "achternaam": surname(pgn), "geboortedatum": "2018-09-17", "postcode": "8021BC",
            "huisnummer": pgn[6..].parse::<u32>().unwrap() })
}

/// Letters, for in digits nobody's name differs.
pub(super) fn surname(pgn: &str) -> String {
    let letters = pgn
        .bytes()
        .skip(6)
        .map(|digit| char::from(b'a' + digit - b'0'));
    format!("Kind{}", letters.collect::<String>())
}

pub(super) fn yes(pgn: &str, change: impl FnOnce(&mut Value)) -> Value {
    let mut event = about("toestemming.verleend", |data| {
        data["leerling"] = child(pgn);
        change(data);
    });
    event["id"] = json!(format!("ja {}", &pgn[6..]));
    event
}

/// A report on a pupil that leerplicht must have, and the wijkteam may have with consent.
pub(super) fn report(id: &str, pgn: &str, change: impl FnOnce(&mut Value)) -> Value {
    let known = child(pgn);
    let mut data = json!({
        "meldingsnummer": id,
        "leerling": {
            "pgn": pgn, "achternaam": known["achternaam"], "geboortedatum": known["geboortedatum"], "woongemeente": "0193",
            "adres": { "postcode": known["postcode"], "huisnummer": known["huisnummer"] },
        },
        "school": { "brin": "02CD" },
        "verzuim": { "soort": "LUXE", "begindatum": "2026-03-02" },
        "melder": { "naam": "A. Melder" },
    });
    change(&mut data);
    json!({
        "specversion": "1.0", "id": id, "type": "nl.onderwijsjeugdhulp.verzuimmeldingen.v1",
        "source": "urn:nld:oin:00000099000000003000:systeem:meander-sis", "datacontenttype": "application/json", "data": data,
    })
}

/// What is asked at the desk of Meander.
pub(super) fn order(command: &str, pgn: &str, more: Value) -> Order {
    let mut order = json!({ "command": command });
    if command == "consent" {
        let mut note = json!({
            "verb": "withdraw", "source": "meander", "child": child(pgn), "giver": "gezag-1", "capacity": "ouder", "authority": "ja",
            "recipient": null, "purpose": null, "categories": [], "day": null, "until": null, "evidence": "brief-4", "wording": null,
        });
        note.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        order["note"] = note;
    } else {
        (order["source"], order["child"], order["what"]) = (json!("meander"), child(pgn), more);
    }
    serde_json::from_value(order).unwrap()
}

pub(super) async fn told(memory: &Memory, order: Order) -> (String, bool) {
    let (lines, end) = all(memory.ask(order).await).await;
    (lines.join("\n"), end.expect("an end"))
}

pub(super) async fn documents(memory: &Memory) -> Vec<StoredDocument> {
    let mut all = memory
        .hub
        .store
        .read(|store| store.documents(i64::MAX, 100))
        .await
        .unwrap();
    all.reverse();
    all
}

pub(super) async fn wijkteams(memory: &Memory, document: i64) -> i64 {
    let all = memory
        .hub
        .store
        .read(move |store| store.dispatches(document))
        .await
        .unwrap();
    all.iter()
        .find(|dispatch| dispatch.partner.role == "wijkteam")
        .expect("a dispatch to the wijkteam")
        .seq
}

/// How many statements and standings the register holds about a pupil of Meander.
async fn kept(memory: &Memory, pgn: &str) -> usize {
    let (listed, _) = told(memory, order("look", pgn, json!("statements"))).await;
    listed
        .lines()
        .filter(|line| line.contains(" zei ") || line.starts_with("Vastgesteld"))
        .count()
}

pub(super) fn memory() -> Memory {
    Memory::watching("to.wijkteam-zwolle", outspoken(), outspoken)
}

/// A yes, and a report about the same child that goes on it.
pub(super) async fn consented_report(memory: &Memory) {
    for event in [yes(ONE, |_| {}), report("m-1", ONE, |_| {})] {
        memory.comes(inbound("meander", event.to_string())).await;
    }
}

pub(super) const ONE: &str = "999900031";
pub(super) const OTHER: &str = "999900043";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_asks_sees_what_was_told_to_whom_and_not_where_a_secret_address_is() {
    let mut memory = memory();
    consented_report(&memory).await;
    memory.sent().await.answer(Ok(()));
    memory
        .becomes(wijkteams(&memory, 2).await, State::Delivered)
        .await;
    let (shown, well) = told(&memory, order("look", ONE, json!("told"))).await;
    assert!(
        well && shown.starts_with("Dit is al verteld over dit kind:\n"),
        "{shown}"
    );
    let wijkteam = "  20-03-2026: Verzuimmelding, aan Sociaal wijkteam Zwolle (Wijkteam)\n    wat: naam en geboortedatum; adres; ";
    assert!(
        shown.contains(wijkteam) && shown.contains("    waarom: rij 6"),
        "{shown}"
    );
    assert!(!shown.contains("m-1") && !shown.contains(ONE), "{shown}");
    let (shown, _) = told(&memory, order("look", OTHER, json!("told"))).await;
    assert!(
        shown.contains("niet bekend bij Stichting Meander College"),
        "{shown}"
    );

    // a document says that the address is secret: from then on the record does not tell who knows it
    memory
        .comes(inbound(
            "meander",
            report("m-2", ONE, |data| {
                data["leerling"]["geheimAdres"] = json!(true)
            })
            .to_string(),
        ))
        .await;
    memory.sent().await.answer(Ok(()));
    memory
        .becomes(wijkteams(&memory, 3).await, State::Delivered)
        .await;
    for what in ["told", "statements"] {
        let (shown, _) = told(&memory, order("look", ONE, json!(what))).await;
        assert!(
            !shown.contains("Zwolle") && !shown.contains("rij "),
            "{shown}"
        );
    }
    let (shown, _) = told(&memory, order("look", ONE, json!("told"))).await;
    assert!(
        shown.contains("  20-03-2026: Verzuimmelding\n")
            && shown.contains("Vraag het privacyteam."),
        "{shown}"
    );
    memory.stops().await;
}
