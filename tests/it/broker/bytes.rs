//! Whatever bytes the headers of a message are, it arrives, and so do its neighbours, over the same connection.

#![allow(
    clippy::disallowed_methods,
    reason = "`tests/wire` says in the environment how many frames it wants, and reads what is printed"
)]

mod made_up;

use super::{Hub, settle};
use crate::node::until;
use crate::wire::{Broker, Delivery, long, nested, properties, short};
use schakel::broker::Feed;
use schakel::outcome::Code;
use std::sync::Arc;

const CONTENT_TYPE: usize = 0;
const HEADERS: usize = 2;
const MESSAGE_ID: usize = 8;
const USER_ID: usize = 11;

fn bad() -> [&'static [u8]; 5] {
    // not UTF-8: a letter of windows-1252, a lone continuation, too long a form, half of a pair, a letter cut off
    [
        b"Ma\xefster",
        b"\x80",
        b"\xc0\xaf",
        b"\xed\xa0\x80",
        b"caf\xc3",
    ]
}

/// What arrives of one message with these properties, between two that are right.
async fn arrives(
    routing_key: &[u8],
    properties: Vec<u8>,
) -> (Option<&'static str>, Option<String>) {
    let (routing_key, right) = (
        routing_key.to_vec(),
        crate::wire::properties(&[(MESSAGE_ID, short("goed"))]),
    );
    let script = move |n| match n {
        1 => Delivery {
            routing_key: routing_key.clone(),
            properties: properties.clone(),
            cuts: false,
        },
        _ => Delivery {
            routing_key: b"".to_vec(),
            properties: right.clone(),
            cuts: false,
        },
    };
    let broker = Broker::start(3, Arc::new(script)).await;
    let mut hub = Hub::consuming(broker.amqp(), Feed::source("school"));
    let mut arrivals = hub.take(3).await;
    assert_eq!(broker.accepted(), 1, "the connection was cut");
    let bodies: Vec<u8> = arrivals
        .iter()
        .map(|arrival| arrival.inbound.body.expose()[7])
        .collect();
    assert_eq!(bodies, [0, 1, 2]);
    let found = arrivals.remove(1).inbound;
    assert!(
        arrivals
            .iter()
            .all(|other| other.inbound.unreadable.is_none()
                && other.inbound.message_id.as_deref() == Some("goed"))
    );
    arrivals.into_iter().for_each(settle);
    (found.unreadable, found.message_id)
}

#[tokio::test]
async fn a_header_that_is_nested_deeper_than_any_real_one_arrives_as_such() {
    for depth in [31, 32, 33, 500, 3000, 15_000] {
        let message = properties(&[(HEADERS, nested(depth)), (MESSAGE_ID, short("diep"))]);
        let expected = if depth < 32 { None } else { Some("nesting") };
        assert_eq!(
            arrives(b"", message).await,
            (expected, Some("diep".to_owned())),
            "{depth}"
        );
    }
    let list = (0..600).fold(long([]), |inner, _| long([vec![b'A'], inner].concat()));
    let table = long([short("a"), vec![b'A'], list].concat());
    assert_eq!(
        arrives(b"", properties(&[(HEADERS, table)])).await.0,
        Some("nesting")
    );
}

#[tokio::test]
async fn a_text_that_is_not_utf_8_arrives_wherever_it_stands() {
    for text in bad() {
        for property in [0, 1, 5, 6, 7, 8, 10, 12, 13] {
            assert_eq!(
                arrives(b"", properties(&[(property, short(text))])).await.0,
                Some("utf-8"),
                "property {property}"
            );
        }
        let name = long([short(text), vec![b't', 1]].concat());
        assert_eq!(
            arrives(b"", properties(&[(HEADERS, name)])).await.0,
            Some("utf-8"),
            "the name of a header"
        );
        let found = arrives(text, properties(&[(MESSAGE_ID, short("m1"))])).await;
        assert_eq!(
            found,
            (Some("utf-8"), Some("m1".to_owned())),
            "the routing key"
        );
    }
}

#[tokio::test]
async fn a_value_that_is_not_utf_8_is_no_text_and_the_message_is_read() {
    let value = long([short("naam"), vec![b'S'], long(b"Ma\xefster")].concat());
    assert_eq!(
        arrives(
            b"",
            properties(&[(HEADERS, value), (MESSAGE_ID, short("m1"))])
        )
        .await,
        (None, Some("m1".to_owned()))
    );
}

#[tokio::test]
async fn what_is_too_short_too_long_or_of_no_type_arrives_as_such() {
    let of_type = |letter: u8| {
        properties(&[(
            HEADERS,
            long([short("a"), vec![letter, 0, 0, 0, 0, 0, 0, 0, 0]].concat()),
        )])
    };
    assert_eq!(arrives(b"", of_type(b'l')).await.0, None);
    for letter in [b'z', b'Z', 0, 0xff] {
        assert_eq!(arrives(b"", of_type(letter)).await.0, Some("type"));
    }
    let mut behind = properties(&[(MESSAGE_ID, short("m1"))]);
    behind.push(0);
    assert_eq!(
        arrives(b"", behind).await,
        (Some("length"), Some("m1".to_owned()))
    );
    assert_eq!(
        arrives(b"", vec![0x80]).await.0,
        Some("length"),
        "half of the flags"
    );
    assert_eq!(arrives(b"", vec![]).await.0, Some("length"), "no flags");
    assert_eq!(
        arrives(b"", properties(&[(CONTENT_TYPE, vec![9, b'x'])]))
            .await
            .0,
        Some("length"),
        "a text that is cut off"
    );
    let beyond = long([short("a"), vec![b'F'], 900u32.to_be_bytes().to_vec()].concat());
    assert_eq!(
        arrives(b"", properties(&[(HEADERS, beyond)])).await.0,
        Some("length"),
        "a table that reaches beyond its own"
    );
    // eight bytes where its table has three left; the five behind them are those of a neighbour, so that in all it comes out even
    let inner = long([short("b"), vec![b'l', 0, 0, 0]].concat());
    let value = long([short("a"), vec![b'F'], inner, short("cc"), vec![b't', 1]].concat());
    assert_eq!(
        arrives(b"", properties(&[(HEADERS, value)])).await.0,
        Some("length"),
        "a value that reaches beyond its table"
    );
    assert_eq!(
        arrives(b"", vec![0x00, 0x03]).await.0,
        None,
        "flags that mean nothing"
    );
}

#[tokio::test]
async fn two_headers_of_one_name_arrive_as_such_whatever_they_say() {
    let entry = |name: &str, value: &str| [short(name), vec![b'S'], long(value)].concat();
    let kind = |value: &str| entry("cloudEvents:type", value);
    for [one, other] in [["a", "b"], ["a", "a"]] {
        let headers = long([kind(one), entry("cloudEvents:id", "1"), kind(other)].concat());
        assert_eq!(
            arrives(
                b"",
                properties(&[(HEADERS, headers), (MESSAGE_ID, short("m1"))])
            )
            .await,
            (Some("duplicate-name"), Some("m1".to_owned()))
        );
    }
    // a name may stand in two tables, and the names of those that the broker adds are not the sender's
    let death = long([entry("queue", "q"), entry("cloudEvents:type", "b")].concat());
    let headers = long([kind("a"), short("x-death"), vec![b'F'], death].concat());
    assert_eq!(
        arrives(b"", properties(&[(HEADERS, headers)])).await.0,
        None
    );
}

#[tokio::test]
async fn a_header_larger_than_a_frame_arrives_as_such() {
    let of = |bytes: usize| {
        let value = long([short("x-death"), vec![b'S'], long(vec![b'x'; bytes])].concat());
        properties(&[(HEADERS, value), (MESSAGE_ID, short("groot"))])
    };
    let fixed = of(0).len() + 12 + 8;
    assert_eq!(
        arrives(b"", of(131_072 - fixed)).await,
        (None, Some("groot".to_owned()))
    );
    assert_eq!(
        arrives(b"", of(131_073 - fixed)).await,
        (Some("frame-size"), Some("groot".to_owned()))
    );
    assert_eq!(
        arrives(b"", of(900_000)).await,
        (Some("frame-size"), Some("groot".to_owned()))
    );
    assert_eq!(
        arrives(b"", of(9_000_000)).await,
        (Some("frame-size"), None),
        "of one that is larger still not all is kept"
    );
}

#[tokio::test]
async fn no_sender_can_say_that_its_message_was_replaced() {
    let said = long(
        [
            short("schakel-unreadable"),
            vec![b'S'],
            long("0123456789abcdef0123456789abcdef:nesting"),
        ]
        .concat(),
    );
    assert_eq!(arrives(b"", properties(&[(HEADERS, said)])).await.0, None);
}

#[tokio::test]
async fn a_queue_whose_messages_cut_the_connection_three_times_is_set_aside_until_a_person_has_looked()
 {
    let script = |_| Delivery {
        routing_key: b"".to_vec(),
        properties: properties(&[]),
        cuts: true,
    };
    let broker = Broker::start(1, Arc::new(script)).await;
    let hub = Hub::consuming(broker.amqp(), Feed::source("school"));
    let aside = async || {
        hub.health
            .troubles()
            .iter()
            .any(|it| (it.code, it.about.as_str()) == (Code::QueueAside, "in.school"))
    };
    until("it is set aside", aside).await.unwrap();
    // the connection itself is made anew, once more than it was cut; nothing is read over the last
    until("it is connected again", async || broker.accepted() == 4)
        .await
        .unwrap();
    let consumers = broker.consumers();
    assert_eq!(consumers, 3);
    hub.resume.notify_waiters();
    until("it is read again", async || broker.consumers() > consumers)
        .await
        .unwrap();
    hub.stopped().await;
}
