//! What a sender is to be told -> a row that stays until it has been told.

use super::error::StoreError;
use super::{Reading, Writing};
use crate::number::AnswerNo;

/// An answer that has not been sent yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueAnswer {
    /// Its number, later ones higher.
    pub n: AnswerNo,
    /// What is to be sent.
    pub body: Vec<u8>,
}

impl Reading<'_> {
    /// The sources that are still to be told something.
    pub fn sources_with_answers(&self) -> Result<Vec<String>, StoreError> {
        // hops from one source to the next in the index, however many answers wait for each
        let mut hops = self.db.prepare_cached(
            "WITH RECURSIVE hop (source) AS (
               SELECT min(source) FROM answer
               UNION ALL SELECT (SELECT min(source) FROM answer WHERE source > hop.source) FROM hop WHERE hop.source IS NOT NULL)
             SELECT source FROM hop WHERE source IS NOT NULL",
        )?;
        let sources = hops.query_map([], |row| row.get(0))?;
        Ok(sources.collect::<Result<_, _>>()?)
    }

    /// The answers to a source after number `after`, in order. Start with [`AnswerNo::START`]; go on with the last one handed out.
    pub fn due_answers(
        &self,
        source: &str,
        after: AnswerNo,
        limit: u32,
    ) -> Result<Vec<DueAnswer>, StoreError> {
        let mut page = self.db.prepare_cached(
            "SELECT n, body FROM answer WHERE source = ?1 AND n > ?2 ORDER BY n LIMIT ?3",
        )?;
        let rows = page.query_map((source, after, limit), |row| {
            Ok(DueAnswer {
                n: row.get(0)?,
                body: row.get(1)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Writing<'_> {
    /// Something that a source must be told. Returns its number.
    pub fn put_answer(&self, source: &str, body: &[u8]) -> Result<AnswerNo, StoreError> {
        self.db
            .prepare_cached("INSERT INTO answer (source, body) VALUES (?1, ?2)")?
            .execute((source, body))?;
        Ok(AnswerNo(self.db.last_insert_rowid()))
    }

    /// The source has been told. False when that was known.
    pub fn answered(&self, n: AnswerNo) -> Result<bool, StoreError> {
        Ok(self
            .db
            .prepare_cached("DELETE FROM answer WHERE n = ?1")?
            .execute([n])?
            > 0)
    }
}
