//! The identity of a document -> whether the document came before; its end -> a row.

use super::error::{Flaw, Rejection, StoreError};
use super::tally::Tallied;
use super::values::{code_of, outcome_of};
use super::verdict;
use super::{Reading, Writing};
use crate::decision::rows::{NewDocument, StoredBefore, StoredDocument};
use crate::message::SubjectId;
use crate::number::DocumentNo;
use crate::outcome::{Outcome, Stop};
use rusqlite::{OptionalExtension, Row};

const COLUMNS: &str =
    "n, source, id, kind, controller, subject, outcome, code, problems, arrived, again, catalog";

impl Reading<'_> {
    /// Whether this document came before, and how to record it now.
    pub fn known(
        &self,
        source: &str,
        id: &str,
        digest: &[u8; 32],
    ) -> Result<StoredBefore, StoreError> {
        let mut same_id = self.db.prepare_cached(
            "SELECT n, digest, outcome, code FROM document WHERE source = ?1 AND id = ?2",
        )?;
        let mut rows = same_id.query((source, id))?;
        let (mut stopped, mut settled_other) = (None, false);
        while let Some(row) = rows.next()? {
            let (n, same) = (row.get(0)?, row.get::<_, [u8; 32]>(1)? == *digest);
            match (same, outcome(row, 2)?) {
                (true, Outcome::Stopped(_)) => stopped = Some(n),
                (true, outcome) => return Ok(StoredBefore::Duplicate { n, outcome }),
                (false, Outcome::Stopped(_)) => {}
                (false, _) => settled_other = true,
            }
        }
        Ok(match (stopped, settled_other) {
            (n, true) => StoredBefore::Conflict { n },
            (Some(n), false) => StoredBefore::Stopped { n },
            (None, false) => StoredBefore::New,
        })
    }

    /// The number of the next document that is new.
    pub fn next_document(&self) -> Result<DocumentNo, StoreError> {
        let mut last = self
            .db
            .prepare_cached("SELECT ifnull(max(n), 0) + 1 FROM document")?;
        Ok(last.query_row([], |row| row.get(0))?)
    }

    /// One document.
    pub fn document(&self, n: DocumentNo) -> Result<Option<StoredDocument>, StoreError> {
        let mut one = self
            .db
            .prepare_cached(&format!("SELECT {COLUMNS} FROM document WHERE n = ?1"))?;
        one.query_row([n], |row| Ok(stored(row)))
            .optional()?
            .transpose()
    }

    /// The controller of a document.
    pub fn controller_of(&self, n: DocumentNo) -> Result<Option<String>, StoreError> {
        let mut one = self
            .db
            .prepare_cached("SELECT controller FROM document WHERE n = ?1")?;
        Ok(one.query_row([n], |row| row.get(0)).optional()?)
    }

    /// A page of documents before number `before`, latest first. Start with [`DocumentNo::END`].
    pub fn documents(
        &self,
        before: DocumentNo,
        limit: u32,
    ) -> Result<Vec<StoredDocument>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM document WHERE n < ?1 ORDER BY n DESC LIMIT ?2");
        let mut page = self.db.prepare_cached(&sql)?;
        page.query_and_then((before, limit), stored)?.collect()
    }
}

impl Writing<'_> {
    /// Records a document that is [`StoredBefore::New`], or a first conflict. Returns its number.
    pub fn insert_document(&self, new: &NewDocument<'_>) -> Result<DocumentNo, StoreError> {
        let n = self.next_document()?;
        self.insert_document_as(n, new).map(|()| n)
    }

    /// As [`Writing::insert_document`], under the number that [`Reading::next_document`] gave.
    pub(super) fn insert_document_as(
        &self,
        n: DocumentNo,
        new: &NewDocument<'_>,
    ) -> Result<(), StoreError> {
        self.db
            .prepare_cached(
                "INSERT INTO document (n, source, id, digest, kind, controller, subject, outcome, code, problems, arrived, catalog, labels, verdicts)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
            )?
            .execute(rusqlite::params![
                n,
                new.source,
                new.id,
                new.digest,
                new.kind,
                new.controller,
                new.subject,
                new.outcome.as_str(),
                code_of(new.outcome),
                problems(new)?,
                new.arrived,
                new.catalog,
                new.labels,
                verdict::column(new.verdicts),
            ])?;
        self.count_verdicts(new.verdicts, 1);
        self.count(Tallied::Source, new.source, "", 1);
        self.count_outcome(new.outcome, new.labels, 1);
        Ok(())
    }

    /// Gives a row its new end: the stopped document came again and was judged anew, or a person had it judged again.
    pub fn restate_document(&self, n: DocumentNo, new: &NewDocument<'_>) -> Result<(), StoreError> {
        let judged = self.verdicts(n)?;
        let mut before = self
            .db
            .prepare_cached("SELECT outcome, code, labels FROM document WHERE n = ?1")?;
        let (old, labels): (Outcome, String) =
            before.query_row([n], |row| Ok((outcome(row, 0)?, row.get(2)?)))?;
        self.db
            .prepare_cached(
                "UPDATE document SET kind = ?2, controller = ?3, subject = ?4, outcome = ?5, code = ?6, problems = ?7, catalog = ?8,
                   labels = ?9, arrived = ?10, verdicts = ?11, again = again + 1 WHERE n = ?1",
            )?
            .execute(rusqlite::params![
                n,
                new.kind,
                new.controller,
                new.subject,
                new.outcome.as_str(),
                code_of(new.outcome),
                problems(new)?,
                new.catalog,
                new.labels,
                new.arrived,
                verdict::column(new.verdicts),
            ])?;
        self.count_verdicts(&judged, -1);
        self.count_verdicts(new.verdicts, 1);
        self.count_outcome(old, &labels, -1);
        self.count_outcome(new.outcome, new.labels, 1);
        Ok(())
    }

    /// Counts a document that came again after its end.
    pub fn came_again(&self, n: DocumentNo) -> Result<(), StoreError> {
        self.db
            .prepare_cached("UPDATE document SET again = again + 1 WHERE n = ?1")?
            .execute([n])?;
        self.count(Tallied::Again, "", "", 1);
        Ok(())
    }

    /// Sets the subject of a document.
    pub fn is_about(&self, n: DocumentNo, subject: SubjectId) -> Result<(), StoreError> {
        self.db
            .prepare_cached("UPDATE document SET subject = ?2 WHERE n = ?1")?
            .execute((n, subject))?;
        Ok(())
    }

    fn count_outcome(&self, outcome: Outcome, labels: &str, by: i64) {
        labels
            .split_whitespace()
            .for_each(|label| self.count(Tallied::Label, label, outcome.as_str(), by));
        self.count(
            Tallied::Outcome,
            outcome.as_str(),
            code_of(outcome).map_or("", |code| code.as_str()),
            by,
        );
    }
}

fn outcome(row: &Row<'_>, at: usize) -> rusqlite::Result<Outcome> {
    let text: String = row.get(at)?;
    outcome_of(&text, row.get(at + 1)?).ok_or(rusqlite::Error::InvalidColumnType(
        at,
        String::new(),
        rusqlite::types::Type::Text,
    ))
}

fn stored(row: &Row<'_>) -> Result<StoredDocument, StoreError> {
    let (total, problems) = match row.get::<_, Option<String>>(8)? {
        Some(json) => {
            serde_json::from_str(&json).map_err(|_| StoreError::corrupt(Flaw::Problems))?
        }
        None => (0, Vec::new()),
    };
    Ok(StoredDocument {
        n: row.get(0)?,
        source: row.get(1)?,
        id: row.get(2)?,
        kind: row.get(3)?,
        controller: row.get(4)?,
        subject: row.get(5)?,
        outcome: outcome(row, 6)?,
        problems,
        total,
        arrived: row.get(9)?,
        again: row.get(10)?,
        catalog: row.get(11)?,
    })
}

/// The column `[total, [{path, rule}, …]]`, with at most [`Stop::MOST_PROBLEMS`] of them; none when there are no
/// problems.
fn problems(new: &NewDocument<'_>) -> Result<Option<String>, StoreError> {
    if new.total == 0 && new.problems.is_empty() {
        return Ok(None);
    }
    let kept = new
        .problems
        .get(..Stop::MOST_PROBLEMS)
        .unwrap_or(new.problems);
    let json = serde_json::to_string(&(new.total, kept));
    json.map(Some)
        .map_err(|_| StoreError::rejected(Rejection::Problems))
}
