//! A message that was handed out before -> how often it was about to be decoded.

use super::Writing;
use super::error::StoreError;

impl Writing<'_> {
    /// Counts one more try, before the message is read. Returns how many there are now.
    pub fn suspect(&self, source: &str, digest: &[u8; 32]) -> Result<i64, StoreError> {
        let mut count = self.db.prepare_cached(
            "INSERT INTO suspect (source, digest, tries) VALUES (?1, ?2, 1)
             ON CONFLICT DO UPDATE SET tries = tries + 1 RETURNING tries",
        )?;
        Ok(count.query_row((source, digest), |row| row.get(0))?)
    }

    /// The message did no harm after all, or has been set aside.
    pub fn clear_suspect(&self, source: &str, digest: &[u8; 32]) -> Result<(), StoreError> {
        self.db.prepare_cached("DELETE FROM suspect WHERE source = ?1 AND digest = ?2")?.execute((source, digest))?;
        Ok(())
    }
}
