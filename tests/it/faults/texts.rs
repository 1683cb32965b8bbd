//! Texts of the catalog as other editors save them: the same catalog, or a complaint in Dutch.

use crate::world::{copy, write};
use schakel::load::Folders;
use schakel::prove::proven;
use std::fs;
use std::path::Path;

fn folders(folder: &Path) -> Folders {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for part in [
        "schemas",
        "adapters",
        "policies",
        "deploy/reference",
        "deploy/regions/ijssel-vecht",
    ] {
        copy(&root.join(part), &folder.join(part));
    }
    Folders {
        schemas: folder.join("schemas"),
        adapters: folder.join("adapters"),
        policies: folder.join("policies"),
        region: folder.join("deploy/regions/ijssel-vecht"),
        reference: folder.join("deploy/reference"),
    }
}

/// Every text below, with `change`.
fn each(folder: &Path, change: &dyn Fn(&str) -> String) -> usize {
    let mut count = 0;
    for path in fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
    {
        if path.is_dir() {
            count += each(&path, change);
        } else if !path.to_string_lossy().contains(".in.") {
            let text = fs::read_to_string(&path).unwrap();
            fs::write(&path, change(&text)).unwrap();
            count += 1;
        }
    }
    count
}

#[test]
fn a_catalog_that_another_editor_saved_is_the_same_catalog() {
    let folder = tempfile::tempdir().unwrap();
    let folders = folders(folder.path());
    let version = proven(&folders).unwrap().version;
    assert!(each(folder.path(), &|text| text.replace('\n', "\r\n")) > 100);
    assert_eq!(proven(&folders).unwrap().version, version, "with CRLF");
    each(folder.path(), &|text| format!("\u{feff}{text}"));
    assert_eq!(
        proven(&folders)
            .unwrap_or_else(|wrong| panic!("{wrong:?}"))
            .version,
        version,
        "with CRLF and a mark in front"
    );
    each(folder.path(), &|text| text.replace("\r\n", "\n"));
    assert_eq!(
        proven(&folders).unwrap().version,
        version,
        "with a mark in front"
    );
}

#[test]
fn a_schema_that_cannot_be_read_is_told_in_dutch_and_on_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let folders = folders(folder.path());
    let place = "schemas/verzuimmelding/v1.json";
    let right = fs::read_to_string(folder.path().join(place)).unwrap();
    for (text, line, words) in [
        (
            right.replacen(':', "=", 1),
            Some(2),
            "geen geldige JSON: kijk naar haken, komma's en aanhalingstekens",
        ),
        (
            String::new(),
            Some(1),
            "geen geldige JSON: het houdt te vroeg op",
        ),
        (
            format!("\u{feff}\u{feff}{right}"),
            Some(1),
            "geen geldige JSON: kijk naar haken, komma's en aanhalingstekens",
        ),
    ] {
        write(folder.path(), place, &text);
        let wrong = proven(&folders).unwrap_err();
        let said = wrong
            .iter()
            .find(|said| said.file.ends_with(place))
            .unwrap_or_else(|| panic!("{wrong:?}"));
        assert_eq!(
            (said.line.map(|line| line.max(1)), said.text.as_str()),
            (line, words)
        );
    }
}
