//! A decision that panics, and a process that breaks or is killed: what comes of the message that it was at.

use super::alone::{Alone, BOMB, again, bomb, breaking, message};
use crate::given::TODAY;
use schakel::arrival::Settlement;
use schakel::hub::intake::Decide;
use schakel::number::{AlertNo, DocumentNo};
use schakel::outcome::{Code, Outcome};
use schakel::pipeline;
use schakel::store::{Deaths, Doing};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

const POISON: Outcome = Outcome::Stopped(Code::Poison);

pub(super) fn ended(id: &str, outcome: Outcome) -> (String, Outcome) {
    (id.to_owned(), outcome)
}

#[tokio::test]
async fn a_decision_that_panics_sets_its_message_aside_and_its_neighbours_go_on() {
    let alone = Alone::new();
    let (calls, decide) = breaking();
    let settled = alone
        .take(vec![message(1), bomb(), message(2)], &decide)
        .await;
    assert_eq!(settled, [Settlement::Ack; 3]);
    assert_eq!(calls.load(Ordering::SeqCst), 3);
    assert_eq!(
        alone.ends().await,
        [
            ended("01AB.1", Outcome::Routed),
            ended("bomb", POISON),
            ended("01AB.2", Outcome::Routed)
        ]
    );
    let kept = alone
        .hub
        .store
        .read(|store| {
            Ok((
                store.payload(DocumentNo(2))?,
                store.open_alerts(AlertNo::START, 9)?,
            ))
        })
        .await
        .unwrap();
    assert!(
        kept.0
            .is_some_and(|payload| payload.starts_with(BOMB.as_bytes())),
        "it is kept for a person"
    );
    assert_eq!(
        kept.1
            .iter()
            .map(|alert| (alert.code, alert.document))
            .collect::<Vec<_>>(),
        [(Code::Poison, Some(DocumentNo(2)))]
    );
}

#[tokio::test]
async fn a_message_that_broke_the_process_twice_is_set_aside_without_being_read() {
    let (calls, decide) = breaking();
    let alone = Alone::new()
        .killed(&bomb(), Doing::Reading)
        .killed(&bomb(), Doing::Reading);
    assert_eq!(
        alone
            .take(vec![again(bomb()), again(message(1))], &decide)
            .await,
        [Settlement::Ack; 2]
    );
    assert_eq!(
        calls.load(Ordering::SeqCst),
        1,
        "only the innocent one is read"
    );
    assert_eq!(
        alone.ends().await,
        [ended("bomb", POISON), ended("01AB.1", Outcome::Routed)]
    );
}

#[tokio::test]
async fn a_hub_that_is_killed_again_and_again_while_it_records_calls_nobody_poison_for_that() {
    let (calls, decide) = breaking();
    let mut alone = Alone::new();
    for _ in 0..9 {
        alone = alone.killed(&message(1), Doing::Recording);
    }
    assert_eq!(
        alone.take(vec![again(message(1))], &decide).await,
        [Settlement::Ack]
    );
    assert_eq!(
        (alone.ends().await, calls.load(Ordering::SeqCst)),
        (vec![ended("01AB.1", Outcome::Routed)], 1)
    );
    for _ in 0..10 {
        alone = alone.killed(&message(2), Doing::Recording);
    }
    assert_eq!(
        alone.take(vec![again(message(2))], &decide).await,
        [Settlement::Ack],
        "what can never be recorded ends as well"
    );
    assert_eq!(alone.ends().await.len(), 2);
    assert_eq!(alone.documents().await[1].outcome, POISON);
}

/// The mark is where the next process looks for it only while the message is at work.
#[tokio::test]
async fn who_is_recorded_or_only_waits_when_the_process_ends_is_not_counted() {
    let mut alone = Alone::new();
    let seen = Arc::new(AtomicUsize::new(0));
    for _ in 0..4 {
        let (count, lock) = (Arc::clone(&seen), alone.folder.path().join("hub.db.lock"));
        let decide: Box<Decide> = Box::new(move |catalog, limits, inbound, fingerprint, _| {
            assert_eq!(
                std::fs::read(&lock).unwrap().first(),
                Some(&b'r'),
                "it is marked while it is read"
            );
            count.fetch_add(1, Ordering::SeqCst);
            pipeline::triage(catalog, limits, inbound, fingerprint, TODAY)
        });
        assert_eq!(
            alone
                .take(vec![again(message(1)), again(message(2))], &decide)
                .await,
            [Settlement::Ack; 2]
        );
        alone = alone.restarted();
    }
    assert_eq!(seen.load(Ordering::SeqCst), 8);
    let digest = alone.digest(&message(2));
    assert_eq!(
        alone
            .hub
            .store
            .read(move |store| store.deaths(&digest))
            .await
            .unwrap(),
        Deaths::default()
    );
}

#[tokio::test]
async fn a_message_that_comes_back_often_but_does_no_harm_is_read_each_time() {
    let alone = Alone::new();
    let (calls, decide) = breaking();
    for _ in 0..5 {
        assert_eq!(
            alone.take(vec![again(message(1))], &decide).await,
            [Settlement::Ack]
        );
    }
    assert_eq!(calls.load(Ordering::SeqCst), 5);
    let [document] = &alone.documents().await[..] else {
        panic!("one document")
    };
    assert_eq!((document.outcome, document.again), (Outcome::Routed, 4));
}
