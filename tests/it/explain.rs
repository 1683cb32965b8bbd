//! `explain` on facts from a file: every fact can be named, no unknown word passes, and what is told is what is missing, and why.

mod same;

use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const SCHOOL: &str = "00000099000000003000";
const GEMEENTE: &str = "00000099000000001000";

/// A statement of a mother for the access team, about all but what is medical.
const MOTHER: &str = "[[toestemming]]\nontvanger = \"00000099000000001000\"\ndoel = \"hulp-aan-school\"\n\
    categorieen = [\"ID\", \"ADRES\", \"CONT_MELDER\", \"CONT_OUDER\", \"ZORG\"]\ngever = \"moeder\"\nhoedanigheid = \"ouder\"\n\
    gezag = \"ja\"\nbesluit = \"ja\"\ndag = 2026-11-01\n";

fn ask(message: &str, source: &str, facts: &str, more: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let at = |part: &str| root.join(part).display().to_string();
    let settings = format!(
        "[broker]\nurl = \"amqp://guest@localhost/x\"\n[keys]\nfile = \"hub.key\"\n[catalog]\nschemas = \"{}\"\nadapters = \"{}\"\n\
         policies = \"{}\"\nregion = \"{}\"\nreference = \"{}\"\n",
        at("schemas"),
        at("adapters"),
        at("policies"),
        at("tests/pure/places/region"),
        at("deploy/reference"),
    );
    let path = |name: &str| folder.path().join(name).display().to_string();
    fs::write(path("schakel.toml"), settings).unwrap();
    fs::write(
        path("facts.toml"),
        format!("verzending = 2026-11-16\n{facts}"),
    )
    .unwrap();
    let message = at(&format!("tests/it/explain/{message}.json"));
    let mut command = Command::new(env!("CARGO_BIN_EXE_schakel"));
    let words = [
        "--settings",
        &path("schakel.toml"),
        "explain",
        &message,
        "--source",
        source,
        "--facts",
        &path("facts.toml"),
    ];
    command.args(words).args(more).output().unwrap()
}

#[track_caller]
fn told(message: &str, source: &str, facts: &str) -> String {
    let output = ask(message, source, facts, &[]);
    let (said, wrong) = (
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    );
    assert!(output.status.success(), "{said}{wrong}");
    said
}

#[track_caller]
fn refused(facts: &str, words: &[&str]) {
    let output = ask("zorgsignaal-13", "vo", facts, &[]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    for word in words {
        assert!(said.contains(word), "`{word}` in {said}");
    }
}

#[track_caller]
fn has(said: &str, lines: &[&str]) {
    for line in lines {
        assert!(said.contains(line), "`{line}` in\n{said}");
    }
}

#[test]
fn who_reported_is_named_by_oin_alone_or_with_a_role() {
    for message in ["terugkoppeling-13", "terugkoppeling-9"] {
        for melder in [SCHOOL.to_owned(), format!("{SCHOOL}/school")] {
            let said = told(
                message,
                "wt-holtenbroek",
                &format!("melder = \"{melder}\"\ntoestemming = []\n"),
            );
            has(
                &said,
                &[
                    "KRIJGT   School vo als School",
                    "eerder gemeld door: 00000099000000003000/school (feitenbestand)",
                ],
            );
            has(
                &said,
                &[
                    "niemand bekend als Leerplicht: disclosure.condition",
                    "de melding met dit nummer is van School",
                ],
            );
        }
    }
    // of what a municipality is, only leerplicht is a reporter that a row answers
    let said = told(
        "terugkoppeling-13",
        "wt-holtenbroek",
        &format!("melder = \"{GEMEENTE}\"\ntoestemming = []\n"),
    );
    has(
        &said,
        &[
            "eerder gemeld door: 00000099000000001000/leerplicht",
            "KRIJGT   Leerplicht Zwolle als Leerplicht",
        ],
    );
    let said = told(
        "terugkoppeling-13",
        "wt-holtenbroek",
        "gekregen = []\ntoestemming = []\n",
    );
    has(
        &said,
        &["niemand stuurde deze bron een melding met dit nummer"],
    );
}

#[test]
fn only_missing_consent_is_asked_of_whom_it_is_missing_for_each_category() {
    let said = told("zorgsignaal-13", "vo", MOTHER);
    has(
        &said,
        &[
            "Wijkteam Zwolle krijgt niets; daarvoor is nog nodig: een ja van jeugdige (voor ID ADRES CONT_MELDER CONT_OUDER ZORG), \
             en van jeugdige en ouder (voor MED).",
            "toestemming ontbreekt van: jeugdige (voor ID ADRES CONT_MELDER CONT_OUDER ZORG)\n",
            "toestemming ontbreekt van: jeugdige en ouder (voor MED)\n",
        ],
    );
    // a team that is named, and would be the one if the other said yes too
    let said = told(
        "zorgsignaal-13",
        "vo",
        &MOTHER.replace(GEMEENTE, "00000099000000001001"),
    );
    let named = &said[said.find("NIETS    Wijkteam Holtenbroek").unwrap()..];
    has(
        named,
        &[
            "een ander team van deze rol",
            "toestemming ontbreekt van: jeugdige (voor ID ADRES CONT_MELDER CONT_OUDER ZORG)\n",
        ],
    );
    has(
        named,
        &["toestemming ontbreekt van: jeugdige en ouder (voor MED)\n"],
    );
}

#[test]
fn every_fact_can_be_named() {
    let youth = MOTHER
        .replace("moeder", "kind")
        .replace("\"ouder\"", "\"jeugdige\"");
    let both = format!("{MOTHER}{youth}");
    has(
        &told("zorgsignaal-13", "vo", &both),
        &["KRIJGT   Wijkteam Zwolle"],
    );
    let with = |more: &str| told("zorgsignaal-13", "vo", &format!("{both}{more}"));
    let court = "[[gezag]]\ngever = \"moeder\"\ngezag = \"nee\"\ndag = 2026-06-01\n";
    has(
        &with(court),
        &[
            "NIETS    Wijkteam Zwolle",
            "vastgesteld over gezag of wilsbekwaamheid: 1 (feitenbestand)",
        ],
    );
    has(
        &with("[[wilsbekwaamheid]]\nwilsbekwaam = \"nee\"\ndag = 2026-06-01\n"),
        &["NIETS    Wijkteam Zwolle", "vertegenwoordiger"],
    );
    let no = MOTHER
        .replace("besluit = \"ja\"", "besluit = \"nee\"")
        .replace("[[toestemming]]", "[[misschien.toestemming]]");
    has(
        &with(&no),
        &[
            "NIETS    Wijkteam Zwolle als Wijkteam: disclosure.manual",
            "een mens kijkt eerst",
        ],
    );
    let secret = told(
        "zorgsignaal-13",
        "vo",
        &format!("geheim_adres = true\n{both}"),
    );
    has(
        &secret,
        &[
            "geheim adres: adres en contact van ouder gaan naar niemand (feitenbestand)",
            "categorieën: ID CONT_MELDER ZORG REF\n",
        ],
    );
    assert!(!secret.contains("geen kandidaat"), "{secret}");
    let elsewhere = both.replace(
        "ontvanger =",
        "verstrekker = \"00000099000000002000\"\nontvanger =",
    );
    has(
        &told("zorgsignaal-13", "vo", &elsewhere),
        &[
            "NIETS    Wijkteam Zwolle",
            "verklaringen over toestemming: 0 (feitenbestand)",
        ],
    );
}

#[test]
fn a_word_that_is_not_known_is_refused_with_what_is() {
    let change = |from: &str, to: &str| {
        assert!(MOTHER.contains(from), "{from}");
        MOTHER.replace(from, to)
    };
    refused(
        &change("hulp-aan-school", "hulp-aan-scool"),
        &["`doel = \"hulp-aan-scool\"` is onbekend", "hulp-aan-school"],
    );
    refused(
        &change("gezag = \"ja\"", "gezag = \"Ja\""),
        &["`gezag = \"Ja\"` is onbekend; bekend zijn: ja, nee, onbekend"],
    );
    refused(
        &change("= \"ouder\"", "= \"moeder\""),
        &[
            "`hoedanigheid = \"moeder\"` is onbekend",
            "jeugdige, ouder, vertegenwoordiger, voogd",
        ],
    );
    refused(
        &change("\"ZORG\"", "\"ZORGEN\""),
        &["`categorieen = \"ZORGEN\"` is onbekend", "ZORG, "],
    );
    refused(
        &change("besluit = \"ja\"", "besluit = \"JA\""),
        &["`besluit = \"JA\"` is onbekend; bekend zijn: ja, nee"],
    );
    refused(
        &change("00000099000000001000", "00000099000000001999"),
        &["`ontvanger = \"00000099000000001999\"`: geen bron en geen partner"],
    );
    refused(&change("gever =", "geever ="), &["`geever` is onbekend"]);
    refused(
        "melder = \"school\"\n",
        &["`melder = \"school\"` is geen OIN"],
    );
    refused(
        &format!("melder = \"{SCHOOL}/scool\"\n"),
        &["is onbekend; bekend zijn: 00000099000000003000/school"],
    );
    refused(
        "[[gezag]]\ngever = \"moeder\"\ngezag = \"soms\"\ndag = 2026-06-01\n",
        &["`gezag = \"soms\"` is onbekend"],
    );
    refused(
        "[[wilsbekwaamheid]]\nwilsbekwaam = \"Nee\"\ndag = 2026-06-01\n",
        &["`wilsbekwaam = \"Nee\"` is onbekend"],
    );
    refused(
        "[misschien]\ntoestemmingen = []\n",
        &["`toestemmingen` is onbekend"],
    );
    let had =
        "[[gekregen]]\nwie = \"00000099000000001000/wijkteam\"\nrij = \"nul\"\ncategorieen = []\n";
    refused(had, &["`rij = \"nul\"` is onbekend"]);
}

#[test]
fn which_condition_failed_and_who_was_no_candidate_are_told() {
    let said = told("../../pure/places/inputs/praktijkonderwijs", "vo", "");
    has(
        &said,
        &["gevraagd: rij 1 — disclosure.condition\n      leeftijd: niet 5 tot en met "],
    );
    let signal = told("zorgsignaal-13", "vo", "");
    has(
        &signal,
        &["geen kandidaat\n    dient een andere gemeente: Wijkteam Hattem, Wijkteam Dalfsen, "],
    );
    let json: Value =
        serde_json::from_slice(&ask("zorgsignaal-13", "vo", "", &["--json"]).stdout).unwrap();
    let verdicts = json["documents"][0]["verdicts"].as_array().unwrap();
    let team = verdicts
        .iter()
        .find(|verdict| verdict["name"] == "Wijkteam Holtenbroek")
        .unwrap();
    assert_eq!(team["asked"][0]["unmet"], serde_json::json!(["team"]));
    assert_eq!(
        json["documents"][0]["noCandidate"][0]["why"],
        "dient een andere gemeente"
    );
}

#[test]
fn values_are_shown_on_a_terminal_only() {
    let output = ask("zorgsignaal-13", "vo", "", &["--waarden"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        output.stdout.is_empty()
            && output.status.code() == Some(1)
            && said.contains("alleen op een eigen scherm"),
        "{said}"
    );
    let said = told("zorgsignaal-13", "vo", MOTHER);
    for value in ["2013-01-20", "Vierman", "8011AB", "moeder"] {
        assert!(!said.contains(value), "{value}");
    }
}
