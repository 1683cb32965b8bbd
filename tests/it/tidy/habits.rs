//! Walls around how we write: tests that run and do not wait, short files, a purpose on top.

use super::reading::none_of;
use super::{accepts, check, complains, rust, sources, within};

/// Longer than this and a file is two files, or there is a reason.
const LINES: usize = 400;
const LONG: &[(&str, &str)] = &[];
const WAITS: &[(&str, &str)] = &[(
    "tests/it/node.rs",
    "asks a starting broker again and again whether it is there yet",
)];
/// These name what they forbid.
const TIDY: &[&str] = &["tests/it/tidy"];

fn tests_run(path: &str, text: &str) -> Vec<String> {
    none_of(
        &["#[ignore", "#![ignore"],
        "a test that does not run promises nothing: mend it or delete it",
    )(path, text)
}

fn tests_wait_for_nothing(path: &str, text: &str) -> Vec<String> {
    let start = if path.starts_with("src/") {
        "#[cfg(test)]"
    } else {
        ""
    };
    let start = text.find(start).unwrap_or(text.len());
    let tests = "\n".repeat(text[..start].lines().count()) + &text[start..]; // the numbers of the lines stay
    let instead = "wait for the event itself, or pause the clock and advance it (`node::until` asks a real broker)";
    let complaints =
        none_of(&["thread::sleep", "time::sleep", "sleep_until"], instead)(path, &tests);
    if WAITS.iter().any(|(allowed, _)| *allowed == path) {
        Vec::new()
    } else {
        complaints
    }
}

fn short(path: &str, text: &str) -> Vec<String> {
    let count = text.lines().count();
    let reason = LONG.iter().any(|(long, _)| *long == path);
    match (count > LINES, reason) {
        (true, false) => {
            vec![format!(
                "{path}: {count} lines, at most {LINES}: cut it, or give a reason in tests/it/tidy/habits.rs"
            )]
        }
        (false, true) => vec![format!(
            "{path}: no longer long: take it out of the list in tests/it/tidy/habits.rs"
        )],
        _ => Vec::new(),
    }
}

fn opens_with_its_purpose(path: &str, text: &str) -> Vec<String> {
    let says = text
        .lines()
        .next()
        .is_some_and(|line| line.len() > 4 && line.starts_with("//! "));
    if says {
        Vec::new()
    } else {
        vec![format!(
            "{path}: open it with a `//!` line: what it turns into what"
        )]
    }
}

#[test]
fn every_test_runs() {
    complains(
        tests_run,
        "tests/it/a.rs",
        "#[test]\n#[ignore = \"slow\"]\nfn f() {}",
        "tests/it/a.rs:2",
    );
    let written = rust(&["src", "tests"])
        .into_iter()
        .filter(|source| !within(&source.path, TIDY));
    check(&written.collect::<Vec<_>>(), tests_run);
}

#[test]
fn no_test_waits_for_time_to_pass() {
    complains(
        tests_wait_for_nothing,
        "tests/it/a.rs",
        "std::thread::sleep(d)",
        "tests/it/a.rs:1",
    );
    complains(
        tests_wait_for_nothing,
        "tests/it/a.rs",
        "use tokio::time::{self, sleep};",
        "time::sleep",
    );
    complains(
        tests_wait_for_nothing,
        "src/a.rs",
        "fn f() {}\n#[cfg(test)]\nmod tests {\n    thread::sleep(d)",
        "src/a.rs:4",
    );
    accepts(
        tests_wait_for_nothing,
        "src/a.rs",
        "tokio::time::sleep(pause).await",
    );
    accepts(
        tests_wait_for_nothing,
        "tests/it/node.rs",
        "tokio::time::sleep(PAUSE).await",
    );
    let written = rust(&["src", "tests"])
        .into_iter()
        .filter(|source| !within(&source.path, TIDY));
    check(&written.collect::<Vec<_>>(), tests_wait_for_nothing);
}

#[test]
fn no_file_is_long_without_a_reason() {
    complains(short, "src/a.rs", &"\n".repeat(LINES + 1), "401 lines");
    accepts(short, "src/a.rs", &"\n".repeat(LINES));
    for (path, reason) in LONG.iter().chain(WAITS) {
        sources(&[path]);
        assert!(!reason.is_empty(), "{path} is excused without a reason");
    }
    check(&rust(&["src", "tests"]), short);
}

#[test]
fn every_rust_file_opens_with_its_purpose() {
    complains(
        opens_with_its_purpose,
        "src/a.rs",
        "use std::fmt;\n//! Late.",
        "src/a.rs",
    );
    complains(opens_with_its_purpose, "src/a.rs", "//!\n", "src/a.rs");
    accepts(opens_with_its_purpose, "src/a.rs", "//! A -> B.\n");
    check(&rust(&[""]), opens_with_its_purpose);
}
