//! What is said about consent: what is turned away because it could never count, and what is kept whatever is wrong with it.

use super::{LIMITS, TODAY, inbound};
use crate::given::{about, outspoken};
use schakel::catalog::Catalog;
use schakel::outcome::Stop;
use schakel::pipeline::consent::{Authority, Said};
use schakel::pipeline::{self, Judged, Triaged};
use serde_json::{Value, json};
use std::sync::OnceLock;

fn judged(event: &Value) -> Result<Triaged, Stop> {
    static CATALOG: OnceLock<Catalog> = OnceLock::new();
    let catalog = CATALOG.get_or_init(outspoken);
    let inbound = inbound("meander", event.to_string());
    let [Judged { result, .. }] =
        <[Judged; 1]>::try_from(pipeline::triage(catalog, LIMITS, &inbound, "x", TODAY).unwrap())
            .unwrap();
    result
}

/// What is wrong with it, or nothing.
fn wrong(kind: &str, change: impl FnOnce(&mut Value)) -> String {
    match judged(&about(kind, change)) {
        Ok(triaged) => {
            assert!(triaged.is_statement());
            "kept".to_owned()
        }
        Err(stop) => {
            let no_yes = stop
                .problems
                .iter()
                .all(|problem| ["gezag", "leeftijd", "geen-rij"].contains(&problem.rule.as_str()));
            assert_eq!(
                stop.code.as_str(),
                if no_yes {
                    "register.cannot_count"
                } else {
                    "validate.invalid"
                }
            );
            stop.problems
                .iter()
                .map(|problem| format!("{} {}", problem.path, problem.rule))
                .collect::<Vec<_>>()
                .join(", ")
        }
    }
}

const YES: &str = "toestemming.verleend";
const NO: [&str; 2] = ["toestemming.geweigerd", "toestemming.ingetrokken"];

fn by_youth(data: &mut Value) {
    data["gever"] = json!({ "kenmerk": "jeugdige", "hoedanigheid": "jeugdige", "gezag": "nee" });
}

#[test]
fn a_yes_of_who_does_not_decide_at_that_age_is_sent_back() {
    let born =
        |day: &'static str| move |data: &mut Value| data["leerling"]["geboortedatum"] = json!(day);
    let age = "/data/gever/hoedanigheid leeftijd";
    assert_eq!(
        wrong(YES, born("2010-03-03")),
        "kept",
        "the day before the sixteenth birthday"
    );
    assert_eq!(wrong(YES, born("2010-03-02")), age, "sixteen on that day");
    let youth = |day: &'static str| {
        move |data: &mut Value| {
            by_youth(data);
            data["leerling"]["geboortedatum"] = json!(day);
        }
    };
    assert_eq!(wrong(YES, youth("2014-03-03")), age, "eleven");
    assert_eq!(
        wrong(YES, youth("2014-03-02")),
        "kept",
        "twelve on that day"
    );
    let represented = |data: &mut Value| {
        data["gever"]["hoedanigheid"] = json!("vertegenwoordiger");
        data["leerling"]["geboortedatum"] = json!("2008-01-01");
    };
    assert_eq!(
        wrong(YES, represented),
        "kept",
        "who decides for who cannot, decides at any age"
    );
}

#[test]
fn a_yes_of_who_is_known_to_have_no_gezag_is_sent_back() {
    let gezag = |known: &'static str| move |data: &mut Value| data["gever"]["gezag"] = json!(known);
    assert_eq!(wrong(YES, gezag("nee")), "/data/gever/gezag gezag");
    assert_eq!(
        wrong(YES, gezag("onbekend")),
        "kept",
        "it counts as soon as that is established"
    );
}

#[test]
fn a_yes_that_no_row_asks_for_is_sent_back() {
    let row = "/data/categorieen geen-rij";
    let categories = |list: Value| move |data: &mut Value| data["categorieen"] = list;
    assert_eq!(
        wrong(YES, categories(json!(["ID", "PGN"]))),
        row,
        "no row gives a number to the wijkteam"
    );
    let care = |data: &mut Value| {
        data["doel"] = json!("hulp-aan-school");
        data["categorieen"] = json!(["ZORG", "MED"]);
    };
    assert_eq!(wrong(YES, care), "kept", "another row, another purpose");
    assert_eq!(
        wrong(YES, categories(json!(["ZORG"]))),
        row,
        "care is not told for help with absence"
    );
    assert_eq!(
        wrong(YES, |data| data["doel"] = json!("terugkoppeling-hulp")),
        row,
        "a school tells nothing back"
    );
    assert_eq!(
        wrong(YES, |data| data["ontvanger"] =
            json!("00000099000000001100")),
        row,
        "leerplicht alone"
    );
    assert_eq!(
        wrong(YES, |data| data["doel"] = json!("wettelijke-taak")),
        "kept",
        "who may object may also say that it is well"
    );
}

#[test]
fn a_day_that_cannot_be_is_sent_back_whatever_was_said() {
    let day = |day: &'static str| move |data: &mut Value| data["dag"] = json!(day);
    let kinds = [
        YES,
        NO[0],
        NO[1],
        "toestemming.gewijzigd",
        "gezag.vastgesteld",
    ];
    for kind in kinds {
        assert_eq!(
            wrong(kind, day("2026-03-21")),
            "/data/dag dag",
            "{kind}: still to come"
        );
        assert_eq!(
            wrong(kind, day("2018-09-16")),
            "/data/dag dag",
            "{kind}: not yet born"
        );
        assert_eq!(wrong(kind, day("2026-03-20")), "kept", "{kind}: today");
        assert_eq!(
            wrong(kind, day("2018-09-17")),
            "kept",
            "{kind}: born that day"
        );
    }
    assert_eq!(
        wrong(YES, |data| data["geldigTot"] = json!("2026-03-03")),
        "kept",
        "what has ended is history"
    );
    assert_eq!(
        wrong(YES, |data| data["geldigTot"] = json!("2026-03-01")),
        "/data/geldigTot volgorde"
    );
}

#[test]
fn a_no_is_kept_whoever_says_it_and_whatever_it_is_about() {
    for kind in NO {
        assert_eq!(
            wrong(kind, |data| data["gever"]["gezag"] = json!("nee")),
            "kept",
            "{kind}"
        );
        assert_eq!(wrong(kind, by_youth), "kept", "{kind}");
        assert_eq!(
            wrong(kind, |data| data["categorieen"] = json!(["PGN"])),
            "kept",
            "{kind}"
        );
        assert_eq!(
            wrong(kind, gone),
            "kept",
            "{kind}: who is taken out for a while comes back"
        );
        let nobody = wrong(kind, |data| data["ontvanger"] = json!("7"));
        assert!(nobody.contains("/data/ontvanger"), "{kind}: {nobody}");
    }
    // it takes away as much as it gives
    assert_eq!(
        wrong("toestemming.gewijzigd", |data| data["gever"]["gezag"] =
            json!("nee")),
        "kept"
    );
}

#[test]
fn a_no_that_nobody_would_ever_hear_is_sent_back_unless_it_names_who_would() {
    let to_leerplicht = |data: &mut Value| data["ontvanger"] = json!("00000099000000001100");
    let named = |data: &mut Value| {
        to_leerplicht(data);
        data["verstrekker"] = json!("00000099000000001000");
    };
    for kind in [NO[0], NO[1], "toestemming.gewijzigd"] {
        let stop = judged(&about(kind, to_leerplicht)).unwrap_err();
        assert_eq!(
            (stop.code.as_str(), stop.problems[0].path.as_str()),
            ("register.no_effect", "/data/ontvanger"),
            "{kind}"
        );
        let elsewhere = judged(&about(kind, named)).unwrap();
        assert!(
            !elsewhere.door().own
                && !elsewhere.door().others.is_empty()
                && !elsewhere.door().certain_only
        );
        assert!(
            elsewhere
                .statements()
                .iter()
                .all(|said| said.said == Said::No),
            "{kind}: a yes comes only from who discloses"
        );
        let unknown = |data: &mut Value| data["verstrekker"] = json!("00000099000000777000");
        assert_eq!(wrong(kind, unknown), "/data/verstrekker bekend");
        let itself = |data: &mut Value| data["verstrekker"] = json!("00000099000000003000");
        assert!(
            judged(&about(kind, itself)).unwrap().door().own,
            "{kind}: as if nobody was named"
        );
    }
}

/// To an organisation that is in no partners.toml today.
fn gone(data: &mut Value) {
    data["ontvanger"] = json!("00000099000000777000");
}

#[test]
fn of_a_change_for_who_is_not_connected_today_the_no_is_kept_and_the_yes_is_not() {
    assert_eq!(wrong(YES, gone), "/data/ontvanger bekend");
    let triaged = judged(&about("toestemming.gewijzigd", gone)).unwrap();
    let said = triaged.statements();
    assert!(said.iter().all(|said| said.said == Said::No) && !said.is_empty());
    assert!(
        said.iter().all(|said| said.category != "VERZ"),
        "what it lists is not taken away"
    );
    let all = super::catalog().terms.codes(super::catalog().terms.all());
    let nothing_left = |data: &mut Value| {
        gone(data);
        data["categorieen"] = json!(all);
    };
    assert_eq!(
        wrong("toestemming.gewijzigd", nothing_left),
        "/data/ontvanger bekend",
        "all yes, and to whom is not known"
    );
}

#[test]
fn all_that_is_wrong_with_a_yes_is_told_at_once() {
    let told = wrong(YES, |data| {
        by_youth(data);
        data["dag"] = json!("2026-04-01");
        data["categorieen"] = json!(["PGN"]);
    });
    assert_eq!(
        told,
        "/data/dag dag, /data/gever/hoedanigheid leeftijd, /data/categorieen geen-rij"
    );
}

#[test]
fn a_change_allows_what_it_lists_and_takes_away_the_rest() {
    let triaged = judged(&about("toestemming.gewijzigd", |data| {
        data["categorieen"] = json!(["VERZ"])
    }))
    .unwrap();
    let terms = &super::catalog().terms;
    let yes: Vec<&str> = triaged
        .statements()
        .iter()
        .filter(|said| said.said == Said::Yes)
        .map(|said| said.category.as_str())
        .collect();
    let mut all: Vec<&str> = triaged
        .statements()
        .iter()
        .map(|said| said.category.as_str())
        .collect();
    let mut expected = terms.codes(terms.all().without(terms.never));
    all.sort_unstable();
    expected.sort_unstable();
    assert_eq!((yes, all), (vec!["VERZ"], expected));
}

#[test]
fn what_is_established_is_read_with_its_day() {
    let triaged = judged(&about("gezag.vastgesteld", |data| {
        data["gever"]["gezag"] = json!("nee")
    }))
    .unwrap();
    let [standing] = triaged.standings() else {
        panic!("{:?}", triaged.standings())
    };
    assert_eq!(
        (
            standing.giver.as_deref(),
            standing.known,
            standing.day.to_string()
        ),
        (Some("gezag-1"), Authority::No, "2026-03-02".to_owned())
    );
    assert!(triaged.statements().is_empty());
    let unable = about("wilsbekwaamheid.vastgesteld", |data| {
        data.as_object_mut().unwrap().remove("gever");
        data["wilsbekwaam"] = json!("nee");
    });
    let triaged = judged(&unable).unwrap();
    let [standing] = triaged.standings() else {
        panic!("{:?}", triaged.standings())
    };
    assert_eq!(
        (standing.giver.as_deref(), standing.known),
        (None, Authority::No)
    );
}
