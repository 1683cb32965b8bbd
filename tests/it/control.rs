//! What an operator does to a running hub, with the real program; the log tells of each and stays whole.

mod alerts;
mod asked;
mod born;
mod desk;
mod doors;
mod drop;
mod flight;
mod follows;
mod late;
mod meanwhile;
mod melder;
mod reload;
mod replay;
mod retold;
mod rights;
mod secret;
mod socket;
mod subjects;
mod told;
mod town;
mod units;
mod who;
mod withdrawn;

pub(crate) use reload::without_partner;

use crate::node::until;
use crate::world::{Sent, World};
use schakel::number::{DispatchNo, LineNo};
use schakel::store::{Dispatch, LogSort, State};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

const ZWOLLE: &str = "00000099000000001000/leerplicht";
const OMMEN: &str = "00000099000000001100/leerplicht";
const WHY: [&str; 4] = ["--reden", "de partner is terug", "--door", "Nachtwacht"];

/// Changes one file below a folder.
fn rewrite(folder: &Path, name: &str, change: impl FnOnce(String) -> String) {
    let path = folder.join(name);
    let text = fs::read_to_string(&path).unwrap();
    let changed = change(text.clone());
    assert_ne!(changed, text, "{name} is as it was");
    fs::write(path, changed).unwrap();
}

/// So many more tries, each so many seconds after the last.
fn tries(folder: &Path, times: usize, seconds: &str) {
    rewrite(folder, "schakel.toml", |text| {
        let schedule = vec![seconds; times].join(", ");
        text.replace("[1, 1, 1, 1, 1, 1, 1, 1]", &format!("[{schedule}]"))
    });
}

/// A first failure parks.
fn impatient(folder: &Path) {
    tries(folder, 0, "");
}

/// Starts the hub and waits until operators can reach it.
async fn start(world: &mut World) {
    world.start();
    listening(world).await;
}

async fn listening(world: &World) {
    let up = async || std::os::unix::net::UnixStream::connect(world.path("schakel.sock")).is_ok();
    if until("the hub listens", up).await.is_err() {
        panic!("{}", world.log());
    }
}

/// A report on a pupil who lives in `home`, and is over twelve.
fn report(id: &str, pgn: &str, home: &str) -> Sent {
    let text = fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("schemas/verzuimmelding/examples/valid/zestien-uur.json"),
    );
    let mut event: Value = serde_json::from_str(&text.unwrap()).unwrap();
    event["id"] = json!(id);
    event["data"]["meldingsnummer"] = json!(id);
    event["data"]["leerling"]["pgn"] = json!(pgn);
    event["data"]["leerling"]["woongemeente"] = json!(home);
    Sent::event(&event)
}

async fn dispatch(world: &World, seq: DispatchNo) -> Option<Dispatch> {
    world
        .try_store()?
        .read(move |store| store.dispatch(seq))
        .await
        .unwrap()
}

/// Waits until a dispatch is like this.
async fn becomes(world: &World, seq: DispatchNo, state: State) {
    let so = async || {
        dispatch(world, seq)
            .await
            .is_some_and(|dispatch| dispatch.state == state)
    };
    if until("the dispatch is as it must be", so).await.is_err() {
        panic!(
            "{:?} is not {state:?}: {}",
            dispatch(world, seq).await,
            world.last_log()
        );
    }
}

/// The lines of the log about actions of this name.
async fn actions(world: &World, action: &str) -> Vec<Value> {
    let lines = world
        .store()
        .read(|store| store.log(LineNo::START, 10_000))
        .await
        .unwrap();
    let bodies = lines
        .iter()
        .filter(|line| line.sort == LogSort::Action)
        .map(|line| serde_json::from_str::<Value>(&line.body).unwrap());
    bodies.filter(|body| body["action"] == action).collect()
}

/// The program refuses, and says this.
#[track_caller]
fn refuses(world: &World, words: &[&str], expected: &str) {
    let output = world.schakel(words);
    let said = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(
        !output.status.success(),
        "schakel {words:?} was done: {said}"
    );
    assert!(said.contains(expected), "schakel {words:?}: {said}");
}

fn with_why<'a>(words: &[&'a str]) -> Vec<&'a str> {
    [words, &WHY].concat()
}
