//! `adapter.toml` -> what is wrong with it, and what is not.

use super::{changed, text, told};
use crate::given::catalog;
use schakel::catalog::adapter::{self, Adapter};
use schakel::catalog::complaint::Complaint;

const GOOD: &str = r#"format    = "csv"
encodings = ["utf-8"]

[[message]]
kind = "verzuimmelding/1"
when = "/rij"
map  = [
  { to = "meldingsnummer", from = ["school", "nr"], join = "-" },
  { to = "verzuim.soort", from = "soort", codes = "soort" },
  { to = "verzuim.begindatum", from = "van", date = "%d-%m-%Y" },
  { to = "verzuim.dagen", each = "dagen", map = [{ to = "datum", from = "dag", date = "%Y%m%d" }] },
  { to = "melder.functie", value = "mentor" },
]

[codes.soort]
"L" = "LUXE"
"#;
const SECOND: &str =
    "[[message]]\nkind = \"verzuimmelding/1\"\nwhen = \"/iets/anders\"\nmap = []\n\n[codes.soort]";

fn compile(replace: &[(&str, &str)]) -> Result<Adapter, Vec<Complaint>> {
    adapter::compile(
        &text("proef/adapter.toml", changed(GOOD, replace)),
        "proef",
        &catalog().kinds,
    )
}

#[track_caller]
fn good(replace: &[(&str, &str)]) {
    assert_eq!(told(compile(replace)), [] as [&str; 0], "{replace:?}");
}

#[track_caller]
fn bad(replace: &[(&str, &str)], expected: &str) {
    assert_eq!(told(compile(replace)), [expected], "{replace:?}");
}

#[test]
fn an_adapter_has_a_name_and_a_separator_of_its_own() {
    let adapter = compile(&[]).unwrap();
    assert_eq!((adapter.name.as_str(), adapter.separator), ("proef", b';'));
    let adapter = compile(&[("\n\n[[message]]", "\nseparator = \",\"\n\n[[message]]")]).unwrap();
    assert_eq!(adapter.separator, b',');
}

#[test]
fn a_separator_is_one_plain_character_of_a_csv() {
    let about = |line: usize| {
        format!("{line}: `separator` is één gewoon teken, en hoort bij `format = \"csv\"`")
    };
    bad(
        &[("\n\n[[message]]", "\nseparator = \"§\"\n\n[[message]]")],
        &about(3),
    ); // one byte in Latin-1, and no ASCII
    bad(
        &[("\n\n[[message]]", "\nseparator = \"€\"\n\n[[message]]")],
        &about(3),
    );
    bad(
        &[
            ("\"csv\"", "\"json\""),
            ("\n\n[[message]]", "\nseparator = \";\"\n\n[[message]]"),
        ],
        &about(3),
    );
    good(&[("\"csv\"", "\"json\"")]);
}

#[test]
fn an_adapter_without_an_encoding_reads_nothing() {
    bad(&[("[\"utf-8\"]", "[]")], "2: `encodings` is leeg");
}

#[test]
fn a_message_is_of_a_kind_that_exists() {
    let wrong = told(compile(&[("verzuimmelding/1", "verzuimmelding/9")]));
    assert!(
        wrong.len() == 1
            && wrong[0].starts_with("5: berichtsoort `verzuimmelding/9` bestaat niet; kies uit "),
        "{wrong:?}"
    );
}

#[test]
fn a_message_is_recognised_by_a_path_that_is_not_empty() {
    for when in ["[]", "\"\"", "\"/\"", "[\"/rij\", \"/\"]"] {
        bad(
            &[("\"/rij\"", when)],
            "5: `when` is leeg: geef een pad dat alleen in dit bericht staat",
        );
    }
    good(&[("\"/rij\"", "[\"/rij\", \"/lijst/rij\"]")]);
}

#[test]
fn two_messages_never_fit_one_payload() {
    good(&[("[codes.soort]", SECOND)]);
    for when in ["/rij", "/rij/deel", "/"] {
        let second = SECOND.replace("/iets/anders", when);
        let wrong = told(compile(&[("[codes.soort]", &second)]));
        assert!(
            wrong.contains(
                &"5: twee berichten passen op dezelfde inhoud: maak `when` scherper".to_owned()
            ),
            "{when}: {wrong:?}"
        );
    }
    // the other way round: the first is inside the second
    let second = SECOND.replace("/iets/anders", "/lijst");
    bad(
        &[("\"/rij\"", "\"/lijst/rij\""), ("[codes.soort]", &second)],
        "5: twee berichten passen op dezelfde inhoud: maak `when` scherper",
    );
}

#[test]
fn a_rule_points_at_a_field() {
    bad(
        &[("verzuim.soort", "verzuim.sort")],
        "9: `verzuim.sort`: `data.verzuim.sort` staat niet in het schema van `verzuimmelding/1`",
    );
    let no_field = "wijst naar een object of lijst: geef een veld, of `each` met een eigen `map`";
    bad(
        &[("melder.functie", "melder")],
        &format!("12: `melder`: {no_field}"),
    );
    bad(
        &[(
            "each = \"dagen\", map = [{ to = \"datum\", from = \"dag\", date = \"%Y%m%d\" }]",
            "from = \"dagen\"",
        )],
        &format!("11: `verzuim.dagen`: {no_field}"),
    );
    bad(
        &[
            ("melder.functie", "leerling"),
            ("value = \"mentor\"", "each = \"x\", map = []"),
        ],
        &format!("12: `leerling`: {no_field}"),
    );
    // a field of a list stands below that list
    let inner = "`data.verzuim.dagen.dutum` staat niet in het schema van `verzuimmelding/1`";
    bad(
        &[("\"datum\"", "\"dutum\"")],
        &format!("11: `dutum`: {inner}"),
    );
}

#[test]
fn a_code_becomes_a_value_of_the_schema() {
    bad(
        &[("\"LUXE\"", "\"LUX\"")],
        "9: `verzuim.soort`: \"LUX\" staat niet in de codelijst van het schema",
    );
    bad(
        &[("codes = \"soort\"", "codes = \"sort\"")],
        "9: `verzuim.soort`: `[codes.sort]` ontbreekt",
    );
    // a field without a closed list takes any
    good(&[(
        "melder.functie\", value = \"mentor\"",
        "melder.functie\", from = \"x\", codes = \"soort\"",
    )]);
}

#[test]
fn a_date_has_a_notation() {
    bad(
        &[("\"%d-%m-%Y\"", "\"\"")],
        "10: `verzuim.begindatum`: `date` is leeg; geef bijvoorbeeld \"%Y%m%d\"",
    );
}

#[test]
fn a_rule_has_one_source_and_at_most_one_verb() {
    let text = "geef één bron met ten hoogste één van value, date, codes, number, flag, each; meer bronnen alleen met `join`";
    let bad = |from: &str, to: &str, about: &str| bad(&[(from, to)], &format!("{about}: {text}"));
    bad(
        "date = \"%d-%m-%Y\"",
        "date = \"%d-%m-%Y\", number = \"nl\"",
        "10: `verzuim.begindatum`",
    );
    bad(
        "date = \"%d-%m-%Y\"",
        "flag = [\"J\", \"N\"], codes = \"soort\"",
        "10: `verzuim.begindatum`",
    );
    bad(
        "date = \"%d-%m-%Y\"",
        "join = \"-\"",
        "10: `verzuim.begindatum`",
    );
    bad(", join = \"-\"", "", "8: `meldingsnummer`");
    bad("from = \"van\", ", "", "10: `verzuim.begindatum`");
    bad(
        "value = \"mentor\"",
        "value = \"mentor\", from = \"x\"",
        "12: `melder.functie`",
    );
    bad(
        "each = \"dagen\"",
        "from = \"x\", each = \"dagen\"",
        "11: `verzuim.dagen`",
    );
    bad(
        "value = \"mentor\"",
        "optional = true",
        "12: `melder.functie`",
    );
}
