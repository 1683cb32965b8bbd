//! `[limits]` and `[retry]` -> bounds.

use super::Settings;
use super::given::GivenSettings;
use crate::pipeline::Limits;
use std::time::Duration;

/// A month, in seconds: an operator who waits longer for a partner has forgotten that partner.
const LONGEST_WAIT: u64 = 30 * 24 * 3600;
/// More waits than any schedule needs, and few enough to add up.
const MOST_WAITS: usize = 1000;

/// `[limits]`.
#[derive(Debug)]
pub struct LimitSettings {
    /// The largest payload, in bytes.
    pub message_bytes: usize,
    /// The most documents in one payload.
    pub documents: usize,
    /// The most messages that are recorded in one transaction.
    pub batch: usize,
    /// How many deliveries to one partner may be on their way at once.
    pub window: usize,
    /// How long a stop may take, in seconds; then the process ends itself.
    pub stop_seconds: u64,
}

/// `[retry]`.
#[derive(Debug)]
pub struct Retry {
    /// Seconds to wait after each failed try; a person is needed at the end of the schedule.
    pub schedule: Vec<u64>,
}

impl LimitSettings {
    pub(super) fn read(given: &mut GivenSettings) -> Self {
        Self {
            // smaller CloudEvents must always pass; the broker's own largest message is 128 MiB
            message_bytes: given.number("limits.message_bytes", 65_536..=128 << 20, 4 << 20),
            documents: given.number("limits.documents", 1..=1_000_000, 10_000),
            batch: given.number("limits.batch", 1..=4096, 128),
            window: given.number("limits.window", 1..=4096, 256),
            stop_seconds: given.number("limits.stop_seconds", 1..=3600, 45),
        }
    }
}

impl Retry {
    pub(super) fn read(given: &mut GivenSettings) -> Self {
        let schedule = given.numbers("retry.schedule", 0..=LONGEST_WAIT, MOST_WAITS);
        Self {
            schedule: schedule.unwrap_or_else(usual),
        }
    }
}

/// Seven tries in a day, as municipal notification hubs do (Open Notificaties, 25 seconds times 4 each time, at most 52,000).
fn usual() -> Vec<u64> {
    vec![25, 100, 400, 1600, 6400, 25_600, 52_000]
}

impl Settings {
    /// The bounds of the path.
    pub fn limits(&self) -> Limits {
        Limits {
            message_bytes: self.limits.message_bytes,
            documents: self.limits.documents,
        }
    }

    /// The waits between tries.
    pub fn schedule(&self) -> Vec<Duration> {
        self.retry
            .schedule
            .iter()
            .map(|seconds| Duration::from_secs(*seconds))
            .collect()
    }
}
