//! What stops a document -> its end; or, where it corrects a report, what stops it for everybody but those who have that.

use crate::outcome::Stop;

/// The first stop of a document that follows a report; any other ends with it.
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

    /// Keeps it for a document that follows a report, unless something stopped that before.
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
