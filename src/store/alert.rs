//! What a person must handle -> a row that stays open until that is done.

use super::error::StoreError;
use super::{Reading, Writing};
use crate::outcome::Code;

/// Something that waits for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// Its number.
    pub n: i64,
    /// When it was raised.
    pub at: i64,
    /// What is the matter.
    pub code: Code,
    /// The document that it is about.
    pub document: Option<i64>,
    /// The dispatch that it is about.
    pub dispatch: Option<i64>,
}

impl Reading<'_> {
    /// The alerts after number `after` that nobody has handled, oldest first.
    pub fn open_alerts(&self, after: i64, limit: u32) -> Result<Vec<Alert>, StoreError> {
        let mut open = self
            .db
            .prepare_cached("SELECT n, at, code, document, dispatch FROM alert WHERE handled IS NULL AND n > ?1 ORDER BY n LIMIT ?2")?;
        let rows = open.query_map((after, limit), |row| {
            Ok(Alert { n: row.get(0)?, at: row.get(1)?, code: row.get(2)?, document: row.get(3)?, dispatch: row.get(4)? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Writing<'_> {
    /// Asks for a person. Returns the number of the alert.
    pub fn raise_alert(&self, at: i64, code: Code, document: Option<i64>, dispatch: Option<i64>) -> Result<i64, StoreError> {
        self.db
            .prepare_cached("INSERT INTO alert (at, code, document, dispatch) VALUES (?1, ?2, ?3, ?4)")?
            .execute((at, code, document, dispatch))?;
        Ok(self.db.last_insert_rowid())
    }

    /// A person has handled it. False when that was known.
    pub fn handle_alert(&self, n: i64, at: i64) -> Result<bool, StoreError> {
        let mut handle = self.db.prepare_cached("UPDATE alert SET handled = ?2 WHERE n = ?1 AND handled IS NULL")?;
        Ok(handle.execute((n, at))? > 0)
    }
}
