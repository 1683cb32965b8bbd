//! A line -> the end of a chain of hashes, whose head is signed once for each commit.
//!
//! Each hash covers the one before it, so no line can be changed, moved or taken out without breaking all that
//! follow; and the signed head tells where the chain ends. The chain cannot show by itself that a whole file was put
//! back as it was: keep a signed head elsewhere.

use super::error::{Flaw, StoreError};
use super::values::word;
use super::{Reading, Writing};
use crate::clock::Moment;
use crate::keys::Keys;
use crate::number::LineNo;
use rusqlite::types::{FromSql, FromSqlResult, ValueRef};
use rusqlite::{Connection, OptionalExtension};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// The three sorts of line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogSort {
    /// A ruling, and its grounds.
    Decision,
    /// A processing of data (Logboek Dataverwerkingen).
    Processing,
    /// An act of a user or an operator.
    Action,
}

impl LogSort {
    /// The word in the table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Decision => "decision",
            Self::Processing => "processing",
            Self::Action => "action",
        }
    }
}

impl FromSql for LogSort {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let all = [Self::Decision, Self::Processing, Self::Action];
        word(value, |text| {
            all.into_iter().find(|sort| sort.as_str() == text)
        })
    }
}

/// One line of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Place of the line: 1, 2, 3 …
    pub n: LineNo,
    /// Moment of writing.
    pub at: Moment,
    /// Sort of line.
    pub sort: LogSort,
    /// The controller of the line.
    pub controller: String,
    /// The body: JSON, exactly as hashed.
    pub body: String,
    /// Hash over the line before and this one.
    pub hash: [u8; 32],
}

/// The end of the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) n: LineNo,
    pub(super) hash: [u8; 32],
}

impl Head {
    /// The head before the first line.
    pub(super) const START: Self = Self {
        n: LineNo::START,
        hash: [0; 32],
    };

    /// Reads the head on record with its signature, which is not checked yet.
    pub(super) fn read(db: &Connection) -> Result<Option<(Self, [u8; 64])>, StoreError> {
        let mut one = db.prepare_cached("SELECT n, hash, signature FROM head")?;
        Ok(one
            .query_row([], |row| {
                Ok((
                    Self {
                        n: row.get(0)?,
                        hash: row.get(1)?,
                    },
                    row.get(2)?,
                ))
            })
            .optional()?)
    }

    /// The head to write on from: signed, and equal to the last line. The lines before are for [`super::Store::verify`].
    pub(super) fn checked(db: &Connection, keys: &Keys) -> Result<Self, StoreError> {
        let (head, signature) = Self::read(db)?.ok_or(StoreError::corrupt(Flaw::NoHead))?;
        let last: Option<(LineNo, [u8; 32])> = db
            .query_row(
                "SELECT n, hash FROM log ORDER BY n DESC LIMIT 1",
                [],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .optional()?;
        let (n, hash) = last.unwrap_or((Self::START.n, Self::START.hash));
        match keys.signed_head(head.n, &head.hash, &signature) {
            true if head == (Self { n, hash }) => Ok(head),
            _ => Err(StoreError::corrupt(Flaw::LogEnd)),
        }
    }

    pub(super) fn write(&self, db: &Connection, keys: &Keys) -> Result<(), StoreError> {
        let mut write = db.prepare_cached(
            "INSERT INTO head (one, n, hash, signature) VALUES (1, ?1, ?2, ?3)
             ON CONFLICT DO UPDATE SET n = excluded.n, hash = excluded.hash, signature = excluded.signature",
        )?;
        write.execute((self.n, self.hash, keys.sign_head(self.n, &self.hash)))?;
        Ok(())
    }

    /// The head after one more line.
    pub(super) fn follow(
        &self,
        n: LineNo,
        at: Moment,
        sort: &str,
        controller: &str,
        body: &str,
    ) -> Self {
        let mut hash = Sha256::new_with_prefix(self.hash);
        let (n_bytes, at) = (n.0.to_be_bytes(), at.ms().to_be_bytes());
        for part in [
            &n_bytes,
            &at,
            sort.as_bytes(),
            controller.as_bytes(),
            body.as_bytes(),
        ] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        Self {
            n,
            hash: hash.finalize().into(),
        }
    }
}

impl Reading<'_> {
    /// A page of the log after line `after`. Start with [`LineNo::START`].
    pub fn log(&self, after: LineNo, limit: u32) -> Result<Vec<Line>, StoreError> {
        let mut page = self.db.prepare_cached(
            "SELECT n, at, sort, controller, body, hash FROM log WHERE n > ?1 ORDER BY n LIMIT ?2",
        )?;
        let lines = page.query_map((after, limit), |row| {
            Ok(Line {
                n: row.get(0)?,
                at: row.get(1)?,
                sort: row.get(2)?,
                controller: row.get(3)?,
                body: row.get(4)?,
                hash: row.get(5)?,
            })
        })?;
        Ok(lines.collect::<Result<_, _>>()?)
    }
}

impl Writing<'_> {
    /// Adds a line and returns its place. The line must hold no personal data: subjects by their random id, content
    /// by keyed digest.
    pub fn append_log(
        &self,
        at: Moment,
        sort: LogSort,
        controller: &str,
        body: &Value,
    ) -> Result<LineNo, StoreError> {
        let body = body.to_string();
        let before = self.head.get();
        let head = before.follow(before.n.next(), at, sort.as_str(), controller, &body);
        self.db.prepare_cached("INSERT INTO log (n, at, sort, controller, body, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?.execute((
            head.n,
            at,
            sort.as_str(),
            controller,
            body,
            head.hash,
        ))?;
        self.head.set(head);
        Ok(head.n)
    }
}
