//! A copy of the store is whole, whenever and however it was made; one that is not is never called so.

use super::kept::{SOURCES, messages, on_record};
use super::{Report, assert_kept};
use crate::node::until;
use crate::world::World;
use schakel::number::DocumentNo;
use schakel::store::{Dispatch, State, Store, StoredDocument};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Runs a command of the program on a store that lies elsewhere.
fn on(world: &World, store: &Path, words: &[&str]) -> (bool, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_schakel"));
    command
        .args(["--settings", &world.path("schakel.toml")])
        .args(words)
        .env("SCHAKEL__STORE__PATH", store);
    said(&command.output().unwrap())
}

fn said(output: &Output) -> (bool, String) {
    (
        output.status.success(),
        format!(
            "{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        ),
    )
}

/// Every document and every dispatch of a store.
async fn record(store: &Store) -> Vec<(StoredDocument, Vec<Dispatch>)> {
    let all = store.read(|store| {
        let documents: Result<Vec<_>, _> = (1..)
            .map_while(|n| store.document(DocumentNo(n)).transpose())
            .collect();
        documents?
            .into_iter()
            .map(|document| Ok((document.clone(), store.dispatches(document.n)?)))
            .collect()
    });
    all.await.unwrap()
}

/// The words that compare a log with the head that was written down.
fn expected(told: &str) -> String {
    let at = told.find("--expect ").unwrap_or_else(|| panic!("{told}")) + "--expect ".len();
    told[at..].split_whitespace().next().unwrap().to_owned()
}

#[tokio::test]
async fn a_copy_that_is_made_in_traffic_and_put_back_goes_on_where_it_was_made() {
    let mut world = World::new("restore").await;
    world.breaks("what came after the copy was made is gone with the store");
    world.vhost.delete_exchange("to.leerplicht-ommen").await; // so that much is still due
    world.start();
    let reports = Report::stream(0, 600);
    for source in SOURCES {
        world.send(source, &messages(&reports, source)).await;
    }
    until("it is in the middle", async || {
        on_record(&world).await >= 100
    })
    .await
    .unwrap();
    let copy = world.folder.path().join("copy.sqlite");
    let told = world.schakel_ok(&["backup", copy.to_str().unwrap()]);
    let head = expected(&told);
    let refused = said(&world.schakel(&["backup", copy.to_str().unwrap()]));
    assert!(
        !refused.0 && refused.1.contains("bestaat al"),
        "{refused:?}"
    );
    world.schakel_ok(&["topology"]);
    assert_kept(&world, &reports).await;
    world.stop().await;
    let kept = world.schakel_ok(&["log", "verify", "--expect", &head]);
    assert!(
        kept.starts_with("het logboek is heel")
            && kept.contains("die van de kop die verwacht werd"),
        "{kept}"
    );
    let lines = kept.split(": ").nth(1).unwrap().split(' ').next().unwrap();
    let later = format!(
        "{lines}:{}",
        kept.split("kop ")
            .nth(1)
            .unwrap()
            .split(',')
            .next()
            .unwrap()
    );

    let (whole, told) = on(&world, &copy, &["log", "verify"]);
    assert!(whole && told.starts_with("het logboek is heel"), "{told}");
    let (whole, told) = on(&world, &copy, &["log", "verify", "--expect", &later]);
    assert!(!whole && told.contains("OUDER dan verwacht"), "{told}");
    let other = format!("1:{}", "ab".repeat(32));
    let (whole, told) = on(&world, &copy, &["log", "verify", "--expect", &other]);
    assert!(!whole && told.contains("ANDER dan verwacht"), "{told}");

    for name in ["schakel.sqlite", "schakel.sqlite-wal", "schakel.sqlite-shm"] {
        drop(fs::remove_file(world.folder.path().join(name)));
    }
    fs::copy(&copy, world.path("schakel.sqlite")).unwrap();
    let before = record(&world.store()).await;
    assert!(
        before.len() >= 100
            && before
                .iter()
                .flat_map(|(_, all)| all)
                .any(|one| one.state == State::Due),
        "{}",
        before.len()
    );
    world.start();
    until("the hub runs on the copy", async || {
        world.log().matches("the hub is running").count() == 2
    })
    .await
    .unwrap();
    until("what was due has been sent", async || {
        world.nothing_on_its_way().await
    })
    .await
    .unwrap();
    world.stop().await;
    world.schakel_ok(&["log", "verify", "--expect", &head]);
    let after = record(&world.store()).await;
    for ((was, dispatches), (is, now)) in before.iter().zip(&after) {
        assert_eq!((&was.id, was.outcome), (&is.id, is.outcome));
        let events = |all: &[Dispatch]| all.iter().map(|one| one.event).collect::<Vec<_>>();
        assert_eq!(events(dispatches), events(now));
        assert!(
            now.iter().all(|one| one.state == State::Delivered),
            "{now:?}"
        );
    }
    assert!(after.len() >= before.len());
}

#[tokio::test]
async fn the_one_file_of_a_hub_that_was_stopped_is_a_whole_copy() {
    let mut world = World::new("one-file").await;
    world.start();
    let reports = Report::stream(0, 40);
    for source in SOURCES {
        world.send(source, &messages(&reports, source)).await;
    }
    assert_kept(&world, &reports).await;
    world.stop().await;
    assert!(
        fs::metadata(world.path("schakel.sqlite-wal")).map_or(0, |file| file.len()) == 0,
        "nothing is left beside it"
    );
    let told = world.schakel_ok(&["log", "verify"]);
    let elsewhere = tempfile::tempdir().unwrap();
    let copy = elsewhere.path().join("schakel.sqlite");
    fs::copy(world.path("schakel.sqlite"), &copy).unwrap();
    assert_eq!(on(&world, &copy, &["log", "verify"]), (true, told));
}

#[tokio::test]
async fn an_empty_log_is_not_whole_and_no_hub_starts_on_it() {
    let mut world = World::new("empty-copy").await;
    let elsewhere = tempfile::tempdir().unwrap();
    let lone: PathBuf = elsewhere.path().join("schakel.sqlite");
    world.start();
    until("the hub has a store", async || {
        world.log().contains("the hub is running")
    })
    .await
    .unwrap();
    // what the file of a running hub holds by itself: its tables, and not one line
    fs::copy(world.path("schakel.sqlite"), &lone).unwrap();
    world.stop().await;
    let (whole, told) = on(&world, &lone, &["log", "verify"]);
    assert!(
        !whole && told.starts_with("het logboek is LEEG") && told.contains("`-wal`"),
        "{told}"
    );
    let (started, told) = on(&world, &lone, &["run"]);
    assert!(!started && told.contains("geen enkele regel"), "{told}");
    assert!(
        world
            .schakel_ok(&["log", "verify"])
            .starts_with("het logboek is heel: 3 regels"),
        "made, start and stop"
    );
}

/// A hub that begins anew knows of no refusal: it does not do so by itself where a store was lost.
#[tokio::test]
async fn beside_a_store_that_was_lost_no_hub_begins_anew() {
    let mut world = World::new("lost-store").await;
    world.start();
    until("the hub has a store", async || {
        world.log().contains("a new store was made")
    })
    .await
    .unwrap();
    world.stop().await;
    let store = world.path("schakel.sqlite");
    let kept = fs::read(&store).unwrap();
    for (file, told) in [
        (None, "is er niet meer"),
        (Some(&b""[..]), "is een leeg bestand"),
    ] {
        fs::remove_file(&store).unwrap();
        if let Some(bytes) = file {
            fs::write(&store, bytes).unwrap();
        }
        world.start();
        let ended = world.ended().await;
        let said = world.last_log();
        assert!(
            !ended.success()
                && said.contains(told)
                && said.contains("zet het bestand of een kopie terug"),
            "{said}"
        );
        fs::write(&store, &kept).unwrap();
    }
    world.start();
    until("the hub runs", async || {
        world.log().matches("the hub is running").count() == 2
    })
    .await
    .unwrap();
    assert_eq!(world.log().matches("a new store was made").count(), 1);
    world.stop().await;
}

#[tokio::test]
async fn a_first_start_that_fails_for_another_reason_is_no_reason_to_refuse_the_next() {
    let mut world = World::new("first-start").await;
    world.start_with(&[("SCHAKEL__CONTROL__SOCKET", "/nowhere/at/all.sock")]);
    assert!(!world.ended().await.success(), "{}", world.last_log());
    assert!(fs::exists(world.path("schakel.sqlite")).unwrap());
    world.start();
    until("the hub runs", async || {
        world.log().contains("the hub is running")
    })
    .await
    .unwrap();
    world.stop().await;
}

#[tokio::test]
async fn a_full_disk_leaves_no_half_copy() {
    let mut world = World::new("full-copy").await;
    world.start();
    until("the hub has a store", async || {
        world.log().contains("the hub is running")
    })
    .await
    .unwrap();
    let copy = world.folder.path().join("copy.sqlite");
    // blocks of 512 bytes: the copy does not fit
    let limited = "ulimit -f 64; trap '' XFSZ; exec \"$0\" --settings \"$1\" backup \"$2\"";
    let mut command = Command::new("sh");
    command
        .args([
            "-c",
            limited,
            env!("CARGO_BIN_EXE_schakel"),
            &world.path("schakel.toml"),
        ])
        .arg(&copy);
    let (made, told) = said(&command.output().unwrap());
    assert!(!made && told.contains("kopie"), "{told}");
    assert!(
        !copy.exists() && !world.folder.path().join("copy.sqlite.deel").exists(),
        "{told}"
    );
    world.schakel_ok(&["backup", copy.to_str().unwrap()]);
    world.stop().await;
}
