//! A correction follows its report: to everybody who has it, with what went then, and to nobody for whom it is another child's.

use super::flight::Memory;
use super::town::{by, hub, input, noon, town};
use schakel::number::{AlertNo, DispatchNo, DocumentNo};
use schakel::outcome::Code;
use serde_json::{Value, json};
use std::sync::Arc;

fn at_work() -> Memory {
    hub(
        &Arc::new(noon(16).into()),
        "to.nobody",
        town(|partners| partners),
    )
}

/// A correction under the number of `melding`, with an id of its own.
fn under(name: &str, id: &str, change: impl FnOnce(&mut Value)) -> Value {
    let mut event = input(name);
    event["id"] = json!(id);
    event["data"]["meldingsnummer"] = json!("o15-1");
    event["data"]["leerling"]["pgn"] = json!("999900924");
    change(&mut event["data"]);
    event
}

fn sort(event: &Value) -> &str {
    event["type"]
        .as_str()
        .unwrap()
        .trim_start_matches("nl.onderwijsjeugdhulp.")
        .trim_end_matches(".v1")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_correction_and_a_withdrawal_reach_whoever_has_the_report_though_no_row_fits_them_any_more()
 {
    let memory = at_work();
    for name in ["melding", "wijziging", "intrekking"] {
        memory.comes(by("vo", &input(name))).await;
    }
    let answers = memory.answers("vo", 3).await;
    for answer in &answers {
        assert_eq!(
            (&answer["uitkomst"], &answer["ontvangers"]),
            (&json!("routed"), &json!(["leerplicht"])),
            "{answers:?}"
        );
    }
    let got = memory.mailbox("to.lp-zwolle", 3).await;
    assert_eq!(
        got.iter().map(sort).collect::<Vec<_>>(),
        [
            "verzuimmeldingen",
            "verzuimmelding.mutatie",
            "verzuimmelding.intrekking"
        ]
    );
    assert_eq!(got[1]["data"]["verzuim"]["soort"], "OVERIG");
    assert_eq!(got[2]["data"]["intrekking"]["reden"], "ALSNOG_GEOORLOOFD");
    let verdict = memory
        .hub
        .store
        .read(|store| store.verdicts(DocumentNo(2)))
        .await
        .unwrap();
    let shared: Vec<_> = verdict
        .iter()
        .filter(|verdict| verdict.code.is_none())
        .map(|verdict| verdict.rows.as_str())
        .collect();
    assert_eq!(shared, ["volgt"], "it is on record by which rule");
    memory.stops().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_move_the_old_municipality_hears_it_and_the_new_one_gets_it_as_the_correction_that_it_is()
 {
    let memory = at_work();
    memory.comes(by("vo", &input("melding"))).await;
    memory
        .comes(by("vo", &under("verhuisd", "verhuisd", |_| {})))
        .await;
    assert_eq!(
        memory
            .mailbox("to.lp-zwolle", 2)
            .await
            .iter()
            .map(sort)
            .collect::<Vec<_>>()[1],
        "verzuimmelding.mutatie"
    );
    assert_eq!(
        sort(&memory.mailbox("to.lp-kampen", 1).await[0]),
        "verzuimmelding.mutatie"
    );
    // both have it now
    memory
        .comes(by("vo", &under("intrekking", "weg", |_| {})))
        .await;
    for (exchange, count) in [("to.lp-zwolle", 3), ("to.lp-kampen", 2)] {
        assert_eq!(
            memory.mailbox(exchange, count).await.last().map(sort),
            Some("verzuimmelding.intrekking"),
            "{exchange}"
        );
    }
    // where the new home has nobody, or is not known, who has it hears it all the same, and a person looks at the rest
    memory
        .comes(by(
            "vo",
            &under("verhuisd", "ver weg", |data| {
                data["leerling"]["woongemeente"] = json!("0074")
            }),
        ))
        .await;
    memory
        .comes(by(
            "vo",
            &under("intrekking", "nergens", |data| {
                drop(
                    data["leerling"]
                        .as_object_mut()
                        .unwrap()
                        .remove("woongemeente"),
                )
            }),
        ))
        .await;
    let answers = memory.answers("vo", 5).await;
    let told: Vec<_> = answers[3..]
        .iter()
        .map(|answer| {
            (
                answer["uitkomst"].as_str().unwrap(),
                answer["code"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("routed", "propose.no_partner"),
            ("routed", "propose.no_residence")
        ],
        "{answers:?}"
    );
    assert_eq!(memory.mailbox("to.lp-zwolle", 5).await.len(), 5);
    let alerts = memory
        .hub
        .store
        .read(|store| store.open_alerts(AlertNo::START, 9))
        .await
        .unwrap();
    assert_eq!(
        alerts.iter().map(|alert| alert.code).collect::<Vec<_>>(),
        [Code::NoPartner, Code::NoResidence]
    );
    memory.stops().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_birth_date_is_what_a_correction_corrects_and_waits_behind_the_report_in_its_lane()
{
    let memory = at_work();
    memory.comes(by("vo", &input("melding"))).await;
    memory
        .comes(by("vo", &under("geboortedatum", "jarig", |_| {})))
        .await;
    memory
        .comes(by("vo", &under("achttien", "achttien", |_| {})))
        .await;
    let got = memory.mailbox("to.lp-zwolle", 3).await;
    assert_eq!(
        (&got[1]["data"]["leerling"]["geboortedatum"], sort(&got[2])),
        (&json!("2008-11-01"), "verzuimmelding.intrekking")
    );
    let lanes = memory
        .hub
        .store
        .read(|store| {
            Ok([1, 2, 3].map(|seq| store.dispatch(DispatchNo(seq)).unwrap().unwrap().subject))
        })
        .await
        .unwrap();
    assert!(
        lanes[0].is_some() && lanes.iter().all(|lane| *lane == lanes[0]),
        "{lanes:?}"
    );
    memory.stops().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_correction_of_somebody_elses_report_or_about_another_child_is_for_a_person() {
    let memory = at_work();
    memory.comes(by("vo", &input("melding"))).await;
    let other = under("wijziging", "ander kind", |data| {
        data["leerling"]["pgn"] = json!("999900018");
        data["leerling"]["achternaam"] = json!("Iemand anders");
    });
    memory.comes(by("vo", &other)).await;
    let mut theirs = under("wijziging", "andere school", |data| {
        data["school"]["brin"] = json!("01AB")
    });
    theirs["source"] = json!("urn:nld:oin:00000099000000002000:systeem:sit");
    memory.comes(by("po", &theirs)).await;
    let told = [
        memory.answers("vo", 2).await.remove(1),
        memory.answers("po", 1).await.remove(0),
    ];
    for answer in &told {
        assert_eq!(
            (&answer["uitkomst"], &answer["code"]),
            (&json!("stopped"), &json!("disclosure.manual")),
            "{answer}"
        );
    }
    assert_eq!(
        memory.mailbox("to.lp-zwolle", 1).await.len(),
        1,
        "nothing before a person has looked"
    );
    // a number that nobody knows is no report of the hub: the rows of today say who gets it
    let unknown = under("intrekking", "onbekend", |data| {
        data["meldingsnummer"] = json!("o15-9");
        data["leerling"]["vrijgesteld"] = json!(false);
    });
    memory.comes(by("vo", &unknown)).await;
    assert_eq!(
        memory.answers("vo", 3).await[2]["ontvangers"],
        json!(["leerplicht"])
    );
    memory.stops().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_the_consent_is_gone_the_recipient_hears_of_the_number_that_it_is_withdrawn_and_no_more()
 {
    let memory = at_work();
    let says = |kind: &str, id: &str, day: &str| {
        let mut event = input(if kind == "verleend" {
            "tienman-kind"
        } else {
            "tienman-intrekking"
        });
        event["id"] = json!(id);
        let data = &mut event["data"];
        data["leerling"] = json!({ "pgn": "999900924", "achternaam": "Ovijftien", "geboortedatum": "2012-03-02", "postcode": "8061AA", "huisnummer": 5 });
        data["doel"] = json!("hulp-bij-verzuim");
        data["categorieen"] = json!(["ID", "ADRES", "CONT_MELDER", "VERZ"]);
        data["dag"] = json!(day);
        event
    };
    memory
        .comes(by("vo", &says("verleend", "kind", "2026-10-01")))
        .await;
    let mut mother = says("verleend", "moeder", "2026-10-01");
    mother["data"]["gever"] =
        json!({ "kenmerk": "moeder", "hoedanigheid": "ouder", "gezag": "ja" });
    memory.comes(by("vo", &mother)).await;
    memory.comes(by("vo", &input("melding"))).await;
    memory
        .comes(by("vo", &under("wijziging", "eerste", |_| {})))
        .await;
    memory
        .comes(by("vo", &says("ingetrokken", "nee", "2026-11-01")))
        .await;
    memory
        .comes(by("vo", &under("wijziging", "tweede", |_| {})))
        .await;
    let answers = memory.answers("vo", 6).await;
    assert_eq!(
        answers[5]["ontvangers"],
        json!(["leerplicht", "wijkteam"]),
        "{answers:?}"
    );
    let got = memory.mailbox("to.wt-holtenbroek", 3).await;
    assert_eq!(
        got.iter().map(sort).collect::<Vec<_>>(),
        [
            "verzuimmeldingen",
            "verzuimmelding.mutatie",
            "verzuimmelding.intrekking"
        ]
    );
    assert!(
        got[1]["data"]["verzuim"].is_object() && got[1]["data"]["leerling"]["pgn"].is_null(),
        "{}",
        got[1]
    );
    assert_eq!(got[2]["data"], json!({ "meldingsnummer": "o15-1" }));
    assert_eq!(
        memory.mailbox("to.lp-zwolle", 3).await.last().map(sort),
        Some("verzuimmelding.mutatie"),
        "by law nothing changed"
    );
    memory.stops().await;
}
