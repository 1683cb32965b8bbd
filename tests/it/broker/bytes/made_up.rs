//! Headers by dice, right and wrong: none of them ever cuts the connection.

use super::{HEADERS, USER_ID, bad};
use crate::broker::{Hub, settle};
use crate::wire::{Broker, Delivery, Dice, long, nested, properties, short};
use schakel::broker::Feed;
use schakel::outcome::Code;
use std::sync::Arc;

/// A message as it might be, with something done to it.
fn made_up(dice: &mut Dice) -> Delivery {
    let wild = dice.below(3) > 0;
    let text = |dice: &mut Dice| match dice.below(20) {
        0 if wild => short(dice.bytes(255)),
        1 if wild => short(bad()[dice.below(5)]),
        _ => short("tekst"),
    };
    let mut all: Vec<(usize, Vec<u8>)> = Vec::new();
    for property in 0..14 {
        if dice.below(3) == 0 {
            let value = match property {
                HEADERS => table(dice, wild, 0),
                3 | 4 => vec![2],
                9 => dice.throw().to_be_bytes().to_vec(),
                USER_ID => short("school"),
                _ => text(dice),
            };
            all.push((property, value));
        }
    }
    let mut properties = properties(&all);
    for _ in 0..if wild { dice.below(3) } else { 0 } {
        let at = dice.below(properties.len());
        match dice.below(5) {
            0 => properties[at] ^= 1 << dice.below(8),
            1 => properties.truncate(at.max(2)),
            2 => drop(properties.splice(at..at, dice.bytes(9))),
            3 => properties[at] = dice.throw().to_le_bytes()[0],
            _ => drop(properties.remove(at)),
        }
        if properties.is_empty() {
            properties = dice.bytes(40);
        }
        if properties.is_empty() {
            break;
        }
    }
    let routing_key = if wild && dice.below(8) == 0 {
        dice.bytes(255)
    } else {
        b"".to_vec()
    };
    Delivery {
        routing_key,
        properties,
        cuts: false,
    }
}

fn table(dice: &mut Dice, wild: bool, depth: usize) -> Vec<u8> {
    if wild && depth == 0 && dice.below(50) == 0 {
        return nested(dice.below(4000));
    }
    let mut entries = Vec::new();
    for _ in 0..dice.below(5) {
        entries.extend(if wild && dice.below(50) == 0 {
            short(dice.bytes(20))
        } else {
            short("kop")
        });
        entries.extend(value(dice, wild, depth));
    }
    long(entries)
}

fn value(dice: &mut Dice, wild: bool, depth: usize) -> Vec<u8> {
    const TYPES: &[u8] = b"tbBsUuIilLfdDSAFTxV";
    let letter = if wild && dice.below(50) == 0 {
        b'z'
    } else {
        TYPES[dice.below(TYPES.len())]
    };
    let bytes = match letter {
        b't' | b'b' | b'B' => 1,
        b's' | b'U' | b'u' => 2,
        b'I' | b'i' | b'f' => 4,
        b'D' => 5,
        b'L' | b'l' | b'd' | b'T' => 8,
        _ => 0,
    };
    let content = match letter {
        b'S' | b'x' => long(dice.bytes(60)),
        b'F' if depth < 5 => table(dice, wild, depth + 1),
        b'A' if depth < 5 => {
            let count = dice.below(4);
            long(
                (0..count)
                    .flat_map(|_| value(dice, wild, depth + 1))
                    .collect::<Vec<u8>>(),
            )
        }
        b'F' | b'A' => long([]),
        _ => (0..bytes).map(|_| dice.throw().to_le_bytes()[0]).collect(),
    };
    [vec![letter], content].concat()
}

/// In CI 50,000; `tests/wire` asks for more.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn made_up_headers_never_cut_the_connection() {
    let asked = |name: &str, otherwise: u64| {
        std::env::var(name)
            .ok()
            .and_then(|text| text.parse().ok())
            .unwrap_or(otherwise)
    };
    let (count, seed) = (
        asked("WIRE_MESSAGES", 50_000),
        asked("WIRE_SEED", 20_260_101),
    );
    let script = move |n: u64| made_up(&mut Dice(seed ^ n.wrapping_mul(0x9E37_79B9)));
    let broker = Broker::start(count, Arc::new(script)).await;
    let mut hub = Hub::consuming(broker.amqp(), Feed::source("school"));
    let mut unreadable = 0;
    for n in 0..count {
        let arrival = hub.next().await;
        assert_eq!(
            arrival.inbound.body.expose(),
            &n.to_be_bytes(),
            "message {n} of seed {seed}: {:?}",
            script(n).properties
        );
        unreadable += u64::from(arrival.inbound.unreadable.is_some());
        settle(arrival);
    }
    assert_eq!(broker.accepted(), 1, "cut, seed {seed}");
    assert!(
        hub.health
            .troubles()
            .iter()
            .all(|trouble| trouble.code != Code::QueueAside)
    );
    println!("wire: {count} messages, seed {seed}, {unreadable} unreadable, 0 cuts");
    assert!(
        unreadable > count / 5 && unreadable < count,
        "a run in which something is bad and something is right"
    );
}
