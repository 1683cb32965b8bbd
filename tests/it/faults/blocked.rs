//! The broker has its alarm and takes nothing from anybody: the hub says so, goes on recording, and counts no try.

use super::kept::{SOURCES, messages, on_record};
use super::partner::dispatches;
use super::{Report, asks, assert_kept, watch};
use crate::node::until;
use crate::shared::own_node;
use crate::watched::{misses, ready, series, with_web};
use crate::world::World;
use schakel::outcome::Code;
use schakel::store::State;

/// One message after the other, so that the alarm comes in the middle of them.
const SLOW: (&str, &str) = ("SCHAKEL__BROKER__PREFETCH", "1");
const SHORT: [(&str, &str); 3] = [
    SLOW,
    ("SCHAKEL__BROKER__CONFIRM_SECONDS", "1"),
    ("SCHAKEL__ALERTS__AFTER_SECONDS", "5"),
];
const BLOCKED: &str = "schakel_trouble{code=\"hub.blocked\",about=\"\"}";

#[tokio::test]
async fn a_broker_that_takes_nothing_makes_the_hub_not_ready_and_costs_nothing_but_time() {
    const ALL: usize = 2000;
    let mut world = World::on(own_node("blocked").await, with_web).await;
    watch(&world);
    let reports = Report::stream(0, ALL + 60);
    let (early, late) = reports.split_at(ALL);
    for source in SOURCES {
        world.send(source, &messages(early, source)).await;
    }
    world.start_with(&SHORT);
    until("it has got on", async || on_record(&world).await > 60)
        .await
        .unwrap();
    world.vhost.node.alarm().await.unwrap();
    assert!(on_record(&world).await < ALL, "in the middle");
    misses(&world, "hub.blocked").await;
    assert_eq!(
        (
            series(&world, BLOCKED).await,
            series(&world, "schakel_ready").await
        ),
        (Some(1.0), Some(0.0))
    );
    until("it records all the same", async || {
        on_record(&world).await == ALL
    })
    .await
    .unwrap();
    asks(&world, &[(Code::Blocked, "")]).await;
    let in_vain = async || world.log().matches("answers wait in the store").count() > 4;
    until("nothing was taken, again and again", in_vain)
        .await
        .unwrap();
    for dispatch in dispatches(&world).await {
        assert_eq!(
            (dispatch.attempts, dispatch.code),
            (0, None),
            "no try was counted"
        );
        assert!(matches!(dispatch.state, State::Due | State::Delivered));
    }
    // who sends waits as well
    let all = SOURCES.map(|source| (world.sender(source), messages(late, source)));
    let sending = all.map(|(sender, messages)| {
        tokio::spawn(async move { sender.send(&messages).await.unwrap() })
    });
    misses(&world, "hub.blocked").await;
    world.vhost.node.end_alarm().await.unwrap();
    ready(&world).await;
    assert_eq!(
        (
            series(&world, BLOCKED).await,
            series(&world, "schakel_ready").await
        ),
        (None, Some(1.0))
    );
    for sender in sending {
        sender.await.unwrap();
    }
    assert_kept(&world, &reports).await;
    world.stop().await;
}
