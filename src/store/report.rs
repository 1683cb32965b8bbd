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

/// A number, as it is kept.
struct Known {
    reporter: String,
    document: i64,
    subject: Option<SubjectId>,
    newest: bool,
}

impl Reading<'_> {
    /// Key of the one that reported this number; none when nobody did, or several did: nobody can tell which report is meant then.
    pub fn reporter(&self, controller: &str, number: &str) -> Result<Option<String>, StoreError> {
        let known = self.reported(controller, number)?.map(|known| known.reporter);
        Ok(known.filter(|reporter| reporter != SEVERAL))
    }

    fn reported(&self, controller: &str, number: &str) -> Result<Option<Known>, StoreError> {
        let mut one = self.db.prepare_cached(
            "SELECT partner, document, subject FROM report WHERE controller = ?1 AND key_version = ?2 AND number_hash = ?3",
        )?;
        for (nth, (version, hash)) in self.hashes(controller, SORT, number)?.into_iter().enumerate() {
            let known = one.query_row((controller, version, hash), |row| {
                Ok(Known { reporter: row.get(0)?, document: row.get(1)?, subject: row.get(2)?, newest: nth == 0 })
            });
            if let Some(known) = known.optional()? {
                return Ok(Some(known));
            }
        }
        Ok(None)
    }
}

impl Writing<'_> {
    /// Remembers who reported. A second reporter of a number makes it nobody's, for good: whoever guesses a number learns nothing by it.
    pub fn register_report(&self, new: &NewReport<'_>) -> Result<(), StoreError> {
        self.renew_report(new.controller, new.number)?;
        let (version, hash) = self.newest_hash(new.controller, SORT, new.number)?;
        let mut insert = self.db.prepare_cached(
            "INSERT INTO report (controller, key_version, number_hash, partner, document, subject) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT DO UPDATE SET partner = ?7 WHERE partner <> excluded.partner",
        )?;
        insert.execute((new.controller, version, hash, new.reporter, new.document, new.subject, SEVERAL))?;
        Ok(())
    }

    /// A number that an older key wrote is written by the newest as well.
    pub fn renew_report(&self, controller: &str, number: &str) -> Result<(), StoreError> {
        let Some(Known { reporter, document, subject, newest: false }) = self.reported(controller, number)? else { return Ok(()) };
        let (version, hash) = self.newest_hash(controller, SORT, number)?;
        let sql = "INSERT INTO report (controller, key_version, number_hash, partner, document, subject) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        self.db.prepare_cached(sql)?.execute((controller, version, hash, reporter, document, subject))?;
        Ok(())
    }
}
