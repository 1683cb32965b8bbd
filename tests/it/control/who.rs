//! Who a child is: twins, names that are spelled otherwise, and what a person has said of two.

use super::flight::{Memory, all};
use super::town::{by, hub, input, noon, town};
use schakel::broker::PublishFailure;
use schakel::desk::Order;
use schakel::number::{DispatchNo, DocumentNo, DoubtNo};
use schakel::outcome::Code;
use schakel::store::State;
use serde_json::{Value, json};
use std::sync::Arc;

fn at_work() -> Memory {
    hub(
        &Arc::new(noon(16).into()),
        "to.nobody",
        town(|partners| partners),
    )
}

/// A parent says yes; a child as a statement tells of it.
fn yes(id: &str, child: Value) -> Value {
    let mut event = input("oeinde-ja");
    event["id"] = json!(id);
    event["data"]["leerling"] = child;
    event
}

/// The other parent refuses.
fn no(id: &str, child: Value) -> Value {
    let mut event = yes(id, child);
    event["type"] = json!("nl.onderwijsjeugdhulp.toestemmingen.geweigerd.v1");
    let data = event["data"].as_object_mut().unwrap();
    for field in ["bewijs", "tekstversie"] {
        data.remove(field);
    }
    data["gever"]["kenmerk"] = json!("vader");
    event
}

/// A care signal about a child, as a report tells of it.
fn signal(id: &str, child: Value) -> Value {
    let mut event = input("oeinde-signaal");
    event["id"] = json!(id);
    event["data"]["meldingsnummer"] = json!(id);
    event["data"]["leerling"] = child;
    event
}

/// The same child, as statements and as reports tell of it.
fn child(first: Option<&str>, surname: &str) -> (Value, Value) {
    let mut said = json!({ "achternaam": surname, "geboortedatum": "2017-07-07", "postcode": "8041AA", "huisnummer": 7 });
    let home =
        json!({ "straat": "Straat", "huisnummer": 7, "postcode": "8041AA", "plaats": "Zwolle" });
    let mut told = json!({ "achternaam": surname, "geboortedatum": "2017-07-07", "adres": home, "woongemeente": "0193" });
    if let Some(first) = first {
        (said["voornamen"], told["voornamen"]) = (json!(first), json!(first));
    }
    (said, told)
}

fn numbered(mut child: Value, pgn: &str) -> Value {
    child["pgn"] = json!(pgn);
    child
}

/// An absence report that tells the number.
fn report(id: &str, child: Value) -> Value {
    let mut event = input("twaalfman-melding");
    event["id"] = json!(id);
    event["data"]["meldingsnummer"] = json!(id);
    event["data"]["leerling"] = child;
    event
}

/// What became of the last of these at the school: the roles that get it, or the code.
async fn end(memory: &Memory, events: &[Value]) -> Value {
    let before = memory
        .hub
        .store
        .read(|store| store.documents(DocumentNo::END, 99))
        .await
        .unwrap()
        .len();
    for event in events {
        memory.comes(by("po", event)).await;
    }
    let last = memory
        .answers("po", before + events.len())
        .await
        .pop()
        .unwrap();
    if last["code"].is_null() {
        last["ontvangers"].clone()
    } else {
        last["code"].clone()
    }
}

/// The pairs that a person is asked about.
async fn pairs(memory: &Memory) -> Vec<DoubtNo> {
    memory
        .hub
        .store
        .read(|store| store.open_doubts(DoubtNo::START, 99))
        .await
        .unwrap()
        .iter()
        .map(|doubt| doubt.n)
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_consent_for_one_of_twins_does_not_open_the_file_of_the_other() {
    let (anna, _) = child(None, "Tweeling");
    let (_, bram) = child(Some("Bram"), "Tweeling");
    for consent in [numbered(anna.clone(), "999900006"), anna] {
        let memory = at_work();
        let ended = end(&memory, &[yes("ja", consent), signal("bram", bram.clone())]).await;
        assert_eq!(ended, "disclosure.manual");
        assert_eq!(
            pairs(&memory).await.len(),
            1,
            "a person is asked about the two"
        );
        // nor does what was told of Bram himself make it his
        assert_eq!(
            end(&memory, &[signal("bram-2", bram.clone())]).await,
            "disclosure.manual"
        );
        assert_eq!(pairs(&memory).await.len(), 1, "and asked once");
        memory.stops().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twins_that_are_known_by_number_are_helped_by_their_first_names() {
    let told =
        |first: &str, pgn: &str| report(first, numbered(child(Some(first), "Tweelingb").1, pgn));
    let known = [told("Anna", "999900006"), told("Bram", "999900018")];
    let (anna, signalled) = child(Some("Anna"), "Tweelingb");
    let memory = at_work();
    let consents = [
        yes("met", numbered(anna.clone(), "999900006")),
        yes("zonder", anna),
    ];
    let events = [&known[..], &consents, &[signal("anna", signalled)]].concat();
    assert_eq!(end(&memory, &events).await, json!(["wijkteam"]));
    assert_eq!(pairs(&memory).await.len(), 0);
    assert_eq!(
        end(
            &memory,
            &[signal("bram", child(Some("Bram"), "Tweelingb").1)]
        )
        .await,
        json!([]),
        "nothing was said of him"
    );
    memory.stops().await;

    // where first names do not tell them apart, a person does
    let memory = at_work();
    let nameless = yes("naamloos", child(None, "Tweelingb").0);
    let events = [
        &known[..],
        &[nameless, signal("anna", child(Some("Anna"), "Tweelingb").1)],
    ]
    .concat();
    assert_eq!(end(&memory, &events).await, "disclosure.manual");
    assert_eq!(pairs(&memory).await.len(), 1);
    memory.stops().await;
}

/// A yes that was hers alone when it was ruled on, and may be her twin's when it is sent.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_twin_who_turns_up_while_it_waits_to_be_sent_is_put_before_a_person_at_once() {
    let time = Arc::new(noon(16).into());
    let mut memory = hub(&time, "to.wt-holtenbroek", town(|partners| partners));
    let told =
        |first: &str, pgn: &str| report(first, numbered(child(Some(first), "Tweelingb").1, pgn));
    let nameless = yes("naamloos", child(None, "Tweelingb").0);
    let events = [
        told("Anna", "999900006"),
        nameless,
        signal("anna", child(Some("Anna"), "Tweelingb").1),
    ];
    assert_eq!(end(&memory, &events).await, json!(["wijkteam"]));
    let first = memory.sent().await;
    assert_eq!(
        end(&memory, &[told("Bram", "999900018")]).await,
        json!(["leerplicht"])
    );
    assert_eq!(pairs(&memory).await.len(), 0, "nothing of his is asked");
    first.answer(Err(PublishFailure::Unroutable));
    memory.becomes(DispatchNo(2), State::Parked).await;
    assert_eq!(
        memory.dispatch(DispatchNo(2)).await.code,
        Some(Code::Manual)
    );
    let [pair] = pairs(&memory).await[..] else {
        panic!("a person is asked about the two")
    };
    // they are two: what was said without a first name stays with her whom it was first matched with
    all(memory
        .ask(Order::Doubt {
            doubt: pair,
            same: false,
        })
        .await)
    .await;
    assert_eq!(pairs(&memory).await, []);
    memory.stops().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_is_heard_however_the_name_is_spelled() {
    let spelled = [
        ("B\u{fb}tr", "Bu\u{302}tr"),
        ("B\u{fb}ter", "Buter"),
        ("Veen", "van der Veen"),
        ("Veen", "Veen, van der"),
        ("IJsbrandy", "\u{132}sbrandy"),
        ("Groß", "GROSS"),
        ("Čelik", "Celik"),
        ("El Amrani", "el-amrani"),
    ];
    for (surname, otherwise) in spelled {
        let memory = at_work();
        let (said, told) = child(Some("Noor"), surname);
        let mut elsewhere = child(Some("Noor"), otherwise).0;
        (elsewhere["postcode"], elsewhere["huisnummer"]) = (json!("3011AA"), json!(99));
        let ended = end(
            &memory,
            &[
                yes("ja", said.clone()),
                no("nee", elsewhere),
                signal("s", told.clone()),
            ],
        )
        .await;
        assert_eq!(ended, "disclosure.manual", "{otherwise} for {surname}");
        assert_eq!(pairs(&memory).await.len(), 1);
        memory.stops().await;
        // at the same address it is the child's own refusal
        let memory = at_work();
        let ended = end(
            &memory,
            &[
                yes("ja", said),
                no("nee", child(Some("Noor"), otherwise).0),
                signal("s", told),
            ],
        )
        .await;
        assert_eq!(ended, json!([]), "{otherwise} for {surname}");
        let verdicts = memory
            .hub
            .store
            .read(|store| store.verdicts(DocumentNo(3)))
            .await
            .unwrap();
        assert!(
            verdicts
                .iter()
                .any(|verdict| verdict.code == Some(Code::Refused)),
            "{verdicts:?}"
        );
        memory.stops().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_person_said_of_two_is_not_asked_again() {
    for same in [true, false] {
        let memory = at_work();
        let (said, told) = (child(None, "Naamloos").0, child(Some("Noor"), "Naamloos").1);
        assert_eq!(
            end(&memory, &[yes("ja", said), signal("s-1", told.clone())]).await,
            "disclosure.manual"
        );
        let [pair] = pairs(&memory).await[..] else {
            panic!("one pair")
        };
        let (_, done) = all(memory.ask(Order::Doubt { doubt: pair, same }).await).await;
        assert_eq!(done, Some(true));
        let ended = end(&memory, &[signal("s-2", told)]).await;
        assert_eq!(ended, if same { json!(["wijkteam"]) } else { json!([]) });
        assert_eq!(pairs(&memory).await, []);
        memory.stops().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_secret_address_stays_secret_under_another_spelling() {
    let memory = at_work();
    let (said, told) = child(Some("Noor"), "van der M\u{fc}hl");
    let mut secret = report("geheim", numbered(told.clone(), "999900006"));
    secret["data"]["leerling"]["geheimAdres"] = json!(true);
    let mut open = told;
    open["achternaam"] = json!("Mu\u{308}hl");
    assert_eq!(
        end(&memory, &[yes("ja", said), secret, signal("s", open)]).await,
        json!(null),
        "no answer names who gets it"
    );
    let sent = memory.mailbox("to.wt-holtenbroek", 1).await;
    assert!(
        sent[0]["data"]["leerling"].get("adres").is_none(),
        "{}",
        sent[0]
    );
    memory.stops().await;
}
