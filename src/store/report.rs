//! A meldingsnummer, within one controller -> who reported it. Kept as a keyed hash. A number that two have used names neither.

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
    /// Key (OIN and role) of the source that reported.
    pub reporter: &'a str,
    /// The document that it was reported with.
    pub document: i64,
    /// Who the report is about.
    pub subject: Option<SubjectId>,
}

/// In the place of a reporter, where several have used the number.
const SEVERAL: &str = "";

impl Reading<'_> {
    /// Key of the one that reported this number; none when nobody did, or several did: nobody can tell which report is meant then.
    pub fn reporter(&self, controller: &str, number: &str) -> Result<Option<String>, StoreError> {
        let mut one =
            self.db.prepare_cached("SELECT partner FROM report WHERE controller = ?1 AND key_version = ?2 AND number_hash = ?3")?;
        let key = (controller, self.keys.alias_version(), self.keys.alias(controller, SORT, number));
        let known: Option<String> = one.query_row(key, |row| row.get(0)).optional()?;
        Ok(known.filter(|reporter| reporter != SEVERAL))
    }
}

impl Writing<'_> {
    /// Remembers who reported. A second reporter of a number makes it nobody's, for good: whoever guesses a number learns nothing by it.
    pub fn register_report(&self, new: &NewReport<'_>) -> Result<(), StoreError> {
        let hash = self.keys.alias(new.controller, SORT, new.number);
        let mut insert = self.db.prepare_cached(
            "INSERT INTO report (controller, key_version, number_hash, partner, document, subject) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT DO UPDATE SET partner = ?7 WHERE partner <> excluded.partner",
        )?;
        insert.execute((new.controller, self.keys.alias_version(), hash, new.reporter, new.document, new.subject, SEVERAL))?;
        Ok(())
    }
}
