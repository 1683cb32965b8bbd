//! What was stopped is judged anew, by the catalog of now; and what nobody may replay is refused.

use crate::control::reload::without_partner;
use crate::control::{actions, becomes, refuses, report, rewrite, start, with_why};
use crate::world::{Sent, World, append};
use schakel::number::{DispatchNo, DocumentNo};
use schakel::outcome::{Code, Outcome};
use schakel::store::State;
use std::fs;
use std::path::Path;

/// What happened to every document, in the order of their numbers.
async fn outcomes(world: &World) -> Vec<Outcome> {
    let mut all = world
        .store()
        .read(|store| store.documents(DocumentNo::END, 100))
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
    becomes(&world, DispatchNo(1), State::Delivered).await;
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
    becomes(&world, DispatchNo(1), State::Delivered).await;
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
    world.breaks("the same message under a taken id, sent twice, is one document");
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
    becomes(&world, DispatchNo(1), State::Delivered).await;
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
