//! An id of a document -> the id for the record, the log and the answer: never one with a personal number in it.

use crate::catalog::format;
use crate::outcome::{Code, Stop};

/// The length of the longest id that is kept as it is.
const LONGEST: usize = 200;

/// The id for a document that was told apart; `stop` is the reason that the document ended, if it did.
pub(super) fn of(id: String, fingerprint: &str, stop: Option<&Stop>) -> String {
    match stop {
        // the pipeline compared the id with the personal numbers in the document
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

/// The id itself, or the fingerprint in place of one that looks like a personal number or is longer than any real id: for documents of
/// which the hub does not know the content.
pub(super) fn sayable(id: &str, fingerprint: &str) -> String {
    if format::without_personal_data(id) && id.len() <= LONGEST {
        id.to_owned()
    } else {
        fingerprint.to_owned()
    }
}
