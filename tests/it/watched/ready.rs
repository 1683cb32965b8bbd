//! A hub whose broker or store does not answer lives, is not ready, and stops all the same.

use super::{get, misses, ready, with_web};
use crate::faults::Report;
use crate::shared::own_node;
use crate::world::World;
use rusqlite::Connection;
use std::process::Command;
use std::time::{Duration, Instant};

/// Holds back every write of the hub for as long as it lives.
fn stall(world: &World) -> Connection {
    let db = Connection::open(world.path("schakel.sqlite")).unwrap();
    db.busy_timeout(Duration::from_secs(30)).unwrap();
    db.execute_batch("BEGIN IMMEDIATE").unwrap();
    db
}

#[tokio::test]
async fn a_hub_without_its_broker_lives_and_is_not_ready() {
    let mut world = World::on(own_node("not-ready").await, with_web).await;
    world.start();
    ready(&world).await;
    world.vhost.node.own().kill().await;
    misses(&world, "broker.consuming").await;
    misses(&world, "broker.publishing").await;
    assert_eq!(get(&world, "/leeft").await.unwrap().0, 200);
    assert!(
        get(&world, "/metrics")
            .await
            .unwrap()
            .1
            .contains("schakel_broker_connected{connection=\"publishing\"} 0")
    );
    world.vhost.node.own().restart().await.unwrap();
    ready(&world).await;
    world.stop().await;
}

#[tokio::test]
async fn a_hub_whose_store_stalls_lives_and_is_not_ready_until_it_goes_on() {
    let mut world = World::with("stalled", with_web).await;
    world.start();
    ready(&world).await;
    let stalled = stall(&world);
    misses(&world, "store").await;
    assert_eq!(get(&world, "/leeft").await.unwrap().0, 200);
    assert!(
        get(&world, "/metrics")
            .await
            .unwrap()
            .1
            .contains("schakel_store_answers 1"),
        "it can still be read"
    );
    drop(stalled);
    ready(&world).await;
    world.stop().await;
}

#[tokio::test]
async fn a_stop_has_an_end_also_when_the_store_does_not_answer_and_nothing_is_lost_by_it() {
    let mut world = World::with("bounded", with_web).await;
    world.start_with(&[("SCHAKEL__LIMITS__STOP_SECONDS", "3")]);
    ready(&world).await;
    let stalled = stall(&world);
    let reports = Report::stream(0, 8);
    let own: Vec<_> = reports
        .iter()
        .filter(|report| report.source == "meander")
        .map(|report| report.sent.clone())
        .collect();
    world.send("meander", &own).await;
    misses(&world, "store").await;
    world.ask_to_stop();
    misses(&world, "hub").await;
    let status = world.ended().await;
    assert_eq!(status.code(), Some(1), "{}", world.last_log());
    let log = world.log();
    let said = log
        .lines()
        .find(|line| line.contains("did not stop in time"))
        .unwrap_or_else(|| panic!("{log}"));
    assert!(
        said.contains("ERROR") && said.contains("waits_for=") && said.contains("seconds=3"),
        "{said}"
    );
    drop(stalled);
    world.start();
    let seen = world.settled(i64::try_from(own.len()).unwrap()).await;
    assert_eq!(
        crate::world::total(&seen),
        i64::try_from(own.len()).unwrap()
    );
    world.stop().await;
    world.log_is_whole();
}

#[tokio::test]
async fn a_broker_that_is_frozen_makes_the_hub_not_ready_within_a_quarter_of_a_minute_or_so() {
    let mut world = World::on(own_node("frozen").await, with_web).await;
    world.start();
    ready(&world).await;
    let broker = world.vhost.node.pids()[0].to_string();
    let signal = |name: &str| {
        assert!(
            Command::new("kill")
                .args([name, &broker])
                .status()
                .unwrap()
                .success()
        )
    };
    signal("-STOP");
    let since = Instant::now();
    misses(&world, "broker.consuming").await;
    let took = since.elapsed();
    signal("-CONT");
    assert!(took < Duration::from_secs(18), "{took:?}");
    ready(&world).await;
    world.stop().await;
}
