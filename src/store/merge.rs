//! Two subjects of one controller that turned out to be one -> one subject, with all statements about either.
//!
//! The row of the other subject stays and names the subject that took it in: the log, documents and dispatches keep
//! the id that they had.

use super::error::StoreError;
use super::{Reading, Writing};
use crate::message::SubjectId;
use crate::number::DoubtNo;
use rusqlite::OptionalExtension;

/// A possible match with a third subject, and its answer.
struct PossibleAsked {
    n: DoubtNo,
    third: SubjectId,
    different: bool,
}

impl Reading<'_> {
    fn asked_of(&self, subject: SubjectId) -> Result<Vec<PossibleAsked>, StoreError> {
        let mut all = self.db.prepare_cached(
            "SELECT n, other, ifnull(answer = 'different', 0) FROM doubt WHERE one = ?1 AND ifnull(answer, '') <> 'same'
             UNION ALL SELECT n, one, ifnull(answer = 'different', 0) FROM doubt WHERE other = ?1 AND ifnull(answer, '') <> 'same'",
        )?;
        let rows = all.query_map([subject], |row| {
            Ok(PossibleAsked {
                n: row.get(0)?,
                third: row.get(1)?,
                different: row.get(2)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn pair_of(&self, a: SubjectId, b: SubjectId) -> Result<Option<DoubtNo>, StoreError> {
        let mut one = self
            .db
            .prepare_cached("SELECT n FROM doubt WHERE one = ?1 AND other = ?2")?;
        Ok(one
            .query_row((a.min(b), a.max(b)), |row| row.get(0))
            .optional()?)
    }
}

impl Writing<'_> {
    /// Moves all marks and statements of `from` to `into`. No row of another controller is touched.
    pub(super) fn merge(&self, from: SubjectId, into: SubjectId) -> Result<(), StoreError> {
        for sql in [
            "UPDATE alias SET subject = ?2 WHERE subject = ?1",
            "UPDATE OR IGNORE near SET subject = ?2 WHERE subject = ?1",
            "DELETE FROM near WHERE subject = ?1 AND ?2 IS NOT NULL",
            "UPDATE sighting SET subject = ?2 WHERE subject = ?1",
            "UPDATE statement SET subject = ?2 WHERE subject = ?1",
            "UPDATE standing SET subject = ?2 WHERE subject = ?1",
            "UPDATE OR REPLACE secret SET subject = ?2 WHERE subject = ?1",
            "UPDATE subject SET pgn = max(pgn, (SELECT pgn FROM subject WHERE id = ?1)) WHERE id = ?2",
            "UPDATE subject SET merged = ?2 WHERE id = ?1 OR merged = ?1",
        ] {
            self.db.prepare_cached(sql)?.execute((from, into))?;
        }
        self.move_doubts(from, into)
    }

    /// Moves the possible matches of `from`, and the answers to them, to `into`.
    fn move_doubts(&self, from: SubjectId, into: SubjectId) -> Result<(), StoreError> {
        for PossibleAsked {
            n,
            third,
            different,
        } in self.asked_of(from)?
        {
            let known = if third == into {
                Some(n)
            } else {
                self.pair_of(into, third)?
            };
            match known {
                Some(known) if known == n => {
                    // a document gave the answer that a person was asked for
                    let mut settle =
                        self.db.prepare_cached("UPDATE doubt SET answer = 'same', answered = at WHERE n = ?1 AND answer IS NULL")?;
                    settle.execute([n])?;
                }
                Some(known) if different => {
                    let mut settle = self.db.prepare_cached(
                        "UPDATE doubt SET answer = 'different', answered = (SELECT answered FROM doubt WHERE n = ?2) WHERE n = ?1",
                    )?;
                    settle.execute((known, n))?;
                }
                Some(_) => drop(
                    self.db
                        .prepare_cached("DELETE FROM doubt WHERE n = ?1")?
                        .execute([n])?,
                ),
                None => {
                    let mut follow = self
                        .db
                        .prepare_cached("UPDATE doubt SET one = ?2, other = ?3 WHERE n = ?1")?;
                    follow.execute((n, into.min(third), into.max(third)))?;
                }
            }
        }
        Ok(())
    }
}
