//! Everything that can be seen of a hub -> the marks that stand where they may not.

use super::plant::{Dye, Marker, WORD, values_in};
use super::region::oin;
use super::{Disclosed, Planted, disclosed};
use crate::world::{Lay, World};
use schakel::catalog::Catalog;
use schakel::catalog::schema::Meaning;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;

#[derive(Default)]
pub(super) struct Found {
    pub(super) leaks: Vec<String>,
    pub(super) events: usize,
    pub(super) seen: usize,
    /// Events of a document of which another marker stayed behind.
    pub(super) partly: usize,
    pub(super) roles: BTreeSet<String>,
}

pub(super) async fn search(catalog: &Catalog, world: &World, all: &[Planted]) -> Found {
    let mut found = Found::default();
    let disclosed = disclosed(world);
    let by_id: BTreeMap<&str, &Planted> = all
        .iter()
        .map(|planted| (planted.id.as_str(), planted))
        .collect();
    for role in super::region::roles(catalog) {
        for lay in world.drain(&format!("to.{role}")).await {
            let body: Value = serde_json::from_slice(&lay.body).unwrap();
            let Some(known) = disclosed.get(body["id"].as_str().unwrap()) else {
                found
                    .leaks
                    .push(format!("{role} got an event that nobody recorded"));
                continue;
            };
            let planted = by_id[known.document.as_str()];
            assert_eq!(
                known.partner,
                format!("{}/{role}", oin(&role)),
                "an event in another's mailbox"
            );
            found.roles.insert(role.clone());
            event(planted, known, &lay, &body, &mut found);
        }
        let answers = world.drain(&format!("answer.{role}")).await;
        assert!(answers.len() <= all.len() * 10);
        for lay in answers {
            let text = format!("{} {}", String::from_utf8_lossy(&lay.body), lay.properties);
            plain(
                &format!("an answer to {role}"),
                &text,
                text.find(WORD),
                all,
                &mut found,
            );
        }
    }
    let metrics = crate::watched::page(world, "/metrics").await;
    for (name, text) in [
        ("the log", world.log()),
        ("the metrics", metrics),
        ("the overview", world.schakel_ok(&["overview"])),
        ("the alerts", world.schakel_ok(&["alerts"])),
    ] {
        assert!(!text.is_empty(), "{name}");
        plain(name, &text, text.find(WORD), all, &mut found);
    }
    for file in fs::read_dir(world.folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
    {
        if file
            .file_name()
            .unwrap()
            .to_string_lossy()
            .starts_with("schakel.sqlite")
        {
            let bytes = fs::read(&file).unwrap();
            let text = String::from_utf8_lossy(&bytes);
            plain("the store", &text, planted_word(&text), all, &mut found);
        }
    }
    found
}

/// What one event holds, against what its verdict lets through.
fn event(planted: &Planted, known: &Disclosed, lay: &Lay, body: &Value, found: &mut Found) {
    found.events += 1;
    let mut values = Vec::new();
    values_in(&body["data"], &mut values);
    let mut own = 0;
    for marker in &planted.markers {
        let there = values.contains(&&marker.value);
        own += usize::from(there);
        if there && !known.categories.contains(&marker.category) {
            found.leaks.push(format!(
                "{} to {}: {} ({})",
                planted.kind.name, known.partner, marker.pointer, marker.category
            ));
        }
    }
    let marked = |value: &&&Value| value.as_str().is_some_and(|text| text.contains(WORD));
    let foreign = values.iter().filter(marked).filter(|value| {
        !planted
            .markers
            .iter()
            .any(|marker| marker.value == ***value)
    });
    let foreign = foreign
        .filter(|value| {
            Some(value.as_str().unwrap())
                != planted.kind.text(Meaning::ReportNumber, &planted.event)
        })
        .count();
    if foreign > 0 {
        found.leaks.push(format!(
            "{} to {}: {foreign} values of another document",
            planted.kind.name, known.partner
        ));
    }
    if lay.properties.contains(WORD) {
        found.leaks.push(format!(
            "{} to {}: a header",
            planted.kind.name, known.partner
        ));
    }
    found.seen += own;
    found.partly += usize::from(own > 0 && own < planted.markers.len());
}

/// Where a planted word stands. Among megabytes of sealed bytes its letters alone come about by chance, its digits after them do not.
fn planted_word(text: &str) -> Option<usize> {
    let numbered =
        |rest: &str| rest.len() >= 5 && rest.bytes().take(5).all(|byte| byte.is_ascii_digit());
    text.match_indices(WORD)
        .map(|(at, _)| at)
        .find(|at| numbered(&text[at + WORD.len()..]))
}

#[test]
fn a_planted_word_is_seen_and_its_letters_by_chance_are_not() {
    let word = Dye::new(jiff::civil::date(2026, 3, 20)).word();
    assert_eq!(planted_word(&format!("zqx>{word}")), Some(4));
    assert_eq!(planted_word("zqx> zqx0001 zqx"), None);
}

/// Nothing of anybody may stand here. `word`: where the letters of a planted word do.
fn plain(name: &str, text: &str, word: Option<usize>, all: &[Planted], found: &mut Found) {
    if let Some(at) = word {
        let from = text[..at]
            .char_indices()
            .rev()
            .nth(80)
            .map_or(0, |(at, _)| at);
        let about: String = text[from..].chars().take(160).collect();
        found.leaks.push(format!("{name}: {about}"));
    }
    let telling = |text: &&str| !text.contains(WORD);
    let markers: HashSet<&str> = all
        .iter()
        .flat_map(|planted| &planted.markers)
        .filter_map(Marker::text)
        .filter(telling)
        .collect();
    let tokens = text.split(|c: char| !c.is_alphanumeric() && c != '-');
    found.leaks.extend(
        tokens
            .filter(|token| markers.contains(token))
            .map(|marker| format!("{name}: {marker}")),
    );
}
