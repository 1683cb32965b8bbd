//! Two subjects that may be one -> a row that waits for a person, and the answer to it.

use super::error::StoreError;
use super::values::word;
use super::{Reading, Writing};
use crate::message::SubjectId;
use crate::outcome::Code;
use crate::pipeline::identity::sighting::{Pair, Why};
use rusqlite::types::{FromSql, FromSqlResult, ValueRef};
use rusqlite::{OptionalExtension, Row};

/// The word in the table.
const fn word_of(why: Why) -> &'static str {
    match why {
        Why::NameBirth => "name-birth",
        Why::BirthAddress => "birth-address",
        Why::BirthDate => "birth-date",
        Why::Twins => "twins",
        Why::Withdrawal => "withdrawal",
    }
}

impl FromSql for Why {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let all = [
            Self::NameBirth,
            Self::BirthAddress,
            Self::BirthDate,
            Self::Twins,
            Self::Withdrawal,
        ];
        word(value, |text| {
            all.into_iter().find(|why| word_of(*why) == text)
        })
    }
}

/// So many possible matches are put before a person at once.
const MOST_MATCHES: usize = 20;

/// Two subjects that may be one; no person has looked yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// Its number.
    pub n: i64,
    /// When it arose.
    pub at: i64,
    /// The controller that knows the two.
    pub controller: String,
    /// One of them.
    pub one: SubjectId,
    /// And the other.
    pub other: SubjectId,
    /// Why they may be one.
    pub why: Why,
    /// The document that it arose with.
    pub document: i64,
}

const COLUMNS: &str = "n, at, controller, one, other, why, document";

fn stored(row: &Row<'_>) -> rusqlite::Result<Doubt> {
    Ok(Doubt {
        n: row.get(0)?,
        at: row.get(1)?,
        controller: row.get(2)?,
        one: row.get(3)?,
        other: row.get(4)?,
        why: row.get(5)?,
        document: row.get(6)?,
    })
}

/// A pair is one pair, whichever is named first.
fn pair(a: SubjectId, b: SubjectId) -> (SubjectId, SubjectId) {
    if a < b { (a, b) } else { (b, a) }
}

impl Reading<'_> {
    /// The doubts after number `after` that no person has looked at, oldest first.
    pub fn open_doubts(&self, after: i64, limit: u32) -> Result<Vec<Doubt>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM doubt WHERE answer IS NULL AND n > ?1 ORDER BY n LIMIT ?2"
        );
        Ok(self
            .db
            .prepare_cached(&sql)?
            .query_map((after, limit), stored)?
            .collect::<Result<_, _>>()?)
    }

    /// One doubt that no person has looked at.
    pub fn open_doubt(&self, n: i64) -> Result<Option<Doubt>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM doubt WHERE answer IS NULL AND n = ?1");
        Ok(self
            .db
            .prepare_cached(&sql)?
            .query_row([n], stored)
            .optional()?)
    }

    /// The documents in which something was said about either of two.
    pub fn said_in(&self, doubt: &Doubt) -> Result<Vec<i64>, StoreError> {
        let mut all = self.db.prepare_cached(
            "SELECT DISTINCT document FROM testimony WHERE subject IN (?1, ?2) ORDER BY document",
        )?;
        Ok(all
            .query_map((doubt.one, doubt.other), |row| row.get(0))?
            .collect::<Result<_, _>>()?)
    }

    /// What a person was asked about this subject and another, unless the two turned out to be one.
    pub(super) fn pairs_of(&self, subject: SubjectId) -> Result<Vec<Pair>, StoreError> {
        let mut all = self.db.prepare_cached(
            "SELECT one, other, why, ifnull(answer = 'different', 0) FROM doubt WHERE one = ?1 AND ifnull(answer, '') <> 'same'
             UNION ALL SELECT one, other, why, ifnull(answer = 'different', 0) FROM doubt WHERE other = ?1 AND ifnull(answer, '') <> 'same'",
        )?;
        let read = |row: &Row<'_>| {
            Ok(Pair {
                one: row.get(0)?,
                other: row.get(1)?,
                why: row.get(2)?,
                different: row.get(3)?,
            })
        };
        Ok(all.query_map([subject], read)?.collect::<Result<_, _>>()?)
    }
}

impl Writing<'_> {
    /// Asks a person about those of `others` that nobody was asked about before; about so many at once, and about the rest when something
    /// about it comes in. True when there were any.
    pub fn ask_about_matches(
        &self,
        at: i64,
        controller: &str,
        document: i64,
        subject: SubjectId,
        others: &[(SubjectId, Why)],
    ) -> Result<bool, StoreError> {
        let mut known = self
            .db
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM doubt WHERE one = ?1 AND other = ?2)")?;
        let mut insert = self
            .db
            .prepare_cached("INSERT INTO doubt (at, controller, one, other, why, document, alert) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?;
        let mut alert = None;
        for (other, why) in others.iter().take(MOST_MATCHES) {
            let (one, two) = pair(subject, *other);
            if !known.query_row((one, two), |row| row.get::<_, bool>(0))? {
                let alert = match alert {
                    Some(alert) => alert,
                    None => {
                        *alert.insert(self.raise_alert(at, Code::Manual, Some(document), None)?)
                    }
                };
                insert.execute((at, controller, one, two, word_of(*why), document, alert))?;
            }
        }
        Ok(alert.is_some())
    }

    /// A person looked: the two are one. Gives the subject that was merged, and the one it was merged into.
    pub fn are_one(&self, doubt: &Doubt, at: i64) -> Result<(SubjectId, SubjectId), StoreError> {
        let (from, into) = match self.has_pgn(doubt.other)? {
            true => (doubt.one, doubt.other),
            false => (doubt.other, doubt.one),
        };
        self.answer(doubt.n, "same", at)?;
        // the words without a number that either was spoken of in are this person's from now on
        let mut settle = self.db.prepare_cached(
            "UPDATE sighting SET settled = 1 WHERE subject IN (?1, ?2) AND pgn IS NULL",
        )?;
        settle.execute((from, into))?;
        self.merge(from, into)?;
        Ok((from, into))
    }

    /// A person looked: they are two, for good.
    pub fn are_two(&self, doubt: &Doubt, at: i64) -> Result<(), StoreError> {
        self.answer(doubt.n, "different", at)
    }

    /// The alert of a doubt is handled with the last doubt that it was raised for.
    fn answer(&self, n: i64, answer: &str, at: i64) -> Result<(), StoreError> {
        let mut set = self.db.prepare_cached(
            "UPDATE doubt SET answer = ?2, answered = ?3 WHERE n = ?1 RETURNING alert",
        )?;
        let alert: Option<i64> = set.query_row((n, answer, at), |row| row.get(0))?;
        let Some(alert) = alert else { return Ok(()) };
        let mut open = self.db.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM doubt WHERE alert = ?1 AND answer IS NULL)",
        )?;
        if !open.query_row([alert], |row| row.get::<_, bool>(0))? {
            self.handle_alert(alert, at)?;
        }
        Ok(())
    }
}
