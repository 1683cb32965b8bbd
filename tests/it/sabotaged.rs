//! The patches of `tests/sabotage` still apply, and the tests that they name still exist. The run itself is slow and stands apart.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn patches() -> Vec<PathBuf> {
    let all = fs::read_dir(root().join("tests/sabotage.d"))
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut found: Vec<PathBuf> = all
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "patch")
        })
        .collect();
    found.sort();
    assert!(found.len() > 20, "where are the patches?");
    found
}

#[test]
fn every_patch_of_the_sabotage_applies() {
    for patch in patches() {
        let output = Command::new("git")
            .args(["apply", "--check"])
            .arg(&patch)
            .current_dir(root())
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{}: {}",
            patch.display(),
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

#[test]
fn every_patch_of_the_sabotage_names_a_test_that_exists() {
    for patch in patches() {
        let text = fs::read_to_string(&patch).unwrap();
        let named = text
            .lines()
            .find_map(|line| line.strip_prefix("# test: "))
            .expect("a line `# test: it module::test`");
        let (target, path) = named.split_once(' ').unwrap();
        let mut parts: Vec<&str> = path.split("::").filter(|part| *part != "tests").collect();
        let name = parts.pop().unwrap();
        let folder = if target == "lib" {
            "src".to_owned()
        } else {
            format!("tests/{target}")
        };
        let file = root()
            .join(folder)
            .join(parts.join("/"))
            .with_extension("rs");
        let mut source = fs::read_to_string(&file)
            .unwrap_or_else(|_| panic!("{}: no file {}", patch.display(), file.display()));
        // tests beside the code may have a file of their own
        source += &fs::read_to_string(file.with_extension("").join("tests.rs")).unwrap_or_default();
        assert!(
            source.contains(&format!("fn {name}(")),
            "{}: no test {name} in {}",
            patch.display(),
            file.display()
        );
    }
}

/// Patch names by promise, as the patches themselves say.
fn by_promise() -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for patch in patches() {
        let text = fs::read_to_string(&patch).unwrap();
        let promise = text
            .lines()
            .find_map(|line| line.strip_prefix("# promise: "));
        let promise = promise.unwrap_or_else(|| {
            panic!(
                "{}: a line `# promise: N`, or a word of the table",
                patch.display()
            )
        });
        found
            .entry(promise.to_owned())
            .or_default()
            .push(patch.file_stem().unwrap().to_str().unwrap().to_owned());
    }
    found
}

#[test]
fn every_promise_is_sabotaged_in_two_ways_or_more() {
    let found = by_promise();
    let architecture = fs::read_to_string(root().join("docs/architecture.md")).unwrap();
    let (_, promises) = architecture.split_once("## The promises").unwrap();
    let numbers: Vec<&str> = promises
        .lines()
        .filter_map(|line| line.split_once(". **"))
        .map(|(number, _)| number)
        .collect();
    assert_eq!(numbers, ["1", "2", "3", "4", "5", "6"]);
    for number in numbers {
        let count = found.get(number).map_or(0, Vec::len);
        assert!(count >= 2, "promise {number} is sabotaged in {count} ways");
    }
}

#[test]
fn the_table_of_the_sabotage_is_what_the_patches_say() {
    let table = fs::read_to_string(root().join("tests/sabotage.d/README.md")).unwrap();
    let rows = table.lines().filter_map(|line| {
        match line.split('|').map(str::trim).collect::<Vec<_>>()[..] {
            ["", promise, _, patches, ""] if !promise.starts_with(['P', '-']) => Some((
                promise.to_owned(),
                patches.split(", ").map(str::to_owned).collect::<Vec<_>>(),
            )),
            _ => None,
        }
    });
    assert_eq!(rows.collect::<BTreeMap<_, _>>(), by_promise());
}
