//! A key, a store or a folder that cannot be used is named, and nothing is taken from a queue.

use super::{check, complaint, edit, no_store, refuses};
use crate::node::until;
use crate::world::World;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};

#[tokio::test]
async fn a_key_that_cannot_be_used_is_named() {
    let world = World::new("wrong-key").await;
    let right = fs::read(world.path("hub.key")).unwrap();
    fs::remove_file(world.path("hub.key")).unwrap();
    refuses(
        &world,
        &["keys.file", "hub.key", "zet de kopie terug", "schakel key"],
    );
    fs::write(world.path("hub.key"), "geheim").unwrap();
    refuses(&world, &["keys.file", "hub.key", "64 hexadecimale cijfers"]);
    no_store(&world);
    fs::write(world.path("hub.key"), &right).unwrap();
    let mut world = world;
    world.start();
    world.settled(0).await;
    world.stop().await;
    fs::remove_file(world.path("hub.key")).unwrap();
    world.schakel_ok(&["key", &world.path("hub.key")]);
    refuses(&world, &["schakel.sqlite", "andere sleutel", "keys.file"]);
    fs::write(world.path("hub.key"), &right).unwrap();
    world.log_is_whole();
}

#[tokio::test]
async fn a_second_hub_on_the_same_store_is_refused_and_the_first_goes_on() {
    let mut world = World::new("second").await;
    world.start();
    world.settled(0).await;
    refuses(&world, &["schakel.sqlite", "andere hub"]);
    assert!(world.running());
    let reports = crate::faults::Report::stream(0, 12);
    for source in crate::faults::kept::SOURCES {
        world
            .send(source, &crate::faults::kept::messages(&reports, source))
            .await;
    }
    crate::faults::assert_kept(&world, &reports).await;
    world.stop().await;
}

#[tokio::test]
async fn a_store_that_cannot_be_made_is_named_and_nothing_is_taken_from_a_queue() {
    let mut world = World::new("no-store").await;
    world
        .send(
            "meander",
            &crate::faults::kept::messages(&crate::faults::Report::stream(0, 4), "meander"),
        )
        .await;
    let right = fs::read_to_string(world.path("schakel.toml")).unwrap();
    edit(
        &world,
        "[keys]",
        "[store]\npath = \"nergens/schakel.sqlite\"\n[keys]",
    );
    refuses(&world, &["nergens/schakel.sqlite", "map"]);
    fs::write(world.path("schakel.toml"), &right).unwrap();
    edit(&world, "[keys]", "[store]\npath = \"hub.key\"\n[keys]");
    refuses(&world, &["hub.key"]);
    fs::write(world.path("schakel.toml"), &right).unwrap();
    let full = Command::new("sh")
        .args([
            "-c",
            "ulimit -f 8; exec \"$0\" --settings \"$1\" run",
            env!("CARGO_BIN_EXE_schakel"),
            &world.path("schakel.toml"),
        ])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    check(&complaint(&full), &["schakel.sqlite", "schijf"]);
    world.breaks("the disk was full before the store was made");
    until("nothing was taken", async || {
        world.vhost.queue_depth("in.meander").await == 2
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn a_folder_that_may_not_be_written_is_named() {
    let world = World::new("read-only").await;
    let folder = world.folder.path().join("dicht");
    fs::create_dir(&folder).unwrap();
    edit(
        &world,
        "[keys]",
        "[store]\npath = \"dicht/schakel.sqlite\"\n[keys]",
    );
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o555)).unwrap();
    if fs::write(folder.join("try"), "").is_ok() {
        fs::remove_file(folder.join("try")).unwrap();
        // root may write anywhere: a file in the place of the folder stops root too
        fs::remove_dir(&folder).unwrap();
        fs::write(&folder, "").unwrap();
    }
    refuses(&world, &["dicht/schakel.sqlite", "map"]);
}

#[test]
fn a_key_is_there_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("hub.key");
    let full = "ulimit -f 0; exec \"$0\" key \"$1\"";
    let output = Command::new("sh")
        .args(["-c", full, env!("CARGO_BIN_EXE_schakel")])
        .arg(&file)
        .output()
        .unwrap();
    assert!(
        complaint(&output).contains("is niet te schrijven"),
        "{output:?}"
    );
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        0,
        "half a key"
    );
    let made = || {
        Command::new(env!("CARGO_BIN_EXE_schakel"))
            .arg("key")
            .arg(&file)
            .output()
            .unwrap()
    };
    assert!(made().status.success());
    let key = fs::read_to_string(&file).unwrap();
    check(&complaint(&made()), &["is niet te maken", "bestaat al"]);
    assert_eq!(
        (
            fs::read_to_string(&file).unwrap(),
            fs::metadata(&file).unwrap().permissions().mode() & 0o777
        ),
        (key, 0o600)
    );
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}
