//! A broker that gives few channels: the hub needs few, takes more connections, and says by name what it cannot have.

use super::Report;
use super::kept::{assert_kept, messages};
use crate::node::until;
use crate::shared::own_node;
use crate::watched::{page, ready, with_web};
use crate::world::World;
use serde_json::json;

/// Eight sources take sixteen channels of a connection, and a look at the last resort one.
#[tokio::test]
async fn a_broker_with_few_channels_for_each_connection_is_enough() {
    let vhost = own_node("few-channels").await;
    vhost.node.channels_at_most(18).await.unwrap();
    let mut world = World::on(vhost, |_| {}).await;
    world.start();
    let reports = Report::stream(0, 60);
    for source in super::kept::SOURCES {
        world.send(source, &messages(&reports, source)).await;
    }
    assert_kept(&world, &reports).await;
    world.stop().await;
}

#[tokio::test]
async fn a_queue_that_no_channel_is_left_for_is_told_by_name() {
    let vhost = own_node("no-channels").await;
    let mut world = World::on(vhost, with_web).await;
    world
        .vhost
        .node
        .put(
            "/api/user-limits/guest/max-channels",
            &json!({ "value": 1 }),
        )
        .await
        .unwrap();
    world.start();
    until("it says so", async || {
        world.log().contains("cannot open a channel")
    })
    .await
    .unwrap();
    assert!(page(&world, "/klaar").await.contains("hub.queue_unread"));
    world
        .vhost
        .node
        .delete("/api/user-limits/guest/max-channels")
        .await
        .unwrap();
    until("all is read", async || {
        !page(&world, "/klaar").await.contains("hub.queue_unread")
    })
    .await
    .unwrap();
    ready(&world).await;
    world.stop().await;
}
