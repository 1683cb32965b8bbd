//! Queues that are not there, all of them or one: the hub names each, and reads it when it is made.

use super::kept::{SOURCES, messages, on_record};
use super::{Report, assert_kept};
use crate::given::catalog;
use crate::node::until;
use crate::watched::{degraded, misses, ready, series, with_web};
use crate::world::World;
use schakel::outcome::Code;

#[tokio::test]
async fn a_hub_whose_queues_were_never_made_is_not_ready_names_each_and_works_once_they_are() {
    let mut world = World::with("unmade", with_web).await;
    world
        .vhost
        .node
        .empty_vhost(&world.vhost.name)
        .await
        .unwrap();
    world.start();
    misses(&world, "hub.queue_unread").await;
    let sources = || catalog().sources.keys();
    let mut queues: Vec<String> = sources()
        .flat_map(|source| ["dlq", "in"].map(|queue| format!("{queue}.{source}")))
        .collect();
    queues.sort_unstable();
    degraded(
        &world,
        Code::QueueUnread,
        &queues.iter().map(String::as_str).collect::<Vec<_>>(),
    )
    .await;
    assert_eq!(series(&world, "schakel_ready").await, Some(0.0));
    for source in sources() {
        let own = format!("schakel_trouble{{code=\"hub.queue_unread\",about=\"in.{source}\"}}");
        assert_eq!(series(&world, &own).await, Some(1.0), "{own}");
    }
    world.schakel_ok(&["topology"]);
    degraded(&world, Code::QueueUnread, &[]).await;
    ready(&world).await;
    let reports = Report::stream(0, 60);
    for source in SOURCES {
        world.send(source, &messages(&reports, source)).await;
    }
    assert_kept(&world, &reports).await;
    world.stop().await;
}

#[tokio::test]
async fn a_queue_that_is_deleted_is_named_the_others_go_on_and_it_is_read_once_it_is_made() {
    let mut world = World::with("deleted", with_web).await;
    world.start();
    ready(&world).await;
    world
        .vhost
        .node
        .delete_queue(&world.vhost.name, "in.meander")
        .await
        .unwrap();
    degraded(&world, Code::QueueUnread, &["in.meander"]).await;
    ready(&world).await;
    let reports = Report::stream(0, 40);
    world
        .send("thorbecke", &messages(&reports, "thorbecke"))
        .await;
    until("the other school is heard", async || {
        on_record(&world).await == reports.len() / 2
    })
    .await
    .unwrap();
    world.schakel_ok(&["topology"]);
    degraded(&world, Code::QueueUnread, &[]).await;
    world.send("meander", &messages(&reports, "meander")).await;
    assert_kept(&world, &reports).await;
    world.stop().await;
}
