//! `deploy/demo --once` does what docs/demo.md shows, to the byte, and leaves nothing behind.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::SystemTime;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The folder with the program under test and the example beside it, which cargo does not build for a test.
fn built() -> PathBuf {
    let folder = Path::new(env!("CARGO_BIN_EXE_schakel"))
        .parent()
        .unwrap()
        .to_owned();
    let made = fs::metadata(folder.join("examples/schoolday")).and_then(|file| file.modified());
    let changed = [
        "examples/schoolday",
        "examples/shared",
        "tests/it/node.rs",
        "tests/it/node",
    ]
    .iter()
    .map(|place| newest(&root().join(place)))
    .max();
    assert!(
        made.is_ok_and(|made| Some(made) >= changed),
        "examples/schoolday is not built, or older than its source: run tests/run"
    );
    folder
}

fn newest(path: &Path) -> SystemTime {
    let inside = fs::read_dir(path)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| newest(&entry.path()))
        .max();
    inside.unwrap_or_else(|| fs::metadata(path).unwrap().modified().unwrap())
}

/// What docs/demo.md shows between its demo marks.
fn shown() -> String {
    let page = fs::read_to_string(root().join("docs/demo.md")).unwrap();
    let (_, after) = page
        .split_once("<!-- demo -->\n")
        .expect("a line <!-- demo --> in docs/demo.md");
    let (block, _) = after
        .split_once("<!-- /demo -->")
        .expect("a line <!-- /demo --> in docs/demo.md");
    let inside = block
        .trim()
        .strip_prefix("```")
        .and_then(|block| block.strip_suffix("```"));
    let (_, text) = inside.expect("a fenced block").split_once('\n').unwrap();
    text.to_owned()
}

/// Processes that know this folder from their words or their environment.
fn living(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir("/proc").unwrap().flatten() {
        let known = ["cmdline", "environ"]
            .map(|file| fs::read(entry.path().join(file)).unwrap_or_default())
            .concat();
        let known = String::from_utf8_lossy(&known).into_owned();
        if known.contains(folder.to_str().unwrap()) {
            found.push(known.split('\0').take(5).collect::<Vec<_>>().join(" "));
        }
    }
    found
}

#[test]
fn the_demo_says_what_the_readme_shows_and_leaves_nothing_behind() {
    let scratch = tempfile::tempdir().unwrap();
    let mut demo = Command::new(root().join("deploy/demo"));
    demo.arg("--once")
        .current_dir(scratch.path())
        .stdin(Stdio::null());
    demo.env("SCHAKEL_DEMO_BIN_DIR", built())
        .env("TMPDIR", scratch.path());
    // a setting for a hub of somebody else must not reach the demo's
    demo.env(
        "SCHAKEL__BROKER__URL",
        "amqp://nobody:nothing@127.0.0.1:1/elsewhere",
    );
    let output = demo.output().unwrap();
    let (story, progress) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(output.status.success(), "{}: {progress}", output.status);

    let last = story.lines().last().unwrap_or_default();
    let counts: Vec<(&str, i64)> = last
        .split(' ')
        .filter_map(|word| word.split_once('='))
        .map(|(name, count)| (name, count.parse().unwrap()))
        .collect();
    let [
        ("documents", documents),
        ("routed", routed),
        ("register", register),
        ("nothing", nothing),
        ("stopped", stopped),
        ("duplicate", duplicate),
        ("dispatches", dispatches),
        ("delivered", delivered),
        ("withheld", withheld),
        ("parked", 0),
    ] = counts[..]
    else {
        panic!("another last line: {last}")
    };
    assert_eq!(documents, routed + register + nothing + stopped + duplicate);
    assert!(
        documents >= 600 && register > 0 && stopped + duplicate >= documents / 20,
        "not much of a day: {last}"
    );
    assert!(
        nothing > 0
            && duplicate > 0
            && withheld >= nothing
            && dispatches > routed
            && delivered < dispatches,
        "{last}"
    );
    assert!(story.contains("\nhet logboek is heel\n"), "{story}");
    assert!(
        story == shown(),
        "docs/demo.md shows another day: run tests/refresh-demo\n{story}"
    );

    assert_eq!(living(scratch.path()), Vec::<String>::new());
    let left: Vec<_> = fs::read_dir(scratch.path())
        .unwrap()
        .flatten()
        .map(|entry| entry.path())
        .collect();
    assert_eq!(left, Vec::<PathBuf>::new());
}
