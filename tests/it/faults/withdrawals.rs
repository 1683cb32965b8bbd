//! Consents that are given and withdrawn while reports about the same pupils flow, and the wijkteam is there, away, and there again.
//!
//! What one source sends is recorded in the order of sending, so the list of what may arrive follows from that order alone. What was in the
//! air at the moment of a withdrawal may or may not have gone; hence the two things that can be seen from outside without doubt: what came
//! after a withdrawal never arrives, and what still waited when its sender had the answer to a withdrawal never arrives.

use super::partner::dispatches;
use super::patient;
use super::reports::pgn;
use crate::node::until;
use crate::world::{Sent, World};
use schakel::store::State;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const WIJKTEAM: &str = "00000099000000001000/wijkteam";
const QUEUE: &str = "to.wijkteam-zwolle";

fn pupil(n: usize) -> Value {
    json!({
        "pgn": pgn(n), "achternaam": "Voorbeeld", "geboortedatum": "2018-09-17", "postcode": "8021BC", "huisnummer": 4,
    })
}

fn event(id: &str, kind: &str, data: &Value) -> Sent {
    Sent::event(&json!({
        "specversion": "1.0", "id": id, "type": format!("nl.onderwijsjeugdhulp.{kind}.v1"),
        "source": "urn:nld:oin:00000099000000003000:systeem:meander-sis", "datacontenttype": "application/json", "data": data,
    }))
}

/// A parent says yes or no about pupil `n`; each statement has a later day than the one before.
fn says(yes: bool, n: usize, turn: usize) -> Sent {
    says_of(&["ID", "ADRES", "CONT_MELDER", "VERZ"], yes, n, turn)
}

fn says_of(categories: &[&str], yes: bool, n: usize, turn: usize) -> Sent {
    let day = jiff::civil::date(2026, 1, 1)
        .checked_add(jiff::Span::new().days(i64::try_from(turn).unwrap()))
        .unwrap();
    let mut data = json!({
        "leerling": pupil(n),
        "gever": { "kenmerk": "gezag-1", "hoedanigheid": "ouder", "gezag": "ja" },
        "ontvanger": "00000099000000001000",
        "doel": "hulp-bij-verzuim",
        "categorieen": categories,
        "dag": day.to_string(),
    });
    if yes {
        data["bewijs"] = json!("formulier");
        data["geldigTot"] = json!("2099-12-31");
        data["tekstversie"] = json!("2026-1");
    }
    let word = if yes { "verleend" } else { "ingetrokken" };
    event(
        &format!("{word}-{n}-{turn}"),
        &format!("toestemmingen.{word}"),
        &data,
    )
}

/// A report on pupil `n`, which the wijkteam will know by `mark`.
fn report(mark: &str, n: usize) -> Sent {
    let known = pupil(n);
    let data = json!({
        "meldingsnummer": mark,
        "leerling": {
            "pgn": known["pgn"], "achternaam": "Voorbeeld", "geboortedatum": "2018-09-17", "woongemeente": "0193",
            "adres": { "postcode": "8021BC", "huisnummer": 4 },
        },
        "school": { "brin": "02CD" },
        "verzuim": { "soort": "LUXE", "begindatum": "2026-03-02" },
        "melder": { "naam": mark },
    });
    event(mark, "verzuimmeldingen", &data)
}

/// The marks of everything that lies with the wijkteam now, however often.
async fn arrived(world: &World) -> BTreeSet<String> {
    world
        .mailbox("wijkteam-zwolle")
        .await
        .iter()
        .map(|event| event["data"]["melder"]["naam"].as_str().unwrap().to_owned())
        .collect()
}

async fn take_away(world: &World) {
    world.vhost.delete_exchange(QUEUE).await;
}

/// How many of the wijkteam's dispatches are in each state: due, delivered, dropped.
async fn states(world: &World) -> [usize; 3] {
    let all = dispatches(world).await;
    [State::Due, State::Delivered, State::Dropped].map(|state| {
        all.iter()
            .filter(|dispatch| dispatch.partner.to_string() == WIJKTEAM && dispatch.state == state)
            .count()
    })
}

#[tokio::test]
async fn what_comes_after_a_withdrawal_never_arrives_however_the_partner_comes_and_goes() {
    const PUPILS: usize = 40;
    const TURNS: usize = 6;
    let mut world = World::with("racing", patient).await;
    world.start();
    let (mut stream, mut may, mut never) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
    for turn in 0..TURNS {
        let yes = turn % 2 == 0;
        for n in 0..PUPILS {
            // pupils change their minds at different moments of the stream
            let shifted = n * 7 % PUPILS;
            stream.push(says(yes, shifted, turn));
            for k in 0..3 {
                let mark = format!("melder {shifted} {turn} {k}");
                stream.push(report(&mark, shifted));
                if yes {
                    may.insert(mark)
                } else {
                    never.insert(mark)
                };
            }
        }
    }
    let all = stream.len();
    let sender = world.sender("meander");
    let sending = async {
        for (n, piece) in stream.chunks(60).enumerate() {
            sender.send(piece).await.unwrap();
            if n == 1 {
                // while pupils change their minds all the time hardly anything goes: the race begins when something has gone
                let gone = async || states(&world).await[1] > 0;
                until("the first are delivered", gone).await.unwrap();
            }
        }
    };
    let coming_and_going = async {
        for part in 1..=4 {
            let enough = async || {
                world
                    .glance()
                    .await
                    .is_some_and(|seen| crate::world::total(&seen) >= (all * part / 5) as i64)
            };
            until("it has got on", enough).await.unwrap();
            match part % 2 {
                1 => take_away(&world).await,
                _ => drop(world.schakel_ok(&["topology"])),
            }
        }
    };
    tokio::join!(sending, coming_and_going);
    let seen = world.settled(i64::try_from(all).unwrap()).await;
    assert_eq!(
        (
            usize::try_from(seen.register).unwrap(),
            seen.stopped,
            seen.duplicate
        ),
        (PUPILS * TURNS, 0, 0)
    );
    let arrived = arrived(&world).await;
    let wrong: Vec<&String> = arrived.intersection(&never).collect();
    assert!(
        wrong.is_empty(),
        "{} came after a withdrawal, such as {}",
        wrong.len(),
        wrong[0]
    );
    assert!(arrived.is_subset(&may));
    let [due, delivered, dropped] = states(&world).await;
    assert_eq!(
        (due, delivered, delivered + dropped),
        (0, arrived.len(), may.len()),
        "each has one end"
    );
    assert!(
        delivered > 0 && dropped > 0,
        "there was a race: {delivered} delivered, {dropped} taken back"
    );
    world.stop().await;
    world.log_is_whole();
}

#[tokio::test]
async fn what_waits_when_a_withdrawal_is_answered_never_arrives_and_its_neighbours_do() {
    const PUPILS: usize = 60;
    let mut world = World::with("waiting", patient).await;
    world.start();
    let granted: Vec<Sent> = (0..PUPILS).map(|n| says(true, n, 0)).collect();
    world.send("meander", &granted).await;
    world.answers("meander", PUPILS).await;
    take_away(&world).await;
    let waiting: Vec<Sent> = (0..PUPILS * 3)
        .map(|k| report(&format!("melder {} {k}", k % PUPILS), k % PUPILS))
        .collect();
    world.send("meander", &waiting).await;
    world.answers("meander", PUPILS * 3).await;
    assert_eq!(states(&world).await, [PUPILS * 3, 0, 0], "all wait");

    let withdrawn: Vec<Sent> = (0..PUPILS)
        .filter(|n| n.is_multiple_of(2))
        .map(|n| says(false, n, 1))
        .collect();
    world.send("meander", &withdrawn).await;
    let answers = world.answers("meander", PUPILS / 2).await;
    assert!(
        answers
            .iter()
            .all(|answer| answer["uitkomst"] == "register"),
        "{answers:?}"
    );
    // who has the answer may rely on it: what it sends from now on, and what still waits
    let late: Vec<Sent> = (0..PUPILS)
        .map(|n| report(&format!("melder {n} laat"), n))
        .collect();
    world.send("meander", &late).await;
    world.schakel_ok(&["topology"]);
    world
        .settled(i64::try_from(PUPILS * 5 + PUPILS / 2).unwrap())
        .await;
    let expected: BTreeSet<String> = (0..PUPILS * 3)
        .filter(|k| !(k % PUPILS).is_multiple_of(2))
        .map(|k| format!("melder {} {k}", k % PUPILS))
        .chain(
            (0..PUPILS)
                .filter(|n| !n.is_multiple_of(2))
                .map(|n| format!("melder {n} laat")),
        )
        .collect();
    assert_eq!(arrived(&world).await, expected);
    assert_eq!(states(&world).await, [0, expected.len(), PUPILS * 3 / 2]);
    world.stop().await;
    world.log_is_whole();
}

#[tokio::test]
async fn what_becomes_wider_while_it_waits_is_sent_as_it_was_recorded() {
    let mut world = World::with("wider", patient).await;
    take_away(&world).await;
    world.start();
    world
        .send(
            "meander",
            &[says_of(&["ID", "VERZ"], true, 0, 0), report("melder", 0)],
        )
        .await;
    world.answers("meander", 2).await;
    world.send("meander", &[says(true, 0, 1)]).await;
    world.answers("meander", 1).await;
    assert_eq!(states(&world).await, [1, 0, 0], "it waits");
    world.schakel_ok(&["topology"]);
    world.settled(3).await;
    let arrived = world.mailbox("wijkteam-zwolle").await;
    let [event] = &arrived[..] else {
        panic!("{arrived:?}")
    };
    let data = &event["data"];
    assert!(
        data["verzuim"].is_object() && data["leerling"]["achternaam"].is_string(),
        "{data}"
    );
    assert!(
        data["melder"].is_null() && data["leerling"]["adres"].is_null(),
        "the reporter and the address came into it later: {data}"
    );
    world.stop().await;
    world.log_is_whole();
}
