//! A setting of the broker that takes away what it confirmed: the hub sees it, says so, and keeps what is for there until it is over.

use super::kept::messages;
use super::partner::dispatches;
use super::{Report, asks, assert_kept, watch};
use crate::node::until;
use crate::world::World;
use schakel::outcome::Code;
use schakel::store::State;
use serde_json::{Value, json};
use std::fs;

async fn set(world: &World, name: &str, pattern: &str, definition: &Value) {
    let body = json!({ "pattern": pattern, "apply-to": "queues", "definition": definition });
    world
        .vhost
        .node
        .put(&format!("/api/policies/{}/{name}", world.vhost.name), &body)
        .await
        .unwrap();
    applied(world, pattern, Some(name)).await;
}

async fn clear(world: &World, name: &str, pattern: &str) {
    world
        .vhost
        .node
        .delete(&format!("/api/policies/{}/{name}", world.vhost.name))
        .await
        .unwrap();
    applied(world, pattern, None).await;
}

/// The broker applies a policy a moment after it has taken it.
async fn applied(world: &World, queue: &str, name: Option<&str>) {
    let path = format!("/api/queues/{}?disable_stats=true", world.vhost.name);
    let so = async || {
        let queues = world.vhost.node.get(&path).await.unwrap();
        let mut queues = queues.as_array().unwrap().iter();
        queues.any(|one| one["name"] == queue && one["policy"].as_str() == name)
    };
    until("the policy applies", so).await.unwrap();
}

async fn says(world: &World, words: &[&str]) {
    let said = async || {
        world
            .log()
            .lines()
            .any(|line| words.iter().all(|word| line.contains(word)))
    };
    if until("the hub says it", said).await.is_err() {
        panic!("{words:?} in {}", world.last_log());
    }
}

#[tokio::test]
async fn what_a_policy_would_drop_is_kept_until_the_policy_is_gone() {
    let mut world = World::new("dropped-by-policy").await;
    watch(&world);
    set(
        &world,
        "klein",
        "to.leerplicht-zwolle",
        &json!({ "max-length": 1 }),
    )
    .await;
    world.start();
    let reports = Report::stream(0, 60);
    for source in super::kept::SOURCES {
        world.send(source, &messages(&reports, source)).await;
    }
    says(
        &world,
        &[
            "cannot be relied on",
            "broker.unsafe",
            "to.leerplicht-zwolle",
            "klein",
        ],
    )
    .await;
    let zwolle = "00000099000000001000/leerplicht";
    let others = async || {
        let all = dispatches(&world).await;
        let ends = all
            .iter()
            .all(|one| one.partner.to_string() == zwolle || one.state == State::Delivered);
        super::kept::on_record(&world).await == reports.len() && ends
    };
    until("all others have theirs", others).await.unwrap();
    let held: Vec<_> = dispatches(&world)
        .await
        .into_iter()
        .filter(|one| one.partner.to_string() == zwolle)
        .collect();
    assert!(held.len() > 3, "{}", held.len());
    assert!(
        held.iter()
            .all(|one| one.state == State::Due && one.attempts == 0),
        "{held:?}"
    );
    assert_eq!(world.vhost.queue_depth("to.leerplicht-zwolle").await, 0);
    asks(&world, &[(Code::Unsafe, "to.leerplicht-zwolle")]).await;

    // while one is wrong another is seen soon
    set(
        &world,
        "kort",
        "to.leerplicht-ommen",
        &json!({ "message-ttl": 3_600_000 }),
    )
    .await;
    says(
        &world,
        &[
            "cannot be relied on",
            "broker.unsafe",
            "to.leerplicht-ommen",
            "message-ttl, by policy",
        ],
    )
    .await;
    clear(&world, "klein", "to.leerplicht-zwolle").await;
    says(&world, &["can be relied on again", "to.leerplicht-zwolle"]).await;

    // and one that comes when all is sent already: what is handed over as soon as it is recorded is kept as well
    let of_zwolle = async || -> Vec<State> {
        dispatches(&world)
            .await
            .into_iter()
            .filter(|one| one.partner.to_string() == zwolle)
            .map(|one| one.state)
            .collect()
    };
    until("all of it is sent", async || {
        of_zwolle()
            .await
            .iter()
            .all(|state| *state == State::Delivered)
    })
    .await
    .unwrap();
    let before = of_zwolle().await.len();
    set(
        &world,
        "lang",
        "to.leerplicht-zwolle",
        &json!({ "message-ttl": 3_600_000 }),
    )
    .await;
    says(
        &world,
        &[
            "cannot be relied on",
            "broker.unsafe",
            "to.leerplicht-zwolle",
            "message-ttl, by policy",
        ],
    )
    .await;
    let more = Report::stream(60, 120);
    for source in super::kept::SOURCES {
        world.send(source, &messages(&more, source)).await;
    }
    let reports: Vec<Report> = reports.into_iter().chain(more).collect();
    let ommen = "00000099000000001100/leerplicht";
    let others = async || {
        let all = dispatches(&world).await;
        let ends = all.iter().all(|one| {
            [zwolle, ommen].contains(&&*one.partner.to_string()) || one.state == State::Delivered
        });
        super::kept::on_record(&world).await == reports.len() && ends
    };
    until("all others have theirs again", others).await.unwrap();
    let all = of_zwolle().await;
    assert!(all.len() > before + 3, "{}", all.len());
    assert_eq!(
        all.iter()
            .filter(|state| **state == State::Delivered)
            .count(),
        before
    );
    clear(&world, "lang", "to.leerplicht-zwolle").await;
    clear(&world, "kort", "to.leerplicht-ommen").await;
    assert_kept(&world, &reports).await;
    world.stop().await;
}

#[tokio::test]
async fn an_answer_that_a_policy_would_drop_is_kept_until_the_policy_is_gone() {
    let mut world = World::new("answers-dropped").await;
    watch(&world);
    set(
        &world,
        "klein",
        "answer.meander",
        &json!({ "max-length": 1 }),
    )
    .await;
    world.start();
    let reports = Report::stream(0, 60);
    for source in super::kept::SOURCES {
        world.send(source, &messages(&reports, source)).await;
    }
    says(
        &world,
        &[
            "cannot be relied on",
            "broker.unsafe",
            "answer.meander",
            "klein",
        ],
    )
    .await;
    let others = async || {
        let delivered = dispatches(&world)
            .await
            .iter()
            .all(|one| one.state == State::Delivered);
        let untold = world
            .store()
            .read(|store| store.sources_with_answers())
            .await
            .unwrap();
        super::kept::on_record(&world).await == reports.len()
            && delivered
            && untold.into_iter().eq(["meander"])
    };
    until("all others have theirs", others).await.unwrap();
    assert_eq!(world.vhost.queue_depth("answer.meander").await, 0);
    world.stop().await; // a stop tells what is left, and not this
    assert_eq!(world.vhost.queue_depth("answer.meander").await, 0);
    world.start();
    clear(&world, "klein", "answer.meander").await;
    assert_kept(&world, &reports).await;
    world.stop().await;
}

#[tokio::test]
async fn a_hub_without_eyes_says_so_and_works() {
    let mut world = World::new("unwatched").await;
    world.start();
    says(
        &world,
        &[
            "cannot watch the broker's settings",
            "broker.unwatched",
            "broker.watch",
        ],
    )
    .await;
    let reports = Report::stream(0, 12);
    for source in super::kept::SOURCES {
        world.send(source, &messages(&reports, source)).await;
    }
    assert_kept(&world, &reports).await;
    world.stop().await;
    watch(&world);
    let path = world.path("schakel.toml");
    let right = fs::read_to_string(&path).unwrap();
    fs::write(&path, right.replace("guest-watch.", "nobody.")).unwrap();
    world.start();
    says(
        &world,
        &["cannot watch the broker's settings", "refuses this user"],
    )
    .await;
    world.stop().await;
    fs::write(&path, right).unwrap();
    let before = world.log().matches("broker.unwatched").count();
    world.start();
    world
        .send("meander", &messages(&Report::stream(12, 16), "meander"))
        .await;
    world.settled(14).await;
    world.stop().await;
    assert_eq!(
        world.log().matches("broker.unwatched").count(),
        before,
        "{}",
        world.last_log()
    );
}

#[tokio::test]
async fn an_account_without_a_limit_is_told_until_topology_has_set_it() {
    let mut world = World::new("unlimited").await;
    watch(&world);
    let limit = format!(
        "/api/user-limits/{}/max-connections",
        world.vhost.user("meander")
    );
    world.vhost.node.delete(&limit).await.unwrap();
    world.start();
    says(&world, &["something is wrong", "broker.unlimited"]).await;
    world.schakel_ok(&["topology"]);
    says(&world, &["it is over", "broker.unlimited"]).await;
    world.stop().await;
}

#[tokio::test]
async fn the_plan_shows_differences_only_and_its_exit_code_says_whether_there_are_any() {
    let world = World::new("plan").await;
    let plan = |words: &[&str]| {
        let output = world.schakel(&[&["topology", "--plan"][..], words].concat());
        (
            output.status.code(),
            String::from_utf8(output.stdout).unwrap(),
        )
    };
    let (code, said) = plan(&[]);
    assert_eq!((code, said.lines().count()), (Some(0), 1), "{said}");
    assert!(
        said.starts_with("0 ontbreken, 0 wijken af, 0 onveilig, 0 niet te zien, "),
        "{said}"
    );
    let (code, said) = plan(&["--all"]);
    assert_eq!(code, Some(0));
    assert!(
        said.lines().count() > 100 && said.contains("queue in.meander"),
        "{said}"
    );

    world.vhost.delete_exchange("to.leerplicht-ommen").await;
    let (code, said) = plan(&[]);
    assert_eq!(code, Some(1));
    let missing = [
        "exchange to.leerplicht-ommen",
        "binding to.leerplicht-ommen -> to.leerplicht-ommen",
    ];
    assert!(
        missing
            .iter()
            .zip(said.lines())
            .all(|(object, line)| line.starts_with(object) && line.ends_with("ontbreekt")),
        "{said}"
    );
    assert!(
        said.lines().count() == 3 && said.contains("2 ontbreken, 0 wijken af, 0 onveilig"),
        "{said}"
    );

    world.schakel_ok(&["topology"]);
    set(
        &world,
        "kort",
        "to.leerplicht-ommen",
        &json!({ "message-ttl": 1000 }),
    )
    .await;
    let (code, said) = plan(&[]);
    assert_eq!(code, Some(1));
    let line = said.lines().next().unwrap();
    assert!(
        line.starts_with("settings to.leerplicht-ommen")
            && line.contains("ONVEILIG")
            && line.contains("clear_policy"),
        "{said}"
    );
    assert!(
        said.lines().count() == 2 && said.contains("0 ontbreken, 0 wijken af, 1 onveilig"),
        "{said}"
    );
    let applied = world.schakel(&["topology"]);
    assert_eq!(
        applied.status.code(),
        Some(1),
        "it is as it was, and not safe"
    );
    clear(&world, "kort", "to.leerplicht-ommen").await;
    assert_eq!(plan(&[]).0, Some(0));
}
