//! One organisation in several roles, and pupils of an age that changes whom a row names.

use super::wijkteam::{sent, statement};
use super::{BORN, ZWOLLE, event, example, feedback, mailbox};
use crate::world::{Sent, World};
use serde_json::{Value, json};

/// The municipality has one OIN for leerplicht, the wijkteam and the portal where parents ask for help.
#[tokio::test]
async fn one_municipality_in_three_roles_does_not_hear_of_itself() {
    let mut world = World::new("roles").await;
    world.start();
    let pass = |number: &str| {
        event("doorgeleiding.leerplicht", "langdurig", number, |data| {
            data["leerling"]["geboortedatum"] = json!(BORN)
        })
    };
    let says = |word: &str, day: &str| {
        statement(
            word,
            ZWOLLE,
            ZWOLLE,
            "hulp-bij-verzuim",
            &["ID", "ADRES", "CONT_MELDER", "VERZ"],
            day,
        )
    };
    let (cases, registration) = ("leerplicht-zwolle-zaken", "wijkteam-zwolle");
    sent(
        &world,
        "wijkteam-zwolle-toestemming",
        says("geweigerd", "2026-03-02"),
        "register",
    )
    .await;
    // the wijkteam is told by leerplicht of the same gemeente, which knows the child by that very no
    assert_eq!(world.answers(cases, 1).await[0]["uitkomst"], "register");
    sent(&world, cases, pass("L-1"), "nothing").await;
    sent(&world, cases, says("verleend", "2026-03-03"), "register").await;
    sent(&world, cases, pass("L-2"), "routed").await; // the same giver, on a later day
    let asks = example("adapters/wijkteam-ggm/examples/01.in.json");
    let asks = json!({ "aanmeldingen": [asks["aanmeldingen"][0]] });
    let asks = Sent {
        body: asks.to_string().into_bytes(),
        content_type: Some("application/json".to_owned()),
        ..Sent::default()
    };
    sent(&world, "aanmeldportaal-zwolle", asks, "routed").await;
    sent(&world, registration, feedback("AZ-2026-0105", 1), "nothing").await; // a parent asked, not leerplicht
    sent(&world, registration, feedback("L-2", 1), "routed").await;
    world.settled(7).await;
    let arrived = mailbox(&world, "wijkteam-zwolle").await;
    assert_eq!(arrived.len(), 2, "{arrived:?}");
    assert_eq!(arrived[0]["verzuim"]["soort"], "LANGDURIG_RELATIEF");
    assert_eq!(
        (
            &arrived[0]["leerling"]["pgn"],
            &arrived[1]["aanmelding"]["aanmelder"]
        ),
        (&Value::Null, &json!("OUDER"))
    );
    let back = mailbox(&world, "leerplicht-zwolle").await;
    let [one] = &back[..] else { panic!("{back:?}") };
    assert_eq!(
        (
            &one["meldingsnummer"],
            &one["stand"]["status"],
            &one["vervolg"]
        ),
        (&json!("L-2"), &json!("IN_BEHANDELING"), &Value::Null)
    );
    world.stop().await;
    world.log_is_whole();
}

#[tokio::test]
async fn a_thuiszitter_and_a_pupil_of_eighteen_reach_whom_the_rows_name_with_what_they_name() {
    let mut world = World::new("thuiszitter").await;
    world.start();
    let adult = event("verzuimmelding", "dagen", "02CD-18", |data| {
        data["verzuim"]["soort"] = json!("DOORSTROOMPUNT_18PLUS");
        data["leerling"]["geboortedatum"] = json!("2007-05-04");
    });
    world
        .send(
            "meander",
            &[
                event("thuiszittersmelding", "zes-weken", "T-1", |_| {}),
                adult,
            ],
        )
        .await;
    let answers = world.answers("meander", 2).await;
    assert_eq!(
        answers[0]["ontvangers"],
        json!(["leerplicht", "samenwerkingsverband"])
    );
    assert_eq!(answers[1]["ontvangers"], json!(["doorstroompunt"]));
    world.settled(2).await;
    let (duty, network) = (
        mailbox(&world, "leerplicht-zwolle").await,
        mailbox(&world, "swv-vo").await,
    );
    let ([duty], [network]) = (&duty[..], &network[..]) else {
        panic!("{duty:?} {network:?}")
    };
    let whole =
        example("schemas/thuiszittersmelding/examples/valid/zes-weken.json")["data"].clone();
    let without = |places: &[(&str, &str)]| {
        let mut data = whole.clone();
        data["meldingsnummer"] = json!("T-1");
        for (place, name) in [
            &[
                ("/leerling", "woongemeente"),
                ("/leerling", "geheimAdres"),
                ("/ondersteuning", "nodigVoorAdvies"),
            ],
            places,
        ]
        .concat()
        {
            data.pointer_mut(place)
                .unwrap()
                .as_object_mut()
                .unwrap()
                .remove(name);
        }
        data
    };
    assert_eq!(*duty, without(&[("", "ondersteuning")]));
    assert_eq!(
        *network,
        without(&[
            ("/leerling", "pgn"),
            ("", "ouder"),
            ("/thuiszitten", "toelichting")
        ])
    );
    let older = mailbox(&world, "doorstroompunt-zwolle").await;
    let [older] = &older[..] else {
        panic!("{older:?}")
    };
    assert_eq!(
        (&older["meldingsnummer"], &older["leerling"]["pgn"]),
        (&json!("02CD-18"), &json!("999900043"))
    );
    for partner in [
        "swv-po",
        "wijkteam-zwolle",
        "wijkteam-dalfsen",
        "leerplicht-ommen",
        "meander",
        "thorbecke",
    ] {
        assert!(mailbox(&world, partner).await.is_empty(), "{partner}");
    }
    world.stop().await;
    world.log_is_whole();
}
