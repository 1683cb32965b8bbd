//! The socket itself: who is heard, what is not read, and what a killed hub leaves behind.

use super::{WHY, actions, listening, refuses, start, with_why};
use crate::node::until;
use crate::world::World;
use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;

#[tokio::test]
async fn without_a_hub_every_command_says_that_it_does_not_run() {
    let world = World::new("nohub").await;
    for words in [
        &["replay", "1"][..],
        &["drop", "1"],
        &["alerts", "handled", "1"],
        &["reload"],
    ] {
        refuses(&world, &with_why(words), "de hub draait niet");
    }
}

#[tokio::test]
async fn a_socket_that_a_killed_hub_left_is_taken_over_and_one_of_a_living_hub_is_not() {
    let mut world = World::new("stale").await;
    start(&mut world).await;
    let socket = world.path("schakel.sock");
    assert_eq!(
        fs::metadata(&socket).unwrap().permissions().mode() & 0o777,
        0o600
    );
    // a second hub with a store of its own may not take the first one's socket
    let other = [
        ("SCHAKEL__STORE__PATH", world.path("other.sqlite")),
        ("SCHAKEL__CONTROL__SOCKET", socket.clone()),
    ];
    let refused = std::process::Command::new(env!("CARGO_BIN_EXE_schakel"))
        .args(["--settings", &world.path("schakel.toml"), "run"])
        .envs(other)
        .output()
        .unwrap();
    assert!(
        String::from_utf8_lossy(&refused.stderr).contains("luistert al een andere hub"),
        "{refused:?}"
    );
    assert!(!refused.status.success());
    world.schakel_ok(&["reload"]);

    world.kill();
    assert!(
        fs::metadata(&socket).is_ok(),
        "a killed hub leaves its socket"
    );
    refuses(&world, &["reload"], "de hub draait niet");
    start(&mut world).await;
    world.schakel_ok(&["reload"]);
    world.stop().await;
    assert!(
        fs::metadata(&socket).is_err(),
        "a hub that stops takes it along"
    );
    fs::write(&socket, "somebody's file").unwrap();
    world.start();
    let told = async || !world.running() && world.log().contains("is een bestand en geen socket");
    until("it does not start over a file", told).await.unwrap();
    assert_eq!(fs::read_to_string(&socket).unwrap(), "somebody's file");
}

#[tokio::test]
async fn what_is_no_request_is_refused_and_harms_nobody() {
    let mut world = World::new("garbage").await;
    start(&mut world).await;
    let said = |request: &[u8]| {
        let mut stream = UnixStream::connect(world.path("schakel.sock")).unwrap();
        // a hub that has heard enough closes before all is written
        let _ = stream.write_all(request);
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let mut answer = String::new();
        let _ = stream.read_to_string(&mut answer);
        answer
    };
    assert!(said(b"what?\n").contains("unreadable"));
    assert!(
        said(br#"{"order":{"command":"drop","dispatch":1,"all":true},"actor":null,"reason":null}"#)
            .contains("unreadable")
    );
    assert!(
        said(&b"x".repeat(1 << 20)).len() < 300,
        "no more is read than a request can be long"
    );
    assert_eq!(said(b""), "");
    let _silent: Vec<UnixStream> = (0..20)
        .map(|_| UnixStream::connect(world.path("schakel.sock")).unwrap())
        .collect();
    drop(_silent);
    listening(&world).await;
    let heard = async || world.schakel(&["reload"]).status.success();
    until("it hears the next one", heard).await.unwrap();
    for (words, complaint) in [
        (&["drop", "1"][..], "zeg met `--reden` waarom"),
        (
            &["drop", "1", "--reden", "van 999900031"],
            "geen persoonsnummer",
        ),
        (
            &["drop", "1", "--reden", "vraag jan@example.nl"],
            "geen persoonsnummer",
        ),
        (
            &["drop", "1", "--reden", "x", "--door", "999900031"],
            "de naam achter `--door`",
        ),
        (
            &["drop", "1", "--reden", "x", "--door", ""],
            "de naam achter `--door`",
        ),
        (&["drop", "1", WHY[0], WHY[1]], "bezorging 1 bestaat niet"),
    ] {
        refuses(&world, words, complaint);
    }
    assert_eq!(actions(&world, "drop").await.len(), 0);
    world.stop().await;
    world.log_is_whole();
}
