//! A meldingsnummer, within one controller -> who reported it first. Kept as a keyed hash.

use super::error::StoreError;
use super::{Reading, Writing};
use crate::message::SubjectId;
use rusqlite::OptionalExtension;

const SORT: &str = "meldingsnummer";

/// Who reported under which number.
#[derive(Debug, Clone, Copy)]
pub struct NewReport<'a> {
    /// In whose name the number was given out.
    pub controller: &'a str,
    /// The meldingsnummer.
    pub number: &'a str,
    /// OIN of the partner that reported.
    pub partner: &'a str,
    /// The document that it was reported with.
    pub document: i64,
    /// Who the report is about.
    pub subject: Option<SubjectId>,
}

impl Reading<'_> {
    /// OIN of the partner that reported this number first.
    pub fn reporter(&self, controller: &str, number: &str) -> Result<Option<String>, StoreError> {
        let mut one =
            self.db.prepare_cached("SELECT partner FROM report WHERE controller = ?1 AND key_version = ?2 AND number_hash = ?3")?;
        let key = (controller, self.keys.alias_version(), self.keys.alias(controller, SORT, number));
        Ok(one.query_row(key, |row| row.get(0)).optional()?)
    }
}

impl Writing<'_> {
    /// Remembers who reported. The first reporter of a number stays; true when this was the first.
    pub fn register_report(&self, new: &NewReport<'_>) -> Result<bool, StoreError> {
        let hash = self.keys.alias(new.controller, SORT, new.number);
        let mut insert = self.db.prepare_cached(
            "INSERT OR IGNORE INTO report (controller, key_version, number_hash, partner, document, subject)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?;
        let row = (new.controller, self.keys.alias_version(), hash, new.partner, new.document, new.subject);
        Ok(insert.execute(row)? > 0)
    }
}
