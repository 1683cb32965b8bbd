//! Due moments of dispatches -> none further away than their schedule allows, whatever the clock said when they were
//! written.

use super::Writing;
use super::error::StoreError;
use crate::clock::Moment;
use std::time::Duration;

impl Writing<'_> {
    /// Brings due moments within `longest`: the longest wait after no failed try, after one, and so on; the last wait
    /// counts for all tries after it. Returns the number of dispatches that were brought forward.
    pub fn bound_waits(&self, now: Moment, longest: &[Duration]) -> Result<usize, StoreError> {
        let mut bound = self
            .db
            .prepare_cached("UPDATE dispatch SET due = ?1 WHERE state = 'due' AND due > ?1 AND (attempts = ?2 OR ?3 AND attempts > ?2)")?;
        let mut brought_near = 0;
        for (attempts, wait) in longest.iter().enumerate() {
            let (at, last) = (now.later(*wait), attempts + 1 == longest.len());
            brought_near +=
                bound.execute((at, i64::try_from(attempts).unwrap_or(i64::MAX), last))?;
        }
        Ok(brought_near)
    }
}
