//! What waits for a person is listed without anybody's data, until somebody says that it is done.

use super::{actions, refuses, report, start, with_why};
use crate::moment::ms;
use crate::world::World;
use schakel::number::DocumentNo;
use schakel::outcome::Code;
use schakel::store::Writing;

#[tokio::test]
async fn an_alert_is_listed_until_it_is_handled_and_the_log_tells_by_whom() {
    let mut world = World::new("alerts").await;
    start(&mut world).await;
    // the same id with other content needs a person
    world
        .send(
            "meander",
            &[
                report("a", "999900031", "0193"),
                report("a", "999900043", "0193"),
            ],
        )
        .await;
    world.answers("meander", 2).await;
    world.settled(2).await;
    let listed = world.schakel_ok(&["alerts"]);
    let [line, count] = listed.lines().collect::<Vec<_>>()[..] else {
        panic!("{listed}")
    };
    assert!(
        line.contains("0 min  intake.id_conflict")
            && line.contains("meander: melding 1, document 2:")
            && line.contains("document 2"),
        "{line}"
    );
    assert!(!listed.contains("9999"), "{listed}");
    assert_eq!(count, "1 open meldingen");
    refuses(
        &world,
        &with_why(&["alerts", "handled", "2"]),
        "melding 2 staat niet open",
    );
    refuses(
        &world,
        &["alerts", "handled", "1"],
        "zeg met `--reden` waarom",
    );
    assert_eq!(
        world.schakel_ok(&with_why(&["alerts", "handled", "1"])),
        "melding 1 is afgehandeld\n"
    );
    assert_eq!(world.schakel_ok(&["alerts"]), "0 open meldingen\n");
    refuses(
        &world,
        &with_why(&["alerts", "handled", "1"]),
        "melding 1 staat niet open",
    );
    let [told] = &actions(&world, "alert.handled").await[..] else {
        panic!("one line")
    };
    assert_eq!(
        (&told["alert"], &told["code"], &told["actor"]),
        (
            &1.into(),
            &"intake.id_conflict".into(),
            &"Nachtwacht".into()
        )
    );
    world.stop().await;
    assert_eq!(
        world.schakel_ok(&["alerts"]),
        "0 open meldingen\n",
        "to look, no hub is needed"
    );
    world.log_is_whole();
}

/// Alerts of one cause, raised beside a hub that does not run: as many as no night watch handles one by one.
async fn raise(world: &World, code: Code, document: Option<DocumentNo>, count: usize) {
    let store = world.writing_store();
    let many = move |store: &Writing<'_>| {
        (0..count).try_for_each(|_| store.raise_alert(ms(0), code, document, None).map(drop))
    };
    store.write(many).await.unwrap();
}

#[tokio::test]
async fn alerts_of_one_cause_stand_together_and_are_handled_together_with_a_reason() {
    let mut world = World::new("alert-groups").await;
    start(&mut world).await;
    world
        .send(
            "meander",
            &[
                report("a", "999900031", "0193"),
                report("a", "999900043", "0193"),
            ],
        )
        .await;
    world.settled(2).await;
    world.stop().await;
    raise(&world, Code::IdConflict, Some(DocumentNo(2)), 1100).await;
    raise(&world, Code::NoPartner, None, 3).await;
    let queues = ["to.a", "to.b", "to.c", "to.d"];
    let about = move |store: &Writing<'_>| {
        queues.iter().try_for_each(|queue| {
            store
                .raise_alert_about(ms(0), Code::Unsafe, queue)
                .map(drop)
        })
    };
    world.writing_store().write(about).await.unwrap();
    start(&mut world).await;
    let listed = world.schakel_ok(&["alerts"]);
    let [conflicts, partner, policy, count] = listed.lines().collect::<Vec<_>>()[..] else {
        panic!("{listed}")
    };
    assert!(
        conflicts.contains("1101x")
            && conflicts
                .contains("intake.id_conflict       meander: meldingen 1 t/m 1101, document 2, …"),
        "{listed}"
    );
    assert!(
        partner.contains("3x") && partner.contains("propose.no_partner"),
        "{listed}"
    );
    assert!(
        policy.contains("4x")
            && policy.contains(
                "broker.unsafe            to.a, to.b, to.c, …: meldingen 1105 t/m 1108: "
            ),
        "{listed}"
    );
    assert_eq!(count, "1108 open meldingen, in 3 groepen");
    assert_eq!(
        world.schakel_ok(&["alerts", "--alle"]).lines().count(),
        1109
    );
    assert_eq!(
        world
            .schakel_ok(&["alerts", "--code", "propose.no_partner"])
            .lines()
            .count(),
        4
    );
    assert_eq!(
        world.schakel_ok(&[
            "alerts",
            "--code",
            "intake.id_conflict",
            "--source",
            "thorbecke"
        ]),
        "0 open meldingen\n"
    );

    let group = [
        "alerts",
        "handled",
        "--code",
        "intake.id_conflict",
        "--source",
        "meander",
    ];
    let counted = world.schakel_ok(&[&group[..], &["--dry-run"]].concat());
    assert_eq!(
        counted,
        "1101 meldingen `intake.id_conflict`, tot en met nummer 1108; er is niets gedaan\n"
    );
    refuses(
        &world,
        &[&group[..], &["--yes"]].concat(),
        "zeg met `--reden` waarom",
    );
    refuses(
        &world,
        &with_why(&group),
        "wie ze alle afmeldt geeft `--yes`",
    );
    refuses(
        &world,
        &with_why(&["alerts", "handled", "--code", "weet.niet"]),
        "deze code bestaat niet",
    );
    refuses(
        &world,
        &with_why(&[
            "alerts",
            "handled",
            "--code",
            "broker.unsafe",
            "--source",
            "to.nergens",
        ]),
        "`to.nergens` is geen bron",
    );
    refuses(
        &world,
        &with_why(&["alerts", "handled", "--code", "send.timeout"]),
        "er staan geen meldingen `send.timeout` open",
    );
    // what came after the list was read stays open
    let some = world.schakel_ok(&with_why(&[&group[..], &["--tot", "50"]].concat()));
    assert_eq!(
        some,
        "50 meldingen `intake.id_conflict` zijn afgehandeld, tot en met nummer 50\n"
    );
    let all = world.schakel_ok(&with_why(&[&group[..], &["--yes"]].concat()));
    assert_eq!(
        all,
        "1051 meldingen `intake.id_conflict` zijn afgehandeld, tot en met nummer 1108\n"
    );
    world.schakel_ok(&with_why(&["alerts", "handled", "--code", "broker.unsafe"]));
    assert!(
        world
            .schakel_ok(&["alerts"])
            .ends_with("3 open meldingen\n")
    );

    let told = actions(&world, "alerts.handled").await;
    let told: Vec<_> = told
        .into_iter()
        .filter(|line| line["code"] == "intake.id_conflict")
        .collect();
    let numbers: Vec<i64> = told
        .iter()
        .flat_map(|line| line["alerts"].as_array().unwrap())
        .map(|n| n.as_i64().unwrap())
        .collect();
    assert_eq!(
        numbers,
        (1..=1101).collect::<Vec<_>>(),
        "each stands in the log once"
    );
    assert!(told.iter().all(|line| line["of"] == "meander"
        && line["actor"] == "Nachtwacht"
        && line["reason"] == "de partner is terug"));
    world.stop().await;
    world.log_is_whole();
}
