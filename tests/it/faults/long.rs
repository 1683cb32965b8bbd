//! Twenty thousand messages of all sources, while everything happens that happens in a year.

use super::kept::{SOURCES, messages, on_record};
use super::reports::{on_reports, on_signals, requests, signals};
use super::{Report, assert_kept};
use crate::node::until;
use crate::world::World;
use futures_util::future::join_all;
use std::fs;

const MESSAGES: usize = 20_000;
const CHILDREN: usize = 100;

async fn reaches(world: &World, count: usize) {
    let mut best = 0;
    while best < count {
        // patience counts from the last progress
        let so_far = best;
        let more = async || {
            best = on_record(world).await;
            best > so_far
        };
        if until("the hub has got on", more).await.is_err() {
            panic!("{best} of {count}: {}", world.last_log());
        }
    }
}

/// A new catalog is taken, and one that is wrong is refused while the other stays.
async fn reload(world: &World, time: usize) {
    let partners = world.folder.path().join("region/partners.toml");
    let text = fs::read_to_string(&partners).unwrap();
    let named = text.replacen("Leerplicht Ommen", &format!("Leerplicht Ommen {time}"), 1);
    let up = async || {
        fs::write(&partners, &named).unwrap();
        world.schakel(&["reload"]).status.success()
    };
    until("the hub takes a new catalog", up).await.unwrap();
    fs::write(&partners, format!("{named}\n[onzin")).unwrap();
    assert!(
        !world.schakel(&["reload"]).status.success(),
        "a broken file is refused"
    );
    fs::write(&partners, &named).unwrap();
}

#[tokio::test]
async fn twenty_thousand_messages_of_all_sources_survive_kills_cuts_and_reloads() {
    let first = [signals(CHILDREN), Report::stream(0, 3500)].concat();
    let later = [
        on_reports(&first[CHILDREN * 2..]),
        on_signals(CHILDREN, 10),
        requests(1500),
    ]
    .concat();
    let sent: usize = SOURCES
        .iter()
        .map(|source| messages(&first, source).len() + messages(&later, source).len())
        .sum();
    let later = [later, Report::stream(3500, 3500 + MESSAGES - sent)].concat();
    let reports = [first.clone(), later.clone()].concat();
    assert_eq!(
        SOURCES
            .iter()
            .map(|source| messages(&reports, source).len())
            .sum::<usize>(),
        MESSAGES
    );

    let mut world = World::new("long").await;
    world.start();
    // what is told back is about reports that are there
    for source in SOURCES {
        world.send(source, &messages(&first, source)).await;
    }
    reaches(&world, first.len()).await;
    let sending = SOURCES.map(|source| {
        let (sender, messages) = (world.sender(source), messages(&later, source));
        async move { sender.send_surely(&messages).await }
    });
    let breaking = async {
        for part in 1..=8 {
            reaches(&world, first.len() + later.len() * part / 10).await;
            match part % 4 {
                0 => reload(&world, part).await,
                2 => until("connections are cut", async || {
                    world.vhost.close_connections().await > 0
                })
                .await
                .unwrap(),
                _ => {
                    world.kill();
                    assert!(
                        on_record(&world).await < reports.len(),
                        "it was killed in the middle"
                    );
                    world.start();
                }
            }
        }
    };
    tokio::join!(join_all(sending), breaking);
    assert_kept(&world, &reports).await;
    world.stop().await;
}
