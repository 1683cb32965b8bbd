//! The walls of the repository: what it promises about itself and the compiler does not keep.
//!
//! Each rule is a function from a path and a text to complaints, so that each also has a case that shows it complain.

mod circles;
mod data;
mod habits;
mod nouns;
mod order;
mod paths;
mod programs;
mod prose;
mod reading;
mod rules;
mod shell;
mod words;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A file as a rule sees it: its path from the root of the repository, and its text.
struct Source {
    path: String,
    text: String,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file that is in the repository or about to be. Without git: every file that is no build product.
fn tracked() -> Vec<String> {
    let mut git = Command::new("git");
    git.args([
        "ls-files",
        "--cached",
        "--others",
        "--exclude-standard",
        "-z",
    ]);
    let listed = match git.current_dir(root()).output() {
        Ok(listed) if listed.status.success() => {
            String::from_utf8(listed.stdout).expect("paths in UTF-8")
        }
        _ => walked(root().to_owned()).join("\0"),
    };
    let mut paths: Vec<String> = listed.split('\0').map(str::to_owned).collect();
    paths.retain(|path| root().join(path).is_file()); // a file may be deleted and not yet committed
    paths.sort();
    paths.dedup();
    paths
}

fn walked(folder: PathBuf) -> Vec<String> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        let relative = path
            .strip_prefix(root())
            .expect("inside the root")
            .to_str()
            .expect("UTF-8");
        match relative {
            ".git" | ".scratch" | "target" => {}
            _ if path.is_dir() => paths.extend(walked(path)),
            _ => paths.push(relative.to_owned()),
        }
    }
    paths
}

/// The files at or under one of these places; `src/store` is `src/store.rs` and all of `src/store/`, and `""` is everything.
/// A rule that has nothing to look at would pass for ever, so there must be some in each place.
#[track_caller]
fn sources(places: &[&str]) -> Vec<Source> {
    let tracked = tracked();
    for place in places {
        let found = tracked.iter().any(|path| within(path, &[place]));
        assert!(
            found,
            "nothing to check in `{place}`: has it moved? then change tests/it/tidy too"
        );
    }
    let paths = tracked.into_iter().filter(|path| within(path, places));
    paths
        .map(|path| {
            let bytes = fs::read(root().join(&path)).expect("a readable file");
            Source {
                path,
                text: String::from_utf8_lossy(&bytes).into_owned(),
            }
        })
        .collect()
}

/// The Rust files there.
#[track_caller]
fn rust(places: &[&str]) -> Vec<Source> {
    let mut found = sources(places);
    found.retain(|source| source.path.ends_with(".rs"));
    found
}

fn within(path: &str, places: &[&str]) -> bool {
    places.iter().any(|place| {
        let rest = path.strip_prefix(place);
        place.is_empty()
            || rest.is_some_and(|rest| rest.is_empty() || rest == ".rs" || rest.starts_with('/'))
    })
}

/// Holds every file against a rule, and tells all complaints at once.
#[track_caller]
fn check(sources: &[Source], rule: impl Fn(&str, &str) -> Vec<String>) {
    assert!(
        !sources.is_empty(),
        "nothing to check: has it moved? then change tests/it/tidy too"
    );
    let complaints: Vec<String> = sources
        .iter()
        .flat_map(|source| rule(&source.path, &source.text))
        .collect();
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

/// Proves that a rule can fail: this text must bring exactly one complaint, with this in it.
#[track_caller]
fn complains(rule: impl Fn(&str, &str) -> Vec<String>, path: &str, text: &str, about: &str) {
    let complaints = rule(path, text);
    assert!(
        complaints.len() == 1 && complaints[0].contains(about),
        "about `{about}` in `{text}`: {complaints:?}"
    );
}

/// Proves that a rule leaves in peace what is allowed.
#[track_caller]
fn accepts(rule: impl Fn(&str, &str) -> Vec<String>, path: &str, text: &str) {
    let complaints = rule(path, text);
    assert!(complaints.is_empty(), "`{text}`: {complaints:?}");
}

/// Whether `text` has `word` with nothing glued to it that makes it another word.
fn names(text: &str, word: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back().is_some_and(part) && word.starts_with(part);
        let after =
            text[at + word.len()..].chars().next().is_some_and(part) && word.ends_with(part);
        !before && !after
    })
}

#[test]
#[should_panic(expected = "nothing to check in `src/no_such_folder`")]
fn a_rule_about_a_folder_that_is_not_there_fails() {
    sources(&["src", "src/no_such_folder"]);
}

#[test]
#[should_panic(expected = "src/a.rs: wrong")]
fn a_complaint_fails_the_test() {
    let source = Source {
        path: "src/a.rs".to_owned(),
        text: String::new(),
    };
    check(&[source], |path, _| vec![format!("{path}: wrong")]);
}

#[test]
fn both_ways_to_list_the_files_find_this_one() {
    let this = "tests/it/tidy.rs".to_owned();
    assert!(tracked().contains(&this));
    assert!(walked(root().to_owned()).contains(&this));
}

#[test]
fn a_word_is_found_whole_only() {
    assert!(
        names("use tokio::time", "tokio")
            && names("async move", "async ")
            && names("std::fs::read", "std::fs")
    );
    assert!(
        !names("Instantly", "Instant")
            && !names("my_tokio", "tokio")
            && !names("std::fsx", "std::fs")
    );
    assert!(within("src/store.rs", &["src/store"]) && within("src/store/log.rs", &["src/store"]));
    assert!(!within("src/stored.rs", &["src/store"]));
}
