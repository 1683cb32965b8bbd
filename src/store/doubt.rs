//! Two subjects that may be one -> a row that waits for a person, and the answer to it.

use super::error::StoreError;
use super::values::word;
use super::{Reading, Writing};
use crate::message::SubjectId;
use crate::outcome::Code;
use rusqlite::types::{FromSql, FromSqlResult, ValueRef};
use rusqlite::{OptionalExtension, Row};

/// Why two may be one, or what was one may be two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The same name and birth date.
    NameBirth,
    /// The same birth date and address.
    BirthAddress,
    /// The same number, another birth date.
    BirthDate,
    /// The same name, birth date and address; something was said without a number.
    Twins,
}

impl Why {
    /// The word in the table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NameBirth => "name-birth",
            Self::BirthAddress => "birth-address",
            Self::BirthDate => "birth-date",
            Self::Twins => "twins",
        }
    }
}

impl FromSql for Why {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let all = [Self::NameBirth, Self::BirthAddress, Self::BirthDate, Self::Twins];
        word(value, |text| all.into_iter().find(|why| why.as_str() == text))
    }
}

/// Two that may be one; nobody has looked yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// Its number.
    pub n: i64,
    /// When it arose.
    pub at: i64,
    /// Who knows the two.
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

/// A pair is one pair, whoever is named first.
fn pair(a: SubjectId, b: SubjectId) -> (SubjectId, SubjectId) {
    if a < b { (a, b) } else { (b, a) }
}

impl Reading<'_> {
    /// The doubts after number `after` that nobody has looked at, oldest first.
    pub fn open_doubts(&self, after: i64, limit: u32) -> Result<Vec<Doubt>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM doubt WHERE answer IS NULL AND n > ?1 ORDER BY n LIMIT ?2");
        Ok(self.db.prepare_cached(&sql)?.query_map((after, limit), stored)?.collect::<Result<_, _>>()?)
    }

    /// One that nobody has looked at.
    pub fn open_doubt(&self, n: i64) -> Result<Option<Doubt>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM doubt WHERE answer IS NULL AND n = ?1");
        Ok(self.db.prepare_cached(&sql)?.query_row([n], stored).optional()?)
    }

    /// The documents in which something was said about either of two.
    pub fn said_in(&self, doubt: &Doubt) -> Result<Vec<i64>, StoreError> {
        let mut all = self.db.prepare_cached("SELECT DISTINCT document FROM testimony WHERE subject IN (?1, ?2) ORDER BY document")?;
        Ok(all.query_map((doubt.one, doubt.other), |row| row.get(0))?.collect::<Result<_, _>>()?)
    }

    /// With whom a person was asked to compare this subject, and has not yet.
    pub(super) fn asked_about(&self, subject: SubjectId) -> Result<Vec<(SubjectId, Why)>, StoreError> {
        let mut all = self.db.prepare_cached(
            "SELECT other, why FROM doubt WHERE one = ?1 AND answer IS NULL
             UNION ALL SELECT one, why FROM doubt WHERE other = ?1 AND answer IS NULL",
        )?;
        Ok(all.query_map([subject], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?)
    }

    /// A person said that these two are two.
    pub(super) fn are_different(&self, a: SubjectId, b: SubjectId) -> Result<bool, StoreError> {
        let mut one = self.db.prepare_cached("SELECT ifnull(answer = 'different', 0) FROM doubt WHERE one = ?1 AND other = ?2")?;
        Ok(one.query_row(pair(a, b), |row| row.get(0)).optional()?.unwrap_or(false))
    }

    /// A person said that the other is none of these.
    pub(super) fn looked_at(&self, own: &[SubjectId], other: SubjectId) -> Result<bool, StoreError> {
        for subject in own {
            if self.are_different(*subject, other)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

impl Writing<'_> {
    /// Asks a person about those of `others` that nobody was asked about before. True when there were any.
    pub fn wonder(
        &self,
        at: i64,
        controller: &str,
        document: i64,
        subject: SubjectId,
        others: &[(SubjectId, Why)],
    ) -> Result<bool, StoreError> {
        let mut known = self.db.prepare_cached("SELECT EXISTS (SELECT 1 FROM doubt WHERE one = ?1 AND other = ?2)")?;
        let mut insert = self
            .db
            .prepare_cached("INSERT INTO doubt (at, controller, one, other, why, document, alert) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?;
        let mut alert = None;
        for (other, why) in others {
            let (one, two) = pair(subject, *other);
            if !known.query_row((one, two), |row| row.get::<_, bool>(0))? {
                let alert = match alert {
                    Some(alert) => alert,
                    None => *alert.insert(self.raise_alert(at, Code::Manual, Some(document), None)?),
                };
                insert.execute((at, controller, one, two, why.as_str(), document, alert))?;
            }
        }
        Ok(alert.is_some())
    }

    /// A person looked: they are one. Who was merged into whom.
    pub fn are_one(&self, doubt: &Doubt, at: i64) -> Result<(SubjectId, SubjectId), StoreError> {
        let mut by_number = self.db.prepare_cached("SELECT EXISTS (SELECT 1 FROM alias WHERE subject = ?1 AND sort = 'pgn')")?;
        let (from, into) = match by_number.query_row([doubt.other], |row| row.get(0))? {
            true => (doubt.one, doubt.other),
            false => (doubt.other, doubt.one),
        };
        self.answer(doubt.n, "same", at)?;
        self.merge(from, into)?;
        Ok((from, into))
    }

    /// A person looked: they are two, for good.
    pub fn are_two(&self, doubt: &Doubt, at: i64) -> Result<(), StoreError> {
        self.answer(doubt.n, "different", at)?;
        self.raise_consent_version(doubt.one)?;
        self.raise_consent_version(doubt.other).map(drop)
    }

    /// The alert of a doubt is handled with the last doubt that it was raised for.
    fn answer(&self, n: i64, answer: &str, at: i64) -> Result<(), StoreError> {
        let mut set = self.db.prepare_cached("UPDATE doubt SET answer = ?2, answered = ?3 WHERE n = ?1 RETURNING alert")?;
        let alert: Option<i64> = set.query_row((n, answer, at), |row| row.get(0))?;
        let Some(alert) = alert else { return Ok(()) };
        let mut open = self.db.prepare_cached("SELECT EXISTS (SELECT 1 FROM doubt WHERE alert = ?1 AND answer IS NULL)")?;
        if !open.query_row([alert], |row| row.get::<_, bool>(0))? {
            self.handle_alert(alert, at)?;
        }
        Ok(())
    }
}
