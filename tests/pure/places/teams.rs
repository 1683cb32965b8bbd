//! Of several wijkteams in one gemeente exactly one gets it: of the wijk, else the one that consent names, else the access team.

use super::{DAY, event, judged, region, story, texts};
use jiff::civil::date;
use schakel::catalog::Catalog;
use schakel::catalog::complaint::Text;
use schakel::catalog::district::{District, Districts};
use schakel::outcome::Code;
use schakel::party::Party;
use schakel::pipeline::consent::{Authority, Said, Statement};
use schakel::pipeline::{self, Facts, Judgement};
use serde_json::{Value, json};

/// A parent asks for help: nobody's consent is asked.
const PARENT: &str = include_str!("inputs/aanmelding-ouder.json");
const ZWOLLE: &str = "00000099000000001000";
const HOLTENBROEK: &str = "00000099000000001001";

fn asked(change: impl FnOnce(&mut Value)) -> String {
    story(
        region(),
        "portaal-zwolle",
        &event(PARENT, |event| change(&mut event["data"]["jeugdige"])),
        &Facts::none(DAY),
    )
}

/// The same child, of whom a school signals something.
fn signalled(change: impl FnOnce(&mut Value)) -> Value {
    let signal =
        include_str!("../../../schemas/zorgsignaal.school/examples/valid/zonder-gezondheid.json");
    event(signal, |event| {
        event["source"] = json!("urn:nld:oin:00000099000000002000:systeem:sit");
        event["data"]["brin"] = json!("01AB");
        event["data"]["leerling"]["geboortedatum"] = json!("2018-05-10");
        event["data"]["leerling"]["woongemeente"] = json!("0193");
        change(&mut event["data"]["leerling"]);
    })
}

/// A parent said yes to these organisations, as `OIN` or `OIN/unit`.
fn consented(to: &[&str]) -> Facts {
    let mut facts = Facts::none(DAY);
    for (to, category) in to.iter().flat_map(|oin| {
        ["ID", "ZORG"].map(|category| (Party::with_role(oin, "wijkteam"), category))
    }) {
        facts.statements.push(Statement {
            recipient: to.oin,
            unit: to.unit,
            purpose: "hulp-aan-school".to_owned(),
            category: category.to_owned(),
            giver: "moeder".to_owned(),
            capacity: "ouder".to_owned(),
            authority: Authority::Yes,
            said: Said::Yes,
            day: date(2026, 11, 1),
            until: None,
        });
    }
    facts
}

/// What becomes of the signal at the wijkteams, after these were consented to.
pub(super) fn signal(catalog: &Catalog, to: &[&str], change: impl FnOnce(&mut Value)) -> String {
    let told = story(catalog, "po", &signalled(change), &consented(to));
    told.split(" | ")
        .filter(|one| one.contains("Wijkteam") || one.starts_with("stop"))
        .collect::<Vec<_>>()
        .join(" | ")
}

#[test]
fn the_team_of_the_wijk_gets_it_and_a_cjg_by_its_own_row() {
    let here = "give Wijkteam Holtenbroek 11-inwoner | give CJG Zwolle 11-inwoner";
    for wijk in [
        "Holtenbroek",
        "holtenbroek",
        "WK019304",
        "019304",
        "BU01930401",
        "01930401",
    ] {
        assert_eq!(
            asked(|child| child["woonwijk"] = json!(wijk)),
            here,
            "{wijk}"
        );
    }
}

#[test]
fn of_a_wijk_that_is_unknown_or_of_nobody_the_access_team_gets_it() {
    let access = "give Wijkteam Zwolle 11-inwoner | give CJG Zwolle 11-inwoner";
    assert_eq!(asked(|_| {}), access);
    for wijk in ["Assendorp", "WK019310", "BU01931001", "WK0193"] {
        assert_eq!(
            asked(|child| child["woonwijk"] = json!(wijk)),
            access,
            "{wijk}"
        );
    }
}

#[test]
fn a_postcode_may_tell_the_wijk_where_the_region_has_a_table() {
    let mut texts = texts();
    texts.districts.text = "postcode,wijk\n8011AB,WK019304\n".to_owned();
    let with = Catalog::compile(&texts).unwrap();
    let told = |change: &dyn Fn(&mut Value)| {
        story(
            &with,
            "portaal-zwolle",
            &event(PARENT, |event| change(&mut event["data"]["jeugdige"])),
            &Facts::none(DAY),
        )
    };
    assert!(told(&|_| {}).starts_with("give Wijkteam Holtenbroek"));
    assert!(
        told(&|child| child["woonwijk"] = json!("Assendorp")).starts_with("give Wijkteam Zwolle"),
        "what is told goes before the table"
    );
    assert!(
        told(&|child| child["adres"]["postcode"] = json!("8012AB"))
            .starts_with("give Wijkteam Zwolle")
    );
}

#[test]
fn help_belongs_to_the_gemeente_of_jeugdwet_1_1() {
    let elsewhere = |child: &mut Value| child["woonplaatsJeugdwet"] = json!("0166");
    let told = asked(elsewhere);
    assert!(
        told.ends_with("give Wijkteam Kampen 11-inwoner | give CJG Kampen 11-inwoner")
            && !told.contains("give Wijkteam Zwolle"),
        "{told}"
    );
    // the wijk is that of the home, and says nothing in another gemeente
    let from_kampen = |child: &mut Value| {
        child["woongemeente"] = json!("0166");
        child["woonplaatsJeugdwet"] = json!("0193");
        child["woonwijk"] = json!("Holtenbroek");
    };
    let told = asked(from_kampen);
    assert!(
        told.contains("give Wijkteam Zwolle 11-inwoner") && !told.contains("give Wijkteam Kampen"),
        "{told}"
    );
    // whoever stays elsewhere has a woonplaats that must be told
    let stays = |child: &mut Value| child["verblijftElders"] = json!(true);
    assert_eq!(
        asked(stays),
        "stop propose.no_residence /data/jeugdige/verblijftElders verblijf"
    );
    assert!(
        asked(|child| child["verblijftElders"] = json!(false)).starts_with("give Wijkteam Zwolle")
    );
    assert_eq!(
        asked(|child| drop(child.as_object_mut().unwrap().remove("woongemeente"))),
        "stop propose.no_residence /data/jeugdige/woongemeente required"
    );
}

#[test]
fn a_yes_that_names_one_team_is_heard_where_the_wijk_does_not_say() {
    let unknown = |_: &mut Value| {};
    assert_eq!(
        signal(region(), &[HOLTENBROEK], unknown),
        "hold Wijkteam Zwolle disclosure.condition | give Wijkteam Holtenbroek 10"
    );
    assert_eq!(
        signal(region(), &[ZWOLLE], unknown),
        "give Wijkteam Zwolle 10 | hold Wijkteam Holtenbroek disclosure.condition"
    );
    assert_eq!(
        signal(region(), &[ZWOLLE, HOLTENBROEK], unknown),
        "give Wijkteam Zwolle 10 | hold Wijkteam Holtenbroek disclosure.condition"
    );
    assert_eq!(
        signal(region(), &[], unknown),
        "hold Wijkteam Zwolle disclosure.no_consent | hold Wijkteam Holtenbroek disclosure.condition"
    );
    // the wijk goes first: a yes for another team is none for this one
    let here = |child: &mut Value| child["woonwijk"] = json!("Holtenbroek");
    assert_eq!(
        signal(region(), &[ZWOLLE], here),
        "hold Wijkteam Holtenbroek disclosure.no_consent"
    );
    assert_eq!(
        signal(region(), &[ZWOLLE, HOLTENBROEK], here),
        "give Wijkteam Holtenbroek 10"
    );
}

/// The wijkteams of which `explain` says whose consent is missing for the signal.
fn asked_for(facts: &Facts) -> Vec<String> {
    let signal = signalled(|child| child["geboortedatum"] = json!("2012-05-10"));
    let triaged = judged(region(), "po", &signal).unwrap();
    let ruling = pipeline::explain(region(), &triaged, facts);
    let lacks = |judgement: &&Judgement| {
        judgement.role == "wijkteam" && judgement.asked.iter().any(|row| !row.missing.is_empty())
    };
    let name = |judgement: &Judgement| judgement.partner.as_ref().unwrap().name.clone();
    ruling.judgements.iter().filter(lacks).map(name).collect()
}

/// From twelve on the child is asked as well: the yes of one parent alone chooses no team.
#[test]
fn consent_is_asked_for_the_access_team_and_for_a_team_that_one_giver_named() {
    const ACCESS: &str = "Wijkteam Zwolle";
    assert_eq!(asked_for(&Facts::none(DAY)), [ACCESS]);
    assert_eq!(asked_for(&consented(&[ZWOLLE])), [ACCESS]);
    assert_eq!(
        asked_for(&consented(&[HOLTENBROEK])),
        [ACCESS, "Wijkteam Holtenbroek"]
    );
    let mut other = consented(&[HOLTENBROEK]);
    other
        .statements
        .iter_mut()
        .for_each(|said| said.purpose = "hulp-bij-verzuim".to_owned());
    assert_eq!(asked_for(&other), [ACCESS], "a yes to another purpose");
    let mut refused = consented(&[HOLTENBROEK]);
    refused
        .statements
        .iter_mut()
        .for_each(|said| said.said = Said::No);
    assert_eq!(asked_for(&refused), [ACCESS], "and a no");
}

#[test]
fn without_an_access_team_a_person_decides() {
    let mut texts = texts();
    texts.partners.text = texts.partners.text.replacen("toegang = true\n", "", 1);
    let at = texts
        .partners
        .text
        .find("name = \"Wijkteam Zwolle\"")
        .unwrap();
    let (before, after) = texts.partners.text.split_at(at);
    texts.partners.text = format!(
        "{before}{}",
        after.replacen(
            "gemeente = [\"0193\"]",
            "gemeente = [\"0193\"], wijk = [\"Assendorp\"]",
            1
        )
    );
    let without = Catalog::compile(&texts).unwrap();
    let told = |change: &dyn Fn(&mut Value)| {
        story(
            &without,
            "portaal-zwolle",
            &event(PARENT, |event| change(&mut event["data"]["jeugdige"])),
            &Facts::none(DAY),
        )
    };
    assert_eq!(
        told(&|_| {}),
        "stop propose.no_wijk /data/jeugdige/woonwijk role:wijkteam"
    );
    assert!(
        told(&|child| child["woonwijk"] = json!("Assendorp")).starts_with("give Wijkteam Zwolle")
    );
    assert!(Code::NoWijk.needs_person());
    let unknown = |_: &mut Value| {};
    assert_eq!(
        signal(&without, &[HOLTENBROEK], unknown),
        "hold Wijkteam Zwolle disclosure.condition | give Wijkteam Holtenbroek 10"
    );
    assert_eq!(
        signal(&without, &[ZWOLLE, HOLTENBROEK], unknown),
        "hold Wijkteam Zwolle propose.no_wijk | hold Wijkteam Holtenbroek propose.no_wijk"
    );
    assert_eq!(
        signal(&without, &[], unknown),
        "hold Wijkteam Zwolle disclosure.no_consent | hold Wijkteam Holtenbroek disclosure.no_consent"
    );
}

#[test]
fn a_report_of_absence_reaches_leerplicht_also_when_nobody_knows_who_is_to_help() {
    let report = include_str!("inputs/zestien-uur-dalfsen.json");
    let stays = event(report, |event| {
        event["data"]["leerling"]["verblijfadres"] = json!({ "plaats": "Kampen" })
    });
    let told = story(region(), "vo", &stays, &Facts::none(DAY));
    assert!(
        told.starts_with("give Leerplicht Dalfsen 1 | ")
            && told.contains("hold wijkteam disclosure.no_consent"),
        "{told}"
    );
}

#[test]
fn the_table_of_postcodes_is_proven() {
    let compiled = |text: &str| {
        Districts::compile(&Text {
            path: "wijken.csv".to_owned(),
            place: "wijken.csv".to_owned(),
            text: text.to_owned(),
        })
        .map_err(|wrong| {
            wrong
                .iter()
                .map(|one| format!("{}: {}", one.line.unwrap(), one.text))
                .collect::<Vec<_>>()
        })
    };
    let table = compiled("postcode,wijk\n8031AB,WK019304\n8031 ac,Holtenbroek\n\n").unwrap();
    assert_eq!(
        (table.of_postcode("8031AB"), table.of_postcode("8031AC")),
        (
            Some(&District::of("019304")),
            Some(&District::of("holtenbroek"))
        )
    );
    assert!(table.of_postcode("8031AD").is_none() && compiled("").is_ok());
    let shape = "verwacht `postcode,wijk`, met een postcode als 8011AB";
    assert_eq!(
        compiled("8031AB,WK019304\n").unwrap_err(),
        ["1: de eerste regel is niet de kop `postcode,wijk`"]
    );
    assert_eq!(
        compiled("postcode,wijk\n8031,WK019304\n8031AB;x\n8031AB,\n").unwrap_err(),
        [2, 3, 4].map(|line| format!("{line}: {shape}"))
    );
    let twice =
        compiled("postcode,wijk\n8031AB,WK019304\n8031AB,019304\n8031AB,WK019305\n").unwrap_err();
    assert_eq!(
        twice,
        [
            "4: deze postcode ligt in twee wijken: laat haar weg, dan helpt de toegang van de gemeente"
        ]
    );
}

#[test]
fn no_resident_is_abroad_wherever_help_would_come_from_and_the_wijk_of_a_divided_home_says_nothing()
{
    let abroad = |child: &mut Value| {
        child["woongemeente"] = json!("1999");
        child["woonplaatsJeugdwet"] = json!("0193");
    };
    assert_eq!(
        asked(abroad),
        "stop propose.no_residence /data/jeugdige/woongemeente buitenland"
    );
    let divided = |child: &mut Value| {
        child["woongemeente"] = json!("0788");
        child["woonplaatsJeugdwet"] = json!("0193");
        child["woonwijk"] = json!("Holtenbroek");
    };
    let told = asked(divided);
    assert!(
        told.starts_with("give Wijkteam Zwolle 11-inwoner"),
        "{told}"
    );
}
