//! The store answers nothing for a minute: another program holds it, or its disk does.

use super::kept::{SOURCES, messages, on_record};
use super::{Report, assert_kept};
use crate::node::until;
use crate::watched::{misses, ready, with_web};
use crate::world::{PATIENCE, World};
use std::time::{Duration, Instant};

const STALL: Duration = Duration::from_secs(60);

#[tokio::test]
async fn a_store_that_stalls_for_a_minute_acknowledges_nothing_and_costs_nothing_but_time() {
    const ALL: usize = 2000;
    let mut world = World::with("stall", with_web).await;
    let reports = Report::stream(0, ALL);
    let half: Vec<Report> = reports[..ALL / 2].to_vec();
    for source in SOURCES {
        world.send(source, &messages(&half, source)).await;
    }
    world.start();
    until("it has got on", async || on_record(&world).await >= ALL / 8)
        .await
        .unwrap();
    let stranger = rusqlite::Connection::open(world.folder.path().join("schakel.sqlite")).unwrap();
    stranger.busy_timeout(PATIENCE).unwrap();
    stranger.execute_batch("BEGIN IMMEDIATE").unwrap();
    let since = Instant::now();
    let before = on_record(&world).await;
    assert!(before < half.len(), "it was held in the middle");
    for source in SOURCES {
        world
            .send(source, &messages(&reports[ALL / 2..], source))
            .await; // the world does not stand still
    }
    let waiting = async || {
        let mut depth = 0;
        for source in SOURCES {
            depth += world.vhost.queue_depth(&format!("in.{source}")).await;
        }
        usize::try_from(depth).unwrap()
    };
    // the acks of what went on record just before are still to be counted
    until("all that is not on record is in its queue", async || {
        waiting().await == ALL - before
    })
    .await
    .unwrap();
    misses(&world, "store").await;
    let held = async || {
        assert_eq!(
            (on_record(&world).await, waiting().await),
            (before, ALL - before),
            "nothing moves"
        );
        since.elapsed() > STALL
    };
    until("a minute has gone by", held).await.unwrap();
    assert!(world.running(), "{}", world.last_log());
    assert!(
        world
            .log()
            .contains("cannot record, nothing is acknowledged"),
        "it says so: {}",
        world.last_log()
    );
    stranger.execute_batch("ROLLBACK").unwrap();
    ready(&world).await;
    assert_kept(&world, &reports).await;
    // given back, each would have come nearer to the dead letters
    assert!(
        !world.log().contains("reading it again"),
        "nothing was given back: {}",
        world.last_log()
    );
    world.stop().await;
}
