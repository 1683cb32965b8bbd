//! The desk of a discloser: what is said there counts at once, what was told is shown, and every look is on record.

use super::flight::{Memory, all};
use super::{actions, becomes, refuses, rewrite, start};
use crate::given::{about, inbound, outspoken};
use crate::node::until;
use crate::world::{Sent, World};
use schakel::hub::operate::Order;
use schakel::message::Inbound;
use schakel::outcome::{Code, Outcome};
use schakel::store::{LogSort, State, StoredDocument};
use serde_json::{Value, json};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

pub(super) const WIJKTEAM: &str = "00000099000000001000";

pub(super) fn child(pgn: &str) -> Value {
    json!({ "pgn": pgn, "voornamen": "Ada", "achternaam": surname(pgn), "geboortedatum": "2018-09-17", "postcode": "8021BC",
            "huisnummer": pgn[6..].parse::<u32>().unwrap() })
}

/// Letters, for in digits nobody's name differs.
pub(super) fn surname(pgn: &str) -> String {
    let letters = pgn
        .bytes()
        .skip(6)
        .map(|digit| char::from(b'a' + digit - b'0'));
    format!("Kind{}", letters.collect::<String>())
}

pub(super) fn yes(pgn: &str, change: impl FnOnce(&mut Value)) -> Value {
    let mut event = about("toestemming.verleend", |data| {
        data["leerling"] = child(pgn);
        change(data);
    });
    event["id"] = json!(format!("ja {}", &pgn[6..]));
    event
}

/// A report on a pupil that leerplicht must have, and the wijkteam may have with consent.
pub(super) fn report(id: &str, pgn: &str, change: impl FnOnce(&mut Value)) -> Value {
    let known = child(pgn);
    let mut data = json!({
        "meldingsnummer": id,
        "leerling": {
            "pgn": pgn, "achternaam": known["achternaam"], "geboortedatum": known["geboortedatum"], "woongemeente": "0193",
            "adres": { "postcode": known["postcode"], "huisnummer": known["huisnummer"] },
        },
        "school": { "brin": "02CD" },
        "verzuim": { "soort": "LUXE", "begindatum": "2026-03-02" },
        "melder": { "naam": "A. Melder" },
    });
    change(&mut data);
    json!({
        "specversion": "1.0", "id": id, "type": "nl.onderwijsjeugdhulp.verzuimmeldingen.v1",
        "source": "urn:nld:oin:00000099000000003000:systeem:meander-sis", "datacontenttype": "application/json", "data": data,
    })
}

/// What is asked at the desk of Meander.
pub(super) fn order(command: &str, pgn: &str, more: Value) -> Order {
    let mut order = json!({ "command": command });
    if command == "consent" {
        let mut note = json!({
            "verb": "withdraw", "source": "meander", "child": child(pgn), "giver": "gezag-1", "capacity": "ouder", "authority": "ja",
            "recipient": null, "purpose": null, "categories": [], "day": null, "until": null, "evidence": "brief-4", "wording": null,
        });
        note.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        order["note"] = note;
    } else {
        (order["source"], order["child"], order["what"]) = (json!("meander"), child(pgn), more);
    }
    serde_json::from_value(order).unwrap()
}

pub(super) async fn told(memory: &Memory, order: Order) -> (String, bool) {
    let (lines, end) = all(memory.ask(order).await).await;
    (lines.join("\n"), end.expect("an end"))
}

pub(super) async fn documents(memory: &Memory) -> Vec<StoredDocument> {
    let mut all = memory
        .hub
        .store
        .read(|store| store.documents(i64::MAX, 100))
        .await
        .unwrap();
    all.reverse();
    all
}

pub(super) async fn wijkteams(memory: &Memory, document: i64) -> i64 {
    let all = memory
        .hub
        .store
        .read(move |store| store.dispatches(document))
        .await
        .unwrap();
    all.iter()
        .find(|dispatch| dispatch.partner.role == "wijkteam")
        .expect("a dispatch to the wijkteam")
        .seq
}

/// How many statements and standings the register holds about a pupil of Meander.
async fn kept(memory: &Memory, pgn: &str) -> usize {
    let (listed, _) = told(memory, order("look", pgn, json!("statements"))).await;
    listed
        .lines()
        .filter(|line| line.contains(" zei ") || line.starts_with("Vastgesteld"))
        .count()
}

pub(super) fn memory() -> Memory {
    Memory::watching("to.wijkteam-zwolle", outspoken(), outspoken)
}

pub(super) const ONE: &str = "999900031";
pub(super) const OTHER: &str = "999900043";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_handed_over_and_not_yet_sent_is_stopped_by_a_word_at_the_desk() {
    let mut memory = memory();
    for pgn in [ONE, OTHER] {
        memory
            .comes(inbound("meander", yes(pgn, |_| {}).to_string()))
            .await;
    }
    memory
        .comes(inbound("meander", report("m-1", ONE, |_| {}).to_string()))
        .await;
    let first = memory.sent().await;
    memory
        .comes(inbound("meander", report("m-2", OTHER, |_| {}).to_string()))
        .await;
    let (said, well) = told(&memory, order("consent", OTHER, json!({}))).await;
    assert!(
        well && said.starts_with("ingetrokken: Gemeente Zwolle, "),
        "{said}"
    );
    assert!(said.contains("Dit stond klaar en gaat niet meer weg:\n  20-03-2026: Verzuimmelding, aan Sociaal wijkteam Zwolle"), "{said}");
    let waits = wijkteams(&memory, 4).await;
    first.answer(Ok(()));
    memory.becomes(waits, State::Dropped).await;
    assert_eq!(memory.dispatch(waits).await.code, Some(Code::Refused));
    memory
        .becomes(wijkteams(&memory, 3).await, State::Delivered)
        .await;
    memory.stops().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_said_at_the_desk_is_a_document_of_its_source_and_says_nothing_new_twice() {
    let memory = memory();
    let give = json!({ "verb": "give", "recipient": WIJKTEAM, "purpose": "hulp-bij-verzuim", "wording": "2026-1", "categories": ["VERZ", "ID"] });
    for expected in ["gegeven: Gemeente Zwolle", "stond er al: Gemeente Zwolle"] {
        let (said, well) = told(&memory, order("consent", ONE, give.clone())).await;
        assert!(well && said.starts_with(expected), "{said}");
    }
    let [document] = &documents(&memory).await[..] else {
        panic!("one document")
    };
    assert_eq!(
        (document.source.as_str(), document.outcome, document.again),
        ("meander", Outcome::Register, 1)
    );
    assert!(document.id.starts_with("balie:"), "{}", document.id);
    let (listed, _) = told(&memory, order("look", ONE, json!("statements"))).await;
    let expected = "Aan Gemeente Zwolle, om te hulp regelen, zodat de leerling weer naar school kan:\n  \
        20-03-2026: ouder (gever 1, gezag ja) zei ja: naam en geboortedatum; ";
    assert!(
        listed.starts_with(expected)
            && listed.contains("  vandaag mag dit: naam en geboortedatum; "),
        "{listed}"
    );
    assert!(
        listed.contains(". [bewijs: brief-4; gelezen tekst: 2026-1]\n"),
        "who relies on it can show it: {listed}"
    );

    // what a message could not say, the desk cannot say either
    let nobody = json!({ "verb": "give", "recipient": WIJKTEAM, "purpose": "hulp-bij-verzuim", "wording": "2026-1", "authority": "nee" });
    let (said, well) = told(&memory, order("consent", OTHER, nobody)).await;
    assert!(
        !well
            && said.contains("NIET vastgelegd")
            && said.contains("/data/gever/gezag: wie geen gezag heeft"),
        "{said}"
    );
    let (said, well) = told(&memory, order("consent", OTHER, json!({ "verb": "give" }))).await;
    assert!(
        !well && said.contains("één ontvanger en één doel"),
        "{said}"
    );
    let (said, well) = told(
        &memory,
        order("consent", OTHER, json!({ "source": "niemand" })),
    )
    .await;
    assert!(!well && said.contains("bron `niemand`"), "{said}");
    assert_eq!(kept(&memory, OTHER).await, 0);

    let log = memory
        .hub
        .store
        .read(|store| store.log(0, 1000))
        .await
        .unwrap();
    let acts: Vec<Value> = log
        .iter()
        .filter(|line| line.sort == LogSort::Action)
        .map(|line| serde_json::from_str(&line.body).unwrap())
        .collect();
    let of = |action: &str| {
        acts.iter()
            .filter(|act| act["action"] == action)
            .collect::<Vec<_>>()
    };
    let [given, ..] = of("consent.given")[..] else {
        panic!("{acts:?}")
    };
    assert_eq!(
        (&given["actor"], &given["source"], &given["documents"]),
        (&json!("test"), &json!("meander"), &json!([document.id]))
    );
    assert!(
        log.iter().all(|line| !line.body.contains("brief-4")),
        "what it rests on is people's own words"
    );
    assert_eq!(
        of("record.consent.shown").len(),
        2,
        "every look is on record"
    );
    assert!(
        log.iter()
            .all(|line| !line.body.contains("9999") && !line.body.contains("Kinda")),
        "nothing of the child is in the log"
    );
    memory.stops().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_withdraws_everything_withdraws_what_anybody_said_and_all_that_can_be_asked() {
    let memory = memory();
    memory
        .comes(inbound("meander", yes(ONE, |_| {}).to_string()))
        .await;
    let (said, well) = told(
        &memory,
        order("consent", ONE, json!({ "giver": "gezag-2" })),
    )
    .await;
    assert!(
        well && said
            .lines()
            .filter(|line| line.starts_with("ingetrokken"))
            .count()
            > 2,
        "{said}"
    );
    assert!(
        said.contains("ingetrokken: Gemeente Zwolle, ")
            && said.contains("ingetrokken: Gemeente Dalfsen, "),
        "{said}"
    );
    let (listed, _) = told(&memory, order("look", ONE, json!("statements"))).await;
    assert!(
        listed.contains("vandaag mag dit niet, er is nee gezegd: ")
            && !listed.contains("vandaag mag dit: "),
        "{listed}"
    );
    let (said, well) = told(&memory, order("consent", OTHER, json!({}))).await;
    assert!(
        well && said
            .lines()
            .filter(|line| line.starts_with("ingetrokken"))
            .count()
            > 2,
        "{said}"
    );
    assert!(
        said.contains("Over dit kind is nog niets verteld."),
        "{said}"
    );
    memory.stops().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_asks_sees_what_was_told_to_whom_and_not_where_a_secret_address_is() {
    let mut memory = memory();
    memory
        .comes(inbound("meander", yes(ONE, |_| {}).to_string()))
        .await;
    memory
        .comes(inbound("meander", report("m-1", ONE, |_| {}).to_string()))
        .await;
    memory.sent().await.answer(Ok(()));
    memory
        .becomes(wijkteams(&memory, 2).await, State::Delivered)
        .await;
    let (shown, well) = told(&memory, order("look", ONE, json!("told"))).await;
    assert!(
        well && shown.starts_with("Dit is al verteld over dit kind:\n"),
        "{shown}"
    );
    let wijkteam = "  20-03-2026: Verzuimmelding, aan Sociaal wijkteam Zwolle (Wijkteam)\n    wat: naam en geboortedatum; adres; ";
    assert!(
        shown.contains(wijkteam) && shown.contains("    waarom: rij 6"),
        "{shown}"
    );
    assert!(!shown.contains("m-1") && !shown.contains(ONE), "{shown}");
    let (shown, _) = told(&memory, order("look", OTHER, json!("told"))).await;
    assert!(
        shown.contains("niet bekend bij Stichting Meander College"),
        "{shown}"
    );

    // a document says that the address is secret: from then on the record does not tell who knows it
    memory
        .comes(inbound(
            "meander",
            report("m-2", ONE, |data| {
                data["leerling"]["geheimAdres"] = json!(true)
            })
            .to_string(),
        ))
        .await;
    memory.sent().await.answer(Ok(()));
    memory
        .becomes(wijkteams(&memory, 3).await, State::Delivered)
        .await;
    for what in ["told", "statements"] {
        let (shown, _) = told(&memory, order("look", ONE, json!(what))).await;
        assert!(
            !shown.contains("Zwolle") && !shown.contains("rij "),
            "{shown}"
        );
    }
    let (shown, _) = told(&memory, order("look", ONE, json!("told"))).await;
    assert!(
        shown.contains("  20-03-2026: Verzuimmelding\n")
            && shown.contains("Vraag het privacyteam."),
        "{shown}"
    );
    memory.stops().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bad_consent_is_recorded_and_kept_nowhere_and_its_neighbours_go_on() {
    let mut memory = memory();
    let no_gezag = yes(ONE, |data| data["gever"]["gezag"] = json!("nee"));
    memory.comes(inbound("meander", no_gezag.to_string())).await;
    memory
        .comes(inbound("meander", yes(OTHER, |_| {}).to_string()))
        .await;
    memory
        .comes(inbound("meander", report("m-1", ONE, |_| {}).to_string()))
        .await;
    memory
        .comes(inbound("meander", report("m-2", OTHER, |_| {}).to_string()))
        .await;
    memory.sent().await.answer(Ok(()));
    let [bad, good, ..] = &documents(&memory).await[..] else {
        panic!("four documents")
    };
    assert_eq!(
        (bad.outcome, bad.subject, good.outcome),
        (Outcome::Stopped(Code::CannotCount), None, Outcome::Register)
    );
    assert_eq!(
        bad.problems
            .iter()
            .map(|problem| problem.rule.as_str())
            .collect::<Vec<_>>(),
        ["gezag"]
    );
    assert_eq!(
        (kept(&memory, ONE).await, kept(&memory, OTHER).await),
        (0, 1)
    );
    let roles = async |n: i64| -> Vec<String> {
        let all = memory
            .hub
            .store
            .read(move |store| store.dispatches(n))
            .await
            .unwrap();
        all.into_iter()
            .map(|dispatch| dispatch.partner.role)
            .collect()
    };
    assert_eq!(
        roles(3).await,
        ["leerplicht"],
        "nothing is given on a consent that was turned away"
    );
    assert_eq!(roles(4).await, ["leerplicht", "wijkteam"]);
    memory.stops().await;
}

/// Its reader knows the child; the hub must know it too, or nobody's objection would be found.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_objection_is_found_on_a_decision_that_names_nobody_to_its_reader() {
    let memory = memory();
    let event = |kind: &str, id: &str, data: Value| {
        let (source, kind) = (
            "urn:nld:oin:00000099000000006000:systeem:swv-vo",
            format!("nl.onderwijsjeugdhulp.{kind}.v1"),
        );
        let event = json!({ "specversion": "1.0", "id": id, "source": source, "type": kind, "datacontenttype": "application/json", "data": data });
        Inbound {
            content_type: Some("application/cloudevents+json".to_owned()),
            ..inbound("swv-vo", event.to_string())
        }
    };
    let no = json!({
        "leerling": child(ONE), "gever": { "kenmerk": "gezag-1", "hoedanigheid": "ouder", "gezag": "ja" }, "dag": "2026-03-02",
        "ontvanger": "00000099000000003000", "doel": "wettelijke-taak", "categorieen": ["OND"],
    });
    memory
        .comes(event("toestemmingen.geweigerd", "nee", no))
        .await;
    for pgn in [ONE, OTHER] {
        let Value::Object(mut known) = child(pgn) else {
            panic!("no object")
        };
        known.remove("pgn");
        let tlv = json!({ "besluit": "AFGEWEZEN", "datum": "2026-03-13", "verband": "VO9999", "reden": "ANDERS" });
        let data = json!({ "meldingsnummer": format!("tlv {}", &pgn[6..]), "leerling": known, "school": { "brin": "02CD" }, "tlv": tlv });
        memory.comes(event("tlv.besluit", &pgn[6..], data)).await;
    }
    let [no, ..] = &documents(&memory).await[..] else {
        panic!("three documents")
    };
    assert_eq!(no.outcome, Outcome::Register, "{:?}", no.problems);
    let roles = async |n: i64| -> Vec<String> {
        let all = memory
            .hub
            .store
            .read(move |store| store.dispatches(n))
            .await
            .unwrap();
        all.into_iter()
            .map(|dispatch| dispatch.partner.role)
            .collect()
    };
    assert_eq!(
        (roles(2).await, roles(3).await),
        (vec![], vec!["school".to_owned()])
    );
    memory.stops().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_consent_on_a_report_of_somebody_else_is_answered_like_one_on_no_report() {
    let memory = memory();
    memory
        .comes(inbound(
            "meander",
            report("02CD-1", ONE, |_| {}).to_string(),
        ))
        .await;
    memory
        .comes(inbound(
            "thorbecke",
            crate::given::xml(&[("<Nummer>7<", "<Nummer>8<")]),
        ))
        .await;
    let on = |number: &'static str, id: &'static str| {
        let mut event = yes(ONE, |data| data["meldingsnummer"] = json!(number));
        event["id"] = json!(id);
        inbound("meander", event.to_string())
    };
    for (number, id) in [("01AB-8", "a"), ("99ZZ-9", "b"), ("02CD-1", "c")] {
        memory.comes(on(number, id)).await;
    }
    let mut no = about("toestemming.ingetrokken", |data| {
        data["leerling"] = child(OTHER);
        data["meldingsnummer"] = json!("99ZZ-9");
    });
    no["id"] = json!("nee");
    memory.comes(inbound("meander", no.to_string())).await;
    let all = documents(&memory).await;
    let [_, _, other, nobody, own, no] = &all[..] else {
        panic!("{all:?}")
    };
    let said =
        |document: &StoredDocument| (document.outcome, document.problems.clone(), document.total);
    assert_eq!(said(other), said(nobody), "a guess tells nothing");
    let problems: Vec<String> = other
        .problems
        .iter()
        .map(|problem| format!("{} {}", problem.path, problem.rule))
        .collect();
    assert_eq!(
        (other.outcome, problems),
        (
            Outcome::Stopped(Code::Invalid),
            vec!["/data/meldingsnummer bekend".to_owned()]
        )
    );
    assert_eq!(
        (own.outcome, no.outcome),
        (Outcome::Register, Outcome::Register),
        "a no is kept whatever report it names"
    );
    memory.stops().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_established_of_gezag_counts_from_then_on() {
    let mut memory = memory();
    memory
        .comes(inbound(
            "meander",
            yes(ONE, |data| data["gever"]["gezag"] = json!("onbekend")).to_string(),
        ))
        .await;
    memory
        .comes(inbound("meander", report("m-1", ONE, |_| {}).to_string()))
        .await;
    let established = |id: &'static str, known: &'static str, day: &'static str| {
        let mut event = about("gezag.vastgesteld", |data| {
            data["leerling"] = child(ONE);
            (data["gever"]["gezag"], data["dag"]) = (json!(known), json!(day));
        });
        event["id"] = json!(id);
        inbound("meander", event.to_string())
    };
    memory.comes(established("gezag", "ja", "2026-03-10")).await;
    memory
        .comes(inbound("meander", report("m-2", ONE, |_| {}).to_string()))
        .await;
    memory.sent().await.answer(Ok(()));
    memory
        .becomes(wijkteams(&memory, 4).await, State::Delivered)
        .await;
    memory
        .comes(established("geen gezag", "nee", "2026-03-11"))
        .await;
    memory
        .comes(inbound("meander", report("m-3", ONE, |_| {}).to_string()))
        .await;
    let with_wijkteam = async |n: i64| {
        let all = memory
            .hub
            .store
            .read(move |store| store.dispatches(n))
            .await
            .unwrap();
        all.iter()
            .any(|dispatch| dispatch.partner.role == "wijkteam")
    };
    assert_eq!(
        (
            with_wijkteam(2).await,
            with_wijkteam(4).await,
            with_wijkteam(6).await
        ),
        (false, true, false)
    );
    assert_eq!(kept(&memory, ONE).await, 3);
    memory.stops().await;
}

/// Runs a command that reads the child from its standard input.
fn from_input(world: &World, words: &[&str], input: &Value) -> (String, bool) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_schakel"));
    command
        .args(["--settings", &world.path("schakel.toml"), "toestemming"])
        .args(words);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.to_string().as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    (
        format!(
            "{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        ),
        output.status.success(),
    )
}

#[tokio::test]
async fn the_desk_stops_what_waits_for_its_next_try_and_personal_data_stays_off_the_command_line() {
    let mut world = World::with("desk", |folder: &Path| {
        rewrite(folder, "schakel.toml", |text| {
            text.replace(
                "[1, 1, 1, 1, 1, 1, 1, 1]",
                &format!("[{}]", ["1"; 60].join(", ")),
            )
        });
    })
    .await;
    world
        .vhost
        .node
        .delete_exchange(&world.vhost.name, "to.wijkteam-zwolle")
        .await
        .unwrap();
    start(&mut world).await;
    fs::write(world.path("kind.json"), child(ONE).to_string()).unwrap();
    let file = world.path("kind.json");
    let who = ["--bron", "meander", "--door", "Balie", "--leerling"];
    let parent = [
        "--gever",
        "ouder-1",
        "--hoedanigheid",
        "ouder",
        "--gezag",
        "ja",
    ];
    let to = ["--ontvanger", WIJKTEAM, "--doel", "hulp-bij-verzuim"];
    let with = |verb: &'static str, more: &[&'static str]| -> Vec<&str> {
        [&[verb][..], &who, &[&file], &parent, more].concat()
    };
    let given = with(
        "geven",
        &[
            &to[..],
            &["--bewijs", "formulier-1", "--tekstversie", "2026-1"],
        ]
        .concat(),
    );
    let said = world.schakel_ok(&[&["toestemming"][..], &given].concat());
    assert!(said.starts_with("gegeven: Gemeente Zwolle"), "{said}");
    world
        .send("meander", &[Sent::event(&report("m-1", ONE, |_| {}))])
        .await;
    world.answers("meander", 2).await;
    let waiting = async || {
        let all = world
            .store()
            .read(|store| store.dispatches(2))
            .await
            .unwrap();
        all.into_iter()
            .find(|dispatch| dispatch.partner.role == "wijkteam" && dispatch.attempts > 0)
    };
    until("it was tried", async || waiting().await.is_some())
        .await
        .unwrap();
    let seq = waiting().await.unwrap().seq;

    let (said, well) = from_input(
        &world,
        &[
            &["intrekken"][..],
            &who,
            &["-"],
            &parent,
            &["--ontvanger", "alle", "--doel", "alle"],
        ]
        .concat(),
        &child(ONE),
    );
    assert!(
        well && said.starts_with("ingetrokken: Gemeente Zwolle"),
        "{said}"
    );
    assert!(
        said.contains("Dit stond klaar en gaat niet meer weg:"),
        "{said}"
    );
    world.schakel_ok(&["topology"]);
    becomes(&world, seq, State::Dropped).await;
    assert!(world.mailbox("wijkteam-zwolle").await.is_empty());

    let look = [
        "toestemming",
        "verstrekt",
        "--bron",
        "meander",
        "--leerling",
        &file,
    ];
    refuses(&world, &look, "zeg met `--door` wie dit doet");
    refuses(
        &world,
        &[&look[..], &["--door", "Balie"]].concat(),
        "zeg met `--reden` waarom",
    );
    refuses(
        &world,
        &[&look[..], &["--door", "Balie", "--pgn", ONE]].concat(),
        "een persoonsnummer op de opdrachtregel",
    );
    refuses(
        &world,
        &[&look[..], &["--door", "Balie", "--reden", ONE]].concat(),
        "een persoonsnummer op de opdrachtregel",
    );
    fs::write(
        world.path("fout.json"),
        json!({ "pgn": ONE, "naam": "Kind" }).to_string(),
    )
    .unwrap();
    let wrong = [
        "toestemming",
        "lijst",
        "--bron",
        "meander",
        "--door",
        "Balie",
        "--leerling",
        &world.path("fout.json"),
    ];
    let output = world.schakel(&wrong);
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(
        !output.status.success()
            && complaint.contains("geen JSON met `achternaam`")
            && !complaint.contains(ONE),
        "{complaint}"
    );
    let shown = world.schakel_ok(&[&look[..], &["--door", "Balie", "--reden", "inzage"]].concat());
    assert!(
        shown.contains("aan Leerplicht Zwolle") && shown.contains("gaat niet meer weg"),
        "{shown}"
    );
    let [looked, ..] = &actions(&world, "record.told.shown").await[..] else {
        panic!("looks are on record")
    };
    assert_eq!(looked["actor"], "Balie");
    assert!(
        !world.log().contains(ONE),
        "nothing of the child is in the hub's own log"
    );
    world.stop().await;
    world.log_is_whole();
}
