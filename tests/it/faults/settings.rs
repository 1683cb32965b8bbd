//! Settings and surroundings that cannot work: one clear sentence, an exit code, and nothing half started.

mod files;

use crate::world::World;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Words of a language that the reader of these complaints need not know.
const ENGLISH: [&str; 9] = [
    " the ", " is not ", "unknown", "missing", "invalid", "expected", "error", "cannot", "denied",
];

fn edit(world: &World, from: &str, to: &str) {
    let path = world.path("schakel.toml");
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{from} in {text}");
    fs::write(&path, text.replace(from, to)).unwrap();
}

/// What a hub says that does not start. It must have ended by itself.
#[track_caller]
fn complaint(output: &Output) -> String {
    let said = [&output.stdout[..], &output.stderr[..]].concat();
    let said = String::from_utf8(said).unwrap();
    assert_eq!(output.status.code(), Some(1), "{:?}: {said}", output.status);
    said
}

/// Starts a hub that must not come to run; what it says must have all of `words`, and no password.
#[track_caller]
fn refuses(world: &World, words: &[&str]) {
    let said = complaint(&world.schakel(&["run"]));
    check(&said, words);
    assert!(!said.contains("the hub is running"), "{said}");
}

#[track_caller]
fn check(said: &str, words: &[&str]) {
    let complaint = said
        .lines()
        .find(|line| line.starts_with("schakel: "))
        .unwrap_or(said);
    for word in words {
        assert!(said.contains(word), "`{word}` in: {said}");
    }
    for word in ENGLISH {
        assert!(
            !complaint.to_lowercase().contains(word),
            "`{word}` in: {complaint}"
        );
    }
    assert!(
        !said.contains("guest@") && !said.contains("guest:") && !said.contains("geheim"),
        "a password: {said}"
    );
    assert!(
        !said.contains("panicked") && !said.contains("RUST_BACKTRACE"),
        "{said}"
    );
}

fn no_store(world: &World) {
    for name in ["schakel.sqlite", "schakel.sqlite.lock"] {
        assert!(!Path::new(&world.path(name)).exists(), "{name} was made");
    }
}

#[tokio::test]
async fn a_setting_that_is_wrong_is_named() {
    let world = World::new("wrong-setting").await;
    let right = fs::read_to_string(world.path("schakel.toml")).unwrap();
    let reset = || fs::write(world.path("schakel.toml"), &right).unwrap();
    for (from, to, words) in [
        (
            "[keys]",
            "prefetsch = 4\n[keys]",
            &["broker.prefetsch", "schakel.toml"][..],
        ),
        (
            "[keys]",
            "prefetch = \"veel\"\n[keys]",
            &["broker.prefetch", "schakel.toml"],
        ),
        (
            "[keys]",
            "prefetch = 0\n[keys]",
            &["broker.prefetch", "van 1 tot 65535"],
        ),
        ("[keys]", "prefetch = -1\n[keys]", &["broker.prefetch"]),
        ("[keys]\nfile = \"hub.key\"\n", "", &["keys", "ontbreekt"]),
        ("file = \"hub.key\"\n", "", &["keys.file", "ontbreekt"]),
        ("[keys]", "[keys", &["schakel.toml"]),
        (
            "[retry]",
            "[broker.extra]\nx = 1\n[retry]",
            &["broker.extra"],
        ),
        (
            "schedule = [",
            "schedule = [\"straks\", ",
            &["retry.schedule"],
        ),
        (
            "[retry]",
            "[log]\nformat = \"yaml\"\n[retry]",
            &["log.format", "kies uit text, json"],
        ),
        (
            "[retry]",
            "[log]\nlevel = \"a=b=c\"\n[retry]",
            &["log.level"],
        ),
        (
            "region = \"region\"",
            "region = \"nergens\"",
            &["nergens", "bestaat niet", "[catalog]"],
        ),
        (
            "url = \"amqp://guest:",
            "url = \"http://geheim:",
            &["broker.url", "amqp://", "amqps://"],
        ),
        (
            "management = \"http",
            "management = \"ftp",
            &["broker.management", "http://", "https://"],
        ),
    ] {
        edit(&world, from, to);
        refuses(&world, words);
        if words[0].starts_with("broker.") {
            check(&complaint(&world.schakel(&["check"])), words);
        }
        no_store(&world);
        reset();
    }
    let elsewhere = Command::new(env!("CARGO_BIN_EXE_schakel"))
        .args(["--settings", "/nergens/schakel.toml", "run"])
        .output()
        .unwrap();
    check(
        &complaint(&elsewhere),
        &["/nergens/schakel.toml", "bestaat niet", "--settings"],
    );
    let other = Command::new(env!("CARGO_BIN_EXE_schakel"))
        .args(["--settings", &world.path("schakel.toml"), "run"])
        .env("SCHAKEL__BROKER__PREFETCH", "veel")
        .output()
        .unwrap();
    check(&complaint(&other), &["broker.prefetch", "omgeving"]);
}

#[tokio::test]
async fn a_broker_that_cannot_be_used_is_named_without_its_password() {
    let world = World::new("wrong-broker").await;
    let right = fs::read_to_string(world.path("schakel.toml")).unwrap();
    let url = world.vhost.amqp();
    let host = url
        .split('@')
        .nth(1)
        .unwrap()
        .split('/')
        .next()
        .unwrap()
        .to_owned();
    for (wrong, words) in [
        (
            url.replace("guest:guest", "guest:geheim"),
            &[host.as_str(), "guest", "wachtwoord"][..],
        ),
        (
            url.replace(&world.vhost.name, "nergens"),
            &["nergens", "vhost"],
        ),
        (
            url.replace(&host, "127.0.0.1:9"),
            &["127.0.0.1:9", "niet bereikbaar"],
        ),
    ] {
        fs::write(world.path("schakel.toml"), right.replace(&url, &wrong)).unwrap();
        refuses(&world, words);
        no_store(&world);
    }
}

#[tokio::test]
async fn the_plan_tries_the_address_of_the_hub_itself_and_tells_the_rest_all_the_same() {
    let world = World::new("plan-connects").await;
    let right = fs::read_to_string(world.path("schakel.toml")).unwrap();
    let url = world.vhost.amqp();
    let host = url
        .split('@')
        .nth(1)
        .unwrap()
        .split('/')
        .next()
        .unwrap()
        .to_owned();
    for (wrong, words) in [
        (
            url.replace("guest:guest", "guest:geheim"),
            &[host.as_str(), "guest", "wachtwoord"][..],
        ),
        (
            url.replace(&host, "127.0.0.1:9"),
            &["127.0.0.1:9", "niet bereikbaar"],
        ),
        (url.replace("amqp://", "amqps://"), &[host.as_str(), "TLS"]),
    ] {
        fs::write(world.path("schakel.toml"), right.replace(&url, &wrong)).unwrap();
        let said = complaint(&world.schakel(&["topology", "--plan"]));
        check(
            &said,
            &[
                words,
                &["`broker.url` werkt niet", "0 ontbreken, 0 wijken af"],
            ]
            .concat(),
        );
        check(&complaint(&world.schakel(&["topology"])), words);
    }
}

#[tokio::test]
async fn what_cannot_be_made_is_told_in_dutch() {
    let world = World::new("not-made").await;
    for (words, told) in [
        (
            &["key", "nergens/hub.key"][..],
            &["nergens/hub.key", "bestaat niet"][..],
        ),
        (
            &["topology", "--passwords", "nergens/nieuw"],
            &["nergens/nieuw", "bestaat niet"],
        ),
        (
            &["topology", "--passwords", "passwords"],
            &["passwords", "bestaat al"],
        ),
        (
            &["check", "--report", "hub.key/docs"],
            &["hub.key/docs", "geen map"],
        ),
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_schakel"));
        let output = command
            .arg("--settings")
            .arg(world.path("schakel.toml"))
            .args(words)
            .current_dir(world.folder.path())
            .output();
        check(&complaint(&output.unwrap()), told);
    }
    let full = fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_schakel"))
        .stdout(full)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
        .wait_with_output();
    check(&complaint(&output.unwrap()), &["schijf", "vol"]);
}

#[tokio::test]
async fn a_catalog_with_mistakes_is_told_all_of_them_by_file_and_line() {
    let world = World::new("bad-catalog").await;
    let file = world.folder.path().join("region/partners.toml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(
        &file,
        text.replacen("role       = \"wijkteam\"", "role       = \"wijkclub\"", 1)
            .replacen("[\"0175\"]", "[\"9999\"]", 1),
    )
    .unwrap();
    refuses(
        &world,
        &[
            "partners.toml",
            "wijkclub",
            "9999",
            "2 fouten in de catalogus",
        ],
    );
    no_store(&world);
}
