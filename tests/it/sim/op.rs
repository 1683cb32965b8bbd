//! What can happen to a hub, and how it is drawn.

use proptest::collection::vec;
use proptest::prelude::*;

/// What a document is for: each goes by other rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sort {
    /// A duty: it must go, and to the wijkteam as well if there is consent.
    Duty,
    /// Goes with consent only.
    Care,
    /// Goes unless somebody objects.
    Open,
}

/// Who speaks about consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Giver {
    Mother,
    Father,
    Youth,
}

/// How it is with the queue of a partner, or the answers of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Up,
    /// Its exchange is not there.
    Missing,
    /// The broker says no.
    Full,
    /// What is sent is lost, and nothing is confirmed.
    Silent,
    /// What is sent arrives, and nothing is confirmed.
    Deaf,
    /// The hub's own connection is gone.
    Cut,
}

/// One thing that happens.
#[derive(Debug, Clone, Copy)]
pub(super) enum Op {
    /// A new document.
    Arrive(usize, usize, Sort),
    /// A document that its schema refuses.
    ArriveWrong(usize, usize),
    /// One that was sent before, once more.
    Again(usize),
    /// The id of one that was sent before, with other content.
    SameId(usize),
    /// Source, pupil, who, which of `SAYINGS`, how many days ago, to which partner.
    Say(usize, usize, Giver, usize, u8, usize),
    /// Milliseconds.
    Pass(i64),
    Partner(usize, Way),
    Answers(usize, Way),
    /// Somebody holds the store's file: nothing can be committed.
    Stall,
    /// The store refuses every line.
    Refuse,
    /// An end to both.
    Mend,
    /// `kill -9` and a start. True: what was on its way arrives all the same.
    Crash(bool),
    /// A stop in order, and a start.
    Restart,
    /// Everything that is parked may try again.
    Replay,
    /// Another of the catalogs; the third does not compile.
    Reload(usize),
}

/// How long the hub works before the next thing happens: so many steps, or until it rests.
#[derive(Debug, Clone, Copy)]
pub(super) enum Pace {
    Steps(u8),
    Rest,
}

/// A run: what happens, and at what pace.
pub(super) type Run = Vec<(Op, Pace)>;

pub(super) fn runs(longest: usize) -> impl Strategy<Value = Run> {
    vec((op(), pace()), 1..=longest)
}

fn pace() -> impl Strategy<Value = Pace> {
    prop_oneof![1 => Just(Pace::Rest), 2 => (0..7u8).prop_map(Pace::Steps)]
}

fn way() -> impl Strategy<Value = Way> {
    prop_oneof![
        5 => Just(Way::Up),
        2 => Just(Way::Missing),
        1 => Just(Way::Full),
        2 => Just(Way::Silent),
        2 => Just(Way::Deaf),
        2 => Just(Way::Cut),
    ]
}

fn op() -> impl Strategy<Value = Op> {
    let sort = prop_oneof![Just(Sort::Duty), Just(Sort::Care), Just(Sort::Open)];
    let giver =
        prop_oneof![3 => Just(Giver::Mother), 1 => Just(Giver::Father), 2 => Just(Giver::Youth)];
    let span = prop_oneof![
        2 => 100..1500i64,
        3 => 1500..40_000i64,
        2 => 40_000..1_200_000i64,
        1 => 1_200_000..10_000_000i64,
        1 => Just(86_400_000i64),
    ];
    prop_oneof![
        14 => (0..2usize, 0..4usize, sort).prop_map(|(source, pupil, sort)| Op::Arrive(source, pupil, sort)),
        1 => (0..2usize, 0..4usize).prop_map(|(source, pupil)| Op::ArriveWrong(source, pupil)),
        2 => any::<usize>().prop_map(Op::Again),
        1 => any::<usize>().prop_map(Op::SameId),
        9 => (0..2usize, 0..4usize, giver, prop_oneof![4 => Just(0usize), 1 => Just(1), 2 => Just(2)], 0..3u8, 2..5usize)
            .prop_map(|(source, pupil, giver, saying, ago, partner)| Op::Say(source, pupil, giver, saying, ago, partner)),
        6 => span.prop_map(Op::Pass),
        6 => (0..5usize, way()).prop_map(|(partner, way)| Op::Partner(partner, way)),
        1 => (0..2usize, way()).prop_map(|(source, way)| Op::Answers(source, way)),
        2 => Just(Op::Stall),
        1 => Just(Op::Refuse),
        3 => Just(Op::Mend),
        2 => any::<bool>().prop_map(Op::Crash),
        1 => Just(Op::Restart),
        1 => Just(Op::Replay),
        1 => (0..3usize).prop_map(Op::Reload),
    ]
}
