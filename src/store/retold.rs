//! The last answer to the sender of a document -> a row, only where it differs from the first answer.

use super::error::StoreError;
use super::{Reading, Writing};
use crate::number::DocumentNo;
use rusqlite::OptionalExtension;

impl Reading<'_> {
    /// The `data` of the last answer; none where the first answer is the last.
    pub fn retold(&self, document: DocumentNo) -> Result<Option<String>, StoreError> {
        let mut one = self
            .db
            .prepare_cached("SELECT said FROM retold WHERE document = ?1")?;
        Ok(one.query_row([document], |row| row.get(0)).optional()?)
    }
}

impl Writing<'_> {
    /// Keeps an answer as the last one.
    pub fn put_retold(&self, document: DocumentNo, said: &str) -> Result<(), StoreError> {
        let sql = "INSERT INTO retold (document, said) VALUES (?1, ?2) ON CONFLICT (document) DO UPDATE SET said = excluded.said";
        self.db.prepare_cached(sql)?.execute((document, said))?;
        Ok(())
    }
}
