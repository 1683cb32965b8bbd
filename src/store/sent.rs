//! A report number -> dispatches under the number, for every reporter apart; the number is kept as a keyed hash.
//!
//! The rows of a document stay when its content has gone: which partner had which category is known as long as the
//! record is kept.

use super::alias::Hash;
use super::error::StoreError;
use super::{Reading, Writing};
use crate::decision::rows::StoredDocument;
use crate::number::DocumentNo;
use crate::party::Party;
use crate::pipeline::Sent;

const SORT: &str = "meldingsnummer";

/// Stands for a controller: report numbers are known across controllers, because they name a report, not a person.
const REPORTS: &str = "";

/// One document under a report number.
#[derive(Debug, Clone, Copy)]
pub struct Numbered<'a> {
    /// The meldingsnummer of the report.
    pub number: &'a str,
    /// The reporter.
    pub reporter: &'a Party,
    /// The document.
    pub document: DocumentNo,
    /// The document is not the report: the matter was handed over with this document.
    pub handed_over: bool,
}

impl Reading<'_> {
    fn number_hashes(&self, number: &str) -> Result<Vec<Hash>, StoreError> {
        self.hashes(REPORTS, SORT, number)
    }

    /// Dispatches under a number that are delivered, due or parked, in the order of recording. The caller finds out
    /// whether a dispatch is about the same person as another one, and adds the statements about that person.
    pub fn sent_under(&self, number: &str) -> Result<Vec<Sent>, StoreError> {
        let mut under = self.db.prepare_cached(
            "SELECT seq, reporter, partner, rows, categories, handed_over, document.subject, dispatch.subject
             FROM numbered JOIN dispatch USING (document) JOIN document ON document.n = dispatch.document
             WHERE key_version = ?1 AND number_hash = ?2 AND state IN ('delivered', 'due', 'parked')",
        )?;
        let mut all: Vec<Sent> = Vec::new();
        for (version, hash) in self.number_hashes(number)? {
            let rows = under.query_map((version, hash), |row| {
                let words = |text: String| text.split_whitespace().map(str::to_owned).collect();
                Ok(Sent {
                    seq: row.get(0)?,
                    reporter: row.get(1)?,
                    to: row.get(2)?,
                    rows: words(row.get(3)?),
                    categories: words(row.get(4)?),
                    handed_over: row.get(5)?,
                    subject: row.get(6)?,
                    lane: row.get(7)?,
                    same_person: false,
                    statements: Vec::new(),
                    standings: Vec::new(),
                })
            })?;
            all.extend(rows.collect::<Result<Vec<_>, _>>()?);
        }
        all.sort_by(|one, other| {
            (one.seq, &one.reporter, one.handed_over).cmp(&(
                other.seq,
                &other.reporter,
                other.handed_over,
            ))
        });
        all.dedup_by(|one, other| one.seq == other.seq && one.reporter == other.reporter);
        Ok(all)
    }

    /// The reporters under a number, each with the first document.
    pub fn reporters(&self, number: &str) -> Result<Vec<(Party, StoredDocument)>, StoreError> {
        let mut first = self.db.prepare_cached(
            "SELECT reporter, min(document) FROM numbered WHERE key_version = ?1 AND number_hash = ?2 AND handed_over = 0 GROUP BY reporter",
        )?;
        let mut found: Vec<(Party, DocumentNo)> = Vec::new();
        for (version, hash) in self.number_hashes(number)? {
            let rows = first.query_map((version, hash), |row| Ok((row.get(0)?, row.get(1)?)))?;
            found.extend(rows.collect::<Result<Vec<_>, _>>()?);
        }
        found.sort();
        found.dedup_by(|one, other| one.0 == other.0);
        let mut reporters = Vec::with_capacity(found.len());
        for (reporter, document) in found {
            if let Some(document) = self.document(document)? {
                reporters.push((reporter, document));
            }
        }
        Ok(reporters)
    }
}

impl Writing<'_> {
    /// Records a document under its report number.
    pub fn put_numbered(&self, new: &Numbered<'_>) -> Result<(), StoreError> {
        self.renew_number(new.number)?;
        let (version, hash) = self.newest_hash(REPORTS, SORT, new.number)?;
        let mut insert = self.db.prepare_cached(
            "INSERT OR IGNORE INTO numbered (key_version, number_hash, document, reporter, handed_over) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?;
        insert.execute((version, hash, new.document, new.reporter, new.handed_over))?;
        Ok(())
    }

    /// Writes a number by the newest key as well, where an older key wrote it.
    pub fn renew_number(&self, number: &str) -> Result<(), StoreError> {
        let hashes = self.number_hashes(number)?;
        let [(version, hash), older @ ..] = &hashes[..] else {
            return Ok(());
        };
        let mut renew = self.db.prepare_cached(
            "INSERT OR IGNORE INTO numbered (key_version, number_hash, document, reporter, handed_over)
             SELECT ?3, ?4, document, reporter, handed_over FROM numbered WHERE key_version = ?1 AND number_hash = ?2",
        )?;
        for (older, same) in older {
            renew.execute((older, same, version, hash))?;
        }
        Ok(())
    }
}
