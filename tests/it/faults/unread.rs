//! Standard error that nobody reads, or that is not there: the log is lost, and nothing else.

use super::kept::{SOURCES, messages, on_record};
use super::{Report, assert_kept};
use crate::node::until;
use crate::world::World;
use schakel::number::AlertNo;
use schakel::outcome::Code;
use std::fs;
use std::io::{Read, pipe};
use std::process::Command;
use std::time::{Duration, Instant};

/// What a pipe surely takes before it makes its writer wait: it counts in pages, and leaves some of the last one open.
const PIPE: usize = 60 << 10;
/// More than a stop in order takes here, with the wait for the last lines; and less than with a minute of patience.
const SOON: Duration = Duration::from_secs(7);
const TALKATIVE: [(&str, &str); 2] = [
    ("SCHAKEL__LOG__LEVEL", "trace"),
    ("SCHAKEL__LIMITS__STOP_SECONDS", "5"),
];

async fn sends(world: &World, reports: &[Report]) {
    for source in SOURCES {
        world.send(source, &messages(reports, source)).await;
    }
}

#[tokio::test]
async fn a_reader_of_the_log_that_stops_holds_no_message_and_no_stop() {
    let mut world = World::new("unread").await;
    let (mut reader, writer) = pipe().unwrap();
    world.start_telling(&TALKATIVE, writer);
    let reports = Report::stream(0, 2000);
    sends(&world, &reports).await;
    assert_kept(&world, &reports).await;
    world.ask_to_stop();
    let since = Instant::now();
    let ended = world.ended().await;
    assert!(
        ended.success() && since.elapsed() < SOON,
        "{ended} after {:?}",
        since.elapsed()
    );
    let mut log = Vec::new();
    reader.read_to_end(&mut log).unwrap();
    assert!(
        log.len() >= PIPE,
        "the log did not fill the pipe: {}",
        log.len()
    );
    world.log_is_whole();
}

#[tokio::test]
async fn a_log_that_cannot_be_written_ends_nothing() {
    let mut world = World::new("no-log").await;
    let mut closed = Command::new("sh");
    closed.env("SCHAKEL__ALERTS__AFTER_SECONDS", "5");
    closed.args([
        "-c",
        "exec \"$0\" --settings \"$1\" run 2>&-",
        env!("CARGO_BIN_EXE_schakel"),
        &world.path("schakel.toml"),
    ]);
    world.spawn_telling(closed, fs::File::open("/dev/null").unwrap());
    let reports = Report::stream(0, 12);
    sends(&world, &reports).await;
    assert_kept(&world, &reports).await;
    let told = async || {
        let open = world
            .store()
            .read(|store| store.open_alerts(AlertNo::START, 9))
            .await
            .unwrap();
        open.iter().any(|alert| alert.code == Code::LogLost)
    };
    until("a person hears that nobody can read the log", told)
        .await
        .unwrap();
    world.stop().await;
    let (reader, writer) = pipe().unwrap();
    drop(reader); // whoever writes is told so
    world.start_telling(&TALKATIVE, writer);
    let more = Report::stream(12, 24);
    sends(&world, &more).await;
    until("more is on record", async || {
        on_record(&world).await == reports.len() + more.len()
    })
    .await
    .unwrap();
    world.stop().await;
    world.log_is_whole();
}
