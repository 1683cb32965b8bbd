//! The hub itself ends, abruptly or asked to.

use super::kept::{SOURCES, messages, on_record};
use super::{Report, assert_kept};
use crate::node::until;
use crate::world::World;

#[tokio::test]
async fn a_hub_that_is_killed_again_and_again_loses_nothing_and_sends_nothing_wrong() {
    const ALL: usize = 5000;
    let mut world = World::new("killed").await;
    let reports = Report::stream(0, ALL);
    for source in SOURCES {
        world.send(source, &messages(&reports, source)).await;
    }
    for time in 1..=6 {
        world.start();
        let enough = ALL / 8 * time;
        if until("it has got on", async || on_record(&world).await >= enough)
            .await
            .is_err()
        {
            panic!(
                "{} of {enough}: {}",
                on_record(&world).await,
                world.last_log()
            );
        }
        world.kill();
        assert!(on_record(&world).await < ALL, "it was killed in the middle");
    }
    world.start();
    assert_kept(&world, &reports).await;
    world.stop().await;
}

/// Whoever happens to be at work each time is no poison for that.
#[tokio::test]
async fn a_hub_that_is_killed_at_each_start_sets_no_innocent_aside() {
    const ALL: usize = 800;
    let mut world = World::new("killed-at-start").await;
    let reports = Report::stream(0, ALL);
    for source in SOURCES {
        world.send(source, &messages(&reports, source)).await;
    }
    for _ in 0..15 {
        let before = on_record(&world).await;
        world.start();
        until("it has begun", async || on_record(&world).await > before)
            .await
            .unwrap();
        world.kill();
    }
    assert!(on_record(&world).await < ALL, "it was killed in the middle");
    world.start();
    assert_kept(&world, &reports).await;
    world.stop().await;
}

#[tokio::test]
async fn a_full_disk_stops_the_intake_and_costs_nothing_but_time() {
    let mut world = World::new("full").await;
    let reports = Report::stream(0, 600);
    for source in SOURCES {
        world.send(source, &messages(&reports, source)).await;
    }
    world.start_on_small_disk(2000);
    // long enough for every message to have come back more often than a message may that breaks the hub
    let often = async || world.log().matches("cannot record").count() > 12;
    if until("the disk is full again and again", often)
        .await
        .is_err()
    {
        panic!(
            "{} on record: {}",
            on_record(&world).await,
            world.last_log()
        );
    }
    assert!(
        world.running() && on_record(&world).await < reports.len(),
        "{}",
        world.last_log()
    );
    world.kill();
    world.start();
    assert_kept(&world, &reports).await;
    world.stop().await;
}

#[tokio::test]
async fn a_hub_that_is_asked_to_stop_in_the_middle_ends_well_and_goes_on_later() {
    const ALL: usize = 1500;
    let mut world = World::new("stopped").await;
    let reports = Report::stream(0, ALL);
    for source in SOURCES {
        world.send(source, &messages(&reports, source)).await;
    }
    for time in 1..=2 {
        world.start();
        until("it has got on", async || {
            on_record(&world).await >= ALL / 4 * time
        })
        .await
        .unwrap();
        world.stop().await;
        let now = on_record(&world).await;
        assert!(now < ALL, "it was stopped in the middle");
        // what is not on record is in a queue, and nothing is in both; the broker counts its queues now and then
        let waiting = async || {
            world.vhost.queue_depth("in.meander").await
                + world.vhost.queue_depth("in.thorbecke").await
        };
        until("nothing is lost and nothing is twice", async || {
            waiting().await == (ALL - now) as u64
        })
        .await
        .unwrap();
    }
    world.start();
    assert_kept(&world, &reports).await;
    world.stop().await;
}
