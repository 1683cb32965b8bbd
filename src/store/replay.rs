//! The filter of an operator -> numbers of parked dispatches and of stopped documents, page by page.

use super::error::StoreError;
use super::{Reading, Writing};
use crate::clock::Moment;
use crate::number::{DispatchNo, DocumentNo};
use crate::outcome::Code;
use rusqlite::{Params, ToSql};

/// Filter of dispatches and documents. A field that is none matches all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// OIN of the partner, with or without `/role`.
    pub partner: Option<String>,
    /// Code of the parking or the stop.
    pub code: Option<Code>,
    /// Name of the kind, with or without `/major`.
    pub kind: Option<String>,
    /// Recorded (a dispatch) or first come (a document) at this moment or later.
    pub since: Option<Moment>,
    /// Recorded or come before this moment.
    pub until: Option<Moment>,
}

impl Filter {
    fn values(&self, after: impl ToSql, limit: u32) -> impl Params {
        (
            self.partner.as_deref(),
            self.code,
            self.kind.as_deref(),
            self.since,
            self.until,
            after,
            limit,
        )
    }
}

impl Reading<'_> {
    /// Numbers of parked dispatches after number `after`, in order. Start with [`DispatchNo::START`]; go on with the last one handed out.
    pub fn parked(
        &self,
        filter: &Filter,
        after: DispatchNo,
        limit: u32,
    ) -> Result<Vec<DispatchNo>, StoreError> {
        let mut page = self.db.prepare_cached(
            "SELECT seq FROM dispatch INDEXED BY dispatch_parked JOIN document ON document.n = dispatch.document
             WHERE state = 'parked' AND (?1 IS NULL OR partner = ?1 OR substr(partner, 1, length(?1) + 1) = ?1 || '/')
             AND (?2 IS NULL OR dispatch.code = ?2) AND (?3 IS NULL OR kind = ?3 OR substr(kind, 1, length(?3) + 1) = ?3 || '/')
             AND (?4 IS NULL OR recorded >= ?4) AND (?5 IS NULL OR recorded < ?5) AND seq > ?6 ORDER BY seq LIMIT ?7",
        )?;
        let found = page.query_map(filter.values(after, limit), |row| row.get(0))?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Numbers of stopped documents after number `after`, in order; none when the filter names a partner. Start with [`DocumentNo::START`].
    pub fn stopped(
        &self,
        filter: &Filter,
        after: DocumentNo,
        limit: u32,
    ) -> Result<Vec<DocumentNo>, StoreError> {
        let mut page = self.db.prepare_cached(
            "SELECT n FROM document INDEXED BY document_stopped
             WHERE outcome = 'stopped' AND ?1 IS NULL AND (?2 IS NULL OR code = ?2)
             AND (?3 IS NULL OR kind = ?3 OR substr(kind, 1, length(?3) + 1) = ?3 || '/')
             AND (?4 IS NULL OR arrived >= ?4) AND (?5 IS NULL OR arrived < ?5) AND n > ?6 ORDER BY n LIMIT ?7",
        )?;
        let found = page.query_map(filter.values(after, limit), |row| row.get(0))?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Numbers of the documents that a source sent under an id: more than one when contents differed.
    pub fn documents_of(&self, source: &str, id: &str) -> Result<Vec<DocumentNo>, StoreError> {
        let mut same_id = self
            .db
            .prepare_cached("SELECT n FROM document WHERE source = ?1 AND id = ?2 ORDER BY n")?;
        Ok(same_id
            .query_map((source, id), |row| row.get(0))?
            .collect::<Result<_, _>>()?)
    }
}

impl Writing<'_> {
    /// Closes the alerts about a dispatch that a person has handled.
    pub fn handle_alerts_of_dispatch(&self, seq: DispatchNo, at: Moment) -> Result<(), StoreError> {
        self.db
            .prepare_cached(
                "UPDATE alert SET handled = ?2 WHERE dispatch = ?1 AND handled IS NULL",
            )?
            .execute((seq, at))?;
        Ok(())
    }

    /// Closes the alerts about a document itself that a person has handled.
    pub fn handle_alerts_of_document(&self, n: DocumentNo, at: Moment) -> Result<(), StoreError> {
        let mut handle =
            self.db.prepare_cached("UPDATE alert SET handled = ?2 WHERE document = ?1 AND dispatch IS NULL AND handled IS NULL")?;
        handle.execute((n, at))?;
        Ok(())
    }
}
