//! Days on which something once went wrong.

use super::op::{Op, Pace, Sort, Way};
use super::played;

#[track_caller]
fn check(run: &[(Op, Pace)]) {
    if let Err(wrong) = played(run) {
        panic!("{wrong}");
    }
}

#[test]
fn a_quiet_day() {
    check(&[
        (Op::Arrive(0, 0, Sort::Duty), Pace::Rest),
        (Op::Arrive(1, 3, Sort::Open), Pace::Rest),
    ]);
}

/// A worker that looked in the store between the commit and the hand-over sent it, and took the hand-over that came after for a new one.
#[test]
fn what_a_look_found_is_not_sent_again_when_it_is_handed_over() {
    let hurried = |n: usize| {
        (
            Op::Arrive(n % 2, n / 3 % 2, Sort::Duty),
            Pace::Steps(u8::from(n.is_multiple_of(3))),
        )
    };
    for _ in 0..3 {
        check(&(0..80).map(hurried).collect::<Vec<_>>());
    }
}

/// What is sent again, by way of the store, is what was sent at first: the partner may compare.
#[test]
fn a_repeat_is_the_same_to_the_byte() {
    let (deaf, up) = (Op::Partner(0, Way::Deaf), Op::Partner(0, Way::Up));
    let day = [
        deaf,
        Op::Arrive(0, 0, Sort::Duty),
        Op::Pass(60_000),
        Op::Crash(false),
        Op::Pass(60_000),
        up,
    ];
    check(&day.map(|op| (op, Pace::Rest)));
}

/// The connection for answers is gone when they are recorded.
#[test]
fn an_answer_that_could_not_be_sent_waits() {
    let (cut, up) = (Op::Answers(0, Way::Cut), Op::Answers(0, Way::Up));
    let day = [
        cut,
        Op::Arrive(0, 0, Sort::Duty),
        Op::Pass(60_000),
        Op::Arrive(0, 1, Sort::Open),
        Op::Restart,
        Op::Pass(5000),
        up,
    ];
    check(&day.map(|op| (op, Pace::Rest)));
}
