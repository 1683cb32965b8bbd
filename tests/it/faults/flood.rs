//! Everybody sends at once, and some send the largest that they may: what the hub holds stays within what its settings allow.

use super::kept::on_record;
use super::{Report, assert_kept, patient};
use crate::node::until;
use crate::world::{Sent, World};

const MESSAGES: usize = 20_000;
/// Settings of this test: bytes of a message, and messages of one source on their way.
const LARGEST: usize = 256 << 10;
const PREFETCH: usize = 64;
/// Two schools send.
const SENDING: usize = 2;
/// Of every so many messages one is as large as it may be, among those that a broker without a bound hands over at first: it gives a
/// consumer of a quorum queue 2000 at most. 200 MiB in all.
const SOME: usize = 5;
const AT_FIRST: usize = 2000;
/// KiB of the hub of the tests without any of them: the program with its catalog, pages of the store for two threads, what the allocator
/// keeps. Some 90 MiB were measured with all of this flood, 260 without a prefetch.
const ITSELF: u64 = 110 << 10;

/// White space after a document changes nothing of it.
fn padded(mut sent: Sent) -> Sent {
    sent.body.resize(LARGEST, b' ');
    sent
}

#[tokio::test]
async fn a_flood_fills_queues_and_not_the_memory_of_the_hub() {
    let mut world = World::with("flood", patient).await;
    world.vhost.delete_exchange("to.leerplicht-ommen").await;
    let reports = Report::stream(0, MESSAGES);
    for (n, piece) in reports.chunks(400).enumerate() {
        let at_first = n * 400 < SENDING * AT_FIRST;
        for source in ["meander", "thorbecke"] {
            let own = piece
                .iter()
                .filter(|report| report.source == source)
                .map(|report| report.sent.clone())
                .enumerate();
            let own: Vec<Sent> = own
                .map(|(n, sent)| {
                    if at_first && n.is_multiple_of(SOME) {
                        padded(sent)
                    } else {
                        sent
                    }
                })
                .collect();
            world.send(source, &own).await;
        }
    }
    let (prefetch, largest) = (PREFETCH.to_string(), LARGEST.to_string());
    world.start_with(&[
        ("SCHAKEL__BROKER__PREFETCH", &prefetch),
        ("SCHAKEL__LIMITS__MESSAGE_BYTES", &largest),
    ]);
    let mut best = 0;
    while best < MESSAGES {
        let so_far = best;
        let more = async || {
            best = on_record(&world).await;
            best > so_far
        };
        if until("more is on record", more).await.is_err() {
            panic!("{best}: {}", world.last_log());
        }
    }
    world.schakel_ok(&["topology"]);
    assert_kept(&world, &reports).await;
    let (peak, bound) = (
        world.peak(),
        ITSELF + (SENDING * PREFETCH * LARGEST / 1024) as u64,
    );
    assert!(peak < bound, "{peak} KiB for what may be {bound}");
    world.stop().await;
}
