//! Who may send and who may receive -> what is wrong with their files, and from when to when they count.

mod regions;

use super::{changed, text, told};
use crate::given::catalog;
use jiff::civil::{Date, date};
use schakel::catalog::complaint::Complaint;
use schakel::catalog::partner::{Known, Partner, Source, partners, sources};
use schakel::catalog::place::Municipality;
use schakel::party::Party;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

const SOURCE: &str = r#"[[source]]
name = "linde-1"
oin = "00000099000000002000"
role = "school"
controller = "De Linde"
adapter = "las-vsv2"
user = "linde"
kinds = ["verzuimmelding/1"]
brin = ["01AB"]
from = 2026-01-01
until = 2026-12-31
"#;
const PARTNER: &str = r#"[[partner]]
oin = "00000099000000001000"
name = "Leerplicht"
role = "leerplicht"
controller = "Gemeente"
area = { gemeente = ["0193"], brin = ["01AB"] }
kinds = ["verzuimmelding/1"]
channel = { amqp = { exchange = "to.leerplicht-1" } }
from = 2026-01-01
until = 2026-12-31
"#;

fn known() -> Known<'static> {
    let all = catalog();
    Known {
        terms: &all.terms,
        kinds: &all.kinds,
        places: &all.places,
        adapters: &all.adapters,
        labels: &all.labels,
    }
}

fn sending(file: &str) -> Result<BTreeMap<String, Arc<Source>>, Vec<Complaint>> {
    sources(&text("sources.toml", file), &known())
}

fn receiving(file: &str) -> Result<Vec<Partner>, Vec<Complaint>> {
    partners(&text("partners.toml", file), &known())
}

#[track_caller]
fn source(from: &str, to: &str, expected: &str) {
    assert_eq!(
        told(sending(&changed(SOURCE, &[(from, to)]))),
        [expected],
        "{to}"
    );
}

#[track_caller]
fn partner(from: &str, to: &str, expected: &str) {
    assert_eq!(
        told(receiving(&changed(PARTNER, &[(from, to)]))),
        [expected],
        "{to}"
    );
}

const NO_OIN: &str =
    "`oin` is geen OIN: acht cijfers van een bekende soort en twaalf cijfers of hoofdletters";

#[test]
fn everything_that_is_wrong_with_a_source_is_told() {
    assert_eq!(told(sending(SOURCE)), [] as [&str; 0]);
    let source = |from, to, wrong: &str| source(from, to, &format!("2: source `linde-1`: {wrong}"));
    source("00000099000000002000", "0000009900000000200", NO_OIN);
    source(
        "\"school\"",
        "\"scholen\"",
        "rol `scholen` staat niet in termen.toml",
    );
    source(
        "verzuimmelding/1",
        "verzuimmelding/9",
        "berichtsoort `verzuimmelding/9` bestaat niet",
    );
    source("01AB", "1AB", "`1AB` is geen BRIN");
    source(
        "las-vsv2",
        "presto",
        "adapter `presto` bestaat niet; `cloudevents` is er altijd",
    );
    for (from, to) in [
        ("from = 2026-01-01", "from = 12:00:00"),
        ("until = 2026-12-31", "until = 2026-12-31T12:00:00"),
        ("until = 2026-12-31", "until = 2025-12-31"),
    ] {
        source(
            from,
            to,
            "`from` en `until` zijn datums, de eerste niet na de laatste",
        );
    }
    assert!(sending(&changed(SOURCE, &[("las-vsv2", "cloudevents")])).is_ok());
    assert!(sending(&changed(SOURCE, &[("until = 2026-12-31\n", "")])).is_ok());
}

#[test]
fn the_name_of_a_source_becomes_that_of_a_queue() {
    for name in ["", "Linde", "de linde", "linde.1", "lindé", "linde_1"] {
        let wrong = "`name` bestaat uit kleine letters, cijfers en koppeltekens: het wordt de naam van een wachtrij";
        source("linde-1", name, &format!("2: source `{name}`: {wrong}"));
    }
}

#[test]
fn no_two_sources_have_one_name_or_one_user() {
    let other = |replace| format!("{SOURCE}{}", changed(SOURCE, replace));
    let twice = "`name` of `user` komt twee keer voor";
    assert_eq!(
        told(sending(&other(&[
            ("linde-1", "linde-2"),
            ("user = \"linde\"", "user = \"ander\"")
        ]))),
        [] as [&str; 0]
    );
    assert_eq!(
        told(sending(&other(&[("linde-1", "linde-2")]))),
        [format!("13: source `linde-2`: {twice}")]
    );
    assert_eq!(
        told(sending(&other(&[("user = \"linde\"", "user = \"ander\"")]))),
        [format!("2: source `linde-1`: {twice}")]
    );
}

#[test]
fn everything_that_is_wrong_with_a_partner_is_told() {
    assert_eq!(told(receiving(PARTNER)), [] as [&str; 0]);
    let partner =
        |from, to, wrong: &str| partner(from, to, &format!("3: partner `Leerplicht`: {wrong}"));
    partner("00000099000000001000", "x", NO_OIN);
    partner(
        "\"leerplicht\"",
        "\"plicht\"",
        "rol `plicht` staat niet in termen.toml",
    );
    partner(
        "verzuimmelding/1",
        "verzuimmelding/9",
        "berichtsoort `verzuimmelding/9` bestaat niet",
    );
    partner("01AB", "01ab", "`01ab` is geen BRIN");
    partner(
        "0193",
        "9999",
        "gemeentecode `9999` staat niet in de gemeentelijst",
    );
    partner(
        "0193",
        "Zwolle",
        "`Zwolle`: geen gemeentecode: vier cijfers verwacht, 6 tekens gekregen",
    );
    for exchange in ["leerplicht-1", "to.", "to.Leerplicht", "in.leerplicht-1"] {
        partner(
            "to.leerplicht-1",
            exchange,
            "`exchange` is `to.` met kleine letters, cijfers en koppeltekens",
        );
    }
    for (from, to) in [
        ("from = 2026-01-01", "from = 12:00:00"),
        ("until = 2026-12-31", "until = 12:00:00"),
        ("until = 2026-12-31", "until = 2025-12-31"),
    ] {
        partner(
            from,
            to,
            "`from` en `until` zijn datums, de eerste niet na de laatste",
        );
    }
    assert!(receiving(&changed(PARTNER, &[("until = 2026-12-31\n", "")])).is_ok());
}

#[test]
fn an_organisation_is_a_partner_once_in_each_role() {
    let other = |replace| {
        told(receiving(&format!(
            "{PARTNER}{}",
            changed(PARTNER, replace)
        )))
    };
    assert_eq!(
        other(&[("\"leerplicht\"", "\"wijkteam\"")]),
        [] as [&str; 0]
    );
    assert_eq!(
        other(&[("00000099000000001000", "00000099000000001100")]),
        [] as [&str; 0]
    );
    let named = ("\"Leerplicht\"", "\"Nog eens\"");
    let twice = "13: partner `Nog eens`: deze OIN en rol komen twee keer voor; geef elk team een eigen `onderdeel`, of een eigen OIN";
    assert_eq!(other(&[named]), [twice]);
    let unit = |name: &str| ("role =", format!("onderdeel = \"{name}\"\nrole ="));
    let with = |one: &str, second: &str| {
        let [one, second] = [one, second].map(unit);
        let first = PARTNER.replacen(one.0, &one.1, 1);
        told(receiving(&format!(
            "{first}{}",
            changed(PARTNER, &[named, (second.0, &second.1)])
        )))
    };
    assert_eq!(with("noord", "zuid"), [] as [&str; 0]);
    assert_eq!(
        with("noord", "noord"),
        ["14: partner `Nog eens`: `onderdeel = \"noord\"` komt bij deze OIN en rol twee keer voor"]
    );
    assert_eq!(
        with("noord", "Zuid 1"),
        ["14: partner `Nog eens`: `onderdeel` bestaat uit kleine letters, cijfers en koppeltekens"]
    );
    // one with a unit and one without: nobody could tell which of them a consent means
    let divided = changed(PARTNER, &[named, ("role =", &unit("noord").1)]);
    assert_eq!(told(receiving(&format!("{PARTNER}{divided}"))), [twice]);
}

#[test]
fn they_count_from_their_first_to_their_last_day() {
    let (source, partner) = (
        sending(SOURCE).unwrap().remove("linde-1").unwrap(),
        receiving(PARTNER).unwrap().remove(0),
    );
    let in_force = |day: Date| (source.in_force(day), partner.in_force(day));
    assert_eq!(in_force(date(2025, 12, 31)), (false, false));
    assert_eq!(in_force(date(2026, 1, 1)), (true, true));
    assert_eq!(in_force(date(2026, 12, 31)), (true, true));
    assert_eq!(in_force(date(2027, 1, 1)), (false, false));
    let home: Municipality = "0193".parse().unwrap();
    assert!(partner.serves(&home, date(2026, 1, 1)) && !partner.serves(&home, date(2025, 12, 31)));
    assert!(!partner.serves(&"0148".parse().unwrap(), date(2026, 1, 1)));
    let endless = sending(&changed(SOURCE, &[("until = 2026-12-31\n", "")]))
        .unwrap()
        .remove("linde-1")
        .unwrap();
    assert!(endless.in_force(date(2100, 1, 1)));
    assert_eq!(
        (&*source.party().to_string(), &*partner.party().to_string()),
        (
            "00000099000000002000/school",
            "00000099000000001000/leerplicht"
        )
    );
}

#[test]
fn partners_are_found_by_home_by_school_and_by_organisation_each_once() {
    let all = catalog();
    let zwolle: Municipality = "0193".parse().unwrap();
    let served = |partner: &Arc<Partner>| partner.residents_of.contains_key(&zwolle);
    let school = |partner: &Arc<Partner>| partner.schools.contains("01AB");
    let keys = |found: Vec<&Arc<Partner>>| {
        found
            .into_iter()
            .map(|partner| partner.party())
            .collect::<Vec<_>>()
    };
    let all_of = |wanted: &dyn Fn(&Arc<Partner>) -> bool| {
        keys(
            all.partners
                .iter()
                .filter(|partner| wanted(partner))
                .collect(),
        )
    };
    assert_eq!(
        keys(all.near(Some(&zwolle), None).collect()),
        all_of(&served)
    );
    assert_eq!(
        keys(all.near(None, Some("01AB")).collect()),
        all_of(&school)
    );
    assert_eq!(
        keys(all.near(Some(&zwolle), Some("01AB")).collect()),
        all_of(&|partner| served(partner) || school(partner))
    );
    assert!(all.near(None, None).next().is_none());
    assert!(all_of(&served).len() > 1 && !all_of(&school).is_empty());
    let oin = "00000099000000001000";
    assert_eq!(
        keys(all.of_organisation(oin).collect()),
        all_of(&|partner| partner.oin == oin)
    );
    assert_eq!(
        all.partner(&Party::new(oin, "wijkteam")).unwrap().role,
        "wijkteam"
    );
    assert!(
        all.partner(&Party::new(oin, "school")).is_none()
            && all.of_organisation("x").next().is_none()
    );
    let roles: BTreeSet<&str> = all
        .of_organisation(oin)
        .map(|partner| partner.role.as_str())
        .collect();
    assert!(roles.contains("leerplicht") && roles.contains("wijkteam"));
}
