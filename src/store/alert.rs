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
    /// The source of the document.
    pub source: Option<String>,
    /// What of the hub or the broker it is about: a queue, a partner, a setting.
    pub about: Option<String>,
}

impl Reading<'_> {
    /// The alerts after number `after` that nobody has handled, oldest first.
    pub fn open_alerts(&self, after: i64, limit: u32) -> Result<Vec<Alert>, StoreError> {
        let mut open = self.db.prepare_cached(
            "SELECT n, at, code, document, dispatch, source, about FROM alert WHERE handled IS NULL AND n > ?1 ORDER BY n LIMIT ?2",
        )?;
        let rows = open.query_map((after, limit), |row| {
            let (source, about) = (row.get(5)?, row.get(6)?);
            Ok(Alert { n: row.get(0)?, at: row.get(1)?, code: row.get(2)?, document: row.get(3)?, dispatch: row.get(4)?, source, about })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Writing<'_> {
    /// Asks for a person. Returns the number of the alert.
    pub fn raise_alert(&self, at: i64, code: Code, document: Option<i64>, dispatch: Option<i64>) -> Result<i64, StoreError> {
        self.db
            .prepare_cached(
                "INSERT INTO alert (at, code, document, dispatch, source)
                 VALUES (?1, ?2, ?3, ?4, (SELECT source FROM document WHERE n = ?3))",
            )?
            .execute((at, code, document, dispatch))?;
        Ok(self.db.last_insert_rowid())
    }

    /// Asks for a person about something of the hub or the broker. None when that alert is open already.
    pub fn raise_alert_about(&self, at: i64, code: Code, about: &str) -> Result<Option<i64>, StoreError> {
        let mut raise = self.db.prepare_cached(
            "INSERT INTO alert (at, code, about) SELECT ?1, ?2, ?3
             WHERE NOT EXISTS (SELECT 1 FROM alert WHERE code = ?2 AND about = ?3 AND handled IS NULL)",
        )?;
        Ok((raise.execute((at, code, about))? > 0).then(|| self.db.last_insert_rowid()))
    }

    /// A person has handled it. False when that was known.
    pub fn handle_alert(&self, n: i64, at: i64) -> Result<bool, StoreError> {
        let mut handle = self.db.prepare_cached("UPDATE alert SET handled = ?2 WHERE n = ?1 AND handled IS NULL")?;
        Ok(handle.execute((n, at))? > 0)
    }
}
