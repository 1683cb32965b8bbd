//! What a sender is told of a document that went on without a part of it.

use super::town::{by, hub, input, noon, town};
use serde_json::json;
use std::sync::Arc;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_answer_names_the_optional_texts_that_a_duty_went_without_also_when_it_comes_again() {
    let memory = hub(
        &Arc::new(noon(16).into()),
        "to.nobody",
        town(|partners| partners),
    );
    let mut report = input("twaalfman-melding");
    report["data"]["ouder"]["telefoon"] = json!("(06) 1234 5678");
    report["data"]["verzuim"]["reden"] = json!("x".repeat(5000));
    memory.comes(by("po", &report)).await;
    let left_out = json!([
        { "pad": "/data/ouder/telefoon", "regel": "pattern" },
        { "pad": "/data/verzuim/reden", "regel": "maxLength" },
    ]);
    let told = memory.answers("po", 1).await.remove(0);
    assert_eq!(
        (&told["uitkomst"], &told["nietGelezen"]),
        (&json!("routed"), &left_out),
        "{told}"
    );
    assert!(
        told["toelichting"]
            .as_str()
            .unwrap()
            .contains("`nietGelezen`"),
        "{told}"
    );
    assert!(
        !told.to_string().contains("1234") && !told.to_string().contains("xxx"),
        "never a value: {told}"
    );
    let got = memory.mailbox("to.lp-zwolle", 1).await.remove(0);
    assert!(
        got["data"]["verzuim"].get("reden").is_none()
            && got["data"]["verzuim"]["soort"] == "ZESTIEN_UUR",
        "{got}"
    );

    memory.comes(by("po", &report)).await;
    let again = memory.answers("po", 2).await.remove(1);
    assert_eq!(
        (&again["uitkomst"], &again["nietGelezen"]),
        (&json!("duplicate"), &left_out),
        "{again}"
    );
    // what is right says nothing of it
    let mut right = input("twaalfman-melding");
    (right["id"], right["data"]["meldingsnummer"]) = (json!("goed"), json!("goed"));
    memory.comes(by("po", &right)).await;
    assert!(
        memory.answers("po", 3).await[2]
            .get("nietGelezen")
            .is_none()
    );
    memory.stops().await;
}
