//! The only file that reads the clock. Everything else takes the time as an argument.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

/// What time it is, in milliseconds since 1970: `now_ms`, or in a test something that is told.
pub type Clock = dyn Fn() -> i64 + Send + Sync;

/// Milliseconds since 1970.
#[expect(clippy::disallowed_methods, reason = "this is the one place")]
pub fn now_ms() -> i64 {
    Timestamp::now().as_millisecond()
}

/// The day in the Netherlands at a moment.
pub fn day(ms: i64) -> Date {
    zoned(ms).date()
}

/// When a day begins in the Netherlands.
pub fn start_of(day: Date) -> i64 {
    let zone = TimeZone::get("Europe/Amsterdam").unwrap_or(TimeZone::UTC);
    day.to_zoned(zone).map_or(0, |begin| begin.timestamp().as_millisecond())
}

/// RFC 3339 with the offset of the Netherlands.
pub fn rfc3339(ms: i64) -> String {
    let zoned = zoned(ms);
    format!("{}{}", zoned.strftime("%Y-%m-%dT%H:%M:%S%.3f"), zoned.strftime("%:z"))
}

fn zoned(ms: i64) -> Zoned {
    let zone = TimeZone::get("Europe/Amsterdam").unwrap_or(TimeZone::UTC);
    Timestamp::from_millisecond(ms).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned(zone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_in_the_netherlands() {
        let late = Timestamp::from_second(1_774_996_200).unwrap(); // 2026-03-31 22:30 UTC, summer time
        assert_eq!(day(late.as_millisecond()).to_string(), "2026-04-01");
        assert_eq!(rfc3339(late.as_millisecond()), "2026-04-01T00:30:00.000+02:00");
    }
}
