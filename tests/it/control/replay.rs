//! What was parked is sent after all, by the rules of now.

mod anew;

use super::{
    OMMEN, ZWOLLE, actions, becomes, dispatch, impatient, refuses, report, rewrite, start, with_why,
};
use crate::node::until;
use crate::world::{Sent, World};
use schakel::number::{DispatchNo, DocumentNo};
use schakel::outcome::Code;
use schakel::store::State;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

#[tokio::test]
async fn a_parked_dispatch_is_shown_sent_again_and_on_record() {
    let mut world = World::with("replay", impatient).await;
    world.vhost.delete_exchange("to.leerplicht-ommen").await;
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
    becomes(&world, DispatchNo(1), State::Parked).await;
    becomes(&world, DispatchNo(2), State::Parked).await;
    becomes(&world, DispatchNo(3), State::Delivered).await;
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
        dispatch(&world, DispatchNo(1)).await.unwrap().state,
        State::Parked,
        "nothing was done yet"
    );

    world.schakel_ok(&["topology"]);
    world.schakel_ok(&with_why(&["replay", "2"]));
    becomes(&world, DispatchNo(2), State::Delivered).await;
    assert_eq!(
        dispatch(&world, DispatchNo(1)).await.unwrap().state,
        State::Parked
    );
    let said = world.schakel_ok(&with_why(&["replay", "--partner", OMMEN]));
    assert_eq!(said, "1 bezorgingen opnieuw aan de beurt\n");
    becomes(&world, DispatchNo(1), State::Delivered).await;
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
    world.vhost.delete_exchange("to.wijkteam-zwolle").await;
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
    let parked = match dispatch(&world, DispatchNo(1)).await.unwrap().state {
        State::Parked => 1,
        _ => 2,
    };
    becomes(&world, DispatchNo(parked), State::Parked).await;
    world
        .send("meander", &[statement("ingetrokken", "2026-03-03")])
        .await;
    world.answers("meander", 3).await; // the withdrawal is in the register once its sender has been told
    world.schakel_ok(&["topology"]);
    world.schakel_ok(&with_why(&["replay", &parked.to_string()]));
    becomes(&world, DispatchNo(parked), State::Dropped).await;
    assert_eq!(
        dispatch(&world, DispatchNo(parked)).await.unwrap().code,
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
    world.vhost.delete_exchange("to.wijkteam-zwolle").await;
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
        .read(|store| store.dispatches(DocumentNo(2)))
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
