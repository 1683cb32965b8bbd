//! What comes back on a report, and to whom: from leerplicht as a CSV, from the wijkteam as JSON, each with its own source, on a real broker.

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

/// What a parent says about the child of these tests, to `oin`.
fn statement(
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

async fn sent(world: &World, source: &str, message: Sent, end: &str) {
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
