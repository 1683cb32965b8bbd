//! The broker goes away, or hangs up, in the middle of a stream of messages.

use super::kept::{SOURCES, messages, on_record};
use super::{Report, assert_kept};
use crate::node::until;
use crate::shared::own_node;
use crate::world::{Sender, Sent, World};

const ALL: usize = 1200;

/// Both sources send, one after the other, whatever happens meanwhile.
fn sending(world: &World, reports: &[Report]) -> impl Future<Output = ()> + use<> {
    let streams: Vec<(Sender, Vec<Sent>)> = SOURCES
        .map(|source| (world.sender(source), messages(reports, source)))
        .into();
    async move {
        for (sender, messages) in streams {
            sender.send_surely(&messages).await;
        }
    }
}

async fn reaches(world: &World, count: usize) {
    if until("the hub has got on", async || {
        on_record(world).await >= count
    })
    .await
    .is_err()
    {
        panic!(
            "{} of {count}: {}",
            on_record(world).await,
            world.last_log()
        );
    }
}

#[tokio::test]
async fn a_broker_that_is_killed_and_comes_back_costs_nothing_but_time() {
    let mut world = World::on(own_node("outage").await, |_| {}).await;
    let reports = Report::stream(0, ALL);
    world.start();
    let sending = sending(&world, &reports);
    let breaking = async {
        for part in [ALL / 6, ALL / 3] {
            reaches(&world, part).await;
            world.vhost.node.own().kill().await;
            world.vhost.node.own().restart().await.unwrap();
        }
    };
    tokio::join!(sending, breaking);
    assert!(world.running(), "{}", world.last_log());
    assert_kept(&world, &reports).await;
    world.stop().await;
}

#[tokio::test]
async fn connections_that_are_closed_again_and_again_cost_nothing_but_time() {
    let mut world = World::new("cut").await;
    let reports = Report::stream(0, ALL);
    world.start();
    let sending = sending(&world, &reports);
    let breaking = async {
        for part in 1..=5 {
            reaches(&world, ALL * part / 7).await;
            // the broker lists a new connection only after a while
            until("a connection is closed", async || {
                world.vhost.close_connections().await > 0
            })
            .await
            .unwrap();
        }
    };
    tokio::join!(sending, breaking);
    assert_kept(&world, &reports).await;
    world.stop().await;
}
