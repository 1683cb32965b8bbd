//! Headers that end the AMQP library, from a school's own account to a real broker: one end each, an answer, an alert, and the
//! neighbours never notice.

use super::Report;
use super::kept::messages;
use crate::node::until;
use crate::wire::{Publisher, long, nested, properties, short};
use crate::world::World;
use schakel::number::AlertNo;
use serde_json::Value;

const HEADERS: usize = 2;
const EXPIRATION: usize = 7;
const MESSAGE_ID: usize = 8;
const USER_ID: usize = 11;

#[tokio::test]
async fn what_a_library_cannot_read_is_recorded_answered_and_told_and_no_neighbour_waits() {
    let mut world = World::new("unreadable").await;
    let mut school = Publisher::connect(&world.address("thorbecke")).await;
    let user = school.user().to_owned();
    let right = |id: &str, more: (usize, Vec<u8>)| {
        let mut all = vec![more, (MESSAGE_ID, short(id)), (USER_ID, short(&user))];
        all.sort_by_key(|(n, _)| *n);
        properties(&all)
    };
    // while the hub is down the first has to wait, and the broker adds to its headers what became of it
    let filled = long([short("vol"), vec![b'S'], long(vec![b'x'; 130_800])].concat());
    let late = properties(&[
        (HEADERS, filled),
        (EXPIRATION, short("1")),
        (MESSAGE_ID, short("verlopen")),
        (USER_ID, short(&user)),
    ]);
    school.publish("in.thorbecke", b"", &late, b"<x/>").await;
    until("it is a dead letter", async || {
        world.vhost.queue_depth("dlq.thorbecke").await == 1
    })
    .await
    .unwrap();

    world.start();
    let depth = |letters: usize| right(&format!("diep-{letters}"), (HEADERS, nested(letters)));
    school
        .publish("in.thorbecke", b"", &depth(500), b"<x/>")
        .await;
    school
        .publish("in.thorbecke", b"", &depth(2500), b"<x/>")
        .await;
    school
        .publish(
            "in.thorbecke",
            b"",
            &properties(&[(MESSAGE_ID, short(b"Ma\xefster")), (USER_ID, short(&user))]),
            b"<x/>",
        )
        .await;
    school
        .publish(
            "in.thorbecke",
            b"Ma\xefster",
            &right("sleutel", (0, short("text/xml"))),
            b"<x/>",
        )
        .await;
    let name = long([short(b"Ma\xefster"), vec![b't', 1]].concat());
    school
        .publish(
            "in.thorbecke",
            b"",
            &right("naam", (HEADERS, name)),
            b"<x/>",
        )
        .await;
    let reports = Report::stream(0, 12);
    for source in super::kept::SOURCES {
        world.send(source, &messages(&reports, source)).await;
    }
    let seen = world.settled(18).await;
    assert_eq!((seen.stopped, seen.routed), (6, 12), "{}", world.last_log());
    for trouble in ["lost the connection", "cut off", "set aside"] {
        assert!(!world.log().contains(trouble), "{}", world.log());
    }
    let answers = world.answers("thorbecke", 12).await;
    let unread = |answer: &&Value| answer["code"] == "intake.unreadable";
    let mut told: Vec<String> = answers
        .iter()
        .filter(unread)
        .map(|answer| format!("{} {}", answer["document"], answer["problemen"][0]["regel"]))
        .collect();
    told.retain(|line| {
        !line.contains("utf-8") || line.contains("sleutel") || line.contains("naam")
    });
    told.sort();
    let expected = [
        "diep-2500\" \"nesting",
        "diep-500\" \"nesting",
        "naam\" \"utf-8",
        "sleutel\" \"utf-8",
        "verlopen\" \"frame-size",
    ];
    assert_eq!(told, expected.map(|line| format!("\"{line}\"")));
    let alerts = world
        .store()
        .read(|store| store.open_alerts(AlertNo::START, 99))
        .await
        .unwrap();
    let from: Vec<_> = alerts
        .iter()
        .map(|alert| (alert.code.as_str(), alert.source.as_deref()))
        .collect();
    assert_eq!(from, [("intake.unreadable", Some("thorbecke")); 6]);
    for queue in ["in.thorbecke", "dlq.thorbecke"] {
        until("it is acknowledged", async || {
            world.vhost.queue_depth(queue).await == 0
        })
        .await
        .unwrap();
    }
    world.stop().await;
    world.log_is_whole();
}
