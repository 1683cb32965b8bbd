//! The day and what was seen of it -> a story for a stranger. The same seed gives the same text, to the byte.

use crate::day::Day;
use crate::proof::Seen;
use crate::stage::Played;

/// All of it but the last lines, which the program says itself.
pub(crate) fn story(seed: u64, _day: &Day, played: &Played, seen: &Seen) -> String {
    format!("{seed}\n{}\n{}\n{}\n{}", played.hour, played.refused, played.replayed, seen.overview)
}
