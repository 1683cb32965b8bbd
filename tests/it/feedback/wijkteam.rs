//! What the wijkteam tells a school of a report: less after a refusal, and more with consent.

use super::{BORN, MEANDER, ZWOLLE, event, example, feedback, mailbox};
use crate::world::{Sent, World};
use serde_json::{Value, json};

/// What a parent says about the child of these tests, to `oin`.
pub(super) fn statement(
    word: &str,
    oin: &str,
    recipient: &str,
    purpose: &str,
    categories: &[&str],
    day: &str,
) -> Sent {
    let mut event = example(&format!(
        "schemas/toestemming.{word}/examples/valid/ouder.json"
    ));
    event["id"] = json!(format!("{word}-{purpose}-{recipient}-van-{day}"));
    event["source"] = json!(format!("urn:nld:oin:{oin}:systeem:toestemming"));
    let data = &mut event["data"];
    let child = json!({ "pgn": "999900031", "voornamen": "Noor", "achternaam": "Voorbeeld", "geboortedatum": BORN });
    data["leerling"] = child;
    (data["leerling"]["postcode"], data["leerling"]["huisnummer"]) = (json!("8021BC"), json!(3));
    (
        data["ontvanger"],
        data["doel"],
        data["categorieen"],
        data["dag"],
    ) = (
        json!(recipient),
        json!(purpose),
        json!(categories),
        json!(day),
    );
    if word == "verleend" {
        data["geldigTot"] = json!("2099-12-31");
    }
    Sent::event(&event)
}

fn signal(number: &str) -> Sent {
    event("zorgsignaal.school", "binnen-twee-weken", number, |data| {
        data["leerling"]["geboortedatum"] = json!(BORN)
    })
}

pub(super) async fn sent(world: &World, source: &str, message: Sent, end: &str) {
    world.send(source, &[message]).await;
    let answer = world.answers(source, 1).await.remove(0);
    assert_eq!(answer["uitkomst"], end, "{answer}");
}

#[tokio::test]
async fn the_wijkteam_tells_the_school_less_after_a_refusal_and_more_with_consent() {
    let mut world = World::new("wijkteam").await;
    world.start();
    sent(&world, "meander", signal("Z-1"), "nothing").await;
    let asked = ["ID", "ADRES", "CONT_MELDER", "ZORG"];
    sent(
        &world,
        "meander",
        statement(
            "verleend",
            MEANDER,
            ZWOLLE,
            "hulp-aan-school",
            &asked,
            "2026-03-02",
        ),
        "register",
    )
    .await;
    sent(&world, "meander", signal("Z-2"), "routed").await;
    let (registration, said) = ("wijkteam-zwolle", "wijkteam-zwolle-toestemming");
    let says = |word: &str, categories: &[&str], day: &str| {
        statement(
            word,
            ZWOLLE,
            MEANDER,
            "terugkoppeling-hulp",
            categories,
            day,
        )
    };
    sent(&world, registration, feedback("Z-1", 1), "nothing").await; // it never reached the wijkteam, so it is nobody's report
    sent(&world, registration, feedback("Z-2", 1), "routed").await;
    sent(
        &world,
        said,
        says("verleend", &["PROC_WACHT", "ZORG"], "2026-03-02"),
        "register",
    )
    .await;
    sent(&world, registration, feedback("Z-2", 2), "routed").await;
    sent(
        &world,
        said,
        says("ingetrokken", &["ZORG"], "2026-03-03"),
        "register",
    )
    .await;
    sent(&world, registration, feedback("Z-2", 3), "routed").await;
    world.settled(9).await;

    let arrived = mailbox(&world, "wijkteam-zwolle").await;
    let [signal] = &arrived[..] else {
        panic!("{arrived:?}")
    };
    let (pupil, care) = (&signal["leerling"], &signal["signaal"]);
    assert!(
        pupil["adres"].is_object() && care["vraag"].is_string() && signal["melder"].is_object(),
        "{signal}"
    );
    assert!(
        [
            &pupil["pgn"],
            &care["gezondheid"],
            &signal["ouder"],
            &signal["brin"],
            &signal["toestemming"]
        ]
        .into_iter()
        .all(Value::is_null),
        "{signal}"
    );

    let received = json!({ "meldingsnummer": "Z-2", "ontvangenOp": "2026-03-16" });
    let counted = |nth: u32| json!({ "meldingsnummer": "Z-2", "volgnummer": nth, "ontvangenOp": "2026-03-16" });
    let with = |mut data: Value, more: &[(&str, Value)]| {
        more.iter()
            .for_each(|(name, value)| data[*name] = value.clone());
        data
    };
    let stand = [
        (
            "stand",
            json!({ "status": "IN_BEHANDELING", "datum": "2026-03-19" }),
        ),
        ("contact", json!({ "naam": "W. Medewerker" })),
    ];
    let care = [
        ("wachten", json!({ "opHulp": true })),
        ("vervolg", json!("Gesprek met het gezin")),
    ];
    let expected = [
        with(counted(1), &stand),
        with(with(counted(2), &stand), &care),
        received,
    ];
    assert_eq!(mailbox(&world, "meander").await, expected);
    assert!(
        mailbox(&world, "leerplicht-zwolle").await.is_empty()
            && mailbox(&world, "thorbecke").await.is_empty()
    );
    world.stop().await;
    world.log_is_whole();
}
