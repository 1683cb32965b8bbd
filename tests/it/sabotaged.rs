//! The patches of `tests/sabotage` still apply, and the tests that they name still exist. The run itself is slow and stands apart.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn patches() -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(root().join("tests/sabotage.d")).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.sort();
    assert!(found.len() > 20, "where are the patches?");
    found
}

#[test]
fn every_patch_of_the_sabotage_applies() {
    for patch in patches() {
        let output = Command::new("git").args(["apply", "--check"]).arg(&patch).current_dir(root()).output().unwrap();
        assert!(output.status.success(), "{}: {}", patch.display(), String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn every_patch_of_the_sabotage_names_a_test_that_exists() {
    for patch in patches() {
        let text = fs::read_to_string(&patch).unwrap();
        let named = text.lines().find_map(|line| line.strip_prefix("# test: ")).expect("a line `# test: it module::test`");
        let (target, path) = named.split_once(' ').unwrap();
        let mut parts: Vec<&str> = path.split("::").filter(|part| *part != "tests").collect();
        let name = parts.pop().unwrap();
        let folder = if target == "lib" { "src" } else { "tests/it" };
        let file = root().join(folder).join(parts.join("/")).with_extension("rs");
        let source = fs::read_to_string(&file).unwrap_or_else(|_| panic!("{}: no file {}", patch.display(), file.display()));
        assert!(source.contains(&format!("fn {name}(")), "{}: no test {name} in {}", patch.display(), file.display());
    }
}
