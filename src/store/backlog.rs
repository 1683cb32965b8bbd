//! Dispatches of a partner that have not ended: lanes that a later dispatch could overtake.

use super::{Reading, StoreError};
use crate::message::SubjectId;
use crate::number::DispatchNo;
use crate::party::Party;
use rusqlite::Row;

/// Number and lane of a dispatch.
type OpenDispatch = (DispatchNo, Option<SubjectId>);

impl Reading<'_> {
    /// Dispatches of a partner up to this one that are due, now or later, or parked and in the way of others, each with its lane; no more
    /// than `most`.
    pub fn open_dispatches(
        &self,
        partner: &Party,
        upto: DispatchNo,
        most: u32,
    ) -> Result<Vec<OpenDispatch>, StoreError> {
        let mut due = self.db.prepare_cached(
            "SELECT seq, subject FROM dispatch INDEXED BY dispatch_due WHERE partner = ?1 AND state = 'due' AND seq <= ?2 LIMIT ?3",
        )?;
        let due = due.query_map((partner, upto, most), open)?;
        let mut found = due.collect::<Result<Vec<OpenDispatch>, _>>()?;
        let left = most.saturating_sub(u32::try_from(found.len()).unwrap_or(u32::MAX));
        let mut parked = self.db.prepare_cached(
            "SELECT seq, subject FROM dispatch INDEXED BY dispatch_lane
             WHERE partner = ?1 AND subject IS NOT NULL AND state IN ('due', 'parked') AND +state = 'parked' AND +seq <= ?2 LIMIT ?3",
        )?;
        for one in parked.query_map((partner, upto, left), open)? {
            found.push(one?);
        }
        Ok(found)
    }

    /// The dispatch that was recorded last, of any partner.
    pub fn last_dispatch(&self) -> Result<DispatchNo, StoreError> {
        let mut last = self
            .db
            .prepare_cached("SELECT ifnull(max(seq), 0) FROM dispatch")?;
        Ok(last.query_row([], |row| row.get(0))?)
    }
}

fn open(row: &Row<'_>) -> rusqlite::Result<OpenDispatch> {
    Ok((row.get(0)?, row.get(1)?))
}
