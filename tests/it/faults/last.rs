//! What was given to the hub again and again, also as a dead letter, lies where the hub never reads it, and a person is told.

use crate::node::until;
use crate::world::World;
use schakel::number::AlertNo;
use schakel::outcome::Code;
use schakel::topology::{DEAD_LETTERS, LAST_RESORT};
use serde_json::json;

#[tokio::test]
async fn what_lies_at_the_last_resort_is_told_to_a_person() {
    let mut world = World::new("last-resort").await;
    let path = format!("/api/exchanges/{}/{DEAD_LETTERS}/publish", world.vhost.name);
    let letter = json!({ "properties": {}, "routing_key": LAST_RESORT, "payload": "?", "payload_encoding": "string" });
    let taken = world.vhost.node.post(&path, &letter).await.unwrap();
    assert_eq!(taken, json!({ "routed": true }));
    until("it lies there", async || {
        world.vhost.queue_depth(LAST_RESORT).await == 1
    })
    .await
    .unwrap();
    world.start();
    until("the hub runs", async || {
        world.log().contains("the hub is running")
    })
    .await
    .unwrap();
    let told = async || {
        let open = world
            .store()
            .read(|store| store.open_alerts(AlertNo::START, 9))
            .await
            .unwrap();
        open.iter().any(|alert| {
            (alert.code, alert.about.as_deref()) == (Code::QueueAside, Some(LAST_RESORT))
        })
    };
    if until("a person is asked", told).await.is_err() {
        panic!("{}", world.last_log());
    }
    assert_eq!(
        world.vhost.queue_depth(LAST_RESORT).await,
        1,
        "and it still lies there"
    );
    world.stop().await;
}
