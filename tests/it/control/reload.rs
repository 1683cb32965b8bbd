//! The catalog of a running hub is replaced whole, or not at all.

use super::{OMMEN, actions, becomes, dispatch, impatient, report, rewrite, start};
use crate::node::until;
use crate::world::{World, total};
use schakel::number::DispatchNo;
use schakel::outcome::Code;
use schakel::store::State;
use std::process::Command;

/// What stands between two `[[partner]]` headers, and what comes before and after.
pub(crate) fn without_partner(text: &str, exchange: &str) -> String {
    let kept = text
        .split("[[partner]]")
        .filter(|part| !part.contains(exchange));
    kept.collect::<Vec<_>>().join("[[partner]]")
}

#[tokio::test]
async fn a_bad_catalog_is_refused_with_every_complaint_and_the_old_one_stays() {
    let mut world = World::new("bad").await;
    start(&mut world).await;
    let version = world.schakel_ok(&["reload"]);
    // one file is better than it was, another is broken: nothing of either may count
    rewrite(world.folder.path(), "region/partners.toml", |text| {
        text.replace("to.leerplicht-zwolle", "to.elsewhere")
    });
    rewrite(world.folder.path(), "policies/labels.toml", |text| {
        format!("{text}\n[onzin]\n")
    });
    rewrite(world.folder.path(), "region/sources.toml", |text| {
        text.replace("\"las-vsv2\"", "\"las-vsv3\"")
    });
    let refused = world.schakel(&["reload"]);
    let said = String::from_utf8_lossy(&refused.stdout).into_owned();
    assert!(
        !refused.status.success() && said.contains("labels.toml") && said.contains("sources.toml"),
        "{said}"
    );
    assert!(said.contains("fouten: de catalogus blijft "), "{said}");
    world
        .send("meander", &[report("a", "999900031", "0193")])
        .await;
    becomes(&world, DispatchNo(1), State::Delivered).await;
    assert_eq!(
        world.mailbox("leerplicht-zwolle").await.len(),
        1,
        "by the old exchange"
    );
    let told = actions(&world, "reload.refused").await;
    assert_eq!(told.len(), 1);
    assert!(
        version.contains(told[0]["catalog"].as_str().unwrap()),
        "{version} {told:?}"
    );
    assert!(
        world
            .log()
            .contains("the new catalog is refused, the old one stays")
    );
    world.stop().await;
    world.log_is_whole();
}

#[tokio::test]
async fn a_case_that_fails_is_reason_enough_to_refuse() {
    let mut world = World::new("case").await;
    start(&mut world).await;
    // it compiles, but a case expects something else
    rewrite(world.folder.path(), "policies/leerplicht.toml", |text| {
        text.replacen("disclosure.condition", "disclosure.manual", 1)
    });
    let refused = world.schakel(&["reload"]);
    assert!(!refused.status.success(), "{refused:?}");
    world.stop().await;
    assert_eq!(actions(&world, "reload").await.len(), 0);
    world.log_is_whole();
}

#[tokio::test]
async fn a_new_partner_a_changed_exchange_and_a_new_source_work_without_a_restart() {
    let gone = |folder: &std::path::Path| {
        rewrite(folder, "region/partners.toml", |text| {
            without_partner(&text, "to.leerplicht-ommen")
        });
        let sources = std::fs::read_to_string(folder.join("region/sources.toml")).unwrap();
        let kept: Vec<&str> = sources
            .split("[[source]]")
            .filter(|part| !part.contains("\"meander\""))
            .collect();
        std::fs::write(folder.join("region/sources.toml"), kept.join("[[source]]")).unwrap();
    };
    let full = World::new("whole").await; // the files as they are with everybody in
    let mut world = World::with("grow", gone).await;
    start(&mut world).await;
    for file in ["region/partners.toml", "region/sources.toml"] {
        let own = std::fs::read_to_string(full.folder.path().join(file))
            .unwrap()
            .replace(&full.vhost.name, &world.vhost.name);
        std::fs::write(world.folder.path().join(file), own).unwrap();
    }
    rewrite(world.folder.path(), "region/partners.toml", |text| {
        text.replace("to.leerplicht-zwolle", "to.leerplicht-zwolle-2")
    });
    let said = world.schakel_ok(&["reload", "--reden", "Ommen doet mee", "--door", "beheer"]);
    assert!(
        said.contains("ontbreekt op de broker: queue in.meander"),
        "{said}"
    );
    assert!(
        said.contains("ontbreekt op de broker: exchange to.leerplicht-ommen"),
        "{said}"
    );
    assert!(
        said.contains("ontbreekt op de broker: exchange to.leerplicht-zwolle-2"),
        "{said}"
    );
    assert!(
        !said.contains("staphorst") && said.contains("draai `schakel topology`"),
        "{said}"
    );
    world.schakel_ok(&["topology", "--passwords", &world.path("more")]);
    world.learn("more");
    world
        .send(
            "meander",
            &[
                report("a", "999900031", "0175"),
                report("b", "999900043", "0193"),
            ],
        )
        .await;
    world.answers("meander", 2).await;
    becomes(&world, DispatchNo(1), State::Delivered).await;
    becomes(&world, DispatchNo(2), State::Delivered).await;
    assert_eq!(world.mailbox("leerplicht-ommen").await.len(), 1);
    assert_eq!(world.drain("to.leerplicht-zwolle-2").await.len(), 1);
    assert!(world.drain("to.leerplicht-zwolle").await.is_empty());
    let [told] = &actions(&world, "reload").await[..] else {
        panic!("one line")
    };
    assert!(
        said.contains(told["catalog"].as_str().unwrap())
            && said.contains(told["before"].as_str().unwrap()),
        "{said} {told}"
    );
    assert_eq!(
        (&told["actor"], &told["reason"]),
        (&"beheer".into(), &"Ommen doet mee".into())
    );
    world.stop().await;
    world.log_is_whole();
}

#[tokio::test]
async fn what_is_due_to_a_partner_that_left_stays_due_with_an_alert_and_goes_when_it_is_back() {
    let mut world = World::with("leaves", |folder| {
        rewrite(folder, "schakel.toml", |text| {
            text.replace("[1, 1, 1, 1, 1, 1, 1, 1]", "[3, 3, 3, 3, 3, 3]")
        });
    })
    .await;
    world.vhost.delete_exchange("to.leerplicht-ommen").await;
    start(&mut world).await;
    world
        .send("meander", &[report("a", "999900031", "0175")])
        .await;
    let tried = async || {
        dispatch(&world, DispatchNo(1))
            .await
            .is_some_and(|dispatch| dispatch.attempts > 0)
    };
    until("it was tried", tried).await.unwrap();
    let mut before = String::new();
    rewrite(world.folder.path(), "region/partners.toml", |text| {
        before.clone_from(&text);
        without_partner(&text, "to.leerplicht-ommen")
    });
    world.schakel_ok(&["reload"]);
    assert!(
        world
            .schakel_ok(&["alerts"])
            .contains(Code::NoPartner.as_str())
    );
    world.schakel_ok(&["topology"]);
    // somebody else's report goes its way meanwhile
    world
        .send("meander", &[report("b", "999900043", "0193")])
        .await;
    becomes(&world, DispatchNo(2), State::Delivered).await;
    assert_eq!(
        dispatch(&world, DispatchNo(1)).await.unwrap().state,
        State::Due,
        "{}",
        world.last_log()
    );
    std::fs::write(world.folder.path().join("region/partners.toml"), before).unwrap();
    world.schakel_ok(&["topology"]);
    let hung_up = Command::new("kill")
        .args(["-HUP", &world.pid().to_string()])
        .status()
        .unwrap();
    assert!(hung_up.success());
    becomes(&world, DispatchNo(1), State::Delivered).await;
    assert_eq!(
        dispatch(&world, DispatchNo(1))
            .await
            .unwrap()
            .partner
            .to_string(),
        OMMEN
    );
    assert_eq!(
        actions(&world, "reload")
            .await
            .iter()
            .map(|line| line["actor"].as_str().unwrap())
            .filter(|by| *by == "SIGHUP")
            .count(),
        1
    );
    world.stop().await;
    world.log_is_whole();
}

#[tokio::test]
async fn what_a_new_rule_forbids_is_not_sent_though_it_was_ruled_before() {
    let mut world = World::with("forbids", impatient).await;
    world.vhost.delete_exchange("to.leerplicht-ommen").await;
    start(&mut world).await;
    world
        .send("meander", &[report("a", "999900031", "0175")])
        .await;
    becomes(&world, DispatchNo(1), State::Parked).await;
    rewrite(world.folder.path(), "region/partners.toml", |text| {
        let mut parts: Vec<String> = text.split("[[partner]]").map(str::to_owned).collect();
        let ommen = parts
            .iter_mut()
            .find(|part| part.contains("to.leerplicht-ommen"))
            .unwrap();
        ommen.push_str("until = 2026-01-02\n");
        parts.join("[[partner]]")
    });
    world.schakel_ok(&["reload"]);
    world.schakel_ok(&["topology"]);
    world.schakel_ok(&super::with_why(&["replay", "1"]));
    let ruled = async || {
        dispatch(&world, DispatchNo(1))
            .await
            .is_some_and(|dispatch| dispatch.code != Some(Code::Unroutable))
    };
    until("the table was asked again", ruled).await.unwrap();
    let found = dispatch(&world, DispatchNo(1)).await.unwrap();
    assert_eq!(
        (found.state, found.code),
        (State::Parked, Some(Code::NoPartner)),
        "a duty: somebody must still have it"
    );
    assert!(world.mailbox("leerplicht-ommen").await.is_empty());
    assert_eq!(total(&world.overview().await), 1);
    world.stop().await;
    world.log_is_whole();
}
