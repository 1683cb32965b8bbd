//! A number in a test -> the moment so many milliseconds after the beginning of 1970.

use schakel::clock::Moment;

pub(crate) const fn ms(ms: i64) -> Moment {
    Moment::from_ms(ms)
}
