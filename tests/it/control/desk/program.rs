//! The desk of a hub that runs: the real program asks, and nothing of the child is on its command line.

use super::{ONE, WIJKTEAM, child, report};
use crate::control::{actions, becomes, refuses, start, tries};
use crate::node::until;
use crate::world::{Sent, World};
use schakel::number::DocumentNo;
use schakel::store::State;
use serde_json::{Value, json};
use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

/// Runs a command that reads the child from its standard input.
fn from_input(world: &World, words: &[&str], input: &Value) -> (String, bool) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_schakel"));
    command
        .args(["--settings", &world.path("schakel.toml"), "toestemming"])
        .args(words);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.to_string().as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    (
        format!(
            "{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        ),
        output.status.success(),
    )
}

#[tokio::test]
async fn the_desk_stops_what_waits_for_its_next_try_and_personal_data_stays_off_the_command_line() {
    let mut world = World::with("desk", |folder| tries(folder, 60, "1")).await;
    world.vhost.delete_exchange("to.wijkteam-zwolle").await;
    start(&mut world).await;
    fs::write(world.path("kind.json"), child(ONE).to_string()).unwrap();
    let file = world.path("kind.json");
    let who = ["--bron", "meander", "--door", "Balie", "--leerling"];
    let parent = [
        "--gever",
        "ouder-1",
        "--hoedanigheid",
        "ouder",
        "--gezag",
        "ja",
    ];
    let to = ["--ontvanger", WIJKTEAM, "--doel", "hulp-bij-verzuim"];
    let with = |verb: &'static str, more: &[&'static str]| -> Vec<&str> {
        [&[verb][..], &who, &[&file], &parent, more].concat()
    };
    let given = with(
        "geven",
        &[
            &to[..],
            &["--bewijs", "formulier-1", "--tekstversie", "2026-1"],
        ]
        .concat(),
    );
    let said = world.schakel_ok(&[&["toestemming"][..], &given].concat());
    assert!(said.starts_with("gegeven: Gemeente Zwolle"), "{said}");
    world
        .send("meander", &[Sent::event(&report("m-1", ONE, |_| {}))])
        .await;
    world.answers("meander", 2).await;
    let waiting = async || {
        let all = world
            .store()
            .read(|store| store.dispatches(DocumentNo(2)))
            .await
            .unwrap();
        all.into_iter()
            .find(|dispatch| dispatch.partner.role == "wijkteam" && dispatch.attempts > 0)
    };
    until("it was tried", async || waiting().await.is_some())
        .await
        .unwrap();
    let seq = waiting().await.unwrap().seq;

    let (said, well) = from_input(
        &world,
        &[
            &["intrekken"][..],
            &who,
            &["-"],
            &parent,
            &["--ontvanger", "alle", "--doel", "alle"],
        ]
        .concat(),
        &child(ONE),
    );
    assert!(
        well && said.starts_with("ingetrokken: Gemeente Zwolle"),
        "{said}"
    );
    assert!(
        said.contains("Dit stond klaar en gaat niet meer weg:"),
        "{said}"
    );
    world.schakel_ok(&["topology"]);
    becomes(&world, seq, State::Dropped).await;
    assert!(world.mailbox("wijkteam-zwolle").await.is_empty());

    let look = [
        "toestemming",
        "verstrekt",
        "--bron",
        "meander",
        "--leerling",
        &file,
    ];
    refuses(&world, &look, "zeg met `--door` wie dit doet");
    refuses(
        &world,
        &[&look[..], &["--door", "Balie"]].concat(),
        "zeg met `--reden` waarom",
    );
    refuses(
        &world,
        &[&look[..], &["--door", "Balie", "--pgn", ONE]].concat(),
        "een persoonsnummer op de opdrachtregel",
    );
    refuses(
        &world,
        &[&look[..], &["--door", "Balie", "--reden", ONE]].concat(),
        "een persoonsnummer op de opdrachtregel",
    );
    fs::write(
        world.path("fout.json"),
        json!({ "pgn": ONE, "naam": "Kind" }).to_string(),
    )
    .unwrap();
    let wrong = [
        "toestemming",
        "lijst",
        "--bron",
        "meander",
        "--door",
        "Balie",
        "--leerling",
        &world.path("fout.json"),
    ];
    let output = world.schakel(&wrong);
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(
        !output.status.success()
            && complaint.contains("geen JSON met `achternaam`")
            && !complaint.contains(ONE),
        "{complaint}"
    );
    let shown = world.schakel_ok(&[&look[..], &["--door", "Balie", "--reden", "inzage"]].concat());
    assert!(
        shown.contains("aan Leerplicht Zwolle") && shown.contains("gaat niet meer weg"),
        "{shown}"
    );
    let [looked, ..] = &actions(&world, "record.told.shown").await[..] else {
        panic!("looks are on record")
    };
    assert_eq!(looked["actor"], "Balie");
    assert!(
        !world.log().contains(ONE),
        "nothing of the child is in the hub's own log"
    );
    world.stop().await;
    world.log_is_whole();
}
