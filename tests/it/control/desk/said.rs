//! What is said at the desk counts at once, is a document of its source, and takes back what anybody said.

use super::{ONE, OTHER, WIJKTEAM, documents, kept, memory, order, report, told, wijkteams, yes};
use crate::given::inbound;
use schakel::number::{DocumentNo, LineNo};
use schakel::outcome::{Code, Outcome};
use schakel::store::{LogSort, State};
use serde_json::{Value, json};

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
    let waits = wijkteams(&memory, DocumentNo(4)).await;
    first.answer(Ok(()));
    memory.becomes(waits, State::Dropped).await;
    assert_eq!(memory.dispatch(waits).await.code, Some(Code::Refused));
    memory
        .becomes(wijkteams(&memory, DocumentNo(3)).await, State::Delivered)
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
        .read(|store| store.log(LineNo::START, 1000))
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
