//! What a family took back is found again, and what the desk tells of it is true: after a change of keys, of sources, or with a wrong birth date.

use super::desk::{
    ONE, OTHER, WIJKTEAM, child, consented_report, memory, order, report, told, wijkteams, yes,
};
use super::flight::{Memory, all};
use crate::given::{about, inbound, outspoken, texts};
use crate::moment::ms;
use schakel::catalog::Catalog;
use schakel::desk::Order;
use schakel::number::{AlertNo, DocumentNo};
use schakel::outcome::{Code, Outcome};
use schakel::store::State;
use serde_json::{Value, json};

fn says(kind: &str, id: &str, who: &Value, change: impl FnOnce(&mut Value)) -> String {
    let mut event = about(kind, |data| {
        data["leerling"] = who.clone();
        change(data);
    });
    event["id"] = json!(id);
    event.to_string()
}

async fn with_wijkteam(memory: &Memory, n: DocumentNo) -> bool {
    let all = memory
        .hub
        .store
        .read(move |store| store.dispatches(n))
        .await
        .unwrap();
    all.iter()
        .any(|dispatch| dispatch.partner.role == "wijkteam")
}

async fn alerts(memory: &Memory) -> Vec<(Code, Option<DocumentNo>)> {
    let open = memory
        .hub
        .store
        .read(|store| store.open_alerts(AlertNo::START, 100))
        .await
        .unwrap();
    open.into_iter()
        .map(|alert| (alert.code, alert.document))
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_withdrew_everything_gave_nothing_away_by_a_yes_that_comes_in_late() {
    let memory = memory();
    let elsewhere = |id: &str| {
        says("toestemming.verleend", id, &child(ONE), |data| {
            data["ontvanger"] = json!("00000099000000001300")
        })
    };
    memory.comes(inbound("meander", elsewhere("dalfsen"))).await;
    let (said, well) = told(
        &memory,
        order("consent", ONE, json!({ "day": "2026-03-05" })),
    )
    .await;
    assert!(well, "{said}");
    // said on 2 March, delivered only now
    consented_report(&memory).await;
    let last = memory
        .hub
        .store
        .read(|store| store.documents(DocumentNo::END, 1))
        .await
        .unwrap();
    assert_eq!(last[0].outcome, Outcome::Routed);
    assert!(
        !with_wijkteam(&memory, last[0].n).await,
        "everything was withdrawn on the fifth"
    );
    memory.stops().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_that_is_sent_again_is_heard_though_its_key_is_gone() {
    for neighbour in [true, false] {
        heard_again(neighbour).await;
    }
}

/// `neighbour`: in between somebody of the same birth date and address comes by. That leads nobody to the one who refused, but keeps those
/// parts of it beyond the old key; without, no part is left.
async fn heard_again(neighbour: bool) {
    let memory = memory();
    let stranger = json!({ "achternaam": "Kindaed", "geboortedatum": "2018-09-17" });
    let no = [
        says("toestemming.ingetrokken", "nee", &child(ONE), |_| {}),
        says("toestemming.geweigerd", "nee 2", &stranger, |_| {}),
    ];
    for no in &no {
        memory.comes(inbound("meander", no.clone())).await;
    }
    let late = yes(ONE, |data| data["dag"] = json!("2026-03-01"));
    memory
        .hub
        .store
        .write(|store| store.adopt_key(2, &[9; 32]))
        .await
        .unwrap();
    let mut twin = child(ONE);
    twin.as_object_mut().unwrap().remove("pgn");
    twin["achternaam"] = json!("Anders");
    if neighbour {
        let said = says("toestemming.verleend", "tweeling", &twin, |data| {
            data["tekstversie"] = json!("2026-1")
        });
        memory.comes(inbound("meander", said)).await;
    }
    memory
        .hub
        .store
        .write(|store| store.retire_key(1, ms(5)))
        .await
        .unwrap();
    let mut waiting = Vec::new();
    for _ in 0..3 {
        for no in &no {
            memory.comes(inbound("meander", no.clone())).await;
        }
        waiting.push(alerts(&memory).await.len());
    }
    assert_eq!(
        waiting[1..],
        [waiting[0]; 2],
        "nothing is kept anew, or asked of a person, for a repeat of the repeat"
    );
    let all = memory
        .hub
        .store
        .read(|store| store.documents(DocumentNo::END, 9))
        .await
        .unwrap();
    let ends: Vec<_> = all
        .iter()
        .rev()
        .map(|document| (document.outcome, document.again))
        .collect();
    assert_eq!(
        ends,
        [
            (Outcome::Register, 3),
            (Outcome::Register, 3),
            (Outcome::Register, 0)
        ][..2 + usize::from(neighbour)]
    );
    memory.comes(inbound("meander", late.to_string())).await;
    memory
        .comes(inbound("meander", report("m-1", ONE, |_| {}).to_string()))
        .await;
    let last = memory
        .hub
        .store
        .read(|store| store.documents(DocumentNo::END, 1))
        .await
        .unwrap();
    assert!(
        !with_wijkteam(&memory, last[0].n).await,
        "the refusal is later than the yes"
    );
    let (listed, _) = told(&memory, order("look", ONE, json!("statements"))).await;
    assert_eq!(
        listed
            .lines()
            .filter(|line| line.contains("zei nee"))
            .count(),
        1,
        "once, however often it came: {listed}"
    );
    assert!(listed.contains("[bewijs: formulier-17]"), "{listed}");
    memory.stops().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn before_the_old_key_goes_a_repeat_writes_its_person_with_the_new_one_and_says_nothing_twice()
 {
    let memory = memory();
    let no = says("toestemming.ingetrokken", "nee", &child(ONE), |_| {});
    memory.comes(inbound("meander", no.clone())).await;
    memory
        .hub
        .store
        .write(|store| store.adopt_key(2, &[9; 32]))
        .await
        .unwrap();
    memory.comes(inbound("meander", no)).await;
    let lost = memory
        .hub
        .store
        .read(|store| store.unmatched_without(1))
        .await
        .unwrap();
    assert_eq!((lost.subjects, lost.refused), (0, 0));
    let (listed, _) = told(&memory, order("look", ONE, json!("statements"))).await;
    assert_eq!(
        listed
            .lines()
            .filter(|line| line.contains("zei nee"))
            .count(),
        1,
        "{listed}"
    );
    memory.stops().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_yes_that_is_sent_again_is_not_heard_anew_for_what_took_it_back_may_be_lost() {
    let memory = memory();
    let yes = yes(ONE, |_| {}).to_string();
    memory.comes(inbound("meander", yes.clone())).await;
    let (_, well) = told(&memory, order("consent", ONE, json!({}))).await;
    assert!(well);
    memory
        .hub
        .store
        .write(|store| {
            store
                .adopt_key(2, &[9; 32])
                .and_then(|()| store.retire_key(1, ms(5)))
        })
        .await
        .unwrap();
    memory.comes(inbound("meander", yes)).await;
    memory
        .comes(inbound("meander", report("m-1", ONE, |_| {}).to_string()))
        .await;
    let last = memory
        .hub
        .store
        .read(|store| store.documents(DocumentNo::END, 1))
        .await
        .unwrap();
    assert!(!with_wijkteam(&memory, last[0].n).await);
    memory.stops().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_withdrawal_that_matches_nobody_is_for_a_person_and_a_refusal_beforehand_is_not() {
    let memory = memory();
    memory
        .comes(inbound("meander", yes(ONE, |_| {}).to_string()))
        .await;
    let mut mistaken = child(ONE);
    mistaken.as_object_mut().unwrap().remove("pgn");
    mistaken["geboortedatum"] = json!("2018-09-18");
    memory
        .comes(inbound(
            "meander",
            says("toestemming.ingetrokken", "vergist", &mistaken, |_| {}),
        ))
        .await;
    assert_eq!(alerts(&memory).await, [(Code::Manual, Some(DocumentNo(2)))]);
    // what it says is heard of whoever that is, and once is enough
    memory
        .comes(inbound(
            "meander",
            says("toestemming.ingetrokken", "nog eens", &mistaken, |_| {}),
        ))
        .await;
    memory
        .comes(inbound(
            "meander",
            says("toestemming.geweigerd", "vooraf", &child(OTHER), |_| {}),
        ))
        .await;
    memory
        .comes(inbound(
            "meander",
            says("toestemming.ingetrokken", "later", &child(OTHER), |_| {}),
        ))
        .await;
    assert_eq!(alerts(&memory).await.len(), 1);

    let (said, _) = told(&memory, order("consent", "999900055", json!({}))).await;
    assert!(
        said.contains("was tot nu toe niet bekend bij Stichting Meander College"),
        "{said}"
    );
    assert_eq!(
        alerts(&memory).await.len(),
        2,
        "one for the child, however many it was withdrawn from"
    );
    let (said, _) = told(&memory, order("consent", "999900055", json!({}))).await;
    assert!(!said.contains("tot nu toe niet bekend"), "{said}");
    memory.stops().await;
}

/// The source of Meander goes by another name.
fn renamed() -> Catalog {
    let mut texts = texts();
    let own = "name       = \"meander\"";
    assert!(texts.sources.text.contains(own));
    texts.sources.text = texts
        .sources
        .text
        .replace(own, "name       = \"meander-nieuw\"");
    Catalog::compile(&texts).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_source_told_that_is_gone_is_shown_to_nobody_at_a_desk() {
    let mut memory = Memory::watching("to.wijkteam-zwolle", outspoken(), renamed);
    consented_report(&memory).await;
    memory.sent().await.answer(Ok(()));
    memory
        .becomes(wijkteams(&memory, DocumentNo(2)).await, State::Delivered)
        .await;
    let (lines, end) = all(memory.ask(Order::Reload).await).await;
    assert_eq!(end, Some(true), "{lines:?}");
    let look: Order =
        serde_json::from_value(json!({ "command": "look", "source": "meander-nieuw", "child": child(ONE), "what": "told" })).unwrap();
    let (shown, _) = told(&memory, look).await;
    assert!(
        !shown.contains("wijkteam") && !shown.contains("Zwolle") && !shown.contains("adres"),
        "{shown}"
    );
    assert!(
        shown.contains("een bron die niet meer is aangesloten")
            && shown.contains("raag het privacyteam"),
        "{shown}"
    );
    memory.stops().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_hears_that_nothing_was_told_when_the_birth_date_may_be_wrong() {
    let memory = memory();
    memory
        .comes(inbound(
            "meander",
            says("toestemming.ingetrokken", "nee", &child(ONE), |_| {}),
        ))
        .await;
    let mut wrong = child(ONE);
    wrong["geboortedatum"] = json!("2017-09-18");
    let look = json!({ "command": "look", "source": "meander", "child": wrong, "what": "told" });
    let (shown, _) = told(&memory, serde_json::from_value(look).unwrap()).await;
    assert!(!shown.contains("er is niets over verteld"), "{shown}");
    assert!(shown.contains("met een andere geboortedatum"), "{shown}");
    assert!(shown.contains("niet zeker"), "{shown}");
    memory.stops().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_on_its_way_at_that_moment_is_not_said_to_be_stopped_for_sure() {
    let mut memory = memory();
    consented_report(&memory).await;
    let sent = memory.sent().await;
    let (said, _) = told(
        &memory,
        order(
            "consent",
            ONE,
            json!({ "recipient": WIJKTEAM, "purpose": "hulp-bij-verzuim" }),
        ),
    )
    .await;
    assert!(
        said.contains("Dit stond klaar en gaat niet meer weg:")
            && said.contains("kan nog aankomen"),
        "{said}"
    );
    sent.answer(Ok(()));
    memory
        .becomes(wijkteams(&memory, DocumentNo(2)).await, State::Delivered)
        .await;
    memory.stops().await;
}
