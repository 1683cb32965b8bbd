//! The recipe of `docs/adding.md` for a way out -> followed to the letter in a copy of the source, built, and used by a hub.

use crate::adding::block;
use crate::shared::vhost_for;
use crate::world::{self, Sent, World};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What was built of the libraries for this test serves the copy as well.
fn lend_libraries(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    let copied = Command::new("cp")
        .args(["-a", "--reflink=auto"])
        .args([from.join(".fingerprint"), from.join("build")])
        .arg(to)
        .status()
        .unwrap();
    assert!(copied.success());
    let deps = to.join("deps");
    fs::create_dir_all(&deps).unwrap();
    for file in fs::read_dir(from.join("deps")).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        let is_library = [".rlib", ".rmeta", ".so", ".d"]
            .iter()
            .any(|end| name.ends_with(end));
        if is_library && !name.contains("schakel") {
            let copied = Command::new("cp").arg("-a").args([&path, &deps]).status();
            assert!(copied.unwrap().success());
        }
    }
}

/// A copy of the source in which the recipe was followed, built: its program.
fn built(doc: &str, scratch: &Path) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for part in ["src", "Cargo.toml", "Cargo.lock"] {
        let copied = Command::new("cp")
            .arg("-a")
            .args([&root.join(part), scratch])
            .status();
        assert!(copied.unwrap().success());
    }
    // only what makes the program: no tests, no bench
    let manifest = fs::read_to_string(scratch.join("Cargo.toml")).unwrap();
    let parts = manifest.split("\n\n");
    let kept: Vec<&str> = parts
        .filter(|part| !part.starts_with("[[test]]") && !part.starts_with("[[bench]]"))
        .collect();
    fs::write(scratch.join("Cargo.toml"), kept.join("\n\n")).unwrap();
    let file = block(doc, "// src/channel/folder.rs");
    world::write(scratch, "src/channel/folder.rs", file);
    world::write(scratch, "way.diff", block(doc, "+++ b/src/channel.rs"));
    let applied = Command::new("git")
        .args(["apply", "way.diff"])
        .current_dir(scratch)
        .output()
        .unwrap();
    assert!(applied.status.success(), "{applied:?}");
    let own = Path::new(env!("CARGO_BIN_EXE_schakel")).parent().unwrap();
    let target = scratch.join("target");
    lend_libraries(own, &target.join("debug"));
    let done = Command::new(env!("CARGO"))
        .args(["build", "--locked", "--offline", "--bin", "schakel"])
        .args(["--jobs", "1"]) // others measure time meanwhile
        .arg("--target-dir")
        .arg(&target)
        .current_dir(scratch)
        .output()
        .unwrap();
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    target.join("debug/schakel")
}

#[tokio::test]
async fn a_way_out_is_one_variant_and_one_file_and_works_as_the_recipe_has_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let doc = fs::read_to_string(root.join("docs/adding.md")).unwrap();
    let scratch = tempfile::tempdir().unwrap();
    let program = built(&doc, scratch.path());
    let desk = scratch.path().join("desk");
    fs::create_dir(&desk).unwrap();
    let vhost = vhost_for("wayout").await;
    let mut world = World::of(&program, vhost, |folder| {
        let said = block(&doc, "{ folder = { path");
        assert!(said.contains("/srv/leerplicht-zwolle"), "{said}");
        let path = folder.join("region/partners.toml");
        let text = fs::read_to_string(&path).unwrap();
        let before = "{ amqp = { exchange = \"to.leerplicht-zwolle\" } }";
        assert!(text.contains(before));
        let after = format!("{{ folder = {{ path = \"{}\" }} }}", desk.display());
        fs::write(&path, text.replacen(before, &after, 1)).unwrap();
    })
    .await;
    world.start();
    let report = crate::given::xml(&[("<Nummer>7</Nummer>", "<Nummer>701</Nummer>")]);
    world.send("thorbecke", &[Sent::xml(report)]).await;
    world.settled(1).await;
    let files: Vec<PathBuf> = fs::read_dir(&desk)
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    let [file] = &files[..] else {
        panic!("{files:?}\n{}", world.log())
    };
    let event: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
    assert_eq!(
        file.file_stem().unwrap().to_str(),
        event["id"].as_str(),
        "the file has the name of the event"
    );
    assert_eq!(event["type"], "nl.onderwijsjeugdhulp.verzuimmeldingen.v1");
    world.stop().await;
    world.log_is_whole();
}
