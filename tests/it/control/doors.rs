//! A no may come in at any door: it counts at who discloses, who hears that it came and not by whom; one that nobody would hear is sent back.

use super::flight::Memory;
use super::town::{by, hub, input, noon, town};
use crate::moment::ms;
use schakel::number::{AlertNo, LineNo};
use schakel::outcome::Code;
use serde_json::{Value, json};
use std::sync::Arc;

const SCHOOL: &str = "00000099000000002000";

fn at_work() -> Memory {
    hub(
        &Arc::new(noon(16).into()),
        "to.nobody",
        town(|partners| partners),
    )
}

/// A mother's yes, and then this.
async fn after_a_yes(source: &str, no: &Value) -> (Memory, Value) {
    let memory = at_work();
    memory.comes(by("po", &yes())).await;
    assert_eq!(memory.answers("po", 1).await[0]["uitkomst"], "register");
    memory.comes(by(source, no)).await;
    let told = memory.answers(source, 1).await.remove(0);
    (memory, told)
}

fn yes() -> Value {
    let mut yes = input("ointrek-ja");
    yes["data"]["leerling"]["voornamen"] = json!("Sit");
    yes
}

fn with(name: &str, change: impl FnOnce(&mut Value)) -> Value {
    let mut event = input(name);
    change(&mut event["data"]);
    event
}

/// What the school's signal led to, as it is told.
async fn signal(memory: &Memory, answers: usize) -> Value {
    memory.comes(by("po", &input("ointrek-signaal"))).await;
    memory.answers("po", answers).await.remove(answers - 1)
}

/// Nothing of the door in what a source heard, nor in the log of its controller.
async fn betrays_nothing(
    memory: &Memory,
    controller: &'static str,
    door: [&str; 3],
    answers: &[Value],
) {
    let mut said: Vec<String> = answers.iter().map(Value::to_string).collect();
    let log = memory
        .hub
        .store
        .read(|store| store.log(LineNo::START, 1000))
        .await
        .unwrap();
    said.extend(
        log.into_iter()
            .filter(|line| line.controller == controller)
            .map(|line| line.body),
    );
    for line in &said {
        for word in door {
            assert!(!line.contains(word), "{word}: {line}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_withdrawn_at_the_wijkteam_is_heard_for_every_discloser_to_it_that_knows_the_child()
{
    let (memory, told) = after_a_yes("wt-holtenbroek", &input("ointrek-intrekking")).await;
    assert_eq!(told, json!({ "document": "o49-w", "uitkomst": "register" }));
    let heard = memory.answers("po", 2).await.remove(1);
    assert_eq!(heard["uitkomst"], "register");
    assert!(
        heard["toelichting"]
            .as_str()
            .unwrap()
            .contains("er kwam een weigering of intrekking binnen"),
        "{heard}"
    );
    betrays_nothing(
        &memory,
        "po",
        ["holtenbroek", "00000099000000001001", "o49-w"],
        &[heard],
    )
    .await;
    assert_eq!(signal(&memory, 3).await["uitkomst"], "nothing");
    assert!(
        memory.answers("vo", 0).await.is_empty(),
        "which does not know the child"
    );
    memory.stops().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_portal_is_heard_where_it_names_the_school_and_else_hears_that_nobody_would() {
    let (memory, told) = after_a_yes("portaal", &input("ointrek-portaal")).await;
    assert_eq!(
        (&told["uitkomst"], &told["code"]),
        (&json!("stopped"), &json!("register.no_effect"))
    );
    let open = memory
        .hub
        .store
        .read(|store| store.open_alerts(AlertNo::START, 100))
        .await
        .unwrap();
    assert!(open.iter().any(|alert| alert.code == Code::NoEffect));
    assert_eq!(signal(&memory, 2).await["uitkomst"], "routed");
    memory.stops().await;

    let (memory, told) = after_a_yes(
        "portaal",
        &with("ointrek-portaal", |data| {
            data["verstrekker"] = json!(SCHOOL)
        }),
    )
    .await;
    assert_eq!(told, json!({ "document": "o49-p", "uitkomst": "register" }));
    let heard = memory.answers("po", 2).await.remove(1);
    betrays_nothing(
        &memory,
        "po",
        ["portaal", "00000099000000001000", "o49-p"],
        &[heard],
    )
    .await;
    assert_eq!(signal(&memory, 3).await["uitkomst"], "nothing");
    memory.stops().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_answer_at_the_door_is_the_same_whether_anybody_is_known_there_or_not() {
    let memory = at_work();
    memory
        .comes(by(
            "portaal",
            &with("ointrek-portaal", |data| {
                data["verstrekker"] = json!(SCHOOL)
            }),
        ))
        .await;
    assert_eq!(
        memory.answers("portaal", 1).await[0],
        json!({ "document": "o49-p", "uitkomst": "register" })
    );
    // it waits for who comes later, and goes before a yes of an earlier day
    memory.comes(by("po", &yes())).await;
    assert_eq!(signal(&memory, 3).await["uitkomst"], "nothing");
    memory.stops().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unknown_discloser_is_sent_back_and_its_own_organisation_is_as_if_none_was_named() {
    let unknown = with("ointrek-portaal", |data| {
        data["verstrekker"] = json!("00000099000000777000")
    });
    let (memory, told) = after_a_yes("portaal", &unknown).await;
    assert_eq!(
        (&told["code"], &told["problemen"]),
        (
            &json!("validate.invalid"),
            &json!([{ "pad": "/data/verstrekker", "regel": "bekend" }])
        )
    );
    memory.stops().await;
    let itself = with("ointrek-intrekking", |data| {
        data["verstrekker"] = json!("00000099000000001001")
    });
    let (memory, _) = after_a_yes("wt-holtenbroek", &itself).await;
    assert_eq!(signal(&memory, 3).await["uitkomst"], "nothing");
    memory.stops().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_change_at_another_door_only_the_noes_count() {
    let mut change = with("ointrek-portaal", |data| {
        data["verstrekker"] = json!(SCHOOL);
        data["categorieen"] = json!(["ID", "ADRES", "CONT_MELDER", "CONT_OUDER", "ZORG", "MED"]);
        data["bewijs"] = json!("formulier-portaal");
        data["tekstversie"] = json!("2026-1");
    });
    change["type"] = json!("nl.onderwijsjeugdhulp.toestemming.gewijzigd.v1");
    let memory = at_work();
    let mut yes = yes();
    yes["data"]["categorieen"] = json!(["ID", "ADRES", "CONT_MELDER", "CONT_OUDER"]);
    memory.comes(by("po", &yes)).await;
    memory.answers("po", 1).await;
    memory.comes(by("portaal", &change)).await;
    assert_eq!(
        memory.answers("portaal", 1).await[0]["uitkomst"],
        "register"
    );
    memory.answers("po", 2).await;
    assert_eq!(
        signal(&memory, 3).await["uitkomst"],
        "nothing",
        "nobody said at the school that care may be told"
    );
    memory.stops().await;
}

/// The key by which the child was known at the school is taken out of use; the no comes once more, and is heard there as before.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_no_at_another_door_that_comes_again_is_heard_though_the_key_of_its_child_is_gone() {
    for (source, no) in [
        (
            "portaal",
            with("ointrek-portaal", |data| {
                data["verstrekker"] = json!(SCHOOL)
            }),
        ),
        ("wt-holtenbroek", input("ointrek-intrekking")),
    ] {
        let (memory, _) = after_a_yes(source, &no).await;
        memory.answers("po", 2).await;
        memory
            .hub
            .store
            .write(|store| {
                store
                    .adopt_key(2, &[9; 32])
                    .and_then(|()| store.retire_key(1, ms(5)))
            })
            .await
            .unwrap();
        for _ in 0..2 {
            memory.comes(by(source, &no)).await;
        }
        assert_eq!(memory.answers(source, 3).await[2]["uitkomst"], "duplicate");
        // of an earlier day than the no
        let mut late = yes();
        late["id"] = json!("laat");
        memory.comes(by("po", &late)).await;
        let betrayed = memory.answers("po", 3).await;
        let door = if source == "portaal" {
            ["portaal", "00000099000000001000", "o49-p"]
        } else {
            ["holtenbroek", "00000099000000001001", "o49-w"]
        };
        betrays_nothing(&memory, "po", door, &betrayed).await;
        assert_eq!(
            signal(&memory, 4).await["uitkomst"],
            "nothing",
            "{source}: nothing more was told to the school than once"
        );
        memory.stops().await;
    }
}
