//! Two subjects that may be one -> a row that waits for a person, and the person's answer.

use super::error::StoreError;
use super::values::word;
use super::{Reading, Writing};
use crate::clock::Moment;
use crate::decision::MOST_MATCHES;
use crate::message::SubjectId;
use crate::number::{AlertNo, DocumentNo, DoubtNo};
use crate::outcome::Code;
use crate::pipeline::identity::sighting::{Pair, Why};
use rusqlite::types::{FromSql, FromSqlResult, ValueRef};
use rusqlite::{OptionalExtension, Row};

/// The word for a reason in the table.
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

/// Two subjects that may be one; no person has looked yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// Number of the possible match.
    pub n: DoubtNo,
    /// Moment when the possible match arose.
    pub at: Moment,
    /// The controller that knows the two.
    pub controller: String,
    /// One subject.
    pub one: SubjectId,
    /// The other subject.
    pub other: SubjectId,
    /// Why they may be one.
    pub why: Why,
    /// The document in which the possible match arose.
    pub document: DocumentNo,
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

/// The two subjects in one order, whichever is named first.
fn pair(a: SubjectId, b: SubjectId) -> (SubjectId, SubjectId) {
    if a < b { (a, b) } else { (b, a) }
}

impl Reading<'_> {
    /// The possible matches after number `after` that no person has looked at, oldest first.
    pub fn open_doubts(&self, after: DoubtNo, limit: u32) -> Result<Vec<Doubt>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM doubt WHERE answer IS NULL AND n > ?1 ORDER BY n LIMIT ?2"
        );
        Ok(self
            .db
            .prepare_cached(&sql)?
            .query_map((after, limit), stored)?
            .collect::<Result<_, _>>()?)
    }

    /// One possible match that no person has looked at.
    pub fn open_doubt(&self, n: DoubtNo) -> Result<Option<Doubt>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM doubt WHERE answer IS NULL AND n = ?1");
        Ok(self
            .db
            .prepare_cached(&sql)?
            .query_row([n], stored)
            .optional()?)
    }

    /// The documents with statements about either subject of a possible match.
    pub fn said_in(&self, doubt: &Doubt) -> Result<Vec<DocumentNo>, StoreError> {
        let mut all = self.db.prepare_cached(
            "SELECT DISTINCT document FROM testimony WHERE subject IN (?1, ?2) ORDER BY document",
        )?;
        Ok(all
            .query_map((doubt.one, doubt.other), |row| row.get(0))?
            .collect::<Result<_, _>>()?)
    }

    /// The possible matches of this subject, without those that turned out to be one.
    pub(super) fn pairs_of(&self, subject: SubjectId) -> Result<Vec<Pair>, StoreError> {
        let mut all = self.db.prepare_cached(
            "SELECT one, other, why, ifnull(answer = 'different', 0) FROM doubt WHERE one = ?1 AND ifnull(answer, '') <> 'same'
             UNION ALL SELECT one, other, why, ifnull(answer = 'different', 0) FROM doubt WHERE other = ?1 AND ifnull(answer, '') <> 'same'",
        )?;
        let asked = |row: &Row<'_>| {
            Ok(Pair {
                one: row.get(0)?,
                other: row.get(1)?,
                why: row.get(2)?,
                different: row.get(3)?,
            })
        };
        Ok(all.query_map([subject], asked)?.collect::<Result<_, _>>()?)
    }
}

impl Writing<'_> {
    /// Asks a person about each of `others` for which there is no possible match on record yet; about
    /// [`MOST_MATCHES`] at once, and about the rest when a document about the subject comes in. True when there were
    /// any.
    pub fn ask_about_matches(
        &self,
        at: Moment,
        controller: &str,
        document: DocumentNo,
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

    /// Records a person's answer that the two are one. Returns the subject that was merged, and the subject that it
    /// was merged into.
    pub fn are_one(&self, doubt: &Doubt, at: Moment) -> Result<(SubjectId, SubjectId), StoreError> {
        let (from, into) = match self.has_pgn(doubt.other)? {
            true => (doubt.one, doubt.other),
            false => (doubt.other, doubt.one),
        };
        self.answer(doubt.n, "same", at)?;
        // sightings without a number of either subject belong to this person from now on
        let mut settle = self.db.prepare_cached(
            "UPDATE sighting SET settled = 1 WHERE subject IN (?1, ?2) AND pgn IS NULL",
        )?;
        settle.execute((from, into))?;
        self.merge(from, into)?;
        Ok((from, into))
    }

    /// Records a person's answer that the subjects are two, for good.
    pub fn are_two(&self, doubt: &Doubt, at: Moment) -> Result<(), StoreError> {
        self.answer(doubt.n, "different", at)
    }

    /// Keeps an answer. The alert of a possible match is handled with the last match that the alert was raised for.
    fn answer(&self, n: DoubtNo, answer: &str, at: Moment) -> Result<(), StoreError> {
        let mut set = self.db.prepare_cached(
            "UPDATE doubt SET answer = ?2, answered = ?3 WHERE n = ?1 RETURNING alert",
        )?;
        let alert: Option<AlertNo> = set.query_row((n, answer, at), |row| row.get(0))?;
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
