//! A seed and a number -> always the same throws (SplitMix64, Steele and others 2014).

use std::collections::BTreeSet;

use jiff::{ToSpan, civil::Date};

pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64, number: u64) -> Dice {
        let mut dice = Dice(seed ^ number.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        dice.next();
        dice
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// From 0 up to but without `below`.
    pub(super) fn below(&mut self, below: usize) -> usize {
        (self.next() % below as u64) as usize
    }

    pub(super) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub(super) fn between(&mut self, from: i64, to: i64) -> i64 {
        from + (self.next() % (to - from + 1) as u64) as i64
    }

    pub(super) fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    pub(super) fn some<T: Clone + Ord>(&mut self, of: &BTreeSet<T>, percent: usize) -> BTreeSet<T> {
        of.iter()
            .filter(|_| self.chance(percent))
            .cloned()
            .collect()
    }

    /// Some days around a day.
    pub(super) fn near(&mut self, day: Date, before: i64, after: i64) -> Date {
        day.saturating_add(self.between(-before, after).days())
    }
}
