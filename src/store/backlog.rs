//! How much of a partner has not ended: whether a lane could be overtaken.

use super::{Reading, StoreError};
use crate::party::Party;

impl Reading<'_> {
    /// Dispatches of a partner that are due, now or later, or parked; counts no further than `most`.
    pub fn open_dispatches(&self, partner: &Party, most: u32) -> Result<u64, StoreError> {
        let mut due = self.db.prepare_cached(
            "SELECT count(*) FROM (SELECT 1 FROM dispatch INDEXED BY dispatch_due WHERE partner = ?1 AND state = 'due' LIMIT ?2)",
        )?;
        let due: u32 = due.query_row((partner, most), |row| row.get(0))?;
        if due >= most {
            return Ok(u64::from(due));
        }
        let mut parked = self.db.prepare_cached(
            "SELECT count(*) FROM (SELECT 1 FROM dispatch INDEXED BY dispatch_lane
             WHERE partner = ?1 AND subject IS NOT NULL AND state IN ('due', 'parked') AND +state = 'parked' LIMIT ?2)",
        )?;
        let parked: u32 = parked.query_row((partner, most), |row| row.get(0))?;
        Ok(u64::from(due) + u64::from(parked))
    }
}
