//! The random ids under which the hub knows the subjects, each within one controller -> rows.

use super::error::StoreError;
use super::{Reading, Writing};
use crate::message::SubjectId;
use rusqlite::OptionalExtension;

impl Reading<'_> {
    /// The id of the subject that this one was merged into, or the id itself.
    pub fn current(&self, subject: SubjectId) -> Result<SubjectId, StoreError> {
        let mut one = self
            .db
            .prepare_cached("SELECT ifnull(merged, id) FROM subject WHERE id = ?1")?;
        Ok(one
            .query_row([subject], |row| row.get(0))
            .optional()?
            .unwrap_or(subject))
    }

    pub(super) fn has_pgn(&self, subject: SubjectId) -> Result<bool, StoreError> {
        Ok(self
            .db
            .prepare_cached("SELECT pgn FROM subject WHERE id = ?1")?
            .query_row([subject], |row| row.get(0))?)
    }
}

impl Writing<'_> {
    /// Keeps a subject that was not known before.
    pub(super) fn put_subject(
        &self,
        id: SubjectId,
        controller: &str,
        numbered: bool,
    ) -> Result<(), StoreError> {
        let mut insert = self
            .db
            .prepare_cached("INSERT INTO subject (id, controller, pgn) VALUES (?1, ?2, ?3)")?;
        insert.execute((id, controller, numbered))?;
        Ok(())
    }

    /// Keeps that the number of a subject is known.
    pub(super) fn number_is_known(&self, subject: SubjectId) -> Result<(), StoreError> {
        self.db
            .prepare_cached("UPDATE subject SET pgn = 1 WHERE id = ?1 AND pgn = 0")?
            .execute([subject])?;
        Ok(())
    }
}
