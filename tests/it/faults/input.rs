//! Bytes that no honest system sends: each has one end with the right code, and the hub lives on.

use super::Report;
use super::kept::{assert_kept, messages};
use crate::world::{Sent, World};
use schakel::number::AlertNo;
use serde_json::{Value, json};

fn stopped(id: &str, end: &'static str, sent: Sent) -> Report {
    let sent = Sent {
        message_id: Some(id.to_owned()),
        ..sent
    };
    Report {
        source: "thorbecke",
        id: id.to_owned(),
        end,
        to: None,
        sent,
    }
}

fn noise(bytes: usize) -> Vec<u8> {
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    let next = || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed.to_le_bytes()[3]
    };
    std::iter::repeat_with(next).take(bytes).collect()
}

#[tokio::test]
async fn whatever_comes_has_one_end_and_the_hub_lives_on() {
    let bomb = "<!DOCTYPE a [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]>\
                <MeldenRelatiefVerzuim>&c;</MeldenRelatiefVerzuim>";
    let deep = format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
    let mut reports = vec![
        stopped("leeg", "decode.malformed", Sent::xml("")),
        stopped("ruis", "decode.encoding", Sent::xml(noise(10_000))),
        stopped("bom", "decode.malformed", Sent::xml(bomb)),
        stopped("diep", "decode.too_deep", Sent::xml(deep)),
        stopped(
            "niets-erin",
            "nothing",
            Sent::xml("<MeldenRelatiefVerzuim></MeldenRelatiefVerzuim>"),
        ),
        stopped(
            "ander",
            "adapt.unknown_kind",
            Sent::xml("<Iets><Anders/></Iets>"),
        ),
        stopped("groot", "intake.too_large", Sent::xml(vec![b' '; 10 << 20])),
        stopped(
            "naamloos",
            "intake.sender_unproven",
            Sent {
                anonymous: true,
                ..Sent::xml("<MeldenRelatiefVerzuim/>")
            },
        ),
    ];
    let json = |body: Vec<u8>| Sent {
        body,
        ..Sent::event(&Value::Null)
    };
    for (id, end, body) in [
        (
            "json-diep",
            "decode.too_deep",
            "[".repeat(100_000).into_bytes(),
        ),
        ("json-leeg", "decode.malformed", Vec::new()),
        ("json-ruis", "decode.encoding", noise(10_000)),
        ("json-groot", "intake.too_large", vec![b' '; 10 << 20]),
        ("json-getal", "adapt.unknown_kind", b"7".to_vec()),
    ] {
        reports.push(Report {
            source: "meander",
            ..stopped(id, end, json(body))
        });
    }
    reports.extend(Report::stream(0, 12));
    let mut world = World::new("input").await;
    world.start();
    for source in super::kept::SOURCES {
        world.send(source, &messages(&reports, source)).await;
    }
    assert_kept(&world, &reports).await;
    let peak = world.peak();
    assert!(peak < 300 << 10, "{peak} KiB for messages of 10 MiB");
    world.stop().await;
}

#[tokio::test]
async fn many_messages_that_are_too_large_do_not_fill_the_memory() {
    let mut world = World::new("large").await;
    let large = Sent::xml(vec![b' '; 10 << 20]);
    let reports: Vec<Report> = (0..40)
        .map(|n| stopped(&format!("groot-{n}"), "intake.too_large", large.clone()))
        .collect();
    // each its own bytes, or they would be one document
    let reports: Vec<Report> = reports
        .into_iter()
        .zip(0_u8..)
        .map(|(mut report, n)| {
            report.sent.body[0] = n;
            report
        })
        .collect();
    world
        .send("thorbecke", &messages(&reports, "thorbecke"))
        .await;
    world.start_with(&[("SCHAKEL__LIMITS__MESSAGE_BYTES", "262144")]);
    assert_kept(&world, &reports).await;
    let peak = world.peak();
    assert!(peak < 200 << 10, "{peak} KiB for forty messages of 10 MiB");
    world.stop().await;
}

#[tokio::test]
async fn the_same_message_twice_is_one_document_and_the_same_id_with_other_content_is_refused() {
    let mut world = World::new("twice").await;
    world.start();
    let reports = Report::stream(0, 12);
    world.send("meander", &messages(&reports, "meander")).await;
    world.settled(6).await;
    world.send("meander", &messages(&reports, "meander")).await;
    world.settled(12).await;
    world
        .send("thorbecke", &messages(&reports, "thorbecke"))
        .await;
    let seen = world.settled(18).await;
    assert_eq!((seen.routed, seen.duplicate), (12, 6));
    assert_kept(&world, &reports).await;

    let mut other: Value = serde_json::from_slice(&reports[0].sent.body).unwrap();
    other["data"]["leerling"]["achternaam"] = json!("Ander");
    world.send("meander", &[Sent::event(&other)]).await;
    let [answer] = &world.answers("meander", 1).await[..] else {
        panic!("one answer")
    };
    assert_eq!(
        (&answer["document"], &answer["code"]),
        (&json!("m0"), &json!("intake.id_conflict"))
    );
    let seen = world.settled(19).await;
    assert_eq!((seen.routed, seen.duplicate, seen.stopped), (12, 6, 1));
    for (partner, _) in super::kept::PARTNERS {
        assert!(
            world.mailbox(partner).await.is_empty(),
            "the other content went to {partner}"
        );
    }
    let alerts = world
        .store()
        .read(|store| store.open_alerts(AlertNo::START, 9))
        .await
        .unwrap();
    assert_eq!(
        alerts
            .iter()
            .map(|alert| alert.code.as_str())
            .collect::<Vec<_>>(),
        ["intake.id_conflict"]
    );
    world.stop().await;
}

#[tokio::test]
async fn an_answer_goes_to_its_own_source_and_never_to_reply_to() {
    let mut world = World::new("reply").await;
    world.start();
    let mut reports = Report::stream(0, 12);
    for report in &mut reports {
        // both exist, and a sender may name any queue
        report.sent.reply_to = Some(
            if report.source == "meander" {
                "answer.thorbecke"
            } else {
                "to.wijkteam-zwolle"
            }
            .to_owned(),
        );
    }
    for source in super::kept::SOURCES {
        world.send(source, &messages(&reports, source)).await;
    }
    assert_kept(&world, &reports).await;
    world.stop().await;
}
