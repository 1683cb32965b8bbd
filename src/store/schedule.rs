//! Moments that dispatches are due -> none further away than their schedule allows, whatever the clock said when they were written.

use super::Writing;
use super::error::StoreError;
use crate::clock::Moment;
use std::time::Duration;

impl Writing<'_> {
    /// `longest` is how long the wait may be after no failed try, after one, and so on; the last counts for all after it.
    /// What would have to wait longer than that from now is due when that has gone by. Returns how many those were.
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
