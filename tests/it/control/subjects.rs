//! Two who may be one: what asks consent waits for a person, whose answer opens it or keeps it shut; and a new key in the middle of it.

use super::{actions, becomes, dispatch, refuses, start, tries, with_why};
use crate::node::until;
use crate::world::{Sent, World};
use schakel::number::{AlertNo, DocumentNo};
use schakel::outcome::Code;
use schakel::store::State;
use serde_json::{Value, json};

fn event(id: &str, kind: &str, data: &Value) -> Sent {
    Sent::event(&json!({
        "specversion": "1.0", "id": id, "type": format!("nl.onderwijsjeugdhulp.{kind}.v1"),
        "source": "urn:nld:oin:00000099000000003000:systeem:meander-sis", "datacontenttype": "application/json", "data": data,
    }))
}

/// A parent says yes or no. Without a number: of somebody of that name and birth date, at house number `house`.
fn says(id: &str, yes: bool, numbered: bool, house: u32, day: &str) -> Sent {
    says_for("hulp-bij-verzuim", "VERZ", id, yes, numbered, house, day)
}

/// The same for one purpose, of this beside whom it is about.
fn says_for(
    purpose: &str,
    category: &str,
    id: &str,
    yes: bool,
    numbered: bool,
    house: u32,
    day: &str,
) -> Sent {
    let mut data = json!({
        "leerling": { "voornamen": "Ada", "achternaam": "Voorbeeld", "geboortedatum": "2018-09-17", "postcode": "8021BC", "huisnummer": house },
        "gever": { "kenmerk": "gezag-1", "hoedanigheid": "ouder", "gezag": "ja" },
        "ontvanger": "00000099000000001000", "doel": purpose,
        "categorieen": ["ID", "ADRES", "CONT_MELDER", category], "dag": day,
    });
    if numbered {
        data["leerling"]["pgn"] = json!("999900031");
    }
    if yes {
        data["bewijs"] = json!("formulier");
        data["geldigTot"] = json!("2099-12-31");
        data["tekstversie"] = json!("2026-1");
    }
    event(
        id,
        if yes {
            "toestemmingen.verleend"
        } else {
            "toestemmingen.ingetrokken"
        },
        &data,
    )
}

fn report(id: &str) -> Sent {
    let data = json!({
        "meldingsnummer": id,
        "leerling": {
            "pgn": "999900031", "voornamen": "Ada", "achternaam": "Voorbeeld", "geboortedatum": "2018-09-17", "woongemeente": "0193",
            "adres": { "postcode": "8021BC", "huisnummer": 4 },
        },
        "school": { "brin": "02CD" },
        "verzuim": { "soort": "LUXE", "begindatum": "2026-03-02" },
        "melder": { "naam": id },
    });
    event(id, "verzuimmeldingen", &data)
}

/// Sends, and tells whether the wijkteam is among those that the answer names.
async fn goes_to_wijkteam(world: &World, id: &str) -> bool {
    world.send("meander", &[report(id)]).await;
    let [answer] = &world.answers("meander", 1).await[..] else {
        panic!("one answer")
    };
    answer["data"]
        .get("ontvangers")
        .unwrap_or(&answer["ontvangers"])
        .as_array()
        .unwrap()
        .contains(&json!("wijkteam"))
}

async fn tells(world: &World, statement: Sent) {
    world.send("meander", &[statement]).await;
    assert_eq!(world.answers("meander", 1).await.len(), 1);
}

#[tokio::test]
async fn a_nearly_matching_withdrawal_holds_up_until_a_person_has_looked_also_across_a_change_of_keys()
 {
    let mut world = World::new("subjects").await;
    start(&mut world).await;
    tells(&world, says("yes", true, true, 4, "2026-01-01")).await;
    assert!(goes_to_wijkteam(&world, "a").await);
    tells(&world, says("no", false, false, 5, "2026-01-02")).await;
    assert!(
        !goes_to_wijkteam(&world, "b").await,
        "nobody has looked yet"
    );
    let listed = world.schakel_ok(&["subjects"]);
    let [line, count] = listed.lines().collect::<Vec<_>>()[..] else {
        panic!("{listed}")
    };
    assert!(
        line.contains(
            "zelfde naam en geboortedatum; gebleken bij document 3; verklaringen in document 1, 3"
        ),
        "{line}"
    );
    assert_eq!(count, "1 keer misschien dezelfde persoon");
    assert!(
        !listed.contains("Voorbeeld") && !listed.contains("9999"),
        "{listed}"
    );
    assert!(world.schakel_ok(&["alerts"]).contains("disclosure.manual"));
    refuses(
        &world,
        &["subjects", "--different", "1"],
        "zeg met `--reden` waarom",
    );
    refuses(
        &world,
        &with_why(&["subjects", "--different", "2"]),
        "nummer 2 staat niet open",
    );

    // a new key in between: the pair, the consent and the withdrawal are known by the old one
    assert!(
        world
            .schakel_ok(&with_why(&["key", "rotate"]))
            .contains("sleutel 2")
    );
    assert!(
        !goes_to_wijkteam(&world, "c").await,
        "still nobody has looked"
    );
    assert!(
        world
            .schakel_ok(&with_why(&["subjects", "--different", "1"]))
            .contains("verschillende personen")
    );
    assert!(goes_to_wijkteam(&world, "d").await);
    assert_eq!(
        world.schakel_ok(&["alerts"]),
        "0 open meldingen\n",
        "the alert went with the last doubt"
    );

    // another withdrawal, of somebody at a third address; this time it is the same child
    tells(&world, says("no-2", false, false, 6, "2026-01-03")).await;
    assert!(!goes_to_wijkteam(&world, "e").await);
    let listed = world.schakel_ok(&["subjects"]);
    let pair = listed
        .lines()
        .find(|line| line.contains("document 1,"))
        .unwrap_or_else(|| panic!("{listed}"));
    let number = pair
        .split_whitespace()
        .next()
        .unwrap()
        .trim_end_matches(':');
    assert!(
        world
            .schakel_ok(&with_why(&["subjects", "--same", number]))
            .contains("dezelfde persoon"),
        "{listed}"
    );
    assert!(
        !goes_to_wijkteam(&world, "f").await,
        "the refusal is its own now"
    );
    assert!(world.schakel_ok(&["subjects"]).starts_with("0 keer"));

    // the old key is needed by the first withdrawal, whose subject has not come by since
    refuses(
        &world,
        &with_why(&["key", "retire", "1"]),
        "van 1 is een weigering",
    );
    refuses(&world, &with_why(&["key", "retire", "2"]), "de nieuwste");
    world.stop().await;
    world.start();
    super::listening(&world).await;
    assert!(
        !goes_to_wijkteam(&world, "g").await,
        "both keys are read at a start"
    );
    assert_eq!(
        (
            actions(&world, "subject.different").await.len(),
            actions(&world, "subject.merged").await.len()
        ),
        (1, 1)
    );
    let [rotated] = &actions(&world, "key.rotated").await[..] else {
        panic!("one line")
    };
    assert_eq!(
        (&rotated["version"], &rotated["actor"]),
        (&2.into(), &"Nachtwacht".into())
    );
    world.stop().await;
    let key = world.path("hub.key.2");
    let aside = format!("{key}-aside");
    std::fs::rename(&key, &aside).unwrap();
    refuses(&world, &["run"], "aliassen van versie 2");
    world.log_is_whole();
}

/// A care signal about the child of house number 4: it goes to the wijkteam with consent, and to nobody else.
fn signal(id: &str) -> Sent {
    let mut event: Value = serde_json::from_str(include_str!(
        "../../../schemas/zorgsignaal.school/examples/valid/binnen-twee-weken.json"
    ))
    .unwrap();
    event["id"] = json!(id);
    event["data"]["meldingsnummer"] = json!(id);
    event["data"]["leerling"] = json!({
        "voornamen": "Ada", "achternaam": "Voorbeeld", "geboortedatum": "2018-09-17", "woongemeente": "0193",
        "adres": { "postcode": "8021BC", "huisnummer": 4 },
    });
    Sent::event(&event)
}

#[tokio::test]
async fn what_waits_for_a_person_is_kept_and_goes_once_the_person_has_said_who_is_meant() {
    let mut world = World::new("subjects-kept").await;
    start(&mut world).await;
    tells(
        &world,
        says_for(
            "hulp-aan-school",
            "ZORG",
            "yes",
            true,
            false,
            4,
            "2026-01-01",
        ),
    )
    .await;
    tells(
        &world,
        says_for(
            "hulp-aan-school",
            "ZORG",
            "no",
            false,
            false,
            5,
            "2026-01-02",
        ),
    )
    .await;
    world.send("meander", &[signal("z")]).await;
    let [answer] = &world.answers("meander", 1).await[..] else {
        panic!("one answer")
    };
    assert_eq!(
        (&answer["uitkomst"], &answer["code"]),
        (&json!("stopped"), &json!("disclosure.manual")),
        "{answer}"
    );
    assert!(world.mailbox("wijkteam-zwolle").await.is_empty());

    // judged again before anybody has looked, it waits on
    assert!(
        world
            .schakel_ok(&with_why(&["replay", "--document", "3"]))
            .contains("disclosure.manual")
    );
    assert_eq!(world.answers("meander", 1).await[0]["uitkomst"], "stopped");
    world.schakel_ok(&with_why(&["subjects", "--different", "1"]));
    world.schakel_ok(&with_why(&["replay", "--document", "3"]));
    let [answer] = &world.answers("meander", 1).await[..] else {
        panic!("one answer")
    };
    assert_eq!(
        (&answer["uitkomst"], &answer["ontvangers"]),
        (&json!("routed"), &json!(["wijkteam"])),
        "{answer}"
    );
    let told = world.take("wijkteam-zwolle", "to.wijkteam-zwolle", 1).await;
    assert_eq!(told[0]["data"]["leerling"]["achternaam"], "Voorbeeld");
    world.settled(3).await;
    assert_eq!(world.schakel_ok(&["alerts"]), "0 open meldingen\n");
    world.log_is_whole();
}

/// What was ruled before the doubt arose, and still waits when it does.
#[tokio::test]
async fn what_waits_to_be_sent_when_the_doubt_arises_is_kept_and_goes_in_its_order_once_a_person_has_looked()
 {
    let mut world = World::with("subjects-waiting", |folder| tries(folder, 600, "1")).await;
    world.vhost.delete_exchange("to.wijkteam-zwolle").await;
    start(&mut world).await;
    tells(&world, says("yes", true, true, 4, "2026-01-01")).await;
    assert!(goes_to_wijkteam(&world, "a").await);
    let of_a = world
        .store()
        .read(|store| store.dispatches(DocumentNo(2)))
        .await
        .unwrap();
    let waiting = of_a
        .iter()
        .find(|dispatch| dispatch.partner.role == "wijkteam")
        .unwrap()
        .seq;
    tells(&world, says("no", false, false, 5, "2026-01-02")).await;
    let asked = async || {
        dispatch(&world, waiting)
            .await
            .is_some_and(|dispatch| dispatch.state != State::Due)
    };
    until("the table was asked again", asked).await.unwrap();
    let found = dispatch(&world, waiting).await.unwrap();
    assert_eq!(
        (found.state, found.code),
        (State::Parked, Some(Code::Manual))
    );
    let alerts = async || {
        let open = world
            .store()
            .read(|store| store.open_alerts(AlertNo::START, 99))
            .await
            .unwrap();
        open.iter()
            .filter(|alert| alert.dispatch == Some(waiting))
            .map(|alert| alert.code)
            .collect::<Vec<_>>()
    };
    assert_eq!(alerts().await, [Code::Manual]);

    // sent again before anybody has looked, it waits on
    world.schakel_ok(&with_why(&["replay", &waiting.to_string()]));
    becomes(&world, waiting, State::Parked).await;
    assert_eq!(alerts().await, [Code::Manual]);

    world.schakel_ok(&with_why(&["subjects", "--different", "1"]));
    world.schakel_ok(&["topology"]);
    assert!(goes_to_wijkteam(&world, "b").await);
    world.schakel_ok(&with_why(&["replay", "--code", "disclosure.manual"]));
    let told = world.take("wijkteam-zwolle", "to.wijkteam-zwolle", 2).await;
    assert_eq!(
        told.iter()
            .map(|event| event["data"]["melder"]["naam"].as_str().unwrap())
            .collect::<Vec<_>>(),
        ["a", "b"]
    );
    world.settled(4).await;
    assert_eq!(world.schakel_ok(&["alerts"]), "0 open meldingen\n");
    world.stop().await;
    world.log_is_whole();
}
