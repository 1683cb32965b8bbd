//! The closed lists and the table of ages -> sets, names, and what is wrong with the files.

use super::{changed, text, told};
use schakel::catalog::consent::ConsentTable;
use schakel::catalog::label::Labels;
use schakel::catalog::policy::Certainty;
use schakel::catalog::steps::Steps;
use schakel::catalog::term::{Categories, Terms};

const TERMS: &str = r#"rol = [{ code = "school", naam = "School" }]
doel = [{ code = "hulp", naam = "Hulp" }, { code = "taak", naam = "Taak", gewoon = "wat moet" }]
[[categorie]]
code = "ID"
naam = "Wie"
[[categorie]]
code = "ADRES"
naam = "Adres"
gewoon = "waar iemand woont"
bij_geheim_adres = "weg"
[[categorie]]
code = "REF"
naam = "Nummer"
delen = "altijd"
[[categorie]]
code = "ROUTE"
naam = "Weg"
delen = "nooit"
"#;

const LABEL: &str =
    "[[label]]\ncode = \"proef-1\"\nsoort = \"lea\"\nnaam = \"Proef\"\ngeldig_van = 2026-01-01\n";

#[test]
fn a_label_has_a_code_that_can_be_read_aloud_a_name_and_days() {
    let labels =
        |replace: &[(&str, &str)]| Labels::compile(&text("labels.toml", changed(LABEL, replace)));
    assert_eq!(labels(&[]).unwrap().get("proef-1").unwrap().name, "Proef");
    for code in ["", "Proef", "proef 1", "proef_1", "é"] {
        let wrong = format!(
            "2: label \"{code}\": `code` bestaat uit kleine letters, cijfers en koppeltekens"
        );
        assert_eq!(told(labels(&[("proef-1", code)])), [wrong]);
    }
}

const STEPS: &str = "bron = \"Wet\"\ngeldig_van = 2019-01-01\n[[stap]]\ntitel = \"Een\"\ntekst = \"Kijk\"\n[[stap]]\ntitel = \"Twee\"\n\
    tekst = \"Doe\"\n[bellen]\nnaam = \"Veilig Thuis\"\nnummer = \"112\"\ntekst = \"altijd\"\n";

#[test]
fn the_steps_say_what_to_do_and_whom_to_call() {
    let steps =
        |replace: &[(&str, &str)]| Steps::compile(&text("stappen.toml", changed(STEPS, replace)));
    let good = steps(&[]).unwrap();
    let said = "dit gaat nooit langs de hub en is niet bewaard: bel Veilig Thuis, 112; is er nu gevaar, bel 112";
    assert_eq!(
        (
            good.in_short().as_str(),
            good.steps.len(),
            good.source.as_str()
        ),
        (said, 2, "Wet")
    );
    let wrong = |from, to, expected: &str| {
        assert_eq!(told(steps(&[(from, to)])), [expected], "{from} {to}")
    };
    let dated = "2: `geldig_van` is een datum, en `bron` is niet leeg";
    wrong("2019-01-01", "2019-01-01T10:00:00", dated);
    wrong("\"Wet\"", "\"\"", dated);
    let each = "3: elke `stap` heeft een `titel` en een `tekst`, en er is er ten minste één";
    wrong("\"Een\"", "\"\"", each);
    wrong("\"Doe\"", "\"\"", each);
    let all = STEPS.find("[[stap]]").unwrap()..STEPS.find("[bellen]").unwrap();
    let none = format!("stap = []\n{}", STEPS.replace(&STEPS[all], ""));
    assert_eq!(
        told(Steps::compile(&text("stappen.toml", none))),
        [each.replace("3: ", "-: ")]
    );
    let call = "9: `naam` is leeg, of `nummer` is niet te bellen";
    wrong("\"Veilig Thuis\"", "\"\"", call);
    wrong("\"112\"", "\"11\"", call);
}

#[test]
fn a_certainty_is_shown_as_jurists_write_it() {
    assert_eq!(
        [Certainty::H, Certainty::M, Certainty::L, Certainty::Unknown].map(Certainty::as_str),
        ["H", "M", "L", "?"]
    );
}

fn terms(replace: &[(&str, &str)]) -> Terms {
    Terms::compile(&text("termen.toml", changed(TERMS, replace))).unwrap()
}

#[test]
fn every_code_is_listed_and_has_a_name() {
    let terms = terms(&[]);
    assert_eq!(
        terms.category_codes().collect::<Vec<_>>(),
        ["ID", "ADRES", "REF", "ROUTE"]
    );
    assert_eq!(terms.purpose_codes().collect::<Vec<_>>(), ["hulp", "taak"]);
    assert_eq!(terms.role_codes().collect::<Vec<_>>(), ["school"]);
    assert_eq!(
        (terms.name("ADRES"), terms.plain("ADRES")),
        ("Adres", "waar iemand woont")
    );
    assert_eq!((terms.name("taak"), terms.name("niets")), ("Taak", "niets"));
}

#[test]
fn a_set_of_categories_holds_what_was_put_in() {
    let terms = terms(&[]);
    let [id, adres, reference] = ["ID", "ADRES", "REF"].map(|code| terms.category(code).unwrap());
    let two = id.with(adres);
    assert!(
        two.contains(id)
            && two.contains(adres)
            && two.contains(two)
            && !two.contains(reference)
            && !id.contains(two)
    );
    assert_eq!(
        (two.without(id), two.both(id), two.without(two)),
        (adres, id, Categories::default())
    );
    assert_eq!(id.with(id), id);
    assert_eq!(id.without(adres), id);
    assert!(Categories::default().is_empty() && !id.is_empty() && two.both(reference).is_empty());
    assert!(id.contains(Categories::default()));
    assert_eq!(terms.codes(two.with(reference)), ["ID", "ADRES", "REF"]);
    assert_eq!(terms.codes(Categories::default()), [] as [&str; 0]);
    assert_eq!(
        terms.set(["REF", "WAT", "ID"].into_iter()),
        id.with(reference)
    );
    assert_eq!(terms.category("WAT"), None);
}

#[test]
fn what_always_and_never_goes_and_what_a_secret_address_takes_out() {
    let terms = terms(&[]);
    assert_eq!(
        (
            terms.codes(terms.always),
            terms.codes(terms.never),
            terms.codes(terms.secret)
        ),
        (vec!["REF"], vec!["ROUTE"], vec!["ADRES"])
    );
    assert_eq!(terms.all_codes(), "ID, ADRES, REF, ROUTE");
}

#[test]
fn a_term_is_shown_in_plain_words_where_there_are_any() {
    let terms = terms(&[]);
    assert_eq!(
        ["ID", "ADRES", "hulp", "taak", "x"].map(|code| terms.plain(code)),
        ["Wie", "waar iemand woont", "Hulp", "wat moet", "x"]
    );
    assert_eq!(
        (terms.role_name("school"), terms.role_name("x")),
        ("School", "x")
    );
    assert!(
        terms.is_role("school")
            && !terms.is_role("x")
            && terms.is_purpose("hulp")
            && !terms.is_purpose("x")
    );
}

#[track_caller]
fn wrong(replace: &[(&str, &str)], expected: &str) {
    assert_eq!(
        told(Terms::compile(&text(
            "termen.toml",
            changed(TERMS, replace)
        ))),
        [expected],
        "{replace:?}"
    );
}

#[test]
fn a_term_stands_once_and_has_a_name() {
    let twice = "{ code = \"school\", naam = \"School\" }";
    wrong(
        &[(twice, &format!("{twice}, {twice}"))],
        "1: rol `school` staat er twee keer",
    );
    wrong(
        &[("code = \"taak\"", "code = \"hulp\"")],
        "2: doel `hulp` staat er twee keer of heeft geen naam",
    );
    wrong(
        &[("naam = \"Hulp\"", "naam = \"\"")],
        "2: doel `hulp` staat er twee keer of heeft geen naam",
    );
    wrong(
        &[("\"ADRES\"", "\"ID\"")],
        "4: categorie `ID`: twee keer, zonder naam, of de 65e",
    );
    wrong(
        &[("\"Adres\"", "\"\"")],
        "7: categorie `ADRES`: twee keer, zonder naam, of de 65e",
    );
}

#[test]
fn there_are_sixty_four_categories_at_most() {
    let many = |count: usize| {
        (4..count).fold(TERMS.to_owned(), |text, at| {
            format!("{text}[[categorie]]\ncode = \"C{at}\"\nnaam = \"n\"\n")
        })
    };
    let terms = Terms::compile(&text("termen.toml", many(64))).unwrap();
    let (first, last) = (
        terms.category("ID").unwrap(),
        terms.category("C63").unwrap(),
    );
    assert_eq!(terms.codes(first.with(last)), ["ID", "C63"]);
    assert_eq!(
        told(Terms::compile(&text("termen.toml", many(65)))).len(),
        1
    );
}

const AGES: &str = r#"[[hoedanigheid]]
code = "ouder"
telt_als = "ouder"
gezag = true
[[hoedanigheid]]
code = "voogd"
telt_als = "ouder"
gezag = true
[[hoedanigheid]]
code = "jeugdige"
telt_als = "jeugdige"
gezag = false
[[leeftijd]]
van = 0
tot = 11
wie = ["ouder"]
bron = "a"
[[leeftijd]]
van = 12
wie = ["jeugdige", "ouder"]
bron = "b"
[wilsonbekwaam]
wie = ["ouder"]
bron = "c"
"#;

fn ages(replace: &[(&str, &str)]) -> Result<ConsentTable, Vec<String>> {
    let table = ConsentTable::compile(&text("toestemming.toml", changed(AGES, replace)));
    table.map_err(|complaints| told::<()>(Err(complaints)))
}

#[test]
fn who_decides_follows_from_the_age() {
    let table = ages(&[]).unwrap();
    for (age, groups) in [
        (0, ["ouder"].as_slice()),
        (11, &["ouder"]),
        (12, &["jeugdige", "ouder"]),
        (99, &["jeugdige", "ouder"]),
        (-1, &[]),
    ] {
        assert_eq!(table.groups(age), groups, "{age}");
    }
    assert_eq!(table.incapable(), ["ouder"]);
    assert_eq!(
        table
            .steps()
            .iter()
            .map(|step| (step.from, step.to))
            .collect::<Vec<_>>(),
        [(0, Some(11)), (12, None)]
    );
    assert!(
        table.needs_authority("ouder")
            && !table.needs_authority("jeugdige")
            && !table.needs_authority("voogd")
    );
    assert_eq!(table.capacity("voogd").unwrap().counts_as, "ouder");
    assert!(table.capacity("buurman").is_none());
    assert_eq!(
        table.capacities().map(|(code, _)| code).collect::<Vec<_>>(),
        ["jeugdige", "ouder", "voogd"]
    );
}

#[test]
fn a_table_of_ages_has_no_gap_no_end_and_nobody_unknown() {
    let wrong = |replace: &[(&str, &str)], expected: &str| {
        assert_eq!(
            ages(replace).err(),
            Some(vec![expected.to_owned()]),
            "{replace:?}"
        )
    };
    let step = |line: usize, age: i32| {
        format!(
            "{line}: leeftijd vanaf {age}: sluit niet aan op de vorige, of `wie` noemt niemand of een onbekende groep"
        )
    };
    wrong(&[("van = 12", "van = 13")], &step(19, 13));
    wrong(&[("van = 12", "van = 11")], &step(19, 11));
    wrong(&[("van = 0", "van = 1")], &step(14, 1));
    wrong(
        &[("wie = [\"jeugdige\", \"ouder\"]", "wie = []")],
        &step(19, 12),
    );
    wrong(
        &[("\"jeugdige\", \"ouder\"]", "\"jeugdige\", \"oom\"]")],
        &step(19, 12),
    );
    wrong(&[("bron = \"b\"", "bron = \"\"")], &step(19, 12));
    wrong(
        &[("van = 12\n", "van = 12\ntot = 20\n")],
        "13: de laatste leeftijd heeft een `tot`: wie ouder is, heeft zo niemand",
    );
    let incapable =
        "22: wilsonbekwaam: `wie` noemt niemand of een onbekende groep, of `bron` is leeg";
    for (from, to) in [
        ("wie = [\"ouder\"]\nbron = \"c\"", "wie = []\nbron = \"c\""),
        (
            "wie = [\"ouder\"]\nbron = \"c\"",
            "wie = [\"oom\"]\nbron = \"c\"",
        ),
        ("bron = \"c\"", "bron = \"\""),
    ] {
        wrong(&[(from, to)], incapable);
    }
}
