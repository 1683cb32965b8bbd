//! A moment -> the day and the time of day in the Netherlands, and the time between two moments.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::time::Duration;

/// A moment, to the millisecond. Serialised as the bare number of milliseconds since 1970.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(i64);

impl Moment {
    /// The moment so many milliseconds after the beginning of 1970.
    pub const fn from_ms(ms: i64) -> Self {
        Self(ms)
    }

    /// Milliseconds since 1970.
    pub const fn ms(self) -> i64 {
        self.0
    }

    /// The moment when a day begins in the Netherlands.
    pub fn start_of(day: Date) -> Self {
        day.to_zoned(netherlands())
            .map_or(Self(0), |begin| Self(begin.timestamp().as_millisecond()))
    }

    /// The day in the Netherlands.
    pub fn day(self) -> Date {
        self.zoned().date()
    }

    /// RFC 3339 with the offset of the Netherlands.
    pub fn rfc3339(self) -> String {
        let zoned = self.zoned();
        format!(
            "{}{}",
            zoned.strftime("%Y-%m-%dT%H:%M:%S%.3f"),
            zoned.strftime("%:z")
        )
    }

    /// The moment so much later, or the last possible moment.
    pub fn later(self, by: Duration) -> Self {
        let by = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        Self(self.0.saturating_add(by))
    }

    /// The time since another moment; zero when the other one is later.
    pub fn since(self, other: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.ms_since(other)).unwrap_or(0))
    }

    /// Milliseconds since another moment; below zero when the other one is later.
    pub const fn ms_since(self, other: Self) -> i64 {
        self.0.saturating_sub(other.0)
    }

    fn zoned(self) -> Zoned {
        Timestamp::from_millisecond(self.0)
            .unwrap_or(Timestamp::UNIX_EPOCH)
            .to_zoned(netherlands())
    }
}

fn netherlands() -> TimeZone {
    TimeZone::get("Europe/Amsterdam").unwrap_or(TimeZone::UTC)
}

impl fmt::Debug for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_in_the_netherlands() {
        let late = Moment::from_ms(1_774_996_200_000); // 2026-03-31 22:30 UTC, summer time
        assert_eq!(late.day().to_string(), "2026-04-01");
        assert_eq!(late.rfc3339(), "2026-04-01T00:30:00.000+02:00");
        assert_eq!(
            late.since(Moment::start_of(late.day())),
            Duration::from_secs(30 * 60)
        );
    }

    #[test]
    fn before_it_is_no_time_and_after_the_last_there_is_none() {
        let (early, late) = (Moment::from_ms(-5), Moment::from_ms(7));
        assert_eq!((late.ms_since(early), early.ms_since(late)), (12, -12));
        assert_eq!(late.since(early), Duration::from_millis(12));
        assert_eq!(early.since(late), Duration::ZERO);
        assert_eq!(late.later(Duration::from_millis(3)), Moment::from_ms(10));
        assert_eq!(late.later(Duration::MAX), Moment::from_ms(i64::MAX));
    }

    #[test]
    fn it_is_said_written_and_read_as_the_bare_number() {
        let moment = Some(Moment::from_ms(1_774_996_200_000));
        assert_eq!(format!("{moment:?}"), "Some(1774996200000)");
        let json = serde_json::to_string(&moment).unwrap();
        assert_eq!(json, "1774996200000");
        assert_eq!(
            serde_json::from_str::<Option<Moment>>(&json).unwrap(),
            moment
        );
    }
}
