//! A matter for a person -> a row that stays open until a person has handled the matter.

use super::error::StoreError;
use super::{Reading, Writing};
use crate::clock::Moment;
use crate::number::{AlertNo, DispatchNo, DocumentNo};
use crate::outcome::Code;
use rusqlite::Row;

/// A matter that waits for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// Number of the alert.
    pub n: AlertNo,
    /// Moment when the alert was raised.
    pub at: Moment,
    /// Code of the matter.
    pub code: Code,
    /// The document of the alert.
    pub document: Option<DocumentNo>,
    /// The dispatch of the alert.
    pub dispatch: Option<DispatchNo>,
    /// The source of the document.
    pub source: Option<String>,
    /// The object of the hub or the broker: a queue, a partner, a setting.
    pub about: Option<String>,
}

/// Open alerts of one cause.
#[derive(Debug, Clone)]
pub struct Cause {
    /// Code of the alerts.
    pub code: Code,
    /// Source or object of the alerts; none: all.
    pub of: Option<String>,
    /// The last number that counts: alerts raised later stay open.
    pub last: AlertNo,
}

const COLUMNS: &str = "SELECT n, at, code, document, dispatch, source, about FROM alert INDEXED BY alert_open WHERE handled IS NULL";

impl Reading<'_> {
    /// The alerts after number `after` that no person has handled, oldest first.
    pub fn open_alerts(&self, after: AlertNo, limit: u32) -> Result<Vec<Alert>, StoreError> {
        let mut open = self
            .db
            .prepare_cached(&format!("{COLUMNS} AND n > ?1 ORDER BY n LIMIT ?2"))?;
        Ok(open
            .query_map((after, limit), alert)?
            .collect::<Result<_, _>>()?)
    }

    /// The open alerts of one cause after number `after`, oldest first.
    pub fn open_alerts_of(
        &self,
        cause: &Cause,
        after: AlertNo,
        limit: u32,
    ) -> Result<Vec<Alert>, StoreError> {
        let mut open = self.db.prepare_cached(&format!(
            "{COLUMNS} AND n > ?1 AND n <= ?2 AND code = ?3 AND (?4 IS NULL OR source = ?4 OR about = ?4) ORDER BY n LIMIT ?5"
        ))?;
        Ok(open
            .query_map((after, cause.last, cause.code, &cause.of, limit), alert)?
            .collect::<Result<_, _>>()?)
    }

    /// The number of the last alert that was ever raised.
    pub fn last_alert(&self) -> Result<AlertNo, StoreError> {
        Ok(self
            .db
            .prepare_cached("SELECT coalesce(max(n), 0) FROM alert")?
            .query_row([], |row| row.get(0))?)
    }
}

fn alert(row: &Row<'_>) -> Result<Alert, rusqlite::Error> {
    let (source, about) = (row.get(5)?, row.get(6)?);
    Ok(Alert {
        n: row.get(0)?,
        at: row.get(1)?,
        code: row.get(2)?,
        document: row.get(3)?,
        dispatch: row.get(4)?,
        source,
        about,
    })
}

impl Writing<'_> {
    /// Raises an alert about a document or a dispatch. Returns the number of the alert.
    pub fn raise_alert(
        &self,
        at: Moment,
        code: Code,
        document: Option<DocumentNo>,
        dispatch: Option<DispatchNo>,
    ) -> Result<AlertNo, StoreError> {
        self.db
            .prepare_cached(
                "INSERT INTO alert (at, code, document, dispatch, source)
                 VALUES (?1, ?2, ?3, ?4, (SELECT source FROM document WHERE n = ?3))",
            )?
            .execute((at, code, document, dispatch))?;
        Ok(AlertNo(self.db.last_insert_rowid()))
    }

    /// Raises an alert about an object of the hub or the broker. None when that alert is open already.
    pub fn raise_alert_about(
        &self,
        at: Moment,
        code: Code,
        about: &str,
    ) -> Result<Option<AlertNo>, StoreError> {
        let mut raise = self.db.prepare_cached(
            "INSERT INTO alert (at, code, about) SELECT ?1, ?2, ?3
             WHERE NOT EXISTS (SELECT 1 FROM alert WHERE code = ?2 AND about = ?3 AND handled IS NULL)",
        )?;
        Ok((raise.execute((at, code, about))? > 0).then(|| AlertNo(self.db.last_insert_rowid())))
    }

    /// Closes an alert that a person has handled. False when the alert was closed before.
    pub fn handle_alert(&self, n: AlertNo, at: Moment) -> Result<bool, StoreError> {
        let mut handle = self
            .db
            .prepare_cached("UPDATE alert SET handled = ?2 WHERE n = ?1 AND handled IS NULL")?;
        Ok(handle.execute((n, at))? > 0)
    }
}
