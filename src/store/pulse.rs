//! Nothing -> whether a job that writes would be kept: a row that comes and goes, and a commit that has to reach the
//! disk.

use super::Writing;
use super::error::StoreError;

impl Writing<'_> {
    /// Writes a row and deletes it. The row still changed its page, so the commit goes all the way to the disk: a
    /// full disk, a failing one and a file that may not be written any more all show. A statement without changes
    /// would not show them.
    pub fn pulse(&self) -> Result<(), StoreError> {
        self.db
            .prepare_cached("INSERT INTO suspect (digest) VALUES (x'')")?
            .execute(())?;
        self.db
            .prepare_cached("DELETE FROM suspect WHERE digest = x''")?
            .execute(())?;
        Ok(())
    }
}
