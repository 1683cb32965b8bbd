//! Walls around the declarative files and what is told about them: examples, cases, codes, reasons, and nobody's real number.

use super::{Source, accepts, check, complains, sources, within};
use schakel::outcome::Code;
use std::collections::BTreeSet;

/// A folder of one of these is nothing without examples of these.
const EXAMPLES: [(&str, &[&str]); 2] = [
    ("schemas", &["examples/valid/", "examples/invalid/"]),
    ("adapters", &["examples/"]),
];
/// Where a number can be taken for somebody's. The unit tests of the format itself, in `src`, need prefixes of all kinds.
const OINS: &[&str] = &["schemas", "adapters", "policies", "deploy", "tests"];
const BSNS: &[&str] = &[
    "schemas", "adapters", "policies", "deploy", "tests", "docs", "src",
];
/// Never given to a person: the end of the range is kept for tests.
const TEST_BSN: std::ops::RangeInclusive<u32> = 999_900_006..=999_999_990;

/// `paths` are all files of the repository.
fn without_examples(paths: &[&str]) -> Vec<String> {
    let mut complaints = Vec::new();
    for (kind, folders) in EXAMPLES {
        let inside = paths
            .iter()
            .filter_map(|path| path.strip_prefix(kind)?.strip_prefix('/')?.split_once('/'));
        let inside: Vec<(&str, &str)> = inside.collect();
        for name in inside
            .iter()
            .map(|(name, _)| *name)
            .collect::<BTreeSet<_>>()
        {
            for folder in folders {
                if !inside
                    .iter()
                    .any(|(other, rest)| *other == name && rest.starts_with(folder))
                {
                    complaints.push(format!(
                        "{kind}/{name}: has no {folder}: an example is how others learn it"
                    ));
                }
            }
        }
    }
    complaints
}

/// All files of `policies/` together, since a case may stand in another file than its row.
fn rows_without_cases(files: &[Source]) -> Vec<String> {
    let (mut rows, mut cases, mut complaints) = (Vec::new(), BTreeSet::new(), Vec::new());
    for file in files.iter().filter(|file| file.path.ends_with(".toml")) {
        let table: toml::Table = match file.text.parse() {
            Ok(table) => table,
            Err(error) => {
                complaints.push(format!("{}: {error}", file.path));
                continue;
            }
        };
        let texts = |list: &str, key: &str| -> Vec<String> {
            let entries = table
                .get(list)
                .and_then(toml::Value::as_array)
                .into_iter()
                .flatten();
            entries
                .filter_map(|entry| Some(entry.get(key)?.as_str()?.to_owned()))
                .collect()
        };
        rows.extend(
            texts("rij", "id")
                .into_iter()
                .map(|id| (file.path.clone(), id)),
        );
        cases.extend(texts("geval", "rij"));
    }
    if rows.is_empty() {
        complaints.push(
            "policies: no `[[rij]]` at all: has the format changed? then change tests/it/tidy too"
                .to_owned(),
        );
    }
    rows.retain(|(_, id)| !cases.contains(id));
    complaints.extend(
        rows.iter()
            .map(|(path, id)| format!("{path}: row `{id}` has no `[[geval]]`: show what it does")),
    );
    complaints
}

fn codes_untold(path: &str, text: &str) -> Vec<String> {
    let untold = Code::ALL
        .iter()
        .filter(|code| !text.contains(&format!("`{code}`")));
    untold
        .map(|code| {
            format!("{path}: does not name `{code}`: what must the night watch do about it?")
        })
        .collect()
}

/// Runs of digits with neither letters nor digits beside them, with their line.
fn numbers(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().flat_map(|(at, line)| {
        let words = line.split(|c: char| !c.is_alphanumeric() && c != '_');
        words
            .filter(|word| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit()))
            .map(move |word| (at + 1, word))
    })
}

fn passes_eleven_test(number: &str) -> bool {
    let weights = [9, 8, 7, 6, 5, 4, 3, 2, -1];
    let sum: i32 = number
        .bytes()
        .zip(weights)
        .map(|(digit, weight)| i32::from(digit - b'0') * weight)
        .sum();
    number.len() == 9 && number != "000000000" && sum % 11 == 0
}

/// The complaint does not repeat the number.
fn real_bsn(path: &str, text: &str) -> Vec<String> {
    let real = |number: &str| {
        passes_eleven_test(number) && !number.parse().is_ok_and(|bsn| TEST_BSN.contains(&bsn))
    };
    let found = numbers(text).filter(|(_, number)| real(number));
    let instead = "may be somebody's BSN: take one from 999900006 to 999999990";
    found
        .map(|(at, _)| format!("{path}:{at}: {instead}"))
        .collect()
}

fn real_oin(path: &str, text: &str) -> Vec<String> {
    let real = |number: &str| {
        number.len() == 20 && number.starts_with("000000") && !number.starts_with("00000099")
    };
    let found = numbers(text).filter(|(_, number)| real(number));
    found
        .map(|(at, _)| format!("{path}:{at}: may be somebody's OIN: start it with 00000099"))
        .collect()
}

fn machine_paths(path: &str, text: &str) -> Vec<String> {
    let folders = ["/home/", "/root/", "/Users/"];
    let starts = |line: &str| {
        folders.iter().any(|folder| {
            let glued = |at: usize| {
                line[..at].ends_with(|c: char| c.is_alphanumeric() || "-_.~/})$*".contains(c))
            };
            line.match_indices(folder).any(|(at, _)| !glued(at))
        })
    };
    let found = text.lines().enumerate().filter(|(_, line)| starts(line));
    found
        .map(|(at, _)| {
            format!(
                "{path}:{}: a folder of one machine: say it from the root of the repository",
                at + 1
            )
        })
        .collect()
}

fn dependencies_without_reason(path: &str, text: &str) -> Vec<String> {
    let (mut listed, mut above, mut complaints) = (false, "", Vec::new());
    for line in text.lines() {
        if line.starts_with('[') {
            listed = line.ends_with("dependencies]");
            if line.contains("dependencies.") {
                complaints.push(format!(
                    "{path}: `{line}`: write it on one line, with its reason"
                ));
            }
        }
        let name = line
            .split_once('=')
            .map(|(name, _)| name.trim())
            .filter(|name| listed && !name.starts_with('#'));
        if let Some(name) = name {
            let beside = line
                .rsplit_once('#')
                .is_some_and(|(_, reason)| !reason.contains('"') && reason.len() > 3);
            if !beside && !above.starts_with('#') {
                complaints.push(format!(
                    "{path}: `{name}` is there without a reason: give it one in a comment"
                ));
            }
        }
        above = line;
    }
    complaints
}

fn except_these_rules(places: &[&str]) -> Vec<Source> {
    sources(places)
        .into_iter()
        .filter(|source| !within(&source.path, &["tests/it/tidy"]))
        .collect()
}

#[test]
fn every_schema_and_adapter_has_examples() {
    let bare = without_examples(&[
        "schemas/a/v1.json",
        "schemas/a/examples/valid/x.json",
        "adapters/b/adapter.toml",
    ]);
    assert!(
        bare[0].contains("schemas/a: has no examples/invalid/") && bare[1].contains("adapters/b"),
        "{bare:?}"
    );
    assert_eq!(bare.len(), 2);

    // the building blocks are parts of messages, and no message
    let found = sources(&["schemas", "adapters"]);
    let paths: Vec<&str> = found
        .iter()
        .map(|source| source.path.as_str())
        .filter(|path| !path.starts_with("schemas/bouwstenen/"))
        .collect();
    assert_eq!(without_examples(&paths), Vec::<String>::new());
}

#[test]
fn every_row_of_the_decision_table_has_a_case() {
    let file = |text: &str| {
        vec![Source {
            path: "policies/a.toml".to_owned(),
            text: text.to_owned(),
        }]
    };
    let bare = rows_without_cases(&file(
        "[[rij]]\nid = 'a'\n[[rij]]\nid = 'b'\n[[geval]]\nrij = 'a'\n",
    ));
    assert!(
        bare.len() == 1 && bare[0].contains("row `b` has no"),
        "{bare:?}"
    );
    assert!(rows_without_cases(&file("[[row]]\nid = 'a'"))[0].contains("no `[[rij]]` at all"));
    assert!(rows_without_cases(&file("[[rij]\n"))[0].contains("policies/a.toml"));

    assert_eq!(
        rows_without_cases(&sources(&["policies"])),
        Vec::<String>::new()
    );
}

#[test]
fn every_code_is_told_to_the_night_watch() {
    let all: String = Code::ALL
        .iter()
        .map(|code| format!("| `{code}` |\n"))
        .collect();
    accepts(codes_untold, "docs/operating.md", &all);
    complains(
        codes_untold,
        "docs/operating.md",
        &all.replace("`intake.poison`", "intake.poison"),
        "`intake.poison`",
    );
    check(&sources(&["docs/operating.md"]), codes_untold);
}

#[test]
fn no_number_can_be_the_bsn_of_a_person() {
    for real in [
        "111222333",
        "{\"pgn\":\"123456782\"}",
        "<PGN>123456782</PGN>",
    ] {
        complains(
            real_bsn,
            "tests/a.json",
            real,
            "tests/a.json:1: may be somebody's BSN",
        );
    }
    accepts(
        real_bsn,
        "a",
        "999900006 999999990 123456789 1234567820 123456782A 000000000",
    );
    assert!(
        real_bsn("a", "123456782")
            .iter()
            .all(|complaint| !complaint.contains("123456782"))
    );
    assert!(
        ["999900006", "999999990"]
            .into_iter()
            .all(passes_eleven_test),
        "the test range is not what was meant"
    );
    check(&except_these_rules(BSNS), real_bsn);
}

#[test]
fn no_number_can_be_the_oin_of_an_organisation() {
    complains(
        real_oin,
        "deploy/a.toml",
        "\noin = \"00000001003214345000\"",
        "deploy/a.toml:2",
    );
    accepts(
        real_oin,
        "deploy/a.toml",
        "oin = \"00000099000000001000\" 12345678901234567890 0000000100321434500",
    );
    check(&except_these_rules(OINS), real_oin);
}

#[test]
fn no_file_knows_the_folders_of_one_machine() {
    for text in ["cd /home/anna/schakel", "`/root/.cargo`", "(/Users/jan/)"] {
        complains(machine_paths, "docs/a.md", text, "docs/a.md:1");
    }
    accepts(
        machine_paths,
        "docs/a.md",
        "https://example.nl/home/ deploy/root/ /var/lib/schakel",
    );
    check(&except_these_rules(&[""]), machine_paths);
}

#[test]
fn every_dependency_has_a_reason() {
    let rule = dependencies_without_reason;
    complains(
        rule,
        "Cargo.toml",
        "[package]\nname = \"x\"\n[dependencies]\ntoml = \"1\"",
        "`toml` is there without",
    );
    complains(
        rule,
        "Cargo.toml",
        "[dev-dependencies]\na = { git = \"x#y\" }",
        "`a`",
    );
    complains(
        rule,
        "Cargo.toml",
        "[dependencies.toml]\nversion = \"1\"",
        "on one line",
    );
    accepts(
        rule,
        "Cargo.toml",
        "[dependencies]\n# reads the catalog\ntoml = \"1\"\ncsv = \"1\" # and the lists\n[lib]\na = 1",
    );
    check(&sources(&["Cargo.toml"]), dependencies_without_reason);
}
