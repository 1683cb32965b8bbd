//! One message from a school's system to leerplicht, end to end.

use crate::node::until;
use crate::world::{Sent, World};
use schakel::store::Overview;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

fn example(path: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

fn event() -> Value {
    serde_json::from_slice(&example(
        "schemas/verzuimmelding/examples/valid/zestien-uur.json",
    ))
    .unwrap()
}

#[tokio::test]
async fn a_report_reaches_leerplicht_of_the_home_with_only_what_the_row_lets_through() {
    let mut world = World::new("journey").await;
    world.start();
    world.send("meander", &[Sent::event(&event())]).await;
    let answers = world.answers("meander", 1).await;
    assert_eq!(
        answers,
        [
            json!({ "document": "02CD-2026-000017", "uitkomst": "routed", "ontvangers": ["leerplicht"] })
        ]
    );
    world.settled(1).await;
    let arrived = world.mailbox("leerplicht-zwolle").await;
    let [alert] = arrived.as_slice() else {
        panic!("{arrived:?}")
    };
    let mut expected = event()["data"].clone();
    for hidden in ["woongemeente", "geheimAdres"] {
        expected["leerling"].as_object_mut().unwrap().remove(hidden);
    }
    assert_eq!(alert["data"], expected);
    assert_eq!(
        alert["source"],
        "urn:nld:oin:00000099000000010000:systeem:schakel"
    );
    assert!(world.mailbox("wijkteam-zwolle").await.is_empty());
    world.stop().await;
    world.log_is_whole();
}

#[tokio::test]
async fn one_bad_document_in_a_payload_does_not_stop_its_neighbour() {
    let mut world = World::new("neighbours").await;
    world.start();
    world
        .send(
            "thorbecke",
            &[Sent::xml(example("adapters/las-vsv2/examples/01.in.xml"))],
        )
        .await;
    let answers = world.answers("thorbecke", 2).await;
    assert_eq!(answers[0]["uitkomst"], "routed");
    assert_eq!(answers[1]["code"], "adapt.missing");
    assert_eq!(
        answers[1]["problemen"][1],
        json!({ "pad": "Geboortedatum", "regel": "date" })
    );
    let seen = world.settled(2).await;
    assert_eq!((seen.routed, seen.stopped), (1, 1));
    assert_eq!(world.mailbox("leerplicht-zwolle").await.len(), 1);
}

/// A statement of a parent about the pupil of `pupil`.
fn statement(word: &str, day: &str) -> Sent {
    let text = example(&format!(
        "schemas/toestemming.{word}/examples/valid/ouder.json"
    ));
    let mut statement: Value = serde_json::from_slice(&text).unwrap();
    statement["id"] = json!(format!("{word}-{day}"));
    statement["data"]["dag"] = json!(day);
    if word == "verleend" {
        statement["data"]["geldigTot"] = json!("2099-12-31");
    }
    Sent::event(&statement)
}

/// A report on that pupil, who lives in Zwolle and is under twelve.
fn report(id: &str) -> Sent {
    let mut event = event();
    event["id"] = json!(id);
    let pupil = &mut event["data"]["leerling"];
    pupil["pgn"] = json!("999900031");
    pupil["geboortedatum"] = json!("2018-09-17");
    pupil["woongemeente"] = json!("0193");
    Sent::event(&event)
}

fn pupil_of(statement: &Sent) -> Sent {
    let mut event: Value = serde_json::from_slice(&statement.body).unwrap();
    event["data"]["leerling"]["geboortedatum"] = json!("2018-09-17");
    Sent::event(&event)
}

#[tokio::test]
async fn a_consent_opens_a_route_and_its_withdrawal_closes_it_also_for_what_came_in_the_same_batch()
{
    let mut world = World::new("consent").await;
    let day = [
        report("before"),
        pupil_of(&statement("verleend", "2026-03-02")),
        report("between"),
        pupil_of(&statement("ingetrokken", "2026-03-03")),
        report("after"),
    ];
    // all of it lies in the queue before the hub starts: one batch
    world.send("meander", &day).await;
    world.start();
    let seen = world.settled(5).await;
    assert_eq!((seen.routed, seen.register), (3, 2));
    let given: Vec<Value> = world.mailbox("wijkteam-zwolle").await;
    let numbers: Vec<&str> = given
        .iter()
        .map(|event| event["data"]["verzuim"]["soort"].as_str().unwrap())
        .collect();
    assert!(numbers.len() <= 1, "only what came between: {given:?}");
    let withheld = seen
        .withheld
        .iter()
        .map(|((role, code), count)| (role.as_str(), code.as_str(), *count))
        .collect::<Vec<_>>();
    let expected = [
        ("doorstroompunt", "disclosure.condition", 3),
        ("wijkteam", "disclosure.no_consent", 1),
        ("wijkteam", "disclosure.refused", 1),
    ];
    assert_eq!(withheld, expected);
    // the report between was ruled to be shared; when the withdrawal was quicker than its sending it was taken back
    let dispatches = world.store().read(|store| store.overview()).await.unwrap();
    let wijkteam = &dispatches.partners["00000099000000001000/wijkteam"];
    assert_eq!(
        (wijkteam.delivered + wijkteam.dropped, wijkteam.delivered),
        (1, i64::try_from(given.len()).unwrap())
    );
    for event in &given {
        assert_eq!(event["data"]["leerling"].get("pgn"), None);
        assert_eq!(event["data"].get("school"), None);
    }
    world.stop().await;
    world.log_is_whole();
}

#[tokio::test]
async fn a_withdrawal_stops_what_still_waits_to_be_sent() {
    let patient = |folder: &Path| {
        let path = folder.join("schakel.toml");
        let text = fs::read_to_string(&path).unwrap();
        let schedule = vec!["1"; 600].join(", ");
        fs::write(
            &path,
            text.replace(
                "schedule = [1, 1, 1, 1, 1, 1, 1, 1]",
                &format!("schedule = [{schedule}]"),
            ),
        )
        .unwrap();
    };
    let mut world = World::with("withdrawal", patient).await;
    world.vhost.delete_exchange("to.wijkteam-zwolle").await;
    world.start();
    world
        .send(
            "meander",
            &[
                pupil_of(&statement("verleend", "2026-03-02")),
                report("waits"),
            ],
        )
        .await;
    let wijkteam = |seen: &Overview| {
        seen.partners
            .get("00000099000000001000/wijkteam")
            .copied()
            .unwrap_or_default()
    };
    // the hub may still be making its store
    let waits = async || {
        world
            .glance()
            .await
            .is_some_and(|seen| wijkteam(&seen).due == 1)
    };
    until("the report waits for the wijkteam", waits)
        .await
        .unwrap();
    world
        .send(
            "meander",
            &[pupil_of(&statement("ingetrokken", "2026-03-03"))],
        )
        .await;
    world.answers("meander", 3).await; // the withdrawal is in the register once its sender has been told
    world.schakel_ok(&["topology"]);
    until("it is not sent any more", async || {
        wijkteam(&world.overview().await).due == 0
    })
    .await
    .unwrap();
    let counts = wijkteam(&world.overview().await);
    assert_eq!(
        (counts.delivered, counts.dropped, counts.parked),
        (0, 1, 0),
        "{}",
        world.log()
    );
    assert!(world.mailbox("wijkteam-zwolle").await.is_empty());
    world.stop().await;
    world.log_is_whole();
}
