//! The only file that reads the clock. Everything else takes the time as an argument.

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use std::sync::{Mutex, OnceLock, PoisonError};
use tokio::time::Instant;

/// What time it is, in milliseconds since 1970: `now_ms`, or in a test something that is told.
pub type Clock = dyn Fn() -> i64 + Send + Sync;

/// This version was made after this day: a clock that says it is earlier is wrong. Raised with each release.
pub const MADE: Date = date(2026, 1, 1);

/// Milliseconds since 1970.
#[expect(clippy::disallowed_methods, reason = "this is the one place")]
pub fn now_ms() -> i64 {
    Timestamp::now().as_millisecond()
}

/// A time that never goes back: waits that are written by it end, however the clock of the machine is set.
/// It goes along when that is set forward, and goes on at its own pace when that is set back.
#[derive(Debug, Default)]
pub struct Steady {
    first: OnceLock<(i64, Instant)>,
    last: Mutex<Option<(i64, Instant)>>,
}

impl Steady {
    /// What time it is, when the clock of the machine says `wall`. Never earlier than that, nor than anything it said before.
    pub fn at(&self, wall: i64) -> i64 {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        self.first.get_or_init(|| (wall, now));
        let own = last.map_or(wall, |(at, since)| {
            at.saturating_add(
                i64::try_from(now.saturating_duration_since(since).as_millis()).unwrap_or(i64::MAX),
            )
        });
        // only when it moves: what is below a millisecond would be lost each time
        if last.is_none() || wall > own {
            *last = Some((wall, now));
        }
        own.max(wall)
    }

    /// By how many milliseconds the clock of the machine, which says `wall`, was set forward since it was first seen, or back when below zero.
    pub fn strayed(&self, wall: i64) -> i64 {
        let (first, since) = *self.first.get_or_init(|| (wall, Instant::now()));
        let gone = i64::try_from(since.elapsed().as_millis()).unwrap_or(i64::MAX);
        wall.saturating_sub(first.saturating_add(gone))
    }
}

/// The day in the Netherlands at a moment.
pub fn day(ms: i64) -> Date {
    zoned(ms).date()
}

/// When a day begins in the Netherlands.
pub fn start_of(day: Date) -> i64 {
    let zone = TimeZone::get("Europe/Amsterdam").unwrap_or(TimeZone::UTC);
    day.to_zoned(zone)
        .map_or(0, |begin| begin.timestamp().as_millisecond())
}

/// RFC 3339 with the offset of the Netherlands.
pub fn rfc3339(ms: i64) -> String {
    let zoned = zoned(ms);
    format!(
        "{}{}",
        zoned.strftime("%Y-%m-%dT%H:%M:%S%.3f"),
        zoned.strftime("%:z")
    )
}

fn zoned(ms: i64) -> Zoned {
    let zone = TimeZone::get("Europe/Amsterdam").unwrap_or(TimeZone::UTC);
    Timestamp::from_millisecond(ms)
        .unwrap_or(Timestamp::UNIX_EPOCH)
        .to_zoned(zone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_steady_time_goes_on_when_the_clock_is_set_back_and_along_when_it_is_set_forward() {
        const DAY: i64 = 86_400_000;
        let steady = Steady::default();
        assert_eq!(steady.at(10 * DAY), 10 * DAY);
        tokio::time::advance(std::time::Duration::from_secs(5)).await;
        assert_eq!(
            (steady.at(8 * DAY), steady.at(i64::MIN)),
            (10 * DAY + 5000, 10 * DAY + 5000),
            "set back two days"
        );
        assert_eq!(steady.at(12 * DAY), 12 * DAY, "set forward");
        tokio::time::advance(std::time::Duration::from_secs(5)).await;
        assert_eq!(steady.at(10 * DAY), 12 * DAY + 5000, "and set right again");
        assert_eq!(
            (steady.strayed(12 * DAY), steady.strayed(8 * DAY + 10_000)),
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

    #[test]
    fn a_day_begins_at_midnight_in_the_netherlands() {
        let late = Timestamp::from_second(1_774_996_200).unwrap(); // 2026-03-31 22:30 UTC, summer time
        assert_eq!(day(late.as_millisecond()).to_string(), "2026-04-01");
        assert_eq!(
            rfc3339(late.as_millisecond()),
            "2026-04-01T00:30:00.000+02:00"
        );
    }
}
