//! The partners that are no candidates, and why: what `explain` tells of them.

use super::{DAY, event, judged, region, texts};
use schakel::catalog::{Catalog, Texts};
use schakel::pipeline::propose::absent;
use schakel::pipeline::{self, Facts};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const DALFSEN: &str = include_str!("inputs/zestien-uur-dalfsen.json");

/// Each partner that is no candidate, with the reason.
fn told(catalog: &Catalog, source: &str, event: &Value) -> Vec<String> {
    let triaged = judged(catalog, source, event).unwrap();
    let ruling = pipeline::rule(catalog, &triaged, &Facts::none(DAY));
    let asked: BTreeSet<_> = ruling
        .judgements
        .iter()
        .filter_map(|judgement| judgement.partner.as_ref())
        .map(|partner| partner.party())
        .collect();
    absent(catalog, &triaged, &asked, DAY)
        .iter()
        .map(|(partner, why)| format!("{} {why:?}", partner.name))
        .collect()
}

/// A valid example of a kind, as a source of the region sends it.
fn example(file: &str, source: &str) -> Value {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
    let mut event: Value =
        serde_json::from_str(&std::fs::read_to_string(path.join(file)).unwrap()).unwrap();
    let oin = &region().sources[source].oin;
    event["source"] = json!(format!("urn:nld:oin:{oin}:systeem:sit"));
    event
}

#[track_caller]
fn check(source: &str, event: &Value, these: &[&str], not: &[&str]) {
    let told = told(region(), source, event);
    for one in these {
        assert!(
            told.contains(&(*one).to_owned()),
            "{one} is not in {told:?}"
        );
    }
    let of = |name: &str| told.iter().any(|one| one.starts_with(name));
    for name in not {
        assert!(!of(name), "{name} is in {told:?}");
    }
}

#[test]
fn whoever_serves_another_municipality_is_told_and_whoever_has_no_row_is_not() {
    let elsewhere = [
        "Leerplicht Zwolle",
        "Wijkteam Zwolle",
        "Leerplicht Hattem",
        "Wijkteam Hattem",
        "Leerplicht Kampen",
        "Wijkteam Kampen",
        "Leerplicht Heerenveen",
        "Wijkteam Heerenveen",
        "Wijkteam Holtenbroek",
        "Doorstroompunt Hattem",
    ];
    assert_eq!(
        told(region(), "vo", &event(DALFSEN, |_| {})),
        elsewhere.map(|name| format!("{name} Municipality"))
    );
}

#[test]
fn another_team_of_the_municipality_serves_another_neighbourhood() {
    let request = example(
        "aanmelding.wijkteam/examples/valid/ouder.json",
        "portaal-zwolle",
    );
    let told = [
        "Wijkteam Holtenbroek District",
        "Wijkteam Hattem Municipality",
    ];
    check("portaal-zwolle", &request, &told, &["Wijkteam Zwolle"]);
}

#[test]
fn schools_that_are_not_meant_and_whoever_is_not_named_are_told_so() {
    let advice = example("advies.school/examples/valid/smw.json", "smw-bron");
    check(
        "smw-bron",
        &advice,
        &[
            "School po School",
            "School mbo School",
            "School schoolb School",
        ],
        &["School vo"],
    );
    let handed_on = example(
        "doorgeleiding.leerplicht/examples/valid/langdurig.json",
        "lp-zwolle",
    );
    check("lp-zwolle", &handed_on, &["Jeugdhulp De Brug Unnamed"], &[]);
    let plan = example("onderwijszorgarrangement/examples/valid/school.json", "vo");
    check(
        "vo",
        &plan,
        &[
            "Gemeente Hattem Unnamed",
            "Swv PO2305 Unnamed",
            "Swv VO2305 Kind",
            "Jeugdhulp De Brug Kind",
        ],
        &["School vo", "Gemeente Zwolle"],
    );
}

#[test]
fn whose_time_is_over_or_is_not_connected_for_the_kind_is_told_so_in_that_order() {
    let changed = |change: &dyn Fn(&str) -> String| -> Vec<String> {
        let mut texts: Texts = texts();
        let text = &mut texts.partners.text;
        let at = text.find("name = \"Wijkteam Dalfsen\"").unwrap();
        let end = at + text[at..].find("[[partner]]").unwrap();
        text.replace_range(at..end, &change(&text[at..end]));
        let catalog = Catalog::compile(&texts).unwrap();
        let told = told(&catalog, "vo", &event(DALFSEN, |_| {}));
        told.into_iter()
            .filter(|one| one.starts_with("Wijkteam Dalfsen"))
            .collect()
    };
    let over = |text: &str| {
        text.replacen(
            "from = 2020-01-01",
            "from = 2020-01-01\nuntil = 2020-12-31",
            1,
        )
    };
    let other = |text: &str| text.replacen("\"verzuimmelding/1\", ", "", 1);
    assert_eq!(changed(&str::to_owned), Vec::<String>::new());
    assert_eq!(changed(&over), ["Wijkteam Dalfsen NotInForce"]);
    assert_eq!(changed(&other), ["Wijkteam Dalfsen Kind"]);
    assert_eq!(
        changed(&|text| over(&other(text))),
        ["Wijkteam Dalfsen NotInForce"]
    );
}

#[test]
fn the_birth_date_and_the_days_of_a_report_are_there_to_be_told() {
    let triaged = judged(region(), "vo", &event(DALFSEN, |_| {})).unwrap();
    assert_eq!(triaged.born(), Some(jiff::civil::date(2012, 3, 2)));
    let days = triaged.days().unwrap();
    assert_eq!(days.first, jiff::civil::date(2026, 10, 19));
}
