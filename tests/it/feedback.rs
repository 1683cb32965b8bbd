//! What comes back on a report, and to whom: from leerplicht as a CSV, from the wijkteam as JSON, each with its own source, on a real broker.

mod roles;
mod wijkteam;

use crate::world::{Sent, World};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

const ZWOLLE: &str = "00000099000000001000";
const MEANDER: &str = "00000099000000003000";

fn example(path: &str) -> Value {
    serde_json::from_slice(&fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap())
        .unwrap()
}

/// A good event of a kind, with an id and a report number of its own, after `change` of its data.
fn event(kind: &str, name: &str, number: &str, change: impl FnOnce(&mut Value)) -> Sent {
    let mut event = example(&format!("schemas/{kind}/examples/valid/{name}.json"));
    event["id"] = json!(number);
    event["data"]["meldingsnummer"] = json!(number);
    change(&mut event["data"]);
    Sent::event(&event)
}

fn report(number: &str) -> Sent {
    event("verzuimmelding", "dagen", number, |_| {})
}

/// A report of Thorbecke, which puts its BRIN before its own number.
fn xml(number: &str) -> Sent {
    Sent::xml(crate::given::xml(&[(
        "<Nummer>7</Nummer>",
        &format!("<Nummer>{number}</Nummer>"),
    )]))
}

fn csv(lines: &[&str]) -> Sent {
    let header = "Meldingsnummer;Volgnummer;Datum;Status;Reden afgesloten;Toelichting;Contactpersoon;Functie;Telefoon;E-mail";
    let text = [&[header], lines].concat().join("\r\n") + "\r\n";
    let (body, _, unknown) = encoding_rs::WINDOWS_1252.encode(&text);
    assert!(!unknown);
    Sent {
        body: body.into_owned(),
        content_type: Some("text/csv".to_owned()),
        ..Sent::default()
    }
}

/// `data` of everything in a mailbox, in the order of arrival.
async fn mailbox(world: &World, partner: &str) -> Vec<Value> {
    world
        .mailbox(partner)
        .await
        .into_iter()
        .map(|event| event["data"].clone())
        .collect()
}

/// What became of each document, in order.
async fn ends(world: &World, source: &str, count: usize) -> Vec<String> {
    let answers = world.answers(source, count).await;
    answers
        .iter()
        .map(|answer| answer["uitkomst"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn what_leerplicht_answers_goes_to_the_school_that_reported_and_to_nobody_else() {
    let mut world = World::new("feedback").await;
    world.start();
    world.send("meander", &[report("02CD-17")]).await;
    world.send("thorbecke", &[xml("7")]).await;
    assert_eq!(
        (
            ends(&world, "meander", 1).await,
            ends(&world, "thorbecke", 1).await
        ),
        (vec!["routed".to_owned()], vec!["routed".to_owned()])
    );
    let lines = [
        "02CD-17;1;16-03-2026;in behandeling;;er wordt actie ondernomen;Zoë Ambtenaar;leerplichtambtenaar;038-0000193;",
        "02CD-17;2;18-03-2026;afgesloten;inschrijving beëindigd: werk;;;;;",
        "01AB-7;1;16-03-2026;ter kennisneming aangenomen;;gezien door gemeente;;;;",
        "99ZZ-1;1;16-03-2026;in behandeling;;;;;;",
        "02CD-17;3;18-03-2026;afgesloten;verhuisd;;;;;",
    ];
    world.send("leerplicht-zwolle", &[csv(&lines)]).await;
    let answers = world.answers("leerplicht-zwolle", 5).await;
    assert_eq!(
        answers[0],
        json!({ "document": "02CD-17:1", "uitkomst": "routed", "ontvangers": ["school"] })
    );
    assert_eq!(
        (&answers[3]["uitkomst"], &answers[3]["ontvangers"]),
        (&json!("nothing"), &json!([]))
    );
    assert_eq!(
        answers[4]["problemen"],
        json!([{ "pad": "Reden afgesloten", "regel": "codes" }])
    );
    world.settled(7).await;
    let mut to_meander = mailbox(&world, "meander").await;
    to_meander.sort_by_key(|data| data["volgnummer"].as_u64());
    let contact = json!({ "naam": "Zoë Ambtenaar", "functie": "leerplichtambtenaar", "telefoon": "038-0000193" });
    let first = json!({ "meldingsnummer": "02CD-17", "volgnummer": 1, "datum": "2026-03-16", "status": "IN_BEHANDELING", "toelichting": "ACTIE_LOOPT", "contact": contact });
    let second = json!({ "meldingsnummer": "02CD-17", "volgnummer": 2, "datum": "2026-03-18", "status": "AFGESLOTEN", "redenAfgesloten": "UITGESCHREVEN_WERK" });
    assert_eq!(to_meander, [first, second]);
    let third = json!({ "meldingsnummer": "01AB-7", "volgnummer": 1, "datum": "2026-03-16", "status": "TER_KENNISNEMING", "toelichting": "GEZIEN" });
    assert_eq!(mailbox(&world, "thorbecke").await, [third]);
    guessed(&world).await;
    for (partner, reports) in [
        ("leerplicht-zwolle", 5),
        ("wijkteam-zwolle", 0),
        ("doorstroompunt-zwolle", 0),
        ("swv-vo", 0),
        ("swv-po", 0),
    ] {
        let arrived = mailbox(&world, partner).await;
        assert_eq!(arrived.len(), reports, "{partner}: {arrived:?}");
        assert!(
            arrived.iter().all(|data| data["verzuim"].is_object()),
            "only reports: {arrived:?}"
        );
    }
    world.stop().await;
    world.log_is_whole();
}

/// Meander uses two numbers of Thorbecke, one that is taken and one that is not yet: neither brings it a word.
async fn guessed(world: &World) {
    world
        .send("meander", &[report("01AB-7"), report("01AB-8")])
        .await;
    let told = |answers: &[Value]| {
        answers
            .iter()
            .map(|answer| answer["code"].as_str().unwrap_or("-").to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        told(&world.answers("meander", 2).await),
        ["register.number_not_unique", "-"]
    );
    let theirs = world.answers("thorbecke", 1).await;
    assert_eq!(
        (&theirs[0]["document"], &theirs[0]["uitkomst"]),
        (&json!("01AB.7"), &json!("routed"))
    );
    world.send("thorbecke", &[xml("8")]).await;
    let theirs = [theirs, world.answers("thorbecke", 1).await].concat();
    assert_eq!(
        told(&theirs),
        ["register.number_not_unique"; 2],
        "each is told at once"
    );
    assert!(
        !json!(theirs).to_string().contains("meander"),
        "and nothing of who else: {theirs:?}"
    );
    let ours = world.answers("meander", 1).await;
    assert_eq!(
        (told(&ours), &ours[0]["document"]),
        (
            vec!["register.number_not_unique".to_owned()],
            &json!("01AB-8")
        )
    );
    let lines = [
        "01AB-7;2;19-03-2026;in behandeling;;;;;;",
        "01AB-8;1;19-03-2026;in behandeling;;;;;;",
    ];
    world.send("leerplicht-zwolle", &[csv(&lines)]).await;
    assert_eq!(
        ends(world, "leerplicht-zwolle", 2).await,
        ["stopped", "stopped"],
        "leerplicht has both: a person chooses"
    );
    world.settled(12).await;
    assert_eq!(
        (
            mailbox(world, "meander").await,
            mailbox(world, "thorbecke").await
        ),
        (Vec::new(), Vec::new())
    );
}

/// Under twelve for years to come: a parent decides.
const BORN: &str = "2022-09-17";

/// Feedback of the wijkteam with all that its schema can hold.
fn feedback(number: &str, nth: u32) -> Sent {
    let body = json!({ "terugkoppelingen": [{
        "AOMMeldingWmoJeugd": { "identificatie": number, "datumAanmaak": "2026-03-16", "statusVolgorde": nth, "status": "in behandeling",
            "datumBeginStatus": "2026-03-19", "vervolg": "Gesprek met het gezin" },
        "Client": { "burgerservicenummer": "999900031", "geslachtsnaam": "Voorbeeld", "geboortedatum": BORN, "adres": { "postcode": "8021 BC", "huisnummer": 3 } },
        "contactpersoon": { "naam": "W. Medewerker" }, "wachtOpHulp": true, "toewijzing": { "voorziening": "ambulante begeleiding" },
    }] });
    Sent {
        body: body.to_string().into_bytes(),
        content_type: Some("application/json".to_owned()),
        ..Sent::default()
    }
}
