//! The consent form: exactly what is missing, for the family it is about, in words that they can read; and nothing else of the child.

use crate::world::copy;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

const MESSAGE: &str = "adapters/las-vsv2/examples/01.in.xml";
const WIJKTEAM: &str = "00000099000000001000";
/// Of the pupil in the message: what a form may never show.
const NEVER: [&str; 4] = ["999900031", "8021", "Wil niet", "01AB"];

/// A folder with settings and the facts of one family.
struct Family(tempfile::TempDir);

impl Family {
    fn new(statements: &[(&str, &str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        copy(&root.join("policies"), &folder.path().join("policies"));
        let at = |part: &str| root.join(part).display().to_string();
        let settings = format!(
            "[broker]\nurl = \"amqp://guest@localhost/x\"\n[keys]\nfile = \"hub.key\"\n[catalog]\nschemas = \"{}\"\nadapters = \"{}\"\nregion = \"{}\"\nreference = \"{}\"\n",
            at("schemas"),
            at("adapters"),
            at("deploy/regions/ijssel-vecht"),
            at("deploy/reference"),
        );
        fs::write(folder.path().join("schakel.toml"), settings).unwrap();
        let statement = |(who, said, categories): &(&str, &str, &str)| {
            format!(
                "[[toestemming]]\nontvanger = \"{WIJKTEAM}\"\ndoel = \"hulp-bij-verzuim\"\ncategorieen = {categories}\ngever = \"{who}\"\n\
                 hoedanigheid = \"{who}\"\ngezag = \"ja\"\nbesluit = \"{said}\"\ndag = 2026-02-01\n"
            )
        };
        let statements: String = statements.iter().map(statement).collect();
        fs::write(
            folder.path().join("facts.toml"),
            format!("verzending = 2026-03-02\n{statements}"),
        )
        .unwrap();
        Self(folder)
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).display().to_string()
    }

    fn schakel(&self, words: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_schakel"));
        command
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .args(["--settings", &self.path("schakel.toml")])
            .args(words)
            .output()
            .unwrap()
    }

    /// What the form says, or what is said instead of one.
    #[track_caller]
    fn form(&self, more: &[&str]) -> String {
        let facts = self.path("facts.toml");
        let words = [
            &[
                "explain",
                MESSAGE,
                "--source",
                "thorbecke",
                "--facts",
                &facts,
                "--formulier",
            ],
            more,
        ]
        .concat();
        let output = self.schakel(&words);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success() && said.is_empty(), "{said}");
        String::from_utf8(output.stdout).unwrap()
    }
}

const ALL: &str = "[\"ID\", \"ADRES\", \"CONT_MELDER\", \"VERZ\"]";

#[track_caller]
fn has(form: &str, words: &[&str]) {
    let flat = form.split_whitespace().collect::<Vec<_>>().join(" ");
    for word in words {
        assert!(flat.contains(word), "`{word}` in:\n{form}");
    }
}

#[test]
fn who_has_said_nothing_is_asked_for_everything_on_one_page() {
    let form = Family::new(&[]).form(&[]);
    has(
        &form,
        &[
            "Noor van Voorbeeld & Co, geboren op 17-09-2012",
            "Stichting Thorbecke Scholen wil gegevens geven aan Sociaal wijkteam Zwolle (Gemeente Zwolle)",
            "Het doel is: hulp regelen, zodat de leerling weer naar school kan",
            "- naam en geboortedatum",
            "- adres",
            "- nummer van de melding",
            "U mag allebei nee zeggen",
            "Ieder kan een ja altijd intrekken. Dat is even makkelijk als ja zeggen",
            "Ouder met gezag, of voogd",
            "[ ] Ja, dit mag. [ ] Nee, dit mag niet.",
            "Datum en plaats",
            "Handtekening",
            "Formulier versie 2, november 2026, afgedrukt op 02-03-2026.",
        ],
    );
    assert_eq!(
        form.matches("Handtekening").count(),
        2,
        "the child and a parent"
    );
    let page = &form[form.find("Mogen wij").unwrap()..];
    assert!(
        page.lines().count() <= 60 && page.lines().all(|line| line.chars().count() <= 80),
        "{page}"
    );
    for never in NEVER {
        assert!(!page.contains(never), "`{never}` in {page}");
    }
}

#[test]
fn explain_begins_with_the_answer_to_the_question_before_sending() {
    let family = Family::new(&[]);
    let facts = family.path("facts.toml");
    let output = family.schakel(&[
        "explain",
        MESSAGE,
        "--source",
        "thorbecke",
        "--facts",
        &facts,
    ]);
    let said = String::from_utf8(output.stdout).unwrap();
    let short = &said[said.find("in het kort").unwrap()..said.find("  velden").unwrap()];
    has(
        short,
        &[
            "Leerplicht Zwolle krijgt dit.",
            "Sociaal wijkteam Zwolle krijgt niets; daarvoor is nog nodig: een ja van jeugdige en ouder.",
        ],
    );
    has(short, &["Herhaal deze opdracht met `--formulier`"]);
}

#[test]
fn only_who_has_not_said_yes_is_asked_and_only_for_what_is_missing() {
    let child = Family::new(&[("ouder", "ja", ALL)]).form(&[]);
    has(
        &child,
        &[
            "Mogen wij gegevens van jou delen?",
            "alleen als jij ja zegt",
        ],
    );
    assert!(!child.contains("Ouder met gezag"), "{child}");
    let parent = Family::new(&[("jeugdige", "ja", ALL)]).form(&[]);
    has(
        &parent,
        &[
            "Mogen wij gegevens van uw kind delen?",
            "alleen als u ja zegt",
            "Ik heb gezag over Noor",
        ],
    );
    assert_eq!(parent.matches("Handtekening").count(), 1, "{parent}");
    let rest = Family::new(&[("ouder", "ja", "[\"ID\", \"ADRES\"]")]).form(&[]);
    let parent = &rest[rest.find("Ouder met gezag").unwrap()..];
    has(
        parent,
        &[
            "Dit gaat over: naam, functie, telefoonnummer en e-mailadres van wie dit meldt; wanneer de leerling",
        ],
    );
    assert!(
        !parent.contains("geboortedatum") && !parent.replace("e-mailadres", "").contains("adres"),
        "{parent}"
    );
    assert!(
        !rest[..rest.find("Ouder met gezag").unwrap()].contains("Dit gaat over: "),
        "the child is asked for all of it: {rest}"
    );
}

#[test]
fn where_nothing_is_missing_or_somebody_refused_there_is_no_form() {
    let none = Family::new(&[("ouder", "ja", ALL), ("jeugdige", "ja", ALL)]).form(&[]);
    has(&none, &["01AB.2026-0041: er is geen formulier nodig"]);
    let refused = Family::new(&[("ouder", "nee", ALL)]).form(&[]);
    has(
        &refused,
        &[
            "voor Sociaal wijkteam Zwolle is al nee gezegd, of een ja is ingetrokken. Vraag het niet opnieuw",
        ],
    );
    for said in [none, refused] {
        assert!(
            !said.contains("Handtekening") && !said.contains("Noor"),
            "{said}"
        );
    }
}

#[test]
fn for_print_it_is_one_file_that_needs_nothing_else_and_only_its_owner_reads() {
    let family = Family::new(&[]);
    let to = family.path("formulier.html");
    let said = family.form(&["--naar", &to]);
    assert!(
        said.contains("1 formulier in") && !said.contains("Noor"),
        "{said}"
    );
    let page = fs::read_to_string(&to).unwrap();
    assert!(
        page.starts_with("<!DOCTYPE html>")
            && page.contains("size: A4")
            && page.contains("lang=\"nl\""),
        "{page}"
    );
    assert!(
        page.contains("Noor van Voorbeeld &amp; Co") && !page.contains("Voorbeeld & Co"),
        "{page}"
    );
    assert_eq!(page.matches("<section>").count(), 1);
    for outside in [
        "http:", "https:", "src=", "href=", "url(", "<script", "@import",
    ] {
        assert!(!page.contains(outside), "`{outside}`");
    }
    for never in NEVER {
        assert!(!page.contains(never), "`{never}` in {page}");
    }
    assert_eq!(
        fs::metadata(&to).unwrap().permissions().mode() & 0o777,
        0o600
    );
    let facts = family.path("facts.toml");
    let again = family.schakel(&[
        "explain",
        MESSAGE,
        "--source",
        "thorbecke",
        "--facts",
        &facts,
        "--formulier",
        "--naar",
        &to,
    ]);
    assert_eq!(again.status.code(), Some(1), "an existing file stays");
    assert_eq!(fs::read_to_string(&to).unwrap(), page);
}

#[test]
fn check_finds_a_form_that_cannot_be_printed() {
    let family = Family::new(&[]);
    assert!(family.schakel(&["check"]).status.success());
    let path = family.path("policies/formulier.toml");
    let right = fs::read_to_string(&path).unwrap();
    let wrong = [
        (
            "voor  = [\"jeugdige\", \"ouder\"]",
            "voor  = [\"ouder\"]",
            "er is geen `[[tekst]]` of `[[groep]]` voor jeugdige en ouder",
        ),
        ("{gever} wil", "{school} wil", "onbekende plek in `{school}"),
        ("versie = ", "versi = ", "`versi` is onbekend"),
        (
            "versie = ",
            "versie ",
            "formulier.toml`, regel 5: geen TOML: ",
        ),
    ];
    for (from, to, complaint) in wrong {
        assert!(right.contains(from), "{from}");
        fs::write(&path, right.replacen(from, to, 9)).unwrap();
        let output = family.schakel(&["check"]);
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert!(
            !output.status.success() && said.contains(complaint),
            "{complaint}: {said}"
        );
    }
}

#[test]
fn the_sentences_are_short() {
    let text =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("policies/formulier.toml"))
            .unwrap();
    let form: toml::Table = toml::from_str(&text).unwrap();
    for version in form["tekst"].as_array().unwrap() {
        let mut lengths = Vec::new();
        for part in version["deel"].as_array().unwrap() {
            for sentence in part["tekst"]
                .as_str()
                .unwrap()
                .split_inclusive(['.', '?', ':'])
            {
                let words = sentence.split_whitespace().count();
                assert!(words <= 15, "{words} words: {sentence}");
                lengths.push(words);
            }
        }
        let (words, sentences) = (lengths.iter().sum::<usize>(), lengths.len());
        assert!(
            words <= 9 * sentences,
            "on average more than nine words in a sentence: {words} in {sentences}"
        );
    }
}
