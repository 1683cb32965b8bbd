//! Who is found by an address, by taking part, or not at all; rows that are off, and prohibitions. In a made-up region in which all are connected.

use super::{LIMITS, TODAY, texts};
use schakel::catalog::complaint::Text;
use schakel::catalog::{Catalog, Texts};
use schakel::message::{Content, Inbound, Private, Proof};
use schakel::pipeline::{self, Facts, Verdict};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::OnceLock;

const SCHOOL: &str = "00000099000000003000";
const CARE: &str = "00000099000000007100";
const TOWN: &str = "00000099000000001000";
const SWV: &str = "00000099000000006000";

const PARTIES: [(&str, &str); 6] = [
    (SCHOOL, "school"),
    (CARE, "jeugdhulpaanbieder"),
    (TOWN, "gemeente"),
    (TOWN, "leerplicht"),
    (TOWN, "wijkteam"),
    (SWV, "samenwerkingsverband"),
];

/// Everybody may send and receive every kind.
fn catalog(rows_on: &str) -> Catalog {
    changed(rows_on, |_| {})
}

fn changed(rows_on: &str, change: impl FnOnce(&mut Texts)) -> Catalog {
    let mut texts = texts();
    let kinds: Vec<String> = texts
        .schemas
        .iter()
        .map(|schema| {
            format!(
                "\"{}\"",
                schema.place.trim_end_matches(".json").replace("/v", "/")
            )
        })
        .collect();
    let kinds = kinds.join(", ");
    let head = |sort: &str, oin: &str, role: &str| {
        format!(
            "[[{sort}]]\nname = \"{role}\"\noin = \"{oin}\"\nrole = \"{role}\"\ncontroller = \"{oin}\"\nkinds = [{kinds}]\nfrom = 2020-01-01\n"
        )
    };
    let all = |sort, rest: &dyn Fn(&str) -> String| -> String {
        PARTIES
            .iter()
            .map(|(oin, role)| format!("{}{}", head(sort, oin, role), rest(role)))
            .collect()
    };
    texts.sources.text = all("source", &|role| {
        format!("adapter = \"cloudevents\"\nuser = \"{role}\"\n")
    });
    texts.partners.text = all("partner", &|role| {
        format!("area = {{}}\nchannel = {{ amqp = {{ exchange = \"to.{role}\" }} }}\n")
    });
    texts.region.text = format!(
        "name = \"proef\"\noin = \"00000099000000010000\"\nserves = [\"0193\"]\nrows_on = [{rows_on}]"
    );
    texts.agreements.text = String::new();
    texts.adapters.clear();
    change(&mut texts);
    Catalog::compile(&texts).unwrap()
}

fn usual() -> &'static Catalog {
    static CATALOG: OnceLock<Catalog> = OnceLock::new();
    CATALOG.get_or_init(|| catalog(""))
}

/// What each candidate hears, `role: rows` or `role: code`; or the code with which it stops.
fn told(
    catalog: &Catalog,
    from: &str,
    example: &str,
    change: impl FnOnce(&mut Value),
) -> Vec<String> {
    let mut event: Value = serde_json::from_str(example).unwrap();
    let oin = PARTIES.iter().find(|(_, role)| *role == from).unwrap().0;
    event["source"] = json!(format!("urn:nld:oin:{oin}:systeem:proef"));
    change(&mut event);
    let inbound = Inbound {
        source: from.to_owned(),
        proof: Proof::AmqpUser(from.to_owned()),
        content: Content::Payload,
        message_id: None,
        content_type: Some("application/cloudevents+json".to_owned()),
        headers: BTreeMap::new(),
        body: Private::new(event.to_string().into_bytes()),
        redelivered: false,
        arrived: None,
        content_encoding: None,
        unreadable: None,
    };
    let judged = pipeline::triage(catalog, LIMITS, &inbound, "fingerprint", TODAY).unwrap();
    let triaged = match &judged[0].result {
        Ok(triaged) => triaged,
        Err(stop) => {
            return vec![format!(
                "{} {} {}",
                stop.code, stop.problems[0].path, stop.problems[0].rule
            )];
        }
    };
    let ruling = pipeline::rule(catalog, triaged, &Facts::none(TODAY));
    let of = |judgement: &pipeline::Judgement| match &judgement.verdict {
        Verdict::Share(share) => share
            .grants()
            .iter()
            .map(|grant| grant.row.id.as_str())
            .collect::<Vec<_>>()
            .join("+"),
        Verdict::Withhold { code, .. } => code.as_str().to_owned(),
    };
    ruling
        .judgements
        .iter()
        .map(|judgement| format!("{}: {}", judgement.role, of(judgement)))
        .collect()
}

const START: &str = include_str!("../../../schemas/start.jeugdhulp/examples/valid/begonnen.json");
const ASSIGNED: &str =
    include_str!("../../../schemas/toewijzing.jeugdhulp/examples/valid/ambulant.json");
const MEETING: &str =
    include_str!("../../../schemas/overleg.uitnodiging/examples/valid/door-een-school.json");
const TOGETHER: &str =
    include_str!("../../../schemas/onderwijszorgarrangement/examples/valid/aanbieder.json");
const SAFE_HOME: &str =
    include_str!("../../../schemas/melding.veiligthuis/examples/valid/school.json");

#[test]
fn only_who_it_is_addressed_to_is_found_and_a_prohibition_says_no() {
    let told = told(usual(), "jeugdhulpaanbieder", START, |event| {
        event["data"]["geadresseerde"] = json!(SCHOOL)
    });
    assert_eq!(told, ["school: disclosure.prohibited"]);
}

#[test]
fn a_row_that_is_off_is_as_if_it_were_not_there_until_the_region_switches_it_on() {
    let to_care = |catalog: &Catalog| {
        told(catalog, "gemeente", ASSIGNED, |event| {
            event["data"]["geadresseerde"] = json!(CARE)
        })
    };
    assert_eq!(to_care(usual()), ["jeugdhulpaanbieder: disclosure.no_row"]);
    assert_eq!(to_care(&catalog("\"14\"")), ["jeugdhulpaanbieder: 14"]);
}

#[test]
fn who_is_addressed_and_not_connected_stops_the_message() {
    let stranger =
        |event: &mut Value| event["data"]["geadresseerde"] = json!("00000099000000009999");
    // of a kind whose only rows are off nothing is expected, so nothing is missed
    assert_eq!(
        told(usual(), "gemeente", ASSIGNED, stranger),
        Vec::<String>::new()
    );
    assert_eq!(
        told(&catalog("\"14\""), "gemeente", ASSIGNED, stranger),
        ["propose.no_partner /data/geadresseerde bekend"]
    );
    let asked = include_str!(
        "../../../schemas/inlichtingenverzoek.leerplicht/examples/valid/verzuim-en-acties.json"
    );
    assert_eq!(
        told(usual(), "leerplicht", asked, stranger),
        ["propose.no_partner /data/geadresseerde bekend"]
    );
}

#[test]
fn what_the_law_lets_pass_and_nobody_is_there_to_have_waits_for_a_person() {
    let moved = include_str!("../../../schemas/verhuizing/examples/valid/leerplicht.json");
    let far = |event: &mut Value| event["data"]["jeugdige"]["woongemeente"] = json!("0599");
    assert_eq!(
        told(usual(), "leerplicht", moved, far),
        ["propose.no_partner /data/jeugdige/woongemeente role:leerplicht"]
    );
    // what belongs to another law no row of leerplicht lets pass: nobody is missed there
    let help = include_str!("../../../schemas/verhuizing/examples/valid/gemeente.json");
    assert_eq!(told(usual(), "leerplicht", help, far), Vec::<String>::new());
    // to whom there is an address, and who is connected in another role only, is nobody too
    let asked = include_str!(
        "../../../schemas/inlichtingenverzoek.leerplicht/examples/valid/verzuim-en-acties.json"
    );
    let care = |event: &mut Value| event["data"]["geadresseerde"] = json!(CARE);
    assert_eq!(
        told(usual(), "leerplicht", asked, care),
        ["propose.no_partner /data/geadresseerde role:school"]
    );
}

#[test]
fn who_asks_consent_and_is_not_connected_has_none() {
    let signal =
        include_str!("../../../schemas/zorgsignaal.school/examples/valid/zonder-gezondheid.json");
    let far = |event: &mut Value| event["data"]["leerling"]["woongemeente"] = json!("0599");
    assert_eq!(told(usual(), "school", signal, far), Vec::<String>::new());
}

#[test]
fn who_takes_part_is_found_in_every_role_and_the_giver_is_not_told_its_own_news() {
    let all = told(usual(), "school", MEETING, |_| {});
    let free = "overleg";
    assert_eq!(
        all,
        [
            "gemeente: disclosure.no_row".to_owned(),
            format!("leerplicht: {free}"),
            format!("wijkteam: {free}"),
            format!("samenwerkingsverband: {free}"),
        ]
    );
}

#[test]
fn a_row_that_refuses_a_flagged_text_gives_nothing_and_another_field_is_no_reason() {
    let held = told(usual(), "school", MEETING, |event| {
        event["data"]["overleg"]["plaats"] = json!("bel Daan op 06 12345678")
    });
    assert_eq!(
        held[1..],
        ["leerplicht", "wijkteam", "samenwerkingsverband"]
            .map(|role| format!("{role}: disclosure.prohibited"))
    );
}

#[test]
fn a_text_that_one_row_refuses_is_no_prohibition_for_another_that_takes_it_out() {
    let row = row(
        "overleg.uitnodiging/1",
        "school",
        "leerplicht",
        "deelnemer",
        "OVERLEG",
        "vrije_tekst = \"verwijderen\"\n",
    );
    let catalog = changed("", |texts| texts.policies.push(row));
    let flagged =
        |event: &mut Value| event["data"]["overleg"]["plaats"] = json!("bel Daan op 06 12345678");
    let told = told(&catalog, "school", MEETING, flagged);
    assert_eq!(
        told[1..3],
        ["leerplicht: proef", "wijkteam: disclosure.prohibited"]
    );
}

#[test]
fn who_does_not_take_part_itself_may_not_give() {
    let without = told(usual(), "school", MEETING, |event| {
        event["data"]["deelnemers"] = json!([TOWN, SWV])
    });
    assert!(
        without
            .iter()
            .filter(|told| !told.starts_with("gemeente"))
            .all(|told| told.ends_with("disclosure.condition")),
        "{without:?}"
    );
}

#[test]
fn an_arrangement_counts_from_its_first_day_up_to_and_including_its_last() {
    let on = |first: &str, last: &str| {
        let told = told(usual(), "jeugdhulpaanbieder", TOGETHER, |event| {
            event["data"]["arrangement"]["begindatum"] = json!(first);
            event["data"]["arrangement"]["einddatum"] = json!(last);
        });
        told.into_iter()
            .find(|told| told.starts_with("school"))
            .unwrap()
    };
    // within its days it is consent that is missing
    assert_eq!(
        on("2026-03-20", "2026-07-31"),
        "school: disclosure.no_consent"
    );
    assert_eq!(
        on("2026-03-01", "2026-03-20"),
        "school: disclosure.no_consent"
    );
    assert_eq!(
        on("2026-03-21", "2026-07-31"),
        "school: disclosure.condition"
    );
    assert_eq!(
        on("2026-03-01", "2026-03-19"),
        "school: disclosure.condition"
    );
}

#[test]
fn what_only_a_person_may_bring_stops() {
    assert_eq!(
        told(usual(), "school", SAFE_HOME, |_| {}),
        ["disclosure.manual /type handmatig"]
    );
}

#[test]
fn a_secret_address_without_a_number_is_matched_by_a_person() {
    let secret = told(usual(), "jeugdhulpaanbieder", TOGETHER, |event| {
        event["data"]["jeugdige"]["geheimAdres"] = json!(true);
    });
    assert!(
        secret.contains(&"school: disclosure.manual".to_owned()),
        "{secret:?}"
    );
}

/// A row `proef` that is nowhere else, with its cases.
pub(crate) fn row(
    kind: &str,
    from: &str,
    to: &str,
    place: &str,
    category: &str,
    more: &str,
) -> Text {
    let text = format!(
        r#"
[[rij]]
id = "proef"
bericht = "{kind}"
van = "{from}"
naar = "{to}"
plaats = "{place}"
toestemming = "nee"
weigering = "nee"
informeren = false
categorieen = ["{category}"]
{more}grondslag = {{ verstrekken = "proef", ontvangen = "proef" }}
bron = "proef"
zekerheid = "H"
geldig_van = 2020-01-01
[[geval]]
rij = "proef"
naam = "deelt"
feiten = {{ leeftijd = 9 }}
deel = ["{category}"]
[[geval]]
rij = "proef"
naam = "toen nog niet"
feiten = {{ verzending = 2019-01-01 }}
onthoud = "disclosure.condition"
"#
    );
    Text {
        path: "proef.toml".to_owned(),
        place: "proef.toml".to_owned(),
        text,
    }
}

/// A row that gives a decision to the municipality because of the school, next to the prohibition that finds it by its OIN.
fn with_row() -> Catalog {
    changed("", |texts| {
        texts.partners.text = texts
            .partners
            .text
            .replace("area = {}", "area = { brin = [\"02CD\"] }");
        texts.policies.push(row(
            "tlv.besluit/1",
            "samenwerkingsverband",
            "gemeente",
            "schoolvestiging",
            "OND",
            "",
        ));
    })
}

const DECIDED: &str =
    include_str!("../../../schemas/tlv.besluit/examples/valid/aan-een-gemeente-wat-niet-mag.json");

#[test]
fn a_prohibition_beats_every_other_row_for_its_pair() {
    let catalog = with_row();
    let to = |oin: &str| {
        let told = told(&catalog, "samenwerkingsverband", DECIDED, |event| {
            event["data"]["school"]["brin"] = json!("02CD");
            event["data"]["geadresseerde"] = json!(oin);
        });
        told.into_iter()
            .find(|told| told.starts_with("gemeente"))
            .unwrap()
    };
    assert_eq!(to(TOWN), "gemeente: disclosure.prohibited");
    // addressed to another, the prohibition is not about the municipality
    assert_eq!(to(CARE), "gemeente: proef");
}
