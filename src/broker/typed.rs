//! The `time` of a CloudEvent in binary mode, as a typed header -> the text of that time in JSON. A senseless value
//! stays, and is refused later.

use jiff::Timestamp;
use lapin::types::AMQPValue;

const SPELLINGS: [&str; 3] = ["cloudEvents_", "cloudEvents:", "ce-"];
/// Least number of milliseconds (since 1973); a lower number counts seconds (until the year 5138).
const FIRST_MILLISECONDS: i64 = 100_000_000_000;
/// The year 5138 in milliseconds. No event is of a later time.
const LAST_MILLISECONDS: i64 = 100_000_000_000_000;

/// The text of `time`, when a header is that attribute as a moment or a number.
pub(super) fn time(name: &str, value: &AMQPValue) -> Option<String> {
    SPELLINGS
        .iter()
        .find(|prefix| name.strip_prefix(**prefix) == Some("time"))?;
    match value {
        AMQPValue::Timestamp(number) => moment(i64::try_from(*number).ok()?),
        AMQPValue::LongLongInt(number) => moment(*number),
        AMQPValue::LongInt(number) => moment((*number).into()),
        AMQPValue::LongUInt(number) => moment((*number).into()),
        _ => None,
    }
}

/// The text of a number of seconds or milliseconds; none when the number can be no moment of an event.
fn moment(number: i64) -> Option<String> {
    let moment = match number {
        0..FIRST_MILLISECONDS => Timestamp::from_second(number),
        FIRST_MILLISECONDS..LAST_MILLISECONDS => Timestamp::from_millisecond(number),
        _ => return None,
    };
    moment.ok().map(|moment| moment.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_read_in_seconds_or_milliseconds_by_its_size() {
        let read = |value: AMQPValue| time("cloudEvents:time", &value);
        let noon = Some("2026-03-16T09:00:00Z".to_owned());
        assert_eq!(read(AMQPValue::Timestamp(1_773_651_600)), noon);
        assert_eq!(read(AMQPValue::Timestamp(1_773_651_600_000)), noon);
        assert_eq!(read(AMQPValue::LongLongInt(1_773_651_600)), noon);
        assert_eq!(read(AMQPValue::LongInt(1_773_651_600)), noon);
        assert_eq!(read(AMQPValue::LongUInt(1_773_651_600)), noon);
        assert_eq!(
            read(AMQPValue::LongLongInt(1_773_651_600_250)).as_deref(),
            Some("2026-03-16T09:00:00.25Z")
        );
        assert_eq!(
            read(AMQPValue::Timestamp(0)).as_deref(),
            Some("1970-01-01T00:00:00Z")
        );
    }

    #[test]
    fn what_can_be_no_moment_and_what_is_no_attribute_stay_as_they_are() {
        for absurd in [
            AMQPValue::Timestamp(u64::MAX),
            AMQPValue::Timestamp(i64::MAX as u64),
            AMQPValue::Timestamp(100_000_000_000_000),
        ] {
            assert_eq!(time("ce-time", &absurd), None);
        }
        for absurd in [i64::MIN, -1, i64::MAX] {
            assert_eq!(
                time("cloudEvents_time", &AMQPValue::LongLongInt(absurd)),
                None
            );
        }
        assert_eq!(
            time("ce-time", &AMQPValue::LongString("1773651600".into())),
            None,
            "a text is what it says"
        );
        assert_eq!(time("ce-versie", &AMQPValue::LongInt(2)), None);
        assert_eq!(time("time", &AMQPValue::Timestamp(1_773_651_600)), None);
        assert_eq!(
            time("ce-subject", &AMQPValue::Timestamp(999_900_031)),
            None,
            "or a number would hide in a date"
        );
    }
}
