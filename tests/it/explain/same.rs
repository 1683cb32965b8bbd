//! Random stores: what `explain` says of a message is what the hub records when it comes next.

use super::super::given::{about, folders};
use crate::moment::ms;
use schakel::catalog::Catalog;
use schakel::catalog::way::WayIn;
use schakel::cli::explain::rulings;
use schakel::clock::Moment;
use schakel::decision::Document;
use schakel::hub::record;
use schakel::keys::Keys;
use schakel::load::load;
use schakel::message::{Content, Inbound, Private, Proof};
use schakel::number::DocumentNo;
use schakel::outcome::{Outcome, Stop};
use schakel::pipeline::{self, Limits, Ruling, Triaged, Verdict};
use schakel::store::Store;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

const LIMITS: Limits = Limits {
    message_bytes: 1 << 20,
    documents: 9,
};
/// Messages in one store.
const STORE: u64 = 25;
/// Noon on 16 November 2026.
const NOW: Moment = ms(1_794_826_800_000);

struct Dice(u64);

impl Dice {
    /// Below a bound.
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[usize::try_from(self.roll(of.len() as u64)).unwrap()]
    }
}

fn catalog() -> Arc<Catalog> {
    let mut texts = load(&folders("ijssel-vecht")).unwrap().texts;
    texts.partners.text = include_str!("../../pure/places/region/partners.toml").to_owned();
    texts.sources.text = include_str!("../../pure/places/region/sources.toml").to_owned();
    texts.region.text = include_str!("../../pure/places/region/region.toml").to_owned();
    texts.agreements.text = String::new();
    Arc::new(Catalog::compile(&texts).unwrap())
}

/// Somebody of a small street, told of in one of many ways.
fn pupil(dice: &mut Dice, pupil: &mut Value) {
    let (first, name, born, number) = dice.pick(&[
        ("Anna", "Vierman", "2013-01-20", "999900043"),
        ("Bram", "Vierman", "2013-01-20", "999900031"),
        ("Carla", "de Vries", "2016-05-05", "999900055"),
    ]);
    pupil["achternaam"] = json!(dice.pick(&[name, name, name, "Vierman-Bos"]));
    pupil["geboortedatum"] = json!(dice.pick(&[born, born, born, born, "2013-01-21"]));
    match dice.roll(4) {
        0 => drop(pupil.as_object_mut().unwrap().remove("voornamen")),
        _ => pupil["voornamen"] = json!(first),
    }
    let (postcode, house) = dice.pick(&[("8011AB", 5), ("8011AB", 5), ("8021BC", 7)]);
    let home = if pupil.get("adres").is_some() {
        &mut pupil["adres"]
    } else {
        &mut *pupil
    };
    (home["postcode"], home["huisnummer"]) = (json!(postcode), json!(house));
    if pupil.get("woongemeente").is_some() {
        pupil["woongemeente"] = json!("0193");
    }
    if pupil.get("pgn").is_some() || pupil.get("adres").is_none() && dice.roll(3) > 0 {
        pupil["pgn"] = json!(number);
    }
    if dice.roll(20) == 0 {
        pupil["geheimAdres"] = json!(true);
    }
}

/// A message, and the source that sends it.
fn message(dice: &mut Dice, n: u64) -> (&'static str, Value) {
    let read = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    let number = format!("nr-{}", dice.roll(4));
    let (source, mut event) = match dice.roll(10) {
        0 | 1 => ("vo", read(include_str!("zorgsignaal-13.json"))),
        2 => (
            "vo",
            read(include_str!(
                "../../../schemas/verzuimmelding/examples/valid/zestien-uur.json"
            )),
        ),
        3 => (
            "vo",
            read(include_str!(
                "../../../schemas/verzuimmelding.mutatie/examples/valid/wordt-langdurig.json"
            )),
        ),
        4 => (
            dice.pick(&["wt-holtenbroek", "wt-zwolle"]),
            read(include_str!("terugkoppeling-13.json")),
        ),
        5 => (
            "vo",
            about(
                dice.pick(&["gezag.vastgesteld", "wilsbekwaamheid.vastgesteld"]),
                |_| {},
            ),
        ),
        6 => (
            "vo",
            about(
                dice.pick(&["toestemming.geweigerd", "toestemming.ingetrokken"]),
                |_| {},
            ),
        ),
        _ => (
            dice.pick(&["vo", "vo", "vo", "wt-zwolle"]),
            about("toestemming.verleend", |_| {}),
        ),
    };
    let oin = match source {
        "vo" => "00000099000000003000",
        "wt-zwolle" => "00000099000000001000",
        _ => "00000099000000001001",
    };
    (event["id"], event["source"]) = (
        json!(format!("d-{n}")),
        json!(format!("urn:nld:oin:{oin}:systeem:proef")),
    );
    let data = &mut event["data"];
    let statement = data.get("gever").is_some()
        || data.get("wilsbekwaam").is_some()
        || data.get("bewijs").is_some();
    if data.get("jeugdige").is_some() {
        pupil(dice, &mut data["jeugdige"]);
        for other in ["voornamen", "pgn", "geheimAdres"] {
            data["jeugdige"].as_object_mut().unwrap().remove(other);
        }
    } else {
        pupil(dice, &mut data["leerling"]);
    }
    if statement {
        data["dag"] = json!(dice.pick(&["2026-10-01", "2026-10-15", "2026-11-01"]));
        if data["bron"] == json!("ARTS") {
            data.as_object_mut().unwrap().remove("gever");
            data["wilsbekwaam"] = json!(dice.pick(&["ja", "nee", "onbekend"]));
        } else if data.get("bron").is_some() {
            data["gever"] = json!({ "kenmerk": dice.pick(&["moeder", "vader"]), "hoedanigheid": "ouder", "gezag": dice.pick(&["ja", "nee"]) });
        } else {
            let (who, capacity) = dice.pick(&[
                ("moeder", "ouder"),
                ("vader", "ouder"),
                ("kind", "jeugdige"),
                ("moeder", "ouder"),
            ]);
            data["gever"] = json!({ "kenmerk": who, "hoedanigheid": capacity, "gezag": "ja" });
            if capacity == "jeugdige" {
                data["gever"].as_object_mut().unwrap().remove("gezag");
            }
            data["ontvanger"] = json!(dice.pick(&[
                "00000099000000001000",
                "00000099000000001000",
                "00000099000000001001"
            ]));
            let (purpose, categories) = dice.pick(&[
                (
                    "hulp-aan-school",
                    ["ID", "ADRES", "CONT_MELDER", "CONT_OUDER", "ZORG", "MED"].as_slice(),
                ),
                (
                    "hulp-aan-school",
                    &["ID", "ADRES", "CONT_MELDER", "CONT_OUDER", "ZORG"],
                ),
                ("hulp-bij-verzuim", &["ID", "ADRES", "CONT_MELDER", "VERZ"]),
            ]);
            (data["doel"], data["categorieen"]) = (json!(purpose), json!(categories));
        }
    } else {
        data["meldingsnummer"] = json!(number);
    }
    (source, event)
}

/// What `explain` says, in the words of the record: how it ends, and of each candidate its verdict.
fn said(
    catalog: &Catalog,
    triaged: Option<&Triaged>,
    ruling: &Result<Ruling, Stop>,
) -> (Outcome, BTreeSet<String>) {
    let ruling = match ruling {
        Ok(ruling) => ruling,
        Err(stop) => return (stop.outcome(), BTreeSet::new()),
    };
    let shares = ruling
        .judgements
        .iter()
        .any(|judgement| matches!(judgement.verdict, Verdict::Share(_)));
    let stopped = triaged
        .and_then(Triaged::otherwise)
        .map(|stop| stop.code)
        .filter(|_| ruling.for_a_person().is_none());
    if let Some(code) = stopped
        .or_else(|| ruling.for_a_person())
        .filter(|_| !shares)
    {
        return (Outcome::Stopped(code), BTreeSet::new());
    }
    let one = |judgement: &pipeline::Judgement| {
        let oin = judgement
            .partner
            .as_ref()
            .map_or("", |partner| &partner.oin);
        let (code, categories) = match &judgement.verdict {
            Verdict::Share(share) => (
                None,
                catalog.terms.codes(share.categories(catalog)).join(" "),
            ),
            Verdict::Withhold { code, .. } => (Some(*code), String::new()),
        };
        format!("{oin}/{} {code:?} {categories}", judgement.role)
    };
    (
        if shares {
            Outcome::Routed
        } else {
            Outcome::Nothing
        },
        ruling.judgements.iter().map(one).collect(),
    )
}

/// What became of the first messages of one store; every one but a statement is asked about before it comes.
async fn play(catalog: &Arc<Catalog>, seed: u64, counts: &mut BTreeMap<String, usize>) {
    let folder = tempfile::tempdir().unwrap();
    let (path, keys) = (folder.path().join("hub.db"), Keys::from_master(&[7; 32]));
    let store = Store::open(&path, keys.clone()).unwrap();
    let beside = Store::open_readonly(&path, keys.clone()).unwrap();
    let mut dice = Dice(seed);
    for n in 0..STORE {
        let (name, event) = message(&mut dice, n);
        let (source, body, today) = (
            &catalog.sources[name],
            event.to_string().into_bytes(),
            NOW.day(),
        );
        let WayIn::Amqp { user } = &source.way;
        let inbound = Inbound {
            source: name.to_owned(),
            proof: Proof::AmqpUser(user.clone()),
            content: Content::Payload,
            message_id: None,
            content_type: Some("application/cloudevents+json".to_owned()),
            headers: BTreeMap::new(),
            body: Private::new(body.clone()),
            redelivered: false,
            arrived: None,
            content_encoding: None,
            unreadable: None,
        };
        let asked = rulings(catalog, LIMITS, &beside, source, body, today)
            .await
            .unwrap();
        let judged = || {
            pipeline::triage(catalog, LIMITS, &inbound, "zonder-id", today)
                .unwrap()
                .pop()
                .unwrap()
        };
        let document = Document::read(catalog, &inbound, "zonder-id", keys.digest(), judged());
        let by = Arc::clone(catalog);
        store
            .write(move |store| record::batch(store, &by, &[document], &Arc::default(), today, NOW))
            .await
            .unwrap();
        let (recorded, verdicts) = store
            .read(|store| {
                let last = store.documents(DocumentNo::END, 1)?.remove(0);
                Ok((last.outcome, store.verdicts(last.n)?))
            })
            .await
            .unwrap();
        let triaged = judged().result;
        let kept = triaged.as_ref().is_ok_and(Triaged::is_statement);
        *counts
            .entry(format!(
                "{} {recorded:?}",
                if kept { "statement" } else { "document" }
            ))
            .or_default() += 1;
        if kept {
            continue;
        }
        let one = |verdict: &schakel::store::StoredVerdict| {
            let partner = verdict
                .partner
                .as_ref()
                .map(|party| party.oin.clone())
                .unwrap_or_default();
            format!(
                "{partner}/{} {:?} {}",
                verdict.role, verdict.code, verdict.categories
            )
        };
        let verdicts: BTreeSet<String> = verdicts.iter().map(one).collect();
        assert_eq!(
            said(catalog, triaged.as_ref().ok(), &asked[0]),
            (recorded, verdicts),
            "store {seed}, message {n}: {event:#}"
        );
        if let Ok(ruling) = &asked[0] {
            let by_consent = |judgement: &pipeline::Judgement| match &judgement.verdict {
                Verdict::Share(share) => share
                    .grants()
                    .iter()
                    .any(|grant| grant.row.consent.is_some()),
                Verdict::Withhold { .. } => false,
            };
            *counts.entry("shared by consent".to_owned()).or_default() +=
                usize::from(ruling.judgements.iter().any(by_consent));
            *counts
                .entry("a yes of who it may be".to_owned())
                .or_default() += usize::from(ruling.more_perhaps());
            let why = ruling
                .judgements
                .iter()
                .flat_map(|judgement| &judgement.asked);
            assert!(
                why.filter(|asked| asked.said == Err(schakel::outcome::Code::Condition))
                    .all(|asked| !asked.unmet.is_empty())
            );
        }
    }
}

/// `EXPLAIN_CASES=100000 cargo test --release --test it explain` is the long run.
#[tokio::test]
async fn what_explain_says_is_what_the_hub_records_next() {
    let cases = std::env::var("EXPLAIN_CASES")
        .ok()
        .map_or(2_000, |cases| cases.parse::<u64>().unwrap());
    let (catalog, mut counts) = (catalog(), BTreeMap::new());
    for seed in 0..cases.div_ceil(STORE) {
        play(&catalog, seed, &mut counts).await;
    }
    println!("{counts:#?}");
    let ends = [
        "document Routed",
        "document Nothing",
        "document Stopped(Manual)",
        "statement Register",
    ]
    .map(|end| (end, 20));
    for (end, least) in ends
        .into_iter()
        .chain([("shared by consent", 10), ("a yes of who it may be", 10)])
    {
        assert!(
            counts.get(end).is_some_and(|count| *count > least),
            "{end}: {counts:#?}"
        );
    }
}
