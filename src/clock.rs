//! The only file that reads the clock. All other code takes the time as an argument.

mod moment;

use jiff::Timestamp;
use jiff::civil::{Date, date};
use std::sync::{Mutex, OnceLock, PoisonError};
use tokio::time::Instant;

pub use moment::Moment;

/// A clock: `now`, or in a test a moment that the test sets.
pub type Clock = dyn Fn() -> Moment + Send + Sync;

/// The day after which this version was made: a clock that is behind this day is wrong. Raised with each release.
pub const MADE: Date = date(2026, 1, 1);

/// The time of the machine's clock.
#[expect(clippy::disallowed_methods, reason = "this is the one place")]
pub fn now() -> Moment {
    Moment::from_ms(Timestamp::now().as_millisecond())
}

/// A time that never goes back: waits that are measured by it end, however the clock of the machine is set. Steady
/// time follows a clock that is set forward, and goes on at its own pace when the clock is set back.
#[derive(Debug, Default)]
pub struct Steady {
    first: OnceLock<(Moment, Instant)>,
    last: Mutex<Option<(Moment, Instant)>>,
}

impl Steady {
    /// The steady time when the clock of the machine says `wall`. Never earlier than `wall`, nor than an earlier answer.
    pub fn at(&self, wall: Moment) -> Moment {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        self.first.get_or_init(|| (wall, now));
        let steady = last.map_or(wall, |(at, since)| {
            at.later(now.saturating_duration_since(since))
        });
        // only when the clock is ahead: parts of a millisecond would be lost each time
        if last.is_none() || wall > steady {
            *last = Some((wall, now));
        }
        steady.max(wall)
    }

    /// Milliseconds by which the clock of the machine, now at `wall`, was set forward since the first look, or back
    /// when below zero.
    pub fn strayed(&self, wall: Moment) -> i64 {
        let (first, since) = *self.first.get_or_init(|| (wall, Instant::now()));
        wall.ms_since(first.later(since.elapsed()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_steady_time_goes_on_when_the_clock_is_set_back_and_along_when_it_is_set_forward() {
        const DAY: i64 = 86_400_000;
        let at = Moment::from_ms;
        let steady = Steady::default();
        assert_eq!(steady.at(at(10 * DAY)), at(10 * DAY));
        tokio::time::advance(std::time::Duration::from_secs(5)).await;
        assert_eq!(
            (steady.at(at(8 * DAY)), steady.at(at(i64::MIN))),
            (at(10 * DAY + 5000), at(10 * DAY + 5000)),
            "set back two days"
        );
        assert_eq!(steady.at(at(12 * DAY)), at(12 * DAY), "set forward");
        tokio::time::advance(std::time::Duration::from_secs(5)).await;
        assert_eq!(
            steady.at(at(10 * DAY)),
            at(12 * DAY + 5000),
            "and set right again"
        );
        assert_eq!(
            (
                steady.strayed(at(12 * DAY)),
                steady.strayed(at(8 * DAY + 10_000))
            ),
            (2 * DAY - 10_000, -2 * DAY)
        );
    }

    #[test]
    fn this_version_is_not_older_than_its_releases() {
        let told =
            std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/CHANGELOG.md")).unwrap();
        let days = told
            .lines()
            .filter(|line| line.starts_with("## "))
            .filter_map(|line| line.rsplit(' ').next()?.parse::<Date>().ok());
        assert!(
            days.max().is_none_or(|latest| latest <= MADE),
            "raise `clock::MADE` with the release"
        );
    }
}
