//! The stop of a document -> its end; or, for a correction of a report, the stop for all partners but those that have the report.

use crate::outcome::Stop;

/// The first stop of a document that follows a report; a stop ends any other document.
pub(super) struct Otherwise {
    follows: bool,
    first: Option<Stop>,
}

impl Otherwise {
    pub(super) const fn of(follows: bool) -> Self {
        Self {
            follows,
            first: None,
        }
    }

    /// Keeps the first stop of a document that follows a report; ends any other document.
    pub(super) fn stop(&mut self, stop: Stop) -> Result<(), Stop> {
        if !self.follows {
            return Err(stop);
        }
        self.first.get_or_insert(stop);
        Ok(())
    }

    pub(super) fn into_first(self) -> Option<Stop> {
        self.first
    }
}
