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
