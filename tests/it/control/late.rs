//! When a retry comes: by its schedule, whatever waits behind it and whatever the clock of the machine is set to.

use super::flight::Memory;
use crate::given::{TODAY, texts};
use schakel::broker::PublishFailure;
use schakel::catalog::Catalog;
use schakel::clock::Moment;
use schakel::health::Weight;
use schakel::number::DispatchNo;
use schakel::outcome::Code;
use schakel::store::State;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};
use tempfile::TempDir;

const DAY: i64 = 86_400_000;
const WAIT: Duration = Duration::from_secs(1);
/// What a retry may take on a machine that is busy with something else; far less than the half minute between two looks.
const IN_TIME: Duration = Duration::from_secs(15);

fn noon() -> i64 {
    Moment::start_of(TODAY).ms() + 12 * 3_600_000
}

fn hub(time: &Arc<AtomicI64>, folder: TempDir) -> Memory {
    let catalog = || Catalog::compile(&texts()).unwrap();
    Memory::by(
        Arc::clone(time),
        WAIT,
        folder,
        "to.leerplicht-zwolle",
        catalog(),
        catalog,
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_retry_is_in_time_though_something_waits_behind_it_in_its_lane() {
    let mut memory = hub(&Arc::new(noon().into()), tempfile::tempdir().unwrap());
    memory.arrives(1, "999900031").await;
    memory.sent().await.answer(Err(PublishFailure::Timeout));
    let failed = Instant::now();
    memory.arrives(2, "999900031").await;
    for seq in [1, 2] {
        memory.sent().await.answer(Ok(()));
        assert!(failed.elapsed() < IN_TIME, "{:?}", failed.elapsed());
        memory.becomes(DispatchNo(seq), State::Delivered).await;
    }
    memory.stops().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lanes_go_on_when_the_clock_is_set_back_two_days() {
    let time = Arc::new(AtomicI64::new(noon() + 2 * DAY));
    let mut memory = hub(&time, tempfile::tempdir().unwrap());
    memory.arrives(1, "999900031").await;
    let first = memory.sent().await;
    memory.arrives(2, "999900043").await; // recorded two days ahead, tried for the first time when the clock is right
    first.answer(Err(PublishFailure::Timeout));
    let second = memory.sent().await;
    let since = Instant::now();
    time.store(noon(), Ordering::SeqCst);
    second.answer(Err(PublishFailure::Timeout)); // fails when the clock is right
    memory.arrives(3, "999900055").await;
    for _ in 1..=3 {
        memory.sent().await.answer(Ok(()));
        assert!(since.elapsed() < IN_TIME, "{:?}", since.elapsed());
    }
    for seq in 1..=3 {
        memory.becomes(DispatchNo(seq), State::Delivered).await;
    }
    memory.stops().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn by_a_clock_in_1970_nothing_is_judged_and_nothing_is_withdrawn() {
    waits_for_a_clock_that_can_be_right(0).await;
}

/// Also when that has just been set, and nobody has looked at it yet.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn by_a_clock_set_to_long_after_this_version_nothing_is_judged_either() {
    waits_for_a_clock_that_can_be_right(noon() + 20 * 366 * DAY).await;
}

async fn waits_for_a_clock_that_can_be_right(wrong: i64) {
    let time = Arc::new(AtomicI64::new(noon()));
    let mut memory = hub(&time, tempfile::tempdir().unwrap());
    memory.arrives(1, "999900031").await;
    memory.sent().await.answer(Err(PublishFailure::Timeout));
    time.store(wrong, Ordering::SeqCst);
    {
        let mut arriving = std::pin::pin!(memory.arrives(2, "999900043"));
        let recorded = tokio::time::timeout(3 * WAIT, &mut arriving).await;
        assert!(recorded.is_err(), "it waits for a clock that can be right");
        assert_eq!(
            memory.dispatch(DispatchNo(1)).await.state,
            State::Due,
            "and so does what is due"
        );
        assert!(
            memory
                .hub
                .health
                .is_wrong(Code::Clock, "", Weight::NotReady),
            "and it is told"
        );
        time.store(noon(), Ordering::SeqCst);
        arriving.await;
    }
    for _ in 1..=2 {
        memory.sent().await.answer(Ok(()));
    }
    for seq in 1..=2 {
        memory.becomes(DispatchNo(seq), State::Delivered).await;
    }
    memory.stops().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hub_that_starts_behind_its_own_log_says_so_and_makes_nobody_wait() {
    let time = Arc::new(AtomicI64::new(noon() + 2 * DAY));
    let mut memory = hub(&time, tempfile::tempdir().unwrap());
    memory.arrives(1, "999900031").await;
    memory.sent().await.answer(Err(PublishFailure::Timeout));
    let tried = async || memory.dispatch(DispatchNo(1)).await.attempts == 1;
    crate::node::until("the try is on record", tried)
        .await
        .unwrap();
    let of_the_clock = |hub: &schakel::hub::Hub| {
        hub.health
            .troubles()
            .into_iter()
            .any(|trouble| trouble.code == Code::Clock)
    };
    assert!(!of_the_clock(&memory.hub));
    let folder = memory.stops().await;

    time.store(noon(), Ordering::SeqCst);
    let mut memory = hub(&time, folder);
    let since = Instant::now();
    memory.sent().await.answer(Ok(()));
    assert!(since.elapsed() < IN_TIME, "{:?}", since.elapsed());
    let troubles = memory.hub.health.troubles();
    let [trouble] = &troubles[..] else {
        panic!("{troubles:?}")
    };
    assert_eq!(
        (trouble.code, trouble.weight),
        (Code::Clock, Weight::Degraded)
    );
    assert!(
        trouble.words.contains("2 dagen later") && trouble.words.contains("NTP"),
        "{}",
        trouble.words
    );
    memory.becomes(DispatchNo(1), State::Delivered).await;
    memory.stops().await;
}
