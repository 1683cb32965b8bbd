//! The only file that reads the clock. Everything else takes the time as an argument.

mod moment;

use jiff::Timestamp;
use jiff::civil::{Date, date};
use std::sync::{Mutex, OnceLock, PoisonError};
use tokio::time::Instant;

pub use moment::Moment;

/// What time it is: `now`, or in a test something that is told.
pub type Clock = dyn Fn() -> Moment + Send + Sync;

/// This version was made after this day: a clock that says it is earlier is wrong. Raised with each release.
pub const MADE: Date = date(2026, 1, 1);

/// What the clock of the machine says.
#[expect(clippy::disallowed_methods, reason = "this is the one place")]
pub fn now() -> Moment {
    Moment::from_ms(Timestamp::now().as_millisecond())
}

/// A time that never goes back: waits that are written by it end, however the clock of the machine is set.
/// It goes along when that is set forward, and goes on at its own pace when that is set back.
#[derive(Debug, Default)]
pub struct Steady {
    first: OnceLock<(Moment, Instant)>,
    last: Mutex<Option<(Moment, Instant)>>,
}

impl Steady {
    /// What time it is, when the clock of the machine says `wall`. Never earlier than that, nor than anything it said before.
    pub fn at(&self, wall: Moment) -> Moment {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        self.first.get_or_init(|| (wall, now));
        let own = last.map_or(wall, |(at, since)| {
            at.later(now.saturating_duration_since(since))
        });
        // only when it moves: what is below a millisecond would be lost each time
        if last.is_none() || wall > own {
            *last = Some((wall, now));
        }
        own.max(wall)
    }

    /// By how many milliseconds the clock of the machine, which says `wall`, was set forward since it was first seen, or back when below zero.
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
