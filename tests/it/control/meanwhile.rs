//! What need not wait: while thousands of documents are judged again, the desk hears a withdrawal, and other acts are done.

use super::desk::{child, report as about, yes};
use super::{actions, report, start, tries, with_why};
use crate::node::until;
use crate::world::{Sent, World};
use schakel::number::DispatchNo;
use schakel::outcome::Code;
use schakel::store::State;
use serde_json::json;
use std::fs;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// As many as a partner that was away for a week leaves behind.
const THOUSANDS: usize = 5_000;
/// A promise to whoever says no.
const A_SECOND: Duration = Duration::from_secs(1);
const CHILDREN: [&str; 3] = ["999900031", "999900043", "999900055"];

/// Starts a command of the program, and goes on.
fn begin(world: &World, words: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_schakel"))
        .args(["--settings", &world.path("schakel.toml")])
        .args(words)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// The dispatch about this child to the wijkteam, which waits.
async fn waiting(world: &World, id: &str) -> DispatchNo {
    let id = id.to_owned();
    let all = world
        .store()
        .read(move |store| {
            let documents = store.documents_of("meander", &id)?;
            store.dispatches(documents[0])
        })
        .await
        .unwrap();
    let wijkteam = all
        .iter()
        .find(|dispatch| dispatch.partner.role == "wijkteam");
    wijkteam.expect("a dispatch to the wijkteam").seq
}

/// Says at the desk that all consent for this child is withdrawn. How long it took until the answer came.
fn withdraw(world: &World, pgn: &str) -> Duration {
    let file = world.path("kind.json");
    fs::write(&file, child(pgn).to_string()).unwrap();
    let whole = "toestemming intrekken --bron meander --gever ouder-1 --hoedanigheid ouder --ontvanger alle --doel alle --door Balie";
    let words: Vec<&str> = whole.split(' ').chain(["--leerling", &file]).collect();
    let since = Instant::now();
    let said = world.schakel_ok(&words);
    let took = since.elapsed();
    assert!(
        said.contains("ingetrokken: Gemeente Zwolle, ")
            && said.contains("Dit stond klaar en gaat niet meer weg:"),
        "{said}"
    );
    took
}

#[tokio::test]
async fn a_withdrawal_is_heard_within_a_second_while_thousands_are_judged_again() {
    let mut world = World::with("meanwhile", |folder| tries(folder, 60, "3")).await;
    world.vhost.delete_exchange("to.wijkteam-zwolle").await;
    start(&mut world).await;
    let mut sent = Vec::new();
    for (n, pgn) in CHILDREN.into_iter().enumerate() {
        let yes = yes(pgn, |data| data["geldigTot"] = json!("2099-12-31"));
        sent.push(Sent::event(&yes));
        sent.push(Sent::event(&about(&format!("m-{n}"), pgn, |_| {})));
    }
    // nobody is connected where these pupils live
    sent.extend((0..THOUSANDS).map(|n| report(&format!("n-{n}"), "999900067", "0363")));
    let all = i64::try_from(sent.len()).unwrap();
    world.send("meander", &sent).await;
    let recorded = async || {
        let seen = world.glance().await;
        seen.is_some_and(|seen| crate::world::total(&seen) >= all)
    };
    until("all is on record", recorded).await.unwrap();

    let stopped = Code::NoPartner.as_str();
    let mut replay = begin(&world, &with_why(&["replay", "--code", stopped]));
    let begun = async || !actions(&world, "replay").await.is_empty();
    until("the replay has begun", begun).await.unwrap();
    let took = CHILDREN.map(|pgn| withdraw(&world, pgn));
    let last = world
        .store()
        .read(|store| store.last_alert())
        .await
        .unwrap();
    world.schakel_ok(&with_why(&["alerts", "handled", &last.to_string()]));
    refuses_a_drop(&world);
    assert!(
        replay.try_wait().unwrap().is_none(),
        "the replay was done before the withdrawals were: {took:?}"
    );
    println!("a withdrawal took {took:?}");
    let quickest = took.iter().min().unwrap();
    assert!(*quickest < A_SECOND, "{took:?}");
    // from here on the wijkteam can be reached, and each next try would arrive
    world.schakel_ok(&["topology"]);
    for n in 0..CHILDREN.len() {
        let seq = waiting(&world, &format!("m-{n}")).await;
        super::becomes(&world, seq, State::Dropped).await;
        let ended = super::dispatch(&world, seq).await.unwrap();
        assert_eq!(ended.code, Some(Code::Refused));
    }
    assert!(world.mailbox("wijkteam-zwolle").await.is_empty());
    let said = replay.wait_with_output().unwrap();
    assert_eq!(
        String::from_utf8_lossy(&said.stdout),
        format!("0 bezorgingen opnieuw aan de beurt; opnieuw beoordeeld: {THOUSANDS} {stopped}\n")
    );
    world.stop().await;
    world.log_is_whole();
}

/// A drop has its answer as well.
#[track_caller]
fn refuses_a_drop(world: &World) {
    super::refuses(
        world,
        &with_why(&["drop", "999999"]),
        "bezorging 999999 bestaat niet",
    );
}
