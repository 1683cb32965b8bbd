//! Rows that cannot be meant -> a complaint that says why; and what the day's catalog says of a row that is off, or forbids.

use crate::given::texts;
use schakel::catalog::Catalog;
use schakel::catalog::complaint::Text;

/// A good row on leave, with its two cases; `replace` spoils it.
const ROW: &str = r#"
[[rij]]
id          = "proef"
bericht     = "verzuimmelding/1"
van         = "school"
naar        = "jgz"
plaats      = "woonplaats"
toestemming = "nee"
bezwaar     = "wettelijke-taak"
weigering   = "mens"
informeren  = false
categorieen = ["ID"]
grondslag   = { verstrekken = "proef", ontvangen = "proef" }
bron        = "proef"
zekerheid   = "H"
geldig_van  = 2026-01-01
[rij.als]
leeftijd = "5..17"
klok     = "gebeurtenis"
veld     = { "verzuim.soort" = ["LUXE"] }
[[geval]]
rij = "proef"
naam = "deelt"
feiten = { leeftijd = 9, velden = { "verzuim.soort" = "LUXE" } }
deel = ["ID"]
[[geval]]
rij = "proef"
naam = "deelt niet"
feiten = { leeftijd = 9 }
onthoud = "disclosure.condition"
"#;

/// What a catalog of these rows alone, and one kind, complains about.
fn complaints(policy: &str) -> Vec<String> {
    let mut texts = texts();
    texts.remarks.text.clear();
    texts
        .schemas
        .retain(|schema| schema.place == "verzuimmelding/v1.json");
    texts.policies = vec![Text {
        path: "proef.toml".to_owned(),
        place: "proef.toml".to_owned(),
        text: policy.to_owned(),
    }];
    texts.adapters.clear();
    texts.sources.text = "source = []".to_owned();
    texts.partners.text = "partner = []".to_owned();
    texts.region.text = "name = \"proef\"\noin = \"00000099000000010000\"\nserves = []".to_owned();
    texts.agreements.text = String::new();
    Catalog::compile(&texts)
        .err()
        .unwrap_or_default()
        .into_iter()
        .map(|complaint| complaint.text)
        .collect()
}

/// What the whole catalog complains about when its region switches on a row.
fn switched_on(row: &str) -> Vec<String> {
    let mut texts = texts();
    texts.region.text = format!("rows_on = [\"{row}\"]\n{}", texts.region.text);
    Catalog::compile(&texts)
        .err()
        .unwrap_or_default()
        .into_iter()
        .map(|complaint| complaint.text)
        .collect()
}

/// The row with one piece of its text replaced gives one complaint that holds this.
#[track_caller]
fn refused(from: &str, to: &str, expected: &str) {
    assert!(ROW.contains(from), "{from}");
    let said = complaints(&ROW.replacen(from, to, 1));
    assert!(said.len() == 1 && said[0].contains(expected), "{said:#?}");
}

#[test]
fn a_good_row_is_taken() {
    assert_eq!(complaints(ROW), Vec::<String>::new());
}

#[test]
fn a_row_that_can_never_apply_is_refused() {
    refused(
        "\"verzuimmelding/1\"",
        "\"verzuimmelding/9\"",
        "bericht `verzuimmelding/9` bestaat niet",
    );
    refused(
        "plaats      = \"woonplaats\"",
        "plaats      = \"geadresseerde\"",
        "betekenis `geadresseerde`",
    );
    refused(
        "plaats      = \"woonplaats\"",
        "plaats      = \"deelnemer\"",
        "betekenis `deelnemers`",
    );
    refused(
        "[\"ID\"]\ngrond",
        "[\"ID\", \"TOEW\"]\ngrond",
        "categorie `TOEW` komt in het bericht niet voor",
    );
    refused("[\"LUXE\"]", "[\"LUKSE\"]", "kan nooit \"LUKSE\" zijn");
    refused("[\"LUXE\"]", "[]", "geen enkele toegelaten waarde");
    let every = "{ \"verzuim.soort\" = [\"LUXE\"] }\nbehalve = { \"verzuim.soort\" = [\"ZESTIEN_UUR\", \"LANGDURIG_RELATIEF\", \"DOORSTROOMPUNT_18PLUS\", \"LUXE\", \"OVERIG\"] }";
    refused(
        "{ \"verzuim.soort\" = [\"LUXE\"] }",
        every,
        "`behalve` sluit elke waarde van `verzuim.soort` uit",
    );
    refused(
        "klok     = \"gebeurtenis\"",
        "klok     = \"gebeurtenis\"\nperiode = [\"verzuim.begindatum\", \"verzuim.eind\"]",
        "`data.verzuim.eind` is geen veld",
    );
    refused("[\"ID\"]\ngrond", "[]\ngrond", "geen enkele categorie");
    refused(
        "[\"ID\"]\ngrond",
        "[\"ID\", \"ROUTE\"]\ngrond",
        "categorie `ROUTE` verlaat de hub nooit",
    );
    for ages in ["17..5", "-5..17", "5", "5..zes"] {
        refused("5..17", ages, "`leeftijd` is geen bereik als \"5..17\"");
    }
    refused(
        "geldig_van  = 2026-01-01",
        "geldig_van  = 2026-01-01\ngeldig_tot = 2025-12-31",
        "zo geldt de rij nooit",
    );
}

#[test]
fn a_row_that_contradicts_itself_is_refused() {
    refused(
        "bezwaar     = \"wettelijke-taak\"\nweigering   = \"mens\"",
        "weigering   = \"mens\"",
        "in welk doel kan iemand bezwaar maken",
    );
    refused(
        "bezwaar     = \"wettelijke-taak\"\nweigering   = \"mens\"",
        "weigering   = \"blokkeert\"",
        "`weigering = \"blokkeert\"` zonder `bezwaar`",
    );
    refused(
        "toestemming = \"nee\"\nbezwaar     = \"wettelijke-taak\"\nweigering   = \"mens\"",
        "toestemming = \"hulp-aan-school\"\nweigering   = \"nee\"",
        "dat spreekt elkaar tegen",
    );
    refused(
        "\"wettelijke-taak\"",
        "\"gezelligheid\"",
        "`bezwaar` noemt een doel uit termen.toml",
    );
    refused(
        "weigering   = \"mens\"",
        "weigering   = \"nee\"",
        "en hoort bij `weigering = \"blokkeert\"` of `\"mens\"`",
    );
}

#[test]
fn what_is_itself_about_consent_is_not_given_by_consent() {
    let mut texts = texts();
    let mut row = crate::path::addressed::row(
        "toestemming.verleend/1",
        "school",
        "wijkteam",
        "geadresseerde",
        "ID",
        "",
    );
    row.text = row.text.replace(
        "toestemming = \"nee\"\nweigering = \"nee\"",
        "toestemming = \"hulp-aan-school\"\nweigering = \"blokkeert\"",
    );
    texts.policies.push(row);
    let said: Vec<String> = Catalog::compile(&texts)
        .err()
        .unwrap_or_default()
        .into_iter()
        .map(|complaint| complaint.text)
        .collect();
    assert!(
        said.iter().any(|said| said
            .contains("`toestemming.verleend/1` is zelf een verklaring over toestemming")),
        "{said:#?}"
    );
}

#[test]
fn who_may_object_must_be_found_and_who_is_nobody_cannot_object() {
    refused(
        "bezwaar     = \"wettelijke-taak\"",
        "bezwaar     = [] # niemand",
        "`bezwaar = []` zegt dat het over niemand gaat, maar `verzuimmelding/1` heeft een achternaam en een geboortedatum",
    );
    let mut texts = texts();
    let meeting = texts
        .policies
        .iter_mut()
        .find(|text| text.place == "overleg.toml")
        .unwrap();
    assert!(meeting.text.contains("bezwaar        = []"));
    meeting.text = meeting.text.replacen(
        "bezwaar        = []",
        "bezwaar        = \"wettelijke-taak\"",
        1,
    );
    let said: Vec<String> = Catalog::compile(&texts)
        .err()
        .unwrap_or_default()
        .into_iter()
        .map(|complaint| complaint.text)
        .collect();
    assert!(
        said.len() == 1 && said[0].contains("niemands verklaring wordt zo gevonden"),
        "{said:#?}"
    );
}

/// The row twice, the second under another name and spoilt.
fn twice(replace: &[(&str, &str)]) -> Vec<String> {
    complaints(&format!("{ROW}{}", second(replace)))
}

fn second(replace: &[(&str, &str)]) -> String {
    let mut second = ROW
        .replace("\"proef\"\nbericht", "\"tweede\"\nbericht")
        .replace("rij = \"proef\"", "rij = \"tweede\"");
    for (from, to) in replace {
        assert!(second.contains(from), "{from}");
        second = second.replacen(from, to, 1);
    }
    second
}

const FREE: (&str, &str) = (
    "bezwaar     = \"wettelijke-taak\"\nweigering   = \"mens\"",
    "weigering   = \"nee\"",
);

#[test]
fn two_rows_that_contradict_each_other_are_refused() {
    assert_eq!(twice(&[]), Vec::<String>::new());
    let free = twice(&[FREE]);
    assert!(
        free.len() == 1 && free[0].starts_with("rij `tweede` geeft zonder toestemming of bezwaar"),
        "{free:#?}"
    );
    let banned = twice(&[
        (
            "\"tweede\"\nbericht",
            "\"tweede\"\nstand = \"geblokkeerd\"\nbericht",
        ),
        ("deel = [\"ID\"]", "onthoud = \"disclosure.prohibited\""),
    ]);
    assert!(
        banned.len() == 1
            && banned[0].starts_with("rij `proef` kan nooit iets delen: rij `tweede` verbiedt"),
        "{banned:#?}"
    );
}

#[test]
fn rows_that_never_meet_do_not_contradict() {
    assert_eq!(
        twice(&[FREE, ("[\"LUXE\"]", "[\"OVERIG\"]")]),
        Vec::<String>::new()
    );
    assert_eq!(
        twice(&[FREE, ("\"5..17\"", "\"18..26\"")]),
        Vec::<String>::new()
    );
    assert_eq!(
        twice(&[
            FREE,
            ("van         = \"school\"", "van         = \"wijkteam\"")
        ]),
        Vec::<String>::new()
    );
    assert_eq!(
        twice(&[FREE, ("[\"ID\"]\ngrond", "[\"VERZ\"]\ngrond")]),
        Vec::<String>::new()
    );
    assert_eq!(
        twice(&[
            FREE,
            (
                "geldig_van  = 2026-01-01",
                "geldig_van  = 2012-01-01\ngeldig_tot = 2025-12-31"
            )
        ]),
        Vec::<String>::new()
    );
    assert_eq!(
        twice(&[FREE, ("\"5..17\"", "\"0..4\"")]),
        Vec::<String>::new()
    );
    for touches in ["\"17..26\"", "\"0..5\""] {
        assert_eq!(twice(&[FREE, ("\"5..17\"", touches)]).len(), 1, "{touches}");
    }
    // another clock is no other age
    assert_eq!(
        twice(&[
            FREE,
            (
                "\"5..17\"\nklok     = \"gebeurtenis\"",
                "\"18..26\"\nklok     = \"verzending\""
            )
        ])
        .len(),
        1
    );
}

#[test]
fn a_row_that_leaves_out_what_the_other_asks_for_never_meets_it() {
    let veld = "veld     = { \"verzuim.soort\" = [\"LUXE\"] }";
    for (barred, wrong) in [
        ("\"LUXE\"", 0),
        ("\"OVERIG\"", 1),
        ("\"OVERIG\", \"LUXE\"", 0),
    ] {
        let behalve = format!("behalve  = {{ \"verzuim.soort\" = [{barred}] }}");
        let other = second(&[FREE, (veld, &behalve)]);
        for both in [format!("{ROW}{other}"), format!("{other}{ROW}")] {
            assert_eq!(complaints(&both).len(), wrong, "{both}");
        }
    }
}

#[test]
fn a_row_shows_what_it_shares_and_what_it_withholds() {
    let lonely = "heeft ten minste één geval met `deel` en één met `onthoud` nodig";
    refused(
        "deel = [\"ID\"]",
        "onthoud = \"disclosure.condition\"",
        lonely,
    );
    refused(
        "onthoud = \"disclosure.condition\"",
        "deel = [\"ID\"]",
        lonely,
    );
    refused(
        "id          = \"proef\"",
        "id          = \"proef\"\nstand = \"geblokkeerd\"",
        "deelt nooit iets: geef twee gevallen met `onthoud`",
    );
    let orphan = ROW.replace(
        "rij = \"proef\"\nnaam = \"deelt niet\"",
        "rij = \"profe\"\nnaam = \"deelt niet\"",
    );
    assert!(
        complaints(&orphan)
            .iter()
            .any(|said| said.contains("noemt rij `profe`, die niet bestaat"))
    );
}

#[test]
fn a_region_switches_on_only_what_is_off() {
    assert_eq!(switched_on("14"), Vec::<String>::new());
    for id in ["16", "99"] {
        let said = switched_on(id);
        assert!(
            said.len() == 1
                && said[0].starts_with(&format!(
                    "rows_on: rij `{id}` staat nergens uit; uit staan: `14`, "
                )),
            "{said:#?}"
        );
    }
}
