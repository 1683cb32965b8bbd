//! The disk of the store is full while the hub runs, and has room again.

use super::kept::{SOURCES, messages, on_record};
use super::{Report, asks, assert_kept, watch};
use crate::node::until;
use crate::watched::{misses, ready, series, with_web};
use crate::world::{World, append};
use schakel::outcome::Code;
use std::time::{Duration, Instant};

/// Longer than what asks for a person lasts here.
const LONG: Duration = Duration::from_secs(8);
const REFUSES: &str = "schakel_trouble{code=\"hub.store_refuses\",about=\"\"}";

#[tokio::test]
async fn a_disk_that_is_full_acknowledges_nothing_and_all_is_recorded_once_there_is_room() {
    let mut world = World::with("full-for-a-while", |folder| {
        with_web(folder);
        append(folder, "schakel.toml", "[alerts]\nafter_seconds = 5\n");
    })
    .await;
    watch(&world);
    let reports = Report::stream(0, 600);
    for source in SOURCES {
        world.send(source, &messages(&reports, source)).await;
    }
    world.start_on_small_disk(2000);
    misses(&world, "store").await;
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
    misses(&world, "store").await;
    assert_eq!(
        (
            series(&world, REFUSES).await,
            series(&world, "schakel_ready").await
        ),
        (Some(1.0), Some(0.0))
    );
    let waiting = async || {
        let mut depth = 0;
        for source in SOURCES {
            depth += world.vhost.queue_depth(&format!("in.{source}")).await;
        }
        usize::try_from(depth).unwrap()
    };
    let recorded = on_record(&world).await;
    assert!(recorded < reports.len(), "{recorded}");
    until("all that is not on record is in its queue", async || {
        waiting().await == reports.len() - recorded
    })
    .await
    .unwrap();
    let since = Instant::now();
    let held = async || {
        assert_eq!(
            (on_record(&world).await, waiting().await),
            (recorded, reports.len() - recorded),
            "nothing moves"
        );
        since.elapsed() > LONG
    };
    until("it has lasted", held).await.unwrap();
    assert!(world.running(), "{}", world.last_log());
    world.make_room();
    ready(&world).await;
    assert_kept(&world, &reports).await;
    assert_eq!(series(&world, REFUSES).await, None);
    asks(&world, &[(Code::StoreRefuses, "")]).await;
    world.stop().await;
}
