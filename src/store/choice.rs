//! The reporter that a person chose for a document, among several -> a row; the last choice counts, and no row is
//! ever changed.

use super::error::StoreError;
use super::{Reading, Writing};
use crate::clock::Moment;
use crate::number::DocumentNo;
use crate::party::Party;
use rusqlite::OptionalExtension;

impl Reading<'_> {
    /// The reporter that a person chose for a document.
    pub fn chosen_reporter(&self, document: DocumentNo) -> Result<Option<Party>, StoreError> {
        let mut last = self.db.prepare_cached(
            "SELECT reporter FROM reporter_choice WHERE document = ?1 ORDER BY n DESC LIMIT 1",
        )?;
        Ok(last.query_row([document], |row| row.get(0)).optional()?)
    }

    /// The number of the document that a source sent under this id with this content, if there is one.
    pub fn document_as_it_came(
        &self,
        source: &str,
        id: &str,
        digest: &[u8; 32],
    ) -> Result<Option<DocumentNo>, StoreError> {
        let mut same = self.db.prepare_cached(
            "SELECT n FROM document WHERE source = ?1 AND id = ?2 AND digest = ?3",
        )?;
        Ok(same
            .query_row((source, id, digest), |row| row.get(0))
            .optional()?)
    }
}

impl Writing<'_> {
    /// Keeps the choice of a reporter for a document.
    pub fn choose_reporter(
        &self,
        document: DocumentNo,
        reporter: &Party,
        at: Moment,
    ) -> Result<(), StoreError> {
        let mut insert = self.db.prepare_cached(
            "INSERT INTO reporter_choice (at, document, reporter) VALUES (?1, ?2, ?3)",
        )?;
        insert.execute((at, document, reporter))?;
        Ok(())
    }
}
