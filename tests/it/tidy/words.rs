//! Walls inside the Rust source: which words may stand where.

use super::reading::{none_of, only_in};
use super::{accepts, check, complains, rust, sources};

/// The world outside, what time it is, and chance.
const OUTSIDE: &[&str] = &[
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::thread",
    "std::io::stdin",
    "SystemTime",
    "Instant",
    "RandomState",
    "Timestamp::now",
    "Zoned::now",
    "new_v4",
    "getrandom",
    "tokio",
    "reqwest",
    "rusqlite",
    "lapin",
    "async",
    ".await",
];
const SQL: &[&str] = &[
    "rusqlite",
    "SELECT ",
    "INSERT INTO ",
    "DELETE FROM ",
    "UPDATE ",
    "CREATE TABLE ",
    "PRAGMA ",
];
const PRINTS: &[&str] = &[
    "println!",
    "print!",
    "eprintln!",
    "eprint!",
    "dbg!",
    "io::stdout",
    "io::stderr",
];

const FETCH: &str = "fetch it in the shell and pass it in";

#[test]
fn the_pure_middle_does_no_io_and_knows_no_clock_and_no_dice() {
    let rule = none_of(OUTSIDE, FETCH);
    for word in OUTSIDE {
        complains(
            &rule,
            "src/pipeline/a.rs",
            &format!("let x = {word}();"),
            FETCH,
        );
    }
    complains(
        &rule,
        "a.rs",
        "use std::{\n    collections::{BTreeMap, HashSet},\n    fs,\n};",
        "a.rs:1: names `std::fs`",
    );
    accepts(
        &rule,
        "src/pipeline/a.rs",
        "// no tokio here\nuse std::fmt; use std::time::Duration; let instant = 1;",
    );
    check(
        &rust(&[
            "src/pipeline",
            "src/catalog",
            "src/report",
            "src/outcome.rs",
            "src/party.rs",
            "src/message.rs",
        ]),
        &rule,
    );
}

#[test]
fn only_the_broker_names_lapin() {
    let rule = only_in(
        &["src/broker", "src/libraries.rs"], // whose names of libraries are those of log lines
        &["lapin"],
        "use the broker's own words: Inbound, Arrival, Settlement",
    );
    complains(
        &rule,
        "src/hub.rs",
        "fn f(c: lapin::Channel) {}",
        "src/hub.rs:1: names `lapin`",
    );
    complains(&rule, "src/brokers.rs", "use lapin as l;", "lapin");
    accepts(&rule, "src/broker/consume.rs", "use lapin::Channel;");
    sources(&["src/broker"]);
    check(&rust(&["src"]), &rule);
}

#[test]
fn only_the_store_speaks_sql() {
    let rule = only_in(
        &["src/store"],
        SQL,
        "ask the store by a function with a name",
    );
    for word in SQL {
        complains(
            &rule,
            "src/web/page.rs",
            &format!("f(\"{word} x\")"),
            "by a function with a name",
        );
    }
    accepts(&rule, "src/store.rs", "c.execute(\"DELETE FROM payload\")");
    sources(&["src/store"]);
    check(&rust(&["src"]), &rule);
}

#[test]
fn only_the_web_names_axum() {
    let rule = only_in(
        &["src/web"],
        &["axum"],
        "answer with a value; src/web turns it into a response",
    );
    complains(&rule, "src/store.rs", "use axum::Json;", "axum");
    accepts(&rule, "src/web/page.rs", "use axum::Json;");
    check(&rust(&["src"]), &rule);
}

#[test]
fn only_the_management_client_names_reqwest() {
    let rule = only_in(
        &["src/management", "src/libraries.rs"],
        &["reqwest"],
        "call src/management.rs",
    );
    complains(&rule, "src/hub.rs", "reqwest::get(url)", "reqwest");
    accepts(&rule, "src/management.rs", "use reqwest::Client;");
    sources(&["src/management"]);
    check(&rust(&["src"]), &rule);
}

/// A text that has one of these words in it is Dutch.
const DUTCH: &[&str] = &[
    "de", "het", "een", "niet", "geen", "voor", "van", "wordt", "bestaat", "staat", "dit", "er",
];

/// Texts between quotes, as they stand in the source.
fn says_dutch(path: &str, text: &str) -> Vec<String> {
    let mut complaints = Vec::new();
    for (at, line) in super::reading::lines(text) {
        let said = line.split('"').skip(1).step_by(2);
        let mut words = said.flat_map(|said| said.split(|c: char| !c.is_alphabetic()));
        if words.any(|word| DUTCH.contains(&word)) || line.contains("in_dutch") {
            complaints.push(format!(
                "{path}:{at}: says Dutch: answer with a value, and tell it in src/cli/said"
            ));
        }
    }
    complaints
}

#[test]
fn the_desk_answers_with_values_and_says_no_dutch() {
    complains(
        says_dutch,
        "src/desk/drop.rs",
        "let line = format!(\"bezorging {seq} bestaat niet\");",
        "src/desk/drop.rs:1: says Dutch",
    );
    complains(says_dutch, "src/desk.rs", "code.in_dutch()", "says Dutch");
    accepts(
        says_dutch,
        "src/desk/drop.rs",
        "// bestaat niet\nact.record(store, now, &whose, \"drop\", &about)?;",
    );
    check(&rust(&["src/desk"]), says_dutch);
}

#[test]
fn only_the_command_line_prints() {
    let rule = only_in(
        &["src/cli", "src/log.rs", "src/main.rs"],
        PRINTS,
        "log it with tracing, or return it",
    );
    for word in PRINTS {
        complains(
            &rule,
            "src/hub/intake.rs",
            &format!("{word}(\"x\")"),
            "tracing",
        );
    }
    accepts(&rule, "src/cli/check.rs", "println!(\"x\")");
    sources(&["src/cli"]);
    check(&rust(&["src"]), &rule);
}
