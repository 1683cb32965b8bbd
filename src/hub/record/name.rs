//! An id of a document -> the id that it is recorded, logged and answered under: never one with a personal number in it.

use crate::catalog::format;
use crate::outcome::{Code, Stop};

/// A longer id is no id.
const LONGEST: usize = 200;

/// Of a document that was told apart: `stop` is why it ended, if it did.
pub(super) fn of(id: String, fingerprint: &str, stop: Option<&Stop>) -> String {
    match stop {
        // it was held against the personal numbers beside it
        None if id.len() <= LONGEST => id,
        Some(stop)
            if stop.code == Code::Invalid
                && stop.problems.iter().any(|problem| problem.path == "/id") =>
        {
            fingerprint.to_owned()
        }
        _ => sayable(&id, fingerprint),
    }
}

/// Of anything else nobody knows what is in it: whatever looks like a personal number is replaced, and what is longer than any real id.
pub(super) fn sayable(id: &str, fingerprint: &str) -> String {
    if format::without_personal_data(id) && id.len() <= LONGEST {
        id.to_owned()
    } else {
        fingerprint.to_owned()
    }
}
