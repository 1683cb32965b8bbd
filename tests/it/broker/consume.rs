//! Nothing is acked before it is settled, and nothing that is not acked is lost.

use super::{GLANCE, Hub, PATIENCE, id, laid_out, lay_out, ready, send, settings, settle};
use crate::node::until;
use crate::shared::{Vhost, vhost_for};
use schakel::broker::{Feed, Publisher};
use schakel::message::Proof;
use std::collections::BTreeSet;
use tokio::time::timeout;

fn school() -> Feed {
    Feed::source("school")
}

/// A vhost with `count` messages in the queue of `school`.
async fn filled(test: &str, count: usize) -> Vhost {
    let vhost = laid_out(test).await;
    send(&Publisher::new(settings(vhost.amqp())), count).await;
    vhost
}

#[tokio::test]
async fn a_delivery_is_acked_after_its_settlement_and_not_before() {
    let vhost = filled("acked-after", 3).await;
    let mut hub = Hub::consuming(vhost.amqp(), school());
    let arrivals = hub.take(3).await;
    hub.consuming.abort();
    until("the consumer has gone", async || {
        ready(&vhost, "in.school").await == 3
    })
    .await
    .unwrap();
    drop(arrivals);

    let mut hub = Hub::consuming(vhost.amqp(), school());
    let mut arrivals = hub.take(3).await;
    drop(arrivals.pop());
    arrivals.into_iter().for_each(settle);
    hub.stopped().await;
    assert_eq!(ready(&vhost, "in.school").await, 1);
}

#[tokio::test]
async fn an_arrival_holds_what_was_sent() {
    let vhost = filled("what-was-sent", 1).await;
    let mut hub = Hub::consuming(vhost.amqp(), school());
    let inbound = hub.next().await.inbound;
    assert_eq!(inbound.source, "school");
    assert_eq!(inbound.proof, Proof::Nothing);
    assert_eq!(inbound.message_id.as_deref(), Some("0"));
    assert_eq!(inbound.content_type.as_deref(), Some("application/json"));
    assert_eq!(inbound.headers["versie"], "1");
    assert_eq!(inbound.body.expose(), b"{}");
    assert!(!inbound.redelivered);
}

#[tokio::test]
async fn a_lost_reply_brings_the_message_back() {
    let vhost = filled("lost-reply", 1).await;
    let mut hub = Hub::consuming(vhost.amqp(), school());
    drop(hub.next().await);
    let again = hub.next().await;
    assert!(again.inbound.redelivered);
    settle(again);
    hub.stopped().await;
    assert_eq!(ready(&vhost, "in.school").await, 0);
}

#[tokio::test]
async fn an_ack_covers_only_what_is_settled_without_a_gap() {
    let vhost = filled("no-gap", 4).await;
    let mut hub = Hub::consuming(vhost.amqp(), school());
    let mut arrivals = hub.take(4).await;
    let [fourth, third, second, first] = [(); 4].map(|()| arrivals.pop().unwrap());
    settle(first);
    settle(third);
    settle(fourth);
    drop(second);
    let again = hub.take(3).await;
    assert_eq!(again.iter().map(id).collect::<Vec<_>>(), ["1", "2", "3"]);
    again.into_iter().for_each(settle);
    hub.stopped().await;
    assert_eq!(ready(&vhost, "in.school").await, 0);
}

#[tokio::test]
async fn connections_cut_off_in_the_middle_lose_nothing() {
    const COUNT: usize = 500;
    let vhost = filled("cut-off", COUNT).await;
    let mut hub = Hub::consuming(vhost.amqp(), school());
    let mut settled = BTreeSet::new();
    let mut arrivals = hub.take(50).await;
    let cut = async || vhost.close_connections().await > 0;
    until("the connection is cut off", cut).await.unwrap();
    let mut again = false;
    loop {
        for arrival in arrivals.drain(..) {
            again |= arrival.inbound.redelivered;
            settled.insert(id(&arrival).to_owned());
            settle(arrival);
        }
        match timeout(GLANCE, hub.arrivals.recv()).await {
            Ok(arrival) => arrivals.push(arrival.unwrap()),
            Err(_) if settled.len() == COUNT && ready(&vhost, "in.school").await == 0 => break,
            Err(_) => {}
        }
    }
    assert!(again, "what was cut off comes again");
    hub.stopped().await;
    assert_eq!(ready(&vhost, "in.school").await, 0);
}

#[tokio::test]
async fn what_is_settled_after_its_channel_has_gone_acks_nothing_on_the_next() {
    let vhost = filled("generations", 2).await;
    let mut hub = Hub::consuming(vhost.amqp(), school());
    let old = hub.take(2).await;
    until("the connection is cut off", async || {
        vhost.close_connections().await > 0
    })
    .await
    .unwrap();
    let new = hub.take(2).await; // with the same tags
    old.into_iter().for_each(settle);
    drop(new);
    let again = hub.take(2).await;
    assert_eq!(again.iter().map(id).collect::<Vec<_>>(), ["0", "1"]);
    again.into_iter().for_each(settle);
    hub.stopped().await;
    assert_eq!(ready(&vhost, "in.school").await, 0);
}

#[tokio::test]
async fn a_queue_that_is_deleted_and_made_again_is_read_again() {
    let vhost = filled("deleted", 1).await;
    let mut hub = Hub::consuming(vhost.amqp(), school());
    let old = hub.next().await;
    vhost
        .node
        .delete_queue(&vhost.name, "in.school")
        .await
        .unwrap();
    lay_out(&vhost).await;
    send(&Publisher::new(settings(vhost.amqp())), 2).await;
    let new = hub.take(2).await;
    settle(old); // its tag belongs to a channel that has ended: it must not reach the new one
    new.into_iter().for_each(settle);
    hub.stopped().await;
    assert_eq!(ready(&vhost, "in.school").await, 0);
}

#[tokio::test]
async fn a_queue_that_does_not_exist_yet_is_waited_for() {
    let vhost = vhost_for("not-yet").await;
    let mut hub = Hub::consuming(vhost.amqp(), school());
    lay_out(&vhost).await;
    send(&Publisher::new(settings(vhost.amqp())), 1).await;
    assert_eq!(id(&hub.next().await), "0");
}

#[tokio::test]
async fn stopping_lets_what_is_in_the_hub_be_settled_and_leaves_the_rest() {
    let vhost = filled("stopping", 30).await;
    let mut hub = Hub::consuming(vhost.amqp(), school());
    let first = hub.take(2).await;
    hub.stop.request();
    first.into_iter().for_each(settle);
    let mut taken = 2;
    while let Some(arrival) = timeout(PATIENCE, hub.arrivals.recv()).await.unwrap() {
        settle(arrival);
        taken += 1;
    }
    hub.ended().await;
    assert!(taken < 30, "a queue is not emptied while stopping");
    assert_eq!(ready(&vhost, "in.school").await, 30 - taken);
}

#[tokio::test]
async fn consuming_ends_when_nobody_takes_the_arrivals() {
    let vhost = filled("nobody", 3).await;
    let mut hub = Hub::consuming(vhost.amqp(), school());
    let arrivals = hub.take(3).await;
    hub.arrivals.close();
    hub.ended().await;
    drop(arrivals);
    assert_eq!(ready(&vhost, "in.school").await, 3);
}

#[tokio::test]
async fn what_is_never_settled_ends_in_the_dead_letters_which_are_read_as_redelivered() {
    let vhost = laid_out("dead-letters").await;
    let policy = serde_json::json!({
        "pattern": "^in\\.", "apply-to": "queues", "definition": { "delivery-limit": 1 },
    });
    let path = format!("/api/policies/{}/soon", vhost.name);
    vhost.node.put(&path, &policy).await.unwrap();
    send(&Publisher::new(settings(vhost.amqp())), 1).await;
    let mut hub = Hub::consuming(vhost.amqp(), school());
    let mut dead = Hub::consuming(vhost.amqp(), Feed::dead_letters("school"));
    drop(hub.next().await);
    drop(hub.next().await);
    let arrival = dead.next().await;
    assert!(arrival.inbound.redelivered);
    assert_eq!(
        (id(&arrival), arrival.inbound.source.as_str()),
        ("0", "school")
    );
    settle(arrival);
    dead.stopped().await;
    assert_eq!(ready(&vhost, "dlq.school").await, 0);
}
