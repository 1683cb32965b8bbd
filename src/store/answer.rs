//! An answer to a sender -> a row that stays until the answer has been sent.

use super::error::StoreError;
use super::{Reading, Writing};
use crate::number::AnswerNo;

/// An answer that has not been sent yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueAnswer {
    /// Number of the answer, later ones higher.
    pub n: AnswerNo,
    /// Body of the answer.
    pub body: Vec<u8>,
}

impl Reading<'_> {
    /// The sources for which answers wait.
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

    /// The answers to a source after number `after`, in order. Start with [`AnswerNo::START`]; go on with the last
    /// one handed out.
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
    /// Keeps an answer for a source. Returns the number of the answer.
    pub fn put_answer(&self, source: &str, body: &[u8]) -> Result<AnswerNo, StoreError> {
        self.db
            .prepare_cached("INSERT INTO answer (source, body) VALUES (?1, ?2)")?
            .execute((source, body))?;
        Ok(AnswerNo(self.db.last_insert_rowid()))
    }

    /// Deletes an answer that the source has. False when the answer was deleted before.
    pub fn answered(&self, n: AnswerNo) -> Result<bool, StoreError> {
        Ok(self
            .db
            .prepare_cached("DELETE FROM answer WHERE n = ?1")?
            .execute([n])?
            > 0)
    }
}
