//! Dispatches that were handed over -> the dispatch that may go next, and the lanes that are left to the store. Pure.
//!
//! Of all dispatches up to `upto` that have not ended, each is in flight, waits here, or is known to the store alone; a later one is still
//! to be handed over. A lane with a dispatch that the store alone knows is held: a dispatch handed over for that lane is left to the store
//! too, so that nothing here overtakes anything there.

use crate::message::SubjectId;
use crate::number::DispatchNo;
use std::collections::{BTreeSet, VecDeque};

/// The dispatches that were handed to the worker of one partner, in the order of recording.
pub(super) struct Handed<T> {
    /// The most dispatches that may wait.
    most: usize,
    waiting: VecDeque<HandedOver<T>>,
    alone: Alone,
    upto: DispatchNo,
    /// The store has more due dispatches than there was room for.
    more: bool,
}

struct HandedOver<T> {
    seq: DispatchNo,
    lane: Option<SubjectId>,
    what: T,
}

/// The dispatches that only the store has, as far as known.
enum Alone {
    /// Unknown, for no look was made yet. All dispatches handed over since the start are here.
    Unseen,
    /// Unknown, and not all dispatches handed over are here: all is left to the store until a look has seen all.
    Lost,
    /// The dispatches are in these lanes, or without a lane.
    In(BTreeSet<SubjectId>),
}

impl<T> Handed<T> {
    /// An empty one, with places for `most` dispatches.
    pub(super) const fn of(most: usize) -> Self {
        Self {
            most,
            waiting: VecDeque::new(),
            alone: Alone::Unseen,
            upto: DispatchNo::START,
            more: false,
        }
    }

    /// Whether another dispatch may be handed over.
    pub(super) fn has_place(&self) -> bool {
        self.waiting.len() < self.most
    }

    /// The number of dispatches that wait here.
    pub(super) fn len(&self) -> usize {
        self.waiting.len()
    }

    /// Whether this dispatch waits here.
    pub(super) fn has(&self, seq: DispatchNo) -> bool {
        self.waiting
            .binary_search_by_key(&seq, |waiting| waiting.seq)
            .is_ok()
    }

    /// Takes a dispatch; dispatches come in the order of recording. Gives whether the store must be looked at for this one.
    pub(super) fn arrives(&mut self, seq: DispatchNo, lane: Option<SubjectId>, what: T) -> bool {
        if seq <= self.upto {
            return false; // an earlier look has seen the dispatch, which may be with the partner already
        }
        let look = match &self.alone {
            Alone::Lost => return true,
            Alone::Unseen => true,
            Alone::In(held) if lane.is_some_and(|lane| held.contains(&lane)) => {
                self.upto = seq;
                return false;
            }
            Alone::In(_) => false,
        };
        self.upto = seq;
        self.waiting.push_back(HandedOver { seq, lane, what });
        look
    }

    /// Takes the first dispatch with an open lane; the later ones of that lane stay behind.
    pub(super) fn next(&mut self, is_busy: impl Fn(Option<SubjectId>) -> bool) -> Option<T> {
        if !matches!(self.alone, Alone::In(_)) {
            return None;
        }
        let first = self
            .waiting
            .iter()
            .position(|waiting| !is_busy(waiting.lane))?;
        self.waiting.remove(first).map(|waiting| waiting.what)
    }

    /// Leaves a lane to the store: the next dispatch of the lane cannot go as handed over.
    pub(super) fn leave(&mut self, lane: Option<SubjectId>) {
        if let (Alone::In(held), Some(lane)) = (&mut self.alone, lane) {
            held.insert(lane);
            self.waiting.retain(|waiting| waiting.lane != Some(lane));
        }
    }

    /// Leaves all to the store: a dispatch was not handed over, or none can go as handed over.
    pub(super) fn lost(&mut self) {
        self.waiting.clear();
        self.alone = Alone::Lost;
    }

    /// The last dispatch that a look asks for: later ones are on their way to here. None: no bound.
    pub(super) fn horizon(&self) -> Option<DispatchNo> {
        let counts = !matches!(self.alone, Alone::Lost) && !self.waiting.is_empty();
        counts.then_some(self.upto)
    }

    /// Takes in a look that saw all dispatches up to `upto` that have not ended, and started those that could go; those in `open` are not
    /// in flight.
    pub(super) fn looked(
        &mut self,
        upto: DispatchNo,
        open: impl Iterator<Item = (DispatchNo, Option<SubjectId>)>,
        more: bool,
    ) {
        let alone = open.filter(|(seq, _)| !self.has(*seq));
        let held: BTreeSet<SubjectId> = alone.filter_map(|(_, lane)| lane).collect();
        self.waiting
            .retain(|waiting| !waiting.lane.is_some_and(|lane| held.contains(&lane)));
        (self.upto, self.more) = (self.upto.max(upto), more);
        self.alone = Alone::In(held);
    }

    /// Takes in a look up to `upto` that saw more dispatches than can be kept apart.
    pub(super) fn overwhelmed(&mut self, upto: DispatchNo) {
        self.lost();
        self.upto = self.upto.max(upto);
    }

    /// Whether the store may have a dispatch that can go, now that one of this lane has ended.
    pub(super) fn is_left(&self, lane: Option<SubjectId>) -> bool {
        match &self.alone {
            Alone::In(held) => self.more || lane.is_some_and(|lane| held.contains(&lane)),
            Alone::Unseen | Alone::Lost => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lane(n: u8) -> Option<SubjectId> {
        Some(SubjectId([n; 16]))
    }

    /// The dispatches that go, in their order, while nothing lands of these lanes.
    fn goes(handed: &mut Handed<i64>, busy: &[Option<SubjectId>]) -> Vec<i64> {
        std::iter::from_fn(|| handed.next(|lane| busy.contains(&lane))).collect()
    }

    /// Nothing handed over yet, after a look that found nothing.
    fn seen() -> Handed<i64> {
        let mut handed = Handed::of(4);
        look(&mut handed, 0, &[], false);
        handed
    }

    fn arrive(handed: &mut Handed<i64>, seq: i64, of: u8) -> bool {
        handed.arrives(DispatchNo(seq), lane(of), seq)
    }

    fn look(handed: &mut Handed<i64>, upto: i64, open: &[(i64, Option<SubjectId>)], more: bool) {
        let open = open.iter().map(|(seq, lane)| (DispatchNo(*seq), *lane));
        handed.looked(DispatchNo(upto), open, more);
    }

    #[test]
    fn what_waits_goes_in_its_order_and_behind_its_own_lane_alone() {
        let mut handed = seen();
        for (seq, of) in [(1, 1), (2, 2), (3, 1), (4, 3)] {
            assert!(!arrive(&mut handed, seq, of));
        }
        assert_eq!(goes(&mut handed, &[lane(1)]), [2, 4]);
        assert_eq!(goes(&mut handed, &[]), [1, 3]);
        assert!(!handed.is_left(lane(1)), "nothing is left to the store");
    }

    #[test]
    fn before_the_first_look_it_waits_and_after_it_goes_but_for_what_the_store_has_of_its_lane() {
        let mut handed = Handed::of(4);
        assert!(arrive(&mut handed, 10, 1) && arrive(&mut handed, 11, 2));
        assert!(goes(&mut handed, &[]).is_empty());
        assert_eq!(
            handed.horizon(),
            Some(DispatchNo(11)),
            "12 is on its way to here"
        );
        let open = [(3, lane(1)), (10, lane(1)), (11, lane(2))];
        look(&mut handed, 11, &open, false);
        assert!(!arrive(&mut handed, 12, 1) && !arrive(&mut handed, 13, 2));
        assert_eq!(goes(&mut handed, &[]), [11, 13]);
        assert!(handed.is_left(lane(1)) && !handed.is_left(lane(2)));
    }

    #[test]
    fn a_lane_is_held_until_a_look_finds_nothing_of_it_that_is_not_in_flight() {
        let mut handed = seen();
        look(&mut handed, 5, &[(4, lane(1)), (5, None)], false);
        assert!(!arrive(&mut handed, 6, 1));
        look(&mut handed, 6, &[(6, lane(1))], false);
        assert!(!arrive(&mut handed, 7, 1));
        look(&mut handed, 7, &[], false);
        assert!(!arrive(&mut handed, 8, 1));
        assert_eq!(goes(&mut handed, &[]), [8]);
    }

    #[test]
    fn what_is_left_to_the_store_takes_its_lane_along_and_nothing_else() {
        let mut handed = seen();
        for (seq, of) in [(1, 1), (2, 1), (3, 2)] {
            arrive(&mut handed, seq, of);
        }
        assert_eq!(handed.next(|_| false), Some(1));
        handed.leave(lane(1));
        arrive(&mut handed, 4, 1);
        assert_eq!(goes(&mut handed, &[]), [3]);
        assert!(handed.is_left(lane(1)) && !handed.is_left(lane(2)));
    }

    #[test]
    fn once_lost_nothing_goes_and_all_that_a_look_saw_is_the_stores() {
        let mut handed = seen();
        arrive(&mut handed, 1, 1);
        handed.lost();
        assert!(arrive(&mut handed, 3, 2), "2 was not handed over");
        assert_eq!((handed.len(), handed.horizon()), (0, None));
        assert!(handed.is_left(None), "a look is worth it");
        handed.overwhelmed(DispatchNo(4));
        assert!(arrive(&mut handed, 5, 2));
        look(&mut handed, 6, &[(2, lane(1))], false);
        for (seq, of) in [(4, 4), (6, 6), (7, 2), (8, 1)] {
            assert!(!arrive(&mut handed, seq, of));
        }
        assert_eq!(goes(&mut handed, &[]), [7]);
    }

    #[test]
    fn what_waits_is_bounded() {
        let mut handed = seen();
        for seq in 1..=4 {
            assert!(handed.has_place());
            arrive(&mut handed, seq, 1);
        }
        assert!(!handed.has_place());
        assert_eq!(handed.next(|_| false), Some(1));
        assert!(handed.has_place());
    }

    #[test]
    fn what_there_was_no_room_for_is_worth_a_look_whatever_lands() {
        let mut handed = seen();
        look(&mut handed, 9, &[(9, None)], true);
        assert!(handed.is_left(None) && handed.is_left(lane(1)));
        look(&mut handed, 9, &[], false);
        assert!(!handed.is_left(None));
    }
}
