//! What a batch of the intake leaves behind: neighbours that go on, repeats that lead to nothing, a store that fails.

use super::alone::{Alone, again, bomb, breaking, keys, message};
use super::poison::ended;
use schakel::arrival::Settlement;
use schakel::number::{AlertNo, AnswerNo, DispatchNo, DocumentNo};
use schakel::outcome::{Code, Outcome};
use schakel::pipeline;
use schakel::store::{State, Store, Writing};

#[tokio::test]
async fn a_message_that_came_back_is_taken_alone() {
    let alone = Alone::new();
    let (_, decide) = breaking();
    let stranger = rusqlite::Connection::open(alone.folder.path().join("hub.db")).unwrap();
    let no = "CREATE TRIGGER no BEFORE INSERT ON document WHEN NEW.id = '01AB.2' BEGIN SELECT RAISE(ABORT, 'no'); END";
    stranger.execute_batch(no).unwrap();
    let settled = alone
        .take(vec![message(1), again(message(2)), message(3)], &decide)
        .await;
    assert_eq!(
        settled,
        [Settlement::Ack, Settlement::Redeliver, Settlement::Ack]
    );
    assert_eq!(
        alone.ends().await,
        [
            ended("01AB.1", Outcome::Routed),
            ended("01AB.3", Outcome::Routed)
        ]
    );
    let settled = alone
        .take(vec![message(4), message(2), message(5)], &decide)
        .await;
    assert_eq!(
        settled,
        [Settlement::Redeliver; 3],
        "in one transaction it is all or nothing"
    );
    assert_eq!(alone.documents().await.len(), 2);
}

#[tokio::test]
async fn a_store_that_cannot_write_leaves_everything_to_redelivery() {
    let Alone { hub, folder, .. } = Alone::new();
    drop(hub);
    let looking = Store::open_readonly(&folder.path().join("hub.db"), keys()).unwrap();
    let alone = Alone::with(looking, folder);
    let (_, decide) = breaking();
    let settled = alone
        .take(
            vec![message(1), bomb(), again(message(2)), message(3)],
            &decide,
        )
        .await;
    assert_eq!(settled, [Settlement::Redeliver; 4]);
    assert!(alone.documents().await.is_empty());
}

#[tokio::test]
async fn what_comes_twice_is_a_duplicate_and_leads_to_nothing_more() {
    let alone = Alone::new();
    let (_, decide) = breaking();
    for _ in 0..2 {
        assert_eq!(
            alone.take(vec![message(1), message(1)], &decide).await,
            [Settlement::Ack; 2]
        );
    }
    let seen = alone
        .hub
        .store
        .read(|store| store.overview())
        .await
        .unwrap();
    assert_eq!((seen.routed, seen.duplicate, seen.dispatches), (1, 3, 1));
}

#[tokio::test]
async fn an_answer_and_the_answer_to_its_repeat_in_the_same_batch_have_their_own_ids() {
    let alone = Alone::new();
    let (_, decide) = breaking();
    alone.take(vec![message(1), message(1)], &decide).await;
    let told = alone
        .hub
        .store
        .read(|store| store.due_answers("thorbecke", AnswerNo::START, 9))
        .await
        .unwrap();
    let ids: std::collections::BTreeSet<String> = told
        .iter()
        .map(|answer| {
            serde_json::from_slice::<serde_json::Value>(&answer.body).unwrap()["id"].to_string()
        })
        .collect();
    assert_eq!((told.len(), ids.len()), (2, 2));
}

#[tokio::test]
async fn an_id_that_comes_with_other_content_is_stopped_and_sent_to_nobody() {
    let alone = Alone::new();
    let (_, decide) = breaking();
    let other = crate::given::inbound(
        "thorbecke",
        crate::given::xml(&[("<Nummer>7<", "<Nummer>1<"), ("Voorbeeld", "Ander")]),
    );
    assert_eq!(
        alone.take(vec![message(1), other], &decide).await,
        [Settlement::Ack; 2]
    );
    assert_eq!(
        alone.ends().await,
        [
            ended("01AB.1", Outcome::Routed),
            ended("01AB.1", Outcome::Stopped(Code::IdConflict))
        ]
    );
    assert_eq!(
        alone
            .hub
            .store
            .read(|store| store.overview())
            .await
            .unwrap()
            .dispatches,
        1
    );
}

#[tokio::test]
async fn a_body_that_no_longer_fits_its_schema_is_not_sent_and_a_person_hears_of_it() {
    let alone = Alone::new();
    let (_, decide) = breaking();
    alone.take(vec![message(1)], &decide).await;
    let put = |store: &Writing<'_>| {
        let body = store.payload(DocumentNo(1))?.expect("a body to send");
        let mut body: serde_json::Value = serde_json::from_slice(&body).unwrap();
        body["data"]["verzuim"]["begindatum"] = "gisteren".into();
        store.put_payload(
            DocumentNo(1),
            "thorbecke",
            "01AB.1",
            body.to_string().as_bytes(),
        )
    };
    alone.hub.store.write(put).await.unwrap();
    // a later run of the hub finds what is due
    alone
        .take_until("it is parked", async || {
            alone
                .hub
                .store
                .read(|store| store.dispatch(DispatchNo(1)))
                .await
                .unwrap()
                .is_some_and(|dispatch| dispatch.state == State::Parked)
        })
        .await;
    let alerts = alone
        .hub
        .store
        .read(|store| store.open_alerts(AlertNo::START, 9))
        .await
        .unwrap();
    assert_eq!(
        alerts
            .iter()
            .map(|alert| (alert.code, alert.dispatch))
            .collect::<Vec<_>>(),
        [(Code::Manual, Some(DispatchNo(1)))]
    );
}

/// The wijkteam's row asks consent. A statement that knows the pupil by address only, then in one batch a report that ties the number to the
/// address, and one that gives the number alone: the second says more about the subject of the third than was known when the facts were read.
#[tokio::test]
async fn a_report_that_tells_more_about_the_subject_of_the_next_does_not_hold_up_the_batch() {
    let alone = Alone::new();
    let decide = pipeline::triage;
    let example = |path: &str| -> serde_json::Value {
        serde_json::from_slice(
            &std::fs::read(
                std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
                    .join("schemas")
                    .join(path),
            )
            .unwrap(),
        )
        .unwrap()
    };
    let mut statement = example("toestemming.verleend/examples/valid/ouder.json");
    statement["data"]["leerling"]
        .as_object_mut()
        .unwrap()
        .remove("pgn");
    let mut both = example("verzuimmelding/examples/valid/zestien-uur.json");
    let pupil = statement["data"]["leerling"].clone();
    both["data"]["leerling"]["achternaam"] = pupil["achternaam"].clone();
    both["data"]["leerling"]["geboortedatum"] = pupil["geboortedatum"].clone();
    both["data"]["leerling"]["adres"] =
        serde_json::json!({ "postcode": pupil["postcode"], "huisnummer": pupil["huisnummer"] });
    let mut number = both.clone();
    number["id"] = "number-alone".into();
    number["data"]["leerling"]
        .as_object_mut()
        .unwrap()
        .remove("adres");
    let inbound = |event: &serde_json::Value| crate::given::inbound("meander", event.to_string());
    assert_eq!(
        alone.take(vec![inbound(&statement)], &decide).await,
        [Settlement::Ack]
    );
    assert_eq!(
        alone
            .take(vec![inbound(&both), inbound(&number)], &decide)
            .await,
        [Settlement::Ack; 2]
    );
    let seen = alone
        .hub
        .store
        .read(|store| store.overview())
        .await
        .unwrap();
    assert_eq!((seen.register, seen.routed, seen.stopped), (1, 2, 0));
}
