//! Whatever a sender can be told beside a code is explained: every rule and every remark, in `docs/operating.md`.

use super::{root, sources};
use regex::Regex;
use std::collections::BTreeSet;
use std::fs;

/// Where rules are named in the code: the last text of a stop, that of a problem, and what the readers of values answer.
const NAMED: [&str; 5] = [
    r#"Stop::at\([^;]*?"([a-z][a-z0-9:-]*)"\s*,?\s*\)"#,
    r#"rule:\s*"([a-z][a-z0-9:-]*)""#,
    r#"(?:\.wrong|unknown)\([^;)]*"([a-z][a-z0-9:-]*)"\)"#,
    r#"(?:Err|ok_or)\("([a-z][a-z0-9:-]*)"\)"#,
    r#"const [A-Z_]+: &str = "([a-z]+(?:-[a-z]+)+)";"#,
];

/// Rules of documents; what is wrong in the files of a catalog is told in sentences.
fn named(text: &str) -> BTreeSet<String> {
    let text = text.split("#[cfg(test)]").next().unwrap_or_default();
    let found = NAMED.iter().flat_map(|pattern| {
        let all = Regex::new(pattern).unwrap();
        all.captures_iter(text)
            .map(|found| found[1].to_owned())
            .collect::<Vec<_>>()
    });
    found.collect()
}

/// In backticks, alone or with more behind a colon.
fn explained(doc: &str, name: &str) -> bool {
    let family = name.split(':').next().unwrap_or(name);
    doc.contains(&format!("`{name}`"))
        || doc.contains(&format!("`{family}:…`"))
        || doc.contains(&format!("`{name}:…`"))
}

#[test]
fn every_rule_that_a_sender_can_be_told_is_explained() {
    let doc = fs::read_to_string(root().join("docs/operating.md")).unwrap();
    let mut rules: BTreeSet<String> = BTreeSet::new();
    for source in sources(&["src/pipeline", "src/pipeline.rs", "src/hub/record"]) {
        rules.extend(named(&source.text));
    }
    let remarks = fs::read_to_string(root().join("policies/opmerkingen.toml")).unwrap();
    let regel = Regex::new(r#"(?m)^regel\s*=\s*"([^"]+)""#).unwrap();
    rules.extend(
        regel
            .captures_iter(&remarks)
            .map(|found| found[1].to_owned()),
    );
    assert!(
        rules.len() > 30 && rules.contains("buitenland") && rules.contains("te-oud"),
        "{rules:?}"
    );
    let missing: Vec<&String> = rules.iter().filter(|rule| !explained(&doc, rule)).collect();
    assert!(
        missing.is_empty(),
        "docs/operating.md does not explain {missing:?}"
    );
}
