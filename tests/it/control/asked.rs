//! Who answers a report must have been asked; how much goes back is carried by the number.

use super::flight::Memory;
use super::town::{by, hub, input, noon, town};
use schakel::number::DispatchNo;
use serde_json::{Value, json};
use std::sync::Arc;

fn at_work() -> Memory {
    hub(
        &Arc::new(noon(16).into()),
        "to.nobody",
        town(|partners| partners),
    )
}

/// The consents at the school, and its signal to the wijkteam.
async fn signalled(memory: &Memory) {
    for name in ["moeder", "vader", "kind", "signaal"] {
        memory
            .comes(by("vo", &input(&format!("tienman-{name}"))))
            .await;
    }
    assert_eq!(
        memory.answers("vo", 4).await[3]["ontvangers"],
        json!(["wijkteam"])
    );
    memory.mailbox("to.wt-holtenbroek", 1).await;
    // the receipt of the broker is on record
    memory
        .becomes(DispatchNo(1), schakel::store::State::Delivered)
        .await;
}

fn feedback(name: &str, id: &str, change: impl FnOnce(&mut Value)) -> Value {
    let mut event = input(name);
    event["id"] = json!(id);
    change(&mut event["data"]);
    event
}

fn names(event: &Value) -> Vec<&str> {
    event["data"]
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_withdrawal_at_the_school_the_wijkteam_says_only_that_it_was_received_until_a_new_yes()
 {
    let memory = at_work();
    signalled(&memory).await;
    memory
        .comes(by(
            "wt-holtenbroek",
            &feedback("tienman-terugkoppeling", "eerst", |_| {}),
        ))
        .await;
    assert_eq!(
        names(&memory.mailbox("to.vo", 1).await[0]),
        [
            "contact",
            "meldingsnummer",
            "ontvangenOp",
            "stand",
            "volgnummer"
        ]
    );
    memory.comes(by("vo", &input("tienman-intrekking"))).await;
    memory
        .comes(by("wt-holtenbroek", &input("tienman-terugkoppeling")))
        .await;
    assert_eq!(
        names(&memory.mailbox("to.vo", 2).await[1]),
        ["meldingsnummer", "ontvangenOp"]
    );
    let mut again = input("tienman-moeder");
    again["id"] = json!("toch");
    again["data"]["dag"] = json!("2026-11-12");
    memory.comes(by("vo", &again)).await;
    memory
        .comes(by(
            "wt-holtenbroek",
            &feedback("tienman-terugkoppeling", "later", |_| {}),
        ))
        .await;
    assert!(names(&memory.mailbox("to.vo", 3).await[2]).contains(&"stand"));
    memory.stops().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_never_had_the_report_answers_nobody_and_who_took_over_the_matter_does() {
    let memory = at_work();
    signalled(&memory).await;
    memory
        .comes(by("wt-zwolle", &input("vreemde-terugkoppeling")))
        .await;
    assert_eq!(
        memory.answers("wt-zwolle", 1).await[0]["uitkomst"],
        "nothing"
    );
    memory.comes(by("po", &input("twaalfman-melding"))).await;
    memory.mailbox("to.lp-zwolle", 1).await;
    memory
        .comes(by("lp-kampen", &input("twaalfman-terugkoppeling")))
        .await;
    assert_eq!(
        memory.answers("lp-kampen", 1).await[0]["uitkomst"],
        "nothing"
    );
    let hands_over = |oin: &str, id: &str| {
        json!({
            "specversion": "1.0", "id": id, "source": format!("urn:nld:oin:{oin}:systeem:sit"),
            "type": "nl.onderwijsjeugdhulp.verhuizing.v1", "datacontenttype": "application/json",
            "data": {
                "meldingsnummer": id, "taak": "LEERPLICHT",
                "jeugdige": { "pgn": "999900031", "achternaam": "Twaalfman", "geboortedatum": "2016-09-09", "woongemeente": "0166" },
                "verhuizing": { "ingang": "2026-11-01", "vorigeGemeente": "0193" },
                "zaken": [{ "soort": "VERZUIM", "status": "IN_BEHANDELING", "meldingsnummer": "12-oud" }],
                "contact": { "naam": "L. Ambtenaar" },
            },
        })
    };
    // who had it not hands over nothing
    memory
        .comes(by(
            "lp-dalfsen",
            &hands_over("00000099000000001020", "niets"),
        ))
        .await;
    memory
        .comes(by(
            "lp-kampen",
            &feedback("twaalfman-terugkoppeling", "nog niet", |_| {}),
        ))
        .await;
    assert_eq!(
        memory.answers("lp-kampen", 2).await[1]["uitkomst"],
        "nothing"
    );
    memory
        .comes(by("lp-zwolle", &hands_over("00000099000000001000", "zaak")))
        .await;
    assert_eq!(
        memory.mailbox("to.lp-kampen", 2).await[1]["data"]["zaken"][0]["meldingsnummer"],
        "12-oud"
    );
    memory
        .comes(by(
            "lp-kampen",
            &feedback("twaalfman-terugkoppeling", "nu wel", |_| {}),
        ))
        .await;
    assert_eq!(
        memory.answers("lp-kampen", 3).await[2]["ontvangers"],
        json!(["school"])
    );
    assert_eq!(
        memory.mailbox("to.po", 1).await[0]["data"]["status"],
        "AFGESLOTEN"
    );
    assert!(
        memory.mailbox("to.vo", 0).await.is_empty(),
        "nobody answered the signal"
    );
    memory.stops().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_reports_of_one_number_each_is_answered_by_whoever_has_it() {
    let memory = at_work();
    signalled(&memory).await;
    let mut report = input("twaalfman-melding");
    report["data"]["meldingsnummer"] = json!("11-s");
    memory.comes(by("po", &report)).await;
    assert_eq!(
        memory.answers("po", 1).await[0]["code"],
        "register.number_not_unique"
    );
    let told = memory.answers("vo", 5).await.remove(4);
    assert_eq!(
        (&told["document"], &told["code"]),
        (&json!("11-s"), &json!("register.number_not_unique"))
    );
    assert!(
        !told.to_string().contains("po"),
        "nothing of who else uses it: {told}"
    );
    memory.mailbox("to.lp-zwolle", 1).await;
    let mut answer = feedback("twaalfman-terugkoppeling", "van leerplicht", |data| {
        data["meldingsnummer"] = json!("11-s")
    });
    answer["source"] = json!("urn:nld:oin:00000099000000001000:systeem:sit");
    memory.comes(by("lp-zwolle", &answer)).await;
    memory
        .comes(by("wt-holtenbroek", &input("tienman-terugkoppeling")))
        .await;
    assert_eq!(
        memory.mailbox("to.po", 1).await[0]["data"]["status"],
        "AFGESLOTEN"
    );
    assert!(memory.mailbox("to.vo", 1).await[0]["data"]["stand"].is_object());
    memory.stops().await;
}
