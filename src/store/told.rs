//! A subject -> its disclosures: dispatches by partner, and whether the address of the subject is secret.

use super::dispatch::Dispatch;
use super::error::StoreError;
use super::{Reading, Writing};
use crate::decision::rows::StoredDocument;
use crate::message::SubjectId;
use crate::number::DispatchNo;
use rusqlite::OptionalExtension;

impl Reading<'_> {
    /// Dispatches about a subject, or one merged into that subject, each with its document, latest first; at most
    /// `limit`.
    pub fn told_about(
        &self,
        subject: SubjectId,
        limit: u32,
    ) -> Result<Vec<(Dispatch, StoredDocument)>, StoreError> {
        let mut about = self.db.prepare_cached(
            "SELECT seq FROM dispatch INDEXED BY dispatch_subject
             WHERE subject IN (SELECT ?1 UNION ALL SELECT id FROM subject WHERE merged = ?1) AND subject IS NOT NULL
             ORDER BY seq DESC LIMIT ?2",
        )?;
        let seqs = about
            .query_map((subject, limit), |row| row.get(0))?
            .collect::<Result<Vec<DispatchNo>, _>>()?;
        let mut told = Vec::with_capacity(seqs.len());
        for seq in seqs {
            if let Some(dispatch) = self.dispatch(seq)?
                && let Some(document) = self.document(dispatch.document)?
            {
                told.push((dispatch, document));
            }
        }
        Ok(told)
    }

    /// Whether the record must not tell where this subject lives.
    pub fn is_secret(&self, subject: SubjectId) -> Result<bool, StoreError> {
        let mut one = self
            .db
            .prepare_cached("SELECT 1 FROM secret WHERE subject = ?1")?;
        Ok(one.query_row([subject], |_| Ok(())).optional()?.is_some())
    }

    /// Whether the record must not tell where this subject lives, or a possible match of this subject that no person
    /// has ruled out.
    pub fn may_be_secret(&self, subject: SubjectId) -> Result<bool, StoreError> {
        let pairs = self.pairs_of(subject)?;
        let others = pairs
            .iter()
            .filter(|pair| !pair.different)
            .flat_map(|pair| [pair.one, pair.other]);
        self.any_secret(others.chain([subject]))
    }

    /// Whether the record must not tell where any of these subjects lives.
    pub fn any_secret(
        &self,
        subjects: impl IntoIterator<Item = SubjectId>,
    ) -> Result<bool, StoreError> {
        for subject in subjects {
            if self.is_secret(subject)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

impl Writing<'_> {
    /// Keeps a secret address of a subject. True when this is new: rulings that were made before must be asked again.
    pub fn keep_secret(&self, subject: SubjectId) -> Result<bool, StoreError> {
        let mut keep = self
            .db
            .prepare_cached("INSERT INTO secret (subject) VALUES (?1) ON CONFLICT DO NOTHING")?;
        Ok(keep.execute([subject])? > 0)
    }
}
