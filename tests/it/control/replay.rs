//! What was parked is sent after all, by the rules of now; what was stopped is judged anew.

use super::reload::without_partner;
use super::{
    OMMEN, ZWOLLE, actions, becomes, dispatch, impatient, refuses, report, rewrite, start, with_why,
};
use crate::node::until;
use crate::world::{Sent, World, append};
use schakel::outcome::{Code, Outcome};
use schakel::store::State;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

#[tokio::test]
async fn a_parked_dispatch_is_shown_sent_again_and_on_record() {
    let mut world = World::with("replay", impatient).await;
    world
        .vhost
        .node
        .delete_exchange(&world.vhost.name, "to.leerplicht-ommen")
        .await
        .unwrap();
    start(&mut world).await;
    world
        .send(
            "meander",
            &[
                report("a", "999900031", "0175"),
                report("b", "999900043", "0175"),
                report("c", "999900055", "0193"),
            ],
        )
        .await;
    becomes(&world, 1, State::Parked).await;
    becomes(&world, 2, State::Parked).await;
    becomes(&world, 3, State::Delivered).await;
    assert!(world.schakel_ok(&["alerts"]).contains("2 open meldingen"));

    let shown = world.schakel_ok(&["replay", "--parked", "--dry-run"]);
    assert!(
        shown.contains(&format!(
            "bezorging 1 van document 1 aan {OMMEN}, geparkeerd: send.unroutable"
        )),
        "{shown}"
    );
    assert!(
        shown.ends_with("2 bezorgingen, 0 documenten; er is niets gedaan\n"),
        "{shown}"
    );
    for (filter, count) in [
        (&["--partner", "00000099000000001100"][..], 2),
        (&["--partner", ZWOLLE], 0),
        (&["--code", "send.unroutable"], 2),
        (&["--code", "send.timeout"], 0),
        (&["--kind", "verzuimmelding"], 2),
        (&["--kind", "zorgsignaal.school"], 0),
        (&["--parked", "--since", "2999-01-01"], 0),
        (
            &["--parked", "--since", "2020-01-01", "--until", "2999-01-01"],
            2,
        ),
    ] {
        let said = world.schakel_ok(&[&["replay", "--dry-run"], filter].concat());
        assert!(
            said.contains(&format!("{count} bezorgingen, 0 documenten")),
            "{filter:?}: {said}"
        );
    }
    for (words, complaint) in [
        (&["replay"][..], "geef een nummer of een filter"),
        (&["replay", "99"], "bezorging 99 bestaat niet"),
        (&["replay", "--document", "99"], "document 99 bestaat niet"),
        (
            &["replay", "--source", "meander", "--id", "z"],
            "niets onder dit id",
        ),
        (
            &["replay", "--source", "meander", "--id", "999900031"],
            "niets onder dit id",
        ),
        (
            &["replay", "--code", "send.nonsense"],
            "deze code bestaat niet",
        ),
        (
            &["replay", "--partner", "123"],
            "deze partner bestaat niet: zie partners.toml",
        ),
        (
            &["replay", "--partner", "00000099000000001100/leerpicht"],
            "deze partner bestaat niet",
        ),
        (&["replay", "--kind", "verzuim"], "deze soort bestaat niet"),
        (
            &["replay", "--kind", "verzuimmelding/9"],
            "deze soort bestaat niet",
        ),
        (&["replay", "3"], "de inhoud is er niet meer"),
        (&["replay", "--document", "3"], "de inhoud is er niet meer"),
    ] {
        refuses(&world, &with_why(words), complaint);
    }
    assert_eq!(
        dispatch(&world, 1).await.unwrap().state,
        State::Parked,
        "nothing was done yet"
    );

    world.schakel_ok(&["topology"]);
    world.schakel_ok(&with_why(&["replay", "2"]));
    becomes(&world, 2, State::Delivered).await;
    assert_eq!(dispatch(&world, 1).await.unwrap().state, State::Parked);
    let said = world.schakel_ok(&with_why(&["replay", "--partner", OMMEN]));
    assert_eq!(said, "1 bezorgingen opnieuw aan de beurt\n");
    becomes(&world, 1, State::Delivered).await;
    let told = actions(&world, "replay").await;
    let user = told[0]["user"].clone();
    assert_eq!(
        told[0],
        json!({ "action": "replay", "actor": "Nachtwacht", "user": user, "reason": "de partner is terug",
                "dispatch": 2, "document": 2, "partner": OMMEN, "was": "parked" })
    );
    assert_eq!(
        told.iter()
            .map(|line| line["dispatch"].as_i64().unwrap())
            .collect::<Vec<_>>(),
        [2, 1]
    );
    assert!(
        world.schakel_ok(&["alerts"]).contains("0 open meldingen"),
        "who sends again has handled the alert"
    );
    assert_eq!(world.mailbox("leerplicht-ommen").await.len(), 2);
    assert!(
        world.log().contains("an operator asks") && !world.log().contains("999900031"),
        "{}",
        world.log()
    );
    world.stop().await;
    world.log_is_whole();
}

fn statement(word: &str, day: &str) -> Sent {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(format!(
        "schemas/toestemming.{word}/examples/valid/ouder.json"
    )));
    let mut event: Value = serde_json::from_str(&text.unwrap()).unwrap();
    event["id"] = json!(format!("{word}-{day}"));
    event["data"]["dag"] = json!(day);
    event["data"]["leerling"]["geboortedatum"] = json!("2018-09-17");
    if word == "verleend" {
        event["data"]["geldigTot"] = json!("2099-12-31");
    }
    Sent::event(&event)
}

#[tokio::test]
async fn what_was_withdrawn_while_it_was_parked_is_not_sent_by_a_replay() {
    let mut world = World::with("rerule", impatient).await;
    world
        .vhost
        .node
        .delete_exchange(&world.vhost.name, "to.wijkteam-zwolle")
        .await
        .unwrap();
    start(&mut world).await;
    let mut event: Value =
        serde_json::from_slice(&report("waits", "999900031", "0193").body).unwrap();
    event["data"]["leerling"]["geboortedatum"] = json!("2018-09-17");
    world
        .send(
            "meander",
            &[statement("verleend", "2026-03-02"), Sent::event(&event)],
        )
        .await;
    let seen = async || {
        world
            .glance()
            .await
            .is_some_and(|seen| seen.partners.values().any(|counts| counts.parked == 1))
    };
    until("the wijkteam's is parked", seen).await.unwrap();
    let parked = match dispatch(&world, 1).await.unwrap().state {
        State::Parked => 1,
        _ => 2,
    };
    becomes(&world, parked, State::Parked).await;
    world
        .send("meander", &[statement("ingetrokken", "2026-03-03")])
        .await;
    world.answers("meander", 3).await; // the withdrawal is in the register once its sender has been told
    world.schakel_ok(&["topology"]);
    world.schakel_ok(&with_why(&["replay", &parked.to_string()]));
    becomes(&world, parked, State::Dropped).await;
    assert_eq!(
        dispatch(&world, parked).await.unwrap().code,
        Some(Code::Refused)
    );
    assert!(world.mailbox("wijkteam-zwolle").await.is_empty());
    refuses(
        &world,
        &with_why(&["replay", &parked.to_string()]),
        "is al ingetrokken",
    );
    world.stop().await;
    world.log_is_whole();
}

/// A report to which two are entitled, of whom leerplicht has left by the time that the wijkteam can be reached.
#[tokio::test]
async fn what_waits_for_one_partner_when_another_leaves_is_kept_and_goes_when_that_is_back() {
    let mut world = World::with("left", impatient).await;
    world
        .vhost
        .node
        .delete_exchange(&world.vhost.name, "to.wijkteam-zwolle")
        .await
        .unwrap();
    start(&mut world).await;
    let mut event: Value =
        serde_json::from_slice(&report("waits", "999900031", "0193").body).unwrap();
    event["data"]["leerling"]["geboortedatum"] = json!("2018-09-17");
    world
        .send(
            "meander",
            &[statement("verleend", "2026-03-02"), Sent::event(&event)],
        )
        .await;
    world.answers("meander", 2).await;
    let both = world
        .store()
        .read(|store| store.dispatches(2))
        .await
        .unwrap();
    let [leerplicht, wijkteam] = ["leerplicht", "wijkteam"].map(|role| {
        both.iter()
            .find(|dispatch| dispatch.partner.role == role)
            .unwrap()
            .seq
    });
    becomes(&world, leerplicht, State::Delivered).await;
    becomes(&world, wijkteam, State::Parked).await;
    let mut before = String::new();
    rewrite(world.folder.path(), "region/partners.toml", |text| {
        before.clone_from(&text);
        let mut parts: Vec<String> = text.split("[[partner]]").map(str::to_owned).collect();
        parts
            .iter_mut()
            .find(|part| part.contains("to.leerplicht-zwolle"))
            .unwrap()
            .push_str("until = 2026-01-02\n");
        parts.join("[[partner]]")
    });
    world.schakel_ok(&["reload"]);
    world.schakel_ok(&["topology"]);
    world.schakel_ok(&with_why(&["replay", &wijkteam.to_string()]));
    let ruled = async || {
        dispatch(&world, wijkteam)
            .await
            .is_some_and(|dispatch| dispatch.code != Some(Code::Unroutable))
    };
    until("the table was asked again", ruled).await.unwrap();
    let found = dispatch(&world, wijkteam).await.unwrap();
    assert_eq!(
        (found.state, found.code),
        (State::Parked, Some(Code::NoPartner))
    );
    assert!(world.schakel_ok(&["alerts"]).contains("propose.no_partner"));
    std::fs::write(world.folder.path().join("region/partners.toml"), before).unwrap();
    world.schakel_ok(&["reload"]);
    world.schakel_ok(&with_why(&["replay", "--code", "propose.no_partner"]));
    becomes(&world, wijkteam, State::Delivered).await;
    assert_eq!(world.mailbox("wijkteam-zwolle").await.len(), 1);
    assert_eq!(world.schakel_ok(&["alerts"]), "0 open meldingen\n");
    world.stop().await;
    world.log_is_whole();
}

/// What happened to every document, in the order of their numbers.
async fn outcomes(world: &World) -> Vec<Outcome> {
    let mut all = world
        .store()
        .read(|store| store.documents(i64::MAX, 100))
        .await
        .unwrap();
    all.reverse();
    all.iter().map(|document| document.outcome).collect()
}

#[tokio::test]
async fn a_stopped_document_is_judged_anew_by_the_catalog_of_now() {
    // another kind in its place, told apart by a second space
    let (may, may_not) = ("\"verzuimmelding/1\", ", "\"toestemming.verleend/1\",  ");
    let mute = move |folder: &Path| {
        rewrite(folder, "region/sources.toml", |text| {
            text.replace(may, may_not)
        })
    };
    let mut world = World::with("anew", mute).await;
    start(&mut world).await;
    world
        .send(
            "meander",
            &[
                report("a", "999900031", "0193"),
                report("b", "999900043", "0193"),
            ],
        )
        .await;
    world.answers("meander", 2).await;
    let xml = fs::read(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("adapters/las-vsv2/examples/01.in.xml"),
    )
    .unwrap();
    let mut cut = xml.clone();
    cut.truncate(xml.len() / 2);
    world
        .send("thorbecke", &[Sent::xml(xml), Sent::xml(cut)])
        .await;
    world.answers("thorbecke", 3).await;
    let stopped = |code| Outcome::Stopped(code);
    let [mute, cut] = [stopped(Code::UnknownKind), stopped(Code::Malformed)];
    assert_eq!(outcomes(&world).await, [mute, mute, mute, mute, cut]);

    refuses(
        &world,
        &with_why(&["replay", "--document", "1", "--parked"]),
        "gaat niet samen",
    );
    let said = world.schakel_ok(&with_why(&["replay", "--document", "1"]));
    assert_eq!(
        said,
        "0 bezorgingen opnieuw aan de beurt; opnieuw beoordeeld: 1 adapt.unknown_kind\n"
    );
    rewrite(world.folder.path(), "region/sources.toml", |text| {
        text.replace(may_not, may)
    });
    world.schakel_ok(&["reload"]);
    let said = world.schakel_ok(&with_why(&["replay", "--source", "meander", "--id", "b"]));
    assert_eq!(
        said,
        "0 bezorgingen opnieuw aan de beurt; opnieuw beoordeeld: 1 routed\n"
    );
    becomes(&world, 1, State::Delivered).await;
    assert_eq!(
        outcomes(&world).await,
        [mute, Outcome::Routed, mute, mute, cut]
    );
    let said = world.schakel_ok(&with_why(&["replay", "--code", "adapt.unknown_kind"]));
    assert_eq!(
        said,
        "0 bezorgingen opnieuw aan de beurt; opnieuw beoordeeld: 1 adapt.missing, 2 routed\n"
    );
    let said = world.schakel_ok(&with_why(&["replay", "--code", "decode.malformed"]));
    assert_eq!(
        said,
        "0 bezorgingen opnieuw aan de beurt; opnieuw beoordeeld: 1 decode.malformed\n"
    );
    let seen = world.settled(5).await;
    assert_eq!(
        outcomes(&world).await,
        [
            Outcome::Routed,
            Outcome::Routed,
            Outcome::Routed,
            stopped(Code::Missing),
            cut
        ]
    );
    assert_eq!((seen.duplicate, seen.routed, seen.stopped), (0, 3, 2));
    assert_eq!(world.mailbox("leerplicht-zwolle").await.len(), 3);
    // each sender is told of each new end
    assert_eq!(
        world
            .answers("meander", 3)
            .await
            .iter()
            .filter(|answer| answer["uitkomst"] == "routed")
            .count(),
        2
    );
    assert_eq!(
        world
            .answers("thorbecke", 3)
            .await
            .iter()
            .filter(|answer| answer["uitkomst"] == "routed")
            .count(),
        1
    );
    world.stop().await;
    world.log_is_whole();
}

#[tokio::test]
async fn what_nobody_may_replay_is_refused_with_what_to_do_instead() {
    let mut world = World::new("norep").await;
    start(&mut world).await;
    let anonymous = Sent {
        anonymous: true,
        ..report("anonymous", "999900031", "0193")
    };
    world
        .send(
            "meander",
            &[
                report("a", "999900031", "0193"),
                report("a", "999900043", "0193"),
                anonymous,
            ],
        )
        .await;
    world.answers("meander", 3).await;
    becomes(&world, 1, State::Delivered).await;
    refuses(
        &world,
        &with_why(&["replay", "--document", "2"]),
        "het id was van een ander bericht",
    );
    refuses(
        &world,
        &with_why(&["replay", "--document", "3"]),
        "de afzender was niet bewezen",
    );
    assert_eq!(
        actions(&world, "replay").await.len(),
        0,
        "what was refused is no action"
    );
    world.stop().await;
    world.log_is_whole();
}

/// Two systems of one school, each with ids of its own: to a partner the id of an event must tell their documents apart.
#[tokio::test]
async fn an_id_that_another_source_of_the_organisation_has_used_is_told_to_its_sender() {
    let second = "[[source]]\nname = \"meander-zorg\"\noin = \"00000099000000003000\"\nrole = \"school\"\n\
                  controller = \"Stichting Meander College\"\nadapter = \"cloudevents\"\nuser = \"meander-zorg\"\n\
                  kinds = [\"verzuimmelding/1\"]\nbrin = [\"02CD\"]\nfrom = 2026-01-01\n";
    let mut world = World::with("two-sources", |folder| {
        append(folder, "region/sources.toml", second)
    })
    .await;
    start(&mut world).await;
    world
        .send("meander", &[report("a", "999900031", "0193")])
        .await;
    world.answers("meander", 1).await;
    let sends = async |messages: &[Sent]| {
        world.send("meander-zorg", messages).await;
        let answers = world.answers("meander-zorg", messages.len()).await;
        let mut told: Vec<String> = answers
            .iter()
            .map(|answer| {
                answer["code"]
                    .as_str()
                    .or(answer["uitkomst"].as_str())
                    .unwrap()
                    .to_owned()
            })
            .collect();
        told.sort(); // two answers about one document wait for each other, and not for those about another
        told
    };
    let taken = report("a", "999900043", "0193");
    assert_eq!(
        sends(&[taken.clone(), taken, report("b", "999900043", "0193")]).await,
        ["intake.id_conflict", "intake.id_conflict", "routed"]
    );
    refuses(
        &world,
        &with_why(&["replay", "--document", "2"]),
        "het id was van een ander bericht",
    );
    let seen = world.settled(3).await;
    assert_eq!((seen.routed, seen.stopped, seen.dispatches), (2, 1, 2));
    assert_eq!(world.mailbox("leerplicht-zwolle").await.len(), 2);
    assert!(world.schakel_ok(&["alerts"]).contains("intake.id_conflict"));
    world.stop().await;
    world.log_is_whole();
}

#[tokio::test]
async fn what_was_asked_about_a_stopped_document_is_handled_when_it_is_judged_and_not_before() {
    let mut all = String::new();
    let mut world = World::new("unjudged").await;
    rewrite(world.folder.path(), "region/partners.toml", |text| {
        all.clone_from(&text);
        without_partner(&text, "to.leerplicht-ommen")
    });
    start(&mut world).await;
    world
        .send("meander", &[report("a", "999900031", "0175")])
        .await;
    world.answers("meander", 1).await;
    assert!(world.schakel_ok(&["alerts"]).contains("propose.no_partner"));
    // as far as a hub comes that is killed before it has judged
    let stranger = rusqlite::Connection::open(world.path("schakel.sqlite")).unwrap();
    stranger
        .execute_batch(
            "CREATE TRIGGER no BEFORE UPDATE ON document BEGIN SELECT RAISE(ABORT, 'no'); END",
        )
        .unwrap();
    refuses(
        &world,
        &with_why(&["replay", "--document", "1"]),
        "de opslag",
    );
    assert!(
        world.schakel_ok(&["alerts"]).contains("1 open meldingen"),
        "nobody has handled it"
    );
    stranger.execute_batch("DROP TRIGGER no").unwrap();

    world.schakel_ok(&with_why(&["replay", "--document", "1"]));
    assert!(
        world.schakel_ok(&["alerts"]).contains("1 open meldingen"),
        "stopped once more"
    );
    std::fs::write(world.folder.path().join("region/partners.toml"), all).unwrap();
    world.schakel_ok(&["reload"]);
    world.schakel_ok(&with_why(&["replay", "--document", "1"]));
    becomes(&world, 1, State::Delivered).await;
    assert_eq!(world.schakel_ok(&["alerts"]), "0 open meldingen\n");
    world.stop().await;
    world.log_is_whole();
}

#[tokio::test]
async fn a_message_that_was_called_poison_is_kept_and_judged_after_all_when_somebody_asks() {
    let mut world = World::new("poison-replay").await;
    start(&mut world).await;
    world.stop().await;
    let innocent = report("a", "999900031", "0193");
    let digest = world.keys().digest().digest(&[b"meander", &innocent.body]);
    let store = world.writing_store();
    std::mem::forget(store.mark(digest)); // what a hub leaves that ends while it reads this message
    drop(store);
    std::mem::forget(world.writing_store().mark(digest));
    start(&mut world).await;
    let came_before = vec![("x-delivery-count".to_owned(), "1".to_owned())];
    world
        .send(
            "meander",
            &[Sent {
                headers: came_before,
                ..innocent
            }],
        )
        .await;
    assert_eq!(world.settled(1).await.stopped, 1);
    assert!(world.schakel_ok(&["alerts"]).contains("intake.poison"));
    let said = world.schakel_ok(&with_why(&["replay", "--code", "intake.poison"]));
    assert!(said.contains("opnieuw beoordeeld: 1 routed"), "{said}");
    assert_eq!(world.schakel_ok(&["alerts"]), "0 open meldingen\n");
    world.settled(1).await;
    world.stop().await;
    world.log_is_whole();
}
