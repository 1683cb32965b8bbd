//! Random days of a hub: the real intake, workers, tellers and store, with the broker's side in memory and a clock of the test.
//!
//! What must have happened is known from a list that shares no function with the hub (`ground.rs`, `agree.rs`).
//! `SCHAKEL_SIM_CASES` sets how many days are tried and `SCHAKEL_SIM_SEED` which ones; a day that fails is made shorter and printed,
//! and is kept, with its name, in `kept.rs`.

mod agree;
mod broker;
mod ground;
mod hub;
mod kept;
mod list;
mod op;
mod place;
mod play;

use op::{Op, Pace};
use play::Play;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use std::cell::Cell;
use std::sync::mpsc;

/// In each half: the two are tried side by side.
const CASES: u32 = 100;
const LONGEST: usize = 80;

/// Plays a run; an error says what was not as it must be.
fn played(run: &[(Op, Pace)]) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    let (end, waiting) = mpsc::channel::<()>();
    // as long as this waits, time does not move by itself
    let hold = runtime.spawn_blocking(move || waiting.recv().is_ok());
    let went = tokio::task::LocalSet::new()
        .block_on(&runtime, async { Play::begin().await.play(run).await });
    drop((end, hold));
    went
}

#[test]
fn on_random_days_everything_arrives_that_must_and_nothing_goes_without_a_ground() {
    random_days(0);
}

#[test]
fn on_other_random_days_as_well() {
    random_days(1);
}

fn random_days(half: u8) {
    let number = |name: &str| {
        std::env::var(name).ok().map(|text| {
            text.parse::<u32>()
                .unwrap_or_else(|_| panic!("{name} is no number"))
        })
    };
    let cases = number("SCHAKEL_SIM_CASES").unwrap_or(CASES);
    let mut seed = [0; 32];
    seed[..4].copy_from_slice(&number("SCHAKEL_SIM_SEED").unwrap_or_default().to_le_bytes());
    let shrinks = number("SCHAKEL_SIM_SHRINKS").unwrap_or(500);
    seed[4] = half;
    let config = Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: shrinks,
        ..Config::default()
    };
    let mut runner =
        TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
    // the threads of the store are not the run's: what went wrong once may need more than one try to go wrong again
    let tries = Cell::new(1);
    let tried = runner.run(&op::runs(LONGEST), |run| {
        let wrong = (0..tries.get()).find_map(|_| played(&run).err());
        wrong.map_or(Ok(()), |wrong| {
            tries.set(4);
            Err(TestCaseError::fail(wrong))
        })
    });
    match tried {
        Err(TestError::Fail(reason, run)) => {
            let run: String = run
                .iter()
                .map(|(op, pace)| format!("    (Op::{op:?}, Pace::{pace:?}),\n"))
                .collect();
            panic!("{reason}\n{run}");
        }
        Err(abort) => panic!("{abort}"),
        Ok(()) => {}
    }
}
