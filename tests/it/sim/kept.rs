//! Days on which something once went wrong.

use super::op::{Op, Pace, Sort};
use super::played;

#[track_caller]
fn check(run: &[(Op, Pace)]) {
    if let Err(wrong) = played(run) {
        panic!("{wrong}");
    }
}

#[test]
fn a_quiet_day() {
    check(&[(Op::Arrive(0, 0, Sort::Duty), Pace::Rest), (Op::Arrive(1, 3, Sort::Open), Pace::Rest)]);
}

/// A worker that looked in the store between the commit and the hand-over sent it, and took the hand-over that came after for a new one.
#[test]
fn what_a_look_found_is_not_sent_again_when_it_is_handed_over() {
    let hurried = |n: usize| (Op::Arrive(n % 2, n / 3 % 2, Sort::Duty), Pace::Steps(u8::from(n % 3 == 0)));
    for _ in 0..3 {
        check(&(0..80).map(hurried).collect::<Vec<_>>());
    }
}
