//! What was promised is told when it changes: by age, by a withdrawal, by a partner that left, by a person.

use super::flight::{Memory, all};
use super::town::{by, hub, input, noon, town};
use schakel::broker::PublishFailure;
use schakel::desk::Order;
use schakel::number::{AlertNo, DispatchNo};
use schakel::outcome::Code;
use schakel::store::State;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// Both are sent, and the wijkteam's mailbox is not there; then it is another day.
async fn waits(memory: &mut Memory, time: &AtomicI64, names: [&str; 2], day: i8) {
    for name in names {
        memory.comes(by("po", &input(name))).await;
    }
    let answer = memory.answers("po", 2).await.remove(1);
    assert_eq!(
        (&answer["uitkomst"], &answer["ontvangers"]),
        (&json!("routed"), &json!(["wijkteam"])),
        "{answer}"
    );
    let first = memory.sent().await;
    time.store(noon(day), Ordering::SeqCst);
    first.answer(Err(PublishFailure::Unroutable));
}

async fn told_again(memory: &Memory, count: usize) -> Value {
    memory.answers("po", count).await.pop().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_turned_twelve_while_the_mailbox_was_missing_is_not_sent_and_the_sender_hears_it() {
    let time = Arc::new(AtomicI64::new(noon(16)));
    let mut memory = hub(&time, "to.wt-holtenbroek", town(|partners| partners));
    waits(
        &mut memory,
        &time,
        ["ja-van-moeder", "signaal-bijna-twaalf"],
        18,
    )
    .await;
    let told = told_again(&memory, 3).await;
    assert_eq!(
        (&told["document"], &told["uitkomst"], &told["ontvangers"]),
        (&json!("6-s"), &json!("nothing"), &json!([]))
    );
    assert_eq!(
        told["nietBezorgd"],
        json!([{ "rol": "wijkteam", "code": "disclosure.no_consent" }])
    );
    assert_eq!(memory.dispatch(DispatchNo(1)).await.state, State::Dropped);
    memory.comes(by("po", &input("signaal-bijna-twaalf"))).await;
    let again = told_again(&memory, 4).await;
    assert_eq!(
        (&again["uitkomst"], &again["eerder"], &again["nietBezorgd"]),
        (&json!("duplicate"), &json!("nothing"), &told["nietBezorgd"])
    );
    memory.stops().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_partner_whose_time_is_over_is_called_that_and_a_duty_for_it_waits_for_a_person() {
    let ends = |partners: String| {
        let mut partners = partners;
        for name in ["wt-holtenbroek", "lp-hattem"] {
            let user = format!("user = \"{name}-r\"\n");
            assert!(partners.contains(&user));
            partners = partners.replace(&user, &format!("{user}until = 2026-11-16\n"));
        }
        partners
    };
    let time = Arc::new(AtomicI64::new(noon(16)));
    let mut memory = hub(&time, "to.wt-holtenbroek", town(ends));
    waits(&mut memory, &time, ["oeinde-ja", "oeinde-signaal"], 17).await;
    let told = told_again(&memory, 3).await;
    assert_eq!(
        told["nietBezorgd"],
        json!([{ "rol": "wijkteam", "code": "disclosure.partner_ended" }]),
        "{told}"
    );
    assert_eq!(
        memory.dispatch(DispatchNo(1)).await.code,
        Some(Code::PartnerEnded)
    );
    memory.comes(by("vo", &input("oeinde-melding"))).await;
    let answer = memory.answers("vo", 1).await.remove(0);
    assert_eq!(answer["code"], "propose.no_partner", "{answer}");
    memory.stops().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_goes_with_less_than_was_promised_is_told_as_less_and_is_on_record_as_it_went() {
    let time = Arc::new(AtomicI64::new(noon(16)));
    let mut memory = hub(&time, "to.wt-holtenbroek", town(|partners| partners));
    waits(&mut memory, &time, ["oeinde-ja", "oeinde-signaal"], 16).await;
    let mut no = input("oeinde-ja");
    no["id"] = json!("o17-n");
    no["type"] = json!("nl.onderwijsjeugdhulp.toestemmingen.ingetrokken.v1");
    for name in ["bewijs", "tekstversie"] {
        no["data"].as_object_mut().unwrap().remove(name);
    }
    no["data"]["categorieen"] = json!(["CONT_OUDER"]);
    no["data"]["dag"] = json!("2026-11-15");
    memory.comes(by("po", &no)).await;
    let sent = memory.sent().await;
    let body: Value = serde_json::from_slice(sent.body()).unwrap();
    assert!(
        body["data"]["ouder"].is_null() && body["data"]["signaal"].is_object(),
        "{body}"
    );
    sent.answer(Ok(()));
    let told = told_again(&memory, 4).await;
    assert_eq!(
        (
            &told["uitkomst"],
            &told["minderBezorgd"],
            &told["nietBezorgd"]
        ),
        (&json!("routed"), &json!(["wijkteam"]), &Value::Null)
    );
    assert!(
        !told.to_string().contains("moeder"),
        "not whose refusal it was: {told}"
    );
    assert!(
        !memory
            .dispatch(DispatchNo(1))
            .await
            .categories
            .contains("CONT_OUDER")
    );
    memory.stops().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_a_secret_address_the_second_answer_names_no_role_and_a_duty_that_is_dropped_asks_a_person()
 {
    let time = Arc::new(AtomicI64::new(noon(16)));
    let mut memory = hub(&time, "to.lp-zwolle", town(|partners| partners));
    let mut report = input("melding");
    report["data"]["leerling"]["geheimAdres"] = json!(true);
    memory.comes(by("vo", &report)).await;
    memory.sent().await.answer(Err(PublishFailure::Unroutable));
    let (lines, end) = all(memory
        .ask(Order::Drop {
            dispatch: DispatchNo(1),
        })
        .await)
    .await;
    assert_eq!(end, Some(true), "{lines:?}");
    let told = memory.answers("vo", 2).await.remove(1);
    assert_eq!(
        (&told["uitkomst"], &told["nietBezorgd"]),
        (&json!("nothing"), &json!([{ "code": "send.dropped" }]))
    );
    assert!(
        !told.to_string().contains("leerplicht") && told.get("ontvangers").is_none(),
        "{told}"
    );
    let alerts = memory
        .hub
        .store
        .read(|store| store.open_alerts(AlertNo::START, 9))
        .await
        .unwrap();
    assert_eq!(
        alerts
            .iter()
            .map(|alert| (alert.code, alert.dispatch))
            .collect::<Vec<_>>(),
        [(Code::Dropped, Some(DispatchNo(1)))]
    );
    memory.stops().await;
}
