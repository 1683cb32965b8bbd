//! Events and the state of a worker -> look into the store, leave the partner alone, or go on. Pure: the time is an argument.

use std::time::Duration;
use tokio::time::Instant;

/// The first pause after trouble with the partner, doubling.
pub(super) const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// The longest pause that a partner can ask for; due dispatches have their own schedule.
const LONGEST_ASKED: Duration = Duration::from_secs(60 * 60);
/// The interval between looks at the store when no event asks for one.
pub(super) const IDLE_LOOK: Duration = Duration::from_secs(30);

/// The events that matter for the pace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Event {
    /// All attempts that landed were delivered.
    Delivered,
    /// The partner's queue refused an event, or the store did not answer.
    Failed,
    /// The partner asks to be left alone for this long.
    AskedToWait(Duration),
    /// The store may have a dispatch that can go now.
    LeftToStore,
    /// Nothing can start before this much later.
    Wait(Duration),
    /// The store was looked at; the next dispatch is due this much later.
    Looked(Duration),
    /// An operator's order, or another way to the partner: earlier failures count no more.
    Woken,
}

/// The next step of a worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// Look into the store.
    Look,
    /// Look later.
    Rest,
}

/// The pace of one worker.
#[derive(Debug)]
pub(super) struct Pace {
    pause: Duration,
    look_at: Instant,
    quiet_until: Instant,
}

impl Pace {
    /// A new pace, with the first look this much later.
    pub(super) fn new(now: Instant, first: Duration) -> Self {
        Self {
            pause: FIRST_PAUSE,
            look_at: now + first,
            quiet_until: now,
        }
    }

    /// The moment of the next look into the store.
    pub(super) fn look_at(&self) -> Instant {
        self.look_at.max(self.quiet_until)
    }

    pub(super) fn next(&self, now: Instant) -> Next {
        if now >= self.look_at() {
            Next::Look
        } else {
            Next::Rest
        }
    }

    /// Whether the partner is left alone at this moment.
    pub(super) fn is_quiet(&self, now: Instant) -> bool {
        now < self.quiet_until
    }

    pub(super) fn heard(&mut self, event: Event, now: Instant) {
        match event {
            Event::Delivered => self.pause = FIRST_PAUSE,
            Event::Failed => {
                // attempts that were in flight together and fail are one trouble, however often an attempt lands
                if !self.is_quiet(now) {
                    self.quiet_until = now + self.longer();
                }
                self.look_at = self.quiet_until;
            }
            Event::AskedToWait(asked) => {
                self.quiet_until = self.quiet_until.max(now + asked.min(LONGEST_ASKED));
            }
            Event::LeftToStore => self.look_at = now,
            Event::Wait(wait) | Event::Looked(wait) => self.look_at = now + wait.min(IDLE_LOOK),
            Event::Woken => {
                (self.pause, self.quiet_until) = (FIRST_PAUSE, now);
                self.look_at = now;
            }
        }
    }

    /// Gives the current pause and doubles the next one.
    pub(super) fn longer(&mut self) -> Duration {
        let longer = (self.pause * 2).min(LONGEST_PAUSE);
        std::mem::replace(&mut self.pause, longer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks the time of the next look, in milliseconds from the start, after these events, each at its own number of milliseconds.
    #[track_caller]
    fn check(events: &[(u64, Event)], millis: u64) {
        let start = Instant::now();
        let at = |millis| start + Duration::from_millis(millis);
        let mut pace = Pace::new(start, IDLE_LOOK);
        for (millis, event) in events {
            pace.heard(*event, at(*millis));
        }
        assert_eq!(pace.look_at(), at(millis), "{pace:?}");
        assert_eq!(
            (pace.next(at(millis - 1)), pace.next(at(millis))),
            (Next::Rest, Next::Look)
        );
    }

    #[test]
    fn trouble_is_left_alone_longer_each_time_and_what_fails_together_is_one_trouble() {
        check(&[(0, Event::Failed)], 500);
        check(&[(0, Event::Failed), (400, Event::Failed)], 500);
        check(&[(0, Event::Failed), (500, Event::Failed)], 1500);
        let many: Vec<(u64, Event)> = (0..9).map(|n| (n * 30_000, Event::Failed)).collect();
        check(&many, 270_000);
    }

    #[test]
    fn a_delivery_makes_the_next_pause_short_again() {
        let events = [
            (0, Event::Failed),
            (600, Event::Delivered),
            (700, Event::Failed),
        ];
        check(&events, 1200);
    }

    #[test]
    fn what_lands_does_not_end_a_pause_and_an_operator_does() {
        check(&[(0, Event::Failed), (100, Event::LeftToStore)], 500);
        check(&[(0, Event::Failed), (100, Event::Woken)], 100);
    }

    #[test]
    fn a_partner_that_asks_for_it_is_left_alone_until_an_operator_says_otherwise() {
        let asked = |seconds| (0, Event::AskedToWait(Duration::from_secs(seconds)));
        check(&[(0, Event::Failed), asked(90)], 90_000);
        check(
            &[(0, Event::Failed), asked(90), (5, Event::LeftToStore)],
            90_000,
        );
        check(&[(0, Event::Failed), asked(0)], 500);
        check(&[(0, Event::Failed), asked(u64::MAX / 2)], 3_600_000);
        check(&[(0, Event::Failed), asked(90), (700, Event::Woken)], 700);
    }

    #[test]
    fn a_look_is_never_further_away_than_an_idle_one() {
        check(&[(0, Event::Looked(Duration::from_secs(7)))], 7_000);
        check(&[(0, Event::Looked(Duration::from_secs(7000)))], 30_000);
    }
}
