//! One word, one thing: a type has a name of its own, and a thing of the trade has one name.

use super::reading::lines;
use super::{Source, accepts, check, complains, rust};
use std::collections::{BTreeMap, BTreeSet};

/// Names that several types have, and why they may.
const SHARED: &[(&str, &str)] = &[
    (
        "Block",
        "the family's page and the report each have blocks of their own sorts",
    ),
    (
        "Found",
        "what a replay was asked about, and what the broker has; the first leaves with the desk",
    ),
    (
        "Group",
        "who signs a form, and alerts of one cause; the second leaves with the desk",
    ),
    ("Had", "as a facts file says it, and as the rule reads it"),
    (
        "Known",
        "what the catalog's entries are checked against, and the facts that `explain` prints",
    ),
    (
        "Order",
        "what an operator asks of the desk, and what a worker is told to do to a dispatch",
    ),
    ("Page", "a page for the family, and a page of the report"),
    (
        "Reading",
        "how a source writes, and a look at the store: both are named by their module",
    ),
    (
        "Request",
        "of a publisher, of the control socket, and of the desk: each is the request of its own channel",
    ),
    (
        "Said",
        "what a person said about consent, and what the desk says; the second leaves with the desk",
    ),
    (
        "Sent",
        "what was sent, as the rule reads it and as the desk tells it",
    ),
    (
        "Spoken",
        "words of the command line, and the statement that the desk hands on",
    ),
    ("Text", "a file of the catalog, and a text of the form"),
    (
        "Texts",
        "of the catalog, of the form and of the report: the files that each is made of",
    ),
    (
        "Told",
        "what a facts file, a register or an answer tells: private to each",
    ),
    (
        "Trouble",
        "what is wrong with the hub, and why an answer did not go",
    ),
    ("Verb", "of an adapter's rule, and of the desk's note"),
    (
        "Wanted",
        "the topology that should exist, and the consent that a page asks",
    ),
    ("What", "the words of a command of the command line"),
    (
        "Why",
        "the reason that an operator gives, and the reason of a match",
    ),
    (
        "Words",
        "the words of a command of the command line, one for each command; and the words of free text",
    ),
];

/// What a thing is called, and what it is not called beside that, in names of types, fields and functions.
const NOUNS: &[(&str, &[&str])] = &[
    ("partner", &["customer", "tenant", "supplier", "vendor"]),
    ("source", &["producer", "originator"]),
    ("subject", &["citizen", "student", "pupil"]),
    ("dispatch", &["shipment"]),
    ("statement", &["approval", "optin"]),
    ("withdrawal", &["revocation"]),
    ("agreement", &["contract", "covenant"]),
    ("authority", &["custody", "guardian"]),
    ("row", &["ruleset"]),
    ("log", &["audit", "ledger"]),
    ("operator", &["admin"]),
];

/// The types that a file makes, without those that a trait asks for.
fn types(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in text.lines() {
        let bare = line.trim_start();
        let indented = bare.len() < line.len();
        let bare = match bare.strip_prefix("pub(") {
            Some(rest) => rest.split_once(") ").map_or(bare, |(_, rest)| rest),
            None => bare.strip_prefix("pub ").unwrap_or(bare),
        };
        for sort in ["struct ", "enum ", "trait ", "type "] {
            let Some(rest) = bare.strip_prefix(sort).filter(|_| !indented) else {
                continue;
            };
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_');
            found.push(rest[..end.unwrap_or(rest.len())].to_owned());
        }
    }
    found
}

/// Names that types of several files have, and that no reason is given for; and reasons that nothing needs any more.
fn shared(sources: &[Source], allowed: &[(&str, &str)]) -> Vec<String> {
    let mut files: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for source in sources {
        for name in types(&source.text) {
            files.entry(name).or_default().insert(&source.path);
        }
    }
    files.retain(|_, places| places.len() > 1);
    let is_allowed = |name: &str| allowed.iter().any(|(allowed, _)| *allowed == name);
    let unexplained = files.iter().filter(|(name, _)| !is_allowed(name));
    let mut told: Vec<String> = unexplained
        .map(|(name, places)| {
            let places: Vec<&str> = places.iter().copied().collect();
            format!("`{name}` is several types: {}", places.join(", "))
        })
        .collect();
    for (name, _) in allowed
        .iter()
        .filter(|(name, _)| !files.contains_key(*name))
    {
        told.push(format!(
            "`{name}` is one type by now: take it from the list"
        ));
    }
    told
}

/// The words that a name is made of, in small letters.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = vec![String::new()];
    for letter in name.chars() {
        if letter == '_' || letter.is_uppercase() {
            words.push(String::new());
        }
        if letter != '_'
            && let Some(word) = words.last_mut()
        {
            word.extend(letter.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Second names of things of the trade, in the code of a file.
fn second_names(path: &str, text: &str) -> Vec<String> {
    let mut told = Vec::new();
    for (at, line) in lines(text) {
        let plain: String = line.split('"').step_by(2).collect::<Vec<_>>().join("\"\"");
        for name in plain.split(|c: char| !c.is_alphanumeric() && c != '_') {
            let words = words(name);
            for (noun, others) in NOUNS {
                let other = others
                    .iter()
                    .find(|other| words.iter().any(|word| word == *other));
                if let Some(other) = other {
                    told.push(format!(
                        "{path}:{at}: `{name}`: what it calls `{other}` is a `{noun}`"
                    ));
                }
            }
        }
    }
    told
}

#[test]
fn no_two_types_have_one_name() {
    let source = |path: &str, text: &str| Source {
        path: path.to_owned(),
        text: text.to_owned(),
    };
    let two = [
        source(
            "src/a.rs",
            "pub(crate) struct Stop;\nimpl A for B {\n    type Err = ();\n}",
        ),
        source(
            "src/b.rs",
            "enum Stop {}\nimpl A for C {\n    type Err = ();\n}",
        ),
    ];
    assert_eq!(
        shared(&two, &[]),
        ["`Stop` is several types: src/a.rs, src/b.rs"]
    );
    assert!(shared(&two, &[("Stop", "a reason")]).is_empty());
    let gone = shared(&two[..1], &[("Stop", "a reason")]);
    assert_eq!(gone, ["`Stop` is one type by now: take it from the list"]);
    let told = shared(&rust(&["src"]), SHARED);
    assert!(told.is_empty(), "\n{}\n", told.join("\n"));
}

#[test]
fn a_thing_of_the_trade_has_one_name() {
    complains(
        second_names,
        "src/a.rs",
        "fn f(revocation_of: &str) {}",
        "src/a.rs:1: `revocation_of`: what it calls `revocation` is a `withdrawal`",
    );
    complains(second_names, "src/a.rs", "struct AuditLine;", "`AuditLine`");
    accepts(
        second_names,
        "src/a.rs",
        "fn auditor() { \"audit\" } // audit",
    );
    check(&rust(&["src"]), second_names);
}
