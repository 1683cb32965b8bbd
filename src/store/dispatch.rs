//! One document for one partner and role -> a row that is due; and due rows -> dispatches that may be sent now.

use super::error::StoreError;
use super::tally::Tallied;
use super::values::word;
use super::{Reading, Writing};
use crate::clock::Moment;
use crate::message::SubjectId;
use crate::number::{DispatchNo, DocumentNo};
use crate::outcome::Code;
use crate::party::Party;
use rusqlite::types::{FromSql, FromSqlResult, ValueRef};
use rusqlite::{OptionalExtension, Row};
use uuid::Uuid;

/// A dispatch to be recorded.
#[derive(Debug, Clone, Copy)]
pub struct NewDispatch<'a> {
    /// The id of the event, the same however often the event is made.
    pub event: Uuid,
    /// The document of the dispatch.
    pub document: DocumentNo,
    /// The partner that receives the dispatch.
    pub partner: &'a Party,
    /// With the partner, the lane of the dispatch; none: the dispatch waits for no other.
    pub subject: Option<SubjectId>,
    /// The rows of the decision table that allow the dispatch.
    pub rows: &'a str,
    /// The categories that the rows allow.
    pub categories: &'a str,
    /// Moment of recording.
    pub recorded: Moment,
    /// Moment before which the dispatch is not sent.
    pub due: Moment,
}

/// The place of a dispatch in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    /// The number of the dispatch, which is also its place in its lane.
    pub seq: DispatchNo,
    /// False when this event was on record already, in whatever state: nothing was changed.
    pub new: bool,
}

/// State of a dispatch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// The dispatch is to be sent.
    Due,
    /// The partner has the dispatch.
    Delivered,
    /// The tries have ended, or only a person can tell whether the dispatch may go: it waits for that person, and its
    /// lane too.
    Parked,
    /// The dispatch will not be sent.
    Dropped,
    /// A later dispatch took the place of this one.
    Superseded,
}

impl State {
    /// The word in the table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::Delivered => "delivered",
            Self::Parked => "parked",
            Self::Dropped => "dropped",
            Self::Superseded => "superseded",
        }
    }

    pub(super) fn from_word(text: &str) -> Option<Self> {
        let all = [
            Self::Due,
            Self::Delivered,
            Self::Parked,
            Self::Dropped,
            Self::Superseded,
        ];
        all.into_iter().find(|state| state.as_str() == text)
    }
}

impl FromSql for State {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        word(value, Self::from_word)
    }
}

/// The step after a failed try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterFailure {
    /// Another try, not before `due`.
    Retry {
        /// The moment.
        due: Moment,
    },
    /// No more tries: a person must look.
    Park,
}

/// A dispatch on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispatch {
    /// The number of the dispatch, and its place in its lane.
    pub seq: DispatchNo,
    /// The id of the event.
    pub event: Uuid,
    /// The document of the dispatch.
    pub document: DocumentNo,
    /// The partner that receives the dispatch.
    pub partner: Party,
    /// With the partner, the lane of the dispatch.
    pub subject: Option<SubjectId>,
    /// The rows of the decision table that allow the dispatch.
    pub rows: String,
    /// The categories that the rows allow.
    pub categories: String,
    /// State of the dispatch.
    pub state: State,
    /// Number of tries.
    pub attempts: u32,
    /// Moment before which the dispatch is not sent.
    pub due: Moment,
    /// Why the last try failed, or why the dispatch was dropped.
    pub code: Option<Code>,
    /// Moment of recording.
    pub recorded: Moment,
    /// Moment of the end.
    pub ended: Option<Moment>,
}

const COLUMNS: &str = "seq, event, document, partner, subject, rows, categories, state, attempts, due, code, recorded, ended";

impl Reading<'_> {
    /// Dispatches that may be sent to a partner now: of each lane only the first that has not ended, and only when
    /// that one is due. The dispatches that have been due longest, in the order of recording. The store does not know
    /// which dispatches are in flight.
    pub fn due_dispatches(
        &self,
        partner: &Party,
        now: Moment,
        limit: u32,
    ) -> Result<Vec<Dispatch>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM dispatch AS this INDEXED BY dispatch_due
             WHERE partner = ?1 AND state = 'due' AND due <= ?2 AND (subject IS NULL OR NOT EXISTS (
               SELECT 1 FROM dispatch AS earlier INDEXED BY dispatch_lane WHERE earlier.partner = this.partner
               AND earlier.subject = this.subject AND earlier.subject IS NOT NULL
               AND earlier.state IN ('due', 'parked') AND earlier.seq < this.seq))
             ORDER BY due, seq LIMIT ?3"
        );
        let mut due = self.db.prepare_cached(&sql)?;
        let mut found = due
            .query_map((partner, now, limit), stored)?
            .collect::<Result<Vec<_>, _>>()?;
        found.sort_unstable_by_key(|dispatch| dispatch.seq);
        Ok(found)
    }

    /// The moment when the next dispatch of a partner is due after `now`, of dispatches that wait for no earlier one
    /// of their lane. Dispatches that were due before are for [`Self::due_dispatches`].
    pub fn next_due(&self, partner: &Party, now: Moment) -> Result<Option<Moment>, StoreError> {
        let mut first = self.db.prepare_cached(
            "SELECT due FROM dispatch AS this INDEXED BY dispatch_due
             WHERE partner = ?1 AND state = 'due' AND due > ?2 AND (subject IS NULL OR NOT EXISTS (
               SELECT 1 FROM dispatch AS earlier INDEXED BY dispatch_lane WHERE earlier.partner = this.partner
               AND earlier.subject = this.subject AND earlier.subject IS NOT NULL
               AND earlier.state IN ('due', 'parked') AND earlier.seq < this.seq))
             ORDER BY due LIMIT 1",
        )?;
        Ok(first
            .query_row((partner, now), |row| row.get(0))
            .optional()?)
    }

    /// The partners with dispatches that are due, now or later.
    pub fn partners_with_due(&self) -> Result<Vec<Party>, StoreError> {
        let mut hops = self.db.prepare_cached(
            "WITH RECURSIVE hop (partner) AS (
               SELECT min(partner) FROM dispatch INDEXED BY dispatch_due WHERE state = 'due'
               UNION ALL SELECT (SELECT min(partner) FROM dispatch INDEXED BY dispatch_due
                 WHERE state = 'due' AND partner > hop.partner) FROM hop WHERE hop.partner IS NOT NULL)
             SELECT partner FROM hop WHERE partner IS NOT NULL",
        )?;
        let partners = hops.query_map([], |row| row.get(0))?;
        Ok(partners.collect::<Result<_, _>>()?)
    }

    /// One dispatch.
    pub fn dispatch(&self, seq: DispatchNo) -> Result<Option<Dispatch>, StoreError> {
        let mut one = self
            .db
            .prepare_cached(&format!("SELECT {COLUMNS} FROM dispatch WHERE seq = ?1"))?;
        Ok(one.query_row([seq], stored).optional()?)
    }

    /// The document of an event that is on record.
    pub fn document_of_event(&self, event: Uuid) -> Result<Option<DocumentNo>, StoreError> {
        let mut one = self
            .db
            .prepare_cached("SELECT document FROM dispatch WHERE event = ?1")?;
        Ok(one
            .query_row([event.as_bytes()], |row| row.get(0))
            .optional()?)
    }

    /// Every dispatch of a document.
    pub fn dispatches(&self, document: DocumentNo) -> Result<Vec<Dispatch>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM dispatch WHERE document = ?1 ORDER BY seq");
        let mut all = self.db.prepare_cached(&sql)?;
        Ok(all
            .query_map([document], stored)?
            .collect::<Result<_, _>>()?)
    }
}

impl Writing<'_> {
    /// Records a dispatch as due; an event that is on record already is left unchanged.
    pub fn insert_dispatch(&self, new: &NewDispatch<'_>) -> Result<Placed, StoreError> {
        let event = new.event.as_bytes();
        let inserted = self
            .db
            .prepare_cached(
                "INSERT INTO dispatch (event, document, partner, role, subject, rows, categories, state, due, recorded)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'due', ?8, ?9) ON CONFLICT (event) DO NOTHING",
            )?
            .execute(rusqlite::params![
                event,
                new.document,
                new.partner,
                new.partner.role,
                new.subject,
                new.rows,
                new.categories,
                new.due,
                new.recorded
            ])?;
        if inserted == 0 {
            let mut one = self
                .db
                .prepare_cached("SELECT seq FROM dispatch WHERE event = ?1")?;
            return Ok(Placed {
                seq: one.query_row([event], |row| row.get(0))?,
                new: false,
            });
        }
        self.count(
            Tallied::Dispatch,
            &new.partner.to_string(),
            State::Due.as_str(),
            1,
        );
        Ok(Placed {
            seq: DispatchNo(self.db.last_insert_rowid()),
            new: true,
        })
    }
}

fn stored(row: &Row<'_>) -> rusqlite::Result<Dispatch> {
    Ok(Dispatch {
        seq: row.get(0)?,
        event: Uuid::from_bytes(row.get(1)?),
        document: row.get(2)?,
        partner: row.get(3)?,
        subject: row.get(4)?,
        rows: row.get(5)?,
        categories: row.get(6)?,
        state: row.get(7)?,
        attempts: row.get(8)?,
        due: row.get(9)?,
        code: row.get(10)?,
        recorded: row.get(11)?,
        ended: row.get(12)?,
    })
}
