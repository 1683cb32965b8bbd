//! Statements and standings -> rows of the register, and back.
//!
//! No row is ever changed or taken away: of each giver the latest counts.

use super::error::Flaw;
use super::{Reading, StoreError, Writing};
use crate::message::SubjectId;
use crate::number::DocumentNo;
use crate::party::Party;
use crate::pipeline::consent::{Authority, Said, Standing, Statement};
use jiff::civil::Date;
use rusqlite::Row;

impl Reading<'_> {
    /// All statements about a subject to a discloser.
    pub fn statements(
        &self,
        subject: SubjectId,
        discloser: &Party,
    ) -> Result<Vec<Statement>, StoreError> {
        Ok(self
            .sayings(subject, discloser)?
            .into_iter()
            .map(|(_, statement)| statement)
            .collect())
    }

    /// All statements about a subject to a discloser, each with its document.
    pub fn sayings(
        &self,
        subject: SubjectId,
        discloser: &Party,
    ) -> Result<Vec<(DocumentNo, Statement)>, StoreError> {
        let mut all = self.db.prepare_cached(
            "SELECT recipient, purpose, category, giver, capacity, authority, said, day, until, document, unit FROM statement
             WHERE subject = ?1 AND discloser = ?2 ORDER BY n",
        )?;
        all.query_and_then((subject, discloser), |row| {
            Ok((row.get(9)?, statement_of(row)?))
        })?
        .collect()
    }

    /// Statements to a discloser as the register will give them once they are kept: with the mark of the giver.
    pub fn as_kept(&self, discloser: &Party, said: &[Statement]) -> Vec<Statement> {
        let kept = |statement: &Statement| Statement {
            giver: mark(&self.keys.giver(discloser, &statement.giver)),
            ..statement.clone()
        };
        said.iter().map(kept).collect()
    }

    /// Standings at a discloser as the register will give them once they are kept: with the mark of the giver.
    pub fn as_established(&self, discloser: &Party, established: &[Standing]) -> Vec<Standing> {
        let giver = |giver: &String| mark(&self.keys.giver(discloser, giver));
        let kept = |standing: &Standing| Standing {
            giver: standing.giver.as_ref().map(giver),
            ..standing.clone()
        };
        established.iter().map(kept).collect()
    }

    /// Whether a document holds a statement or a standing of a subject.
    pub fn was_said_in(
        &self,
        subject: SubjectId,
        document: DocumentNo,
    ) -> Result<bool, StoreError> {
        let mut any = self.db.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM testimony WHERE subject = ?1 AND document = ?2)",
        )?;
        Ok(any.query_row((subject, document), |row| row.get(0))?)
    }

    /// All standings of a subject at a discloser.
    pub fn standings(
        &self,
        subject: SubjectId,
        discloser: &Party,
    ) -> Result<Vec<Standing>, StoreError> {
        Ok(self
            .findings(subject, discloser)?
            .into_iter()
            .map(|(_, standing)| standing)
            .collect())
    }

    /// All standings of a subject at a discloser, each with its document.
    pub fn findings(
        &self,
        subject: SubjectId,
        discloser: &Party,
    ) -> Result<Vec<(DocumentNo, Standing)>, StoreError> {
        let mut all =
            self.db.prepare_cached("SELECT giver, known, day, document FROM standing WHERE subject = ?1 AND discloser = ?2 ORDER BY n")?;
        let finding = |row: &Row<'_>| {
            let giver = row.get::<_, Option<[u8; 32]>>(0)?.as_ref().map(mark);
            Ok((
                row.get(3)?,
                Standing {
                    giver,
                    known: Authority::of(&row.get::<_, String>(1)?),
                    day: day(&row.get::<_, String>(2)?)?,
                },
            ))
        };
        all.query_and_then((subject, discloser), finding)?.collect()
    }
}

impl Writing<'_> {
    /// Keeps the statements and standings of a document about a subject.
    pub fn keep_statements(
        &self,
        subject: SubjectId,
        discloser: &Party,
        document: DocumentNo,
        said: &[Statement],
        established: &[Standing],
    ) -> Result<(), StoreError> {
        let mut insert = self
            .db
            .prepare_cached("INSERT INTO standing (subject, discloser, document, giver, known, day) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
        for Standing { giver, known, day } in established {
            let giver = giver
                .as_ref()
                .map(|giver| self.keys.giver(discloser, giver));
            insert.execute((
                subject,
                discloser,
                document,
                giver,
                known.as_str(),
                day.to_string(),
            ))?;
        }
        let mut insert = self.db.prepare_cached(
            "INSERT INTO statement (subject, discloser, document, recipient, purpose, category, giver, capacity, authority, said, day, until, unit)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        )?;
        for statement in said {
            insert.execute(rusqlite::params![
                subject,
                discloser,
                document,
                statement.recipient,
                statement.purpose,
                statement.category,
                self.keys.giver(discloser, &statement.giver),
                statement.capacity,
                statement.authority.as_str(),
                statement.said == Said::Yes,
                statement.day.to_string(),
                statement.until.map(|day| day.to_string()),
                statement.unit,
            ])?;
        }
        Ok(())
    }
}

fn statement_of(row: &Row<'_>) -> Result<Statement, StoreError> {
    Ok(Statement {
        recipient: row.get(0)?,
        unit: row.get(10)?,
        purpose: row.get(1)?,
        category: row.get(2)?,
        giver: mark(&row.get(3)?),
        capacity: row.get(4)?,
        authority: Authority::of(&row.get::<_, String>(5)?),
        said: if row.get(6)? { Said::Yes } else { Said::No },
        day: day(&row.get::<_, String>(7)?)?,
        until: row
            .get::<_, Option<String>>(8)?
            .as_deref()
            .map(day)
            .transpose()?,
    })
}

/// The mark that tells givers apart outside the store.
fn mark(hash: &[u8; 32]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn day(text: &str) -> Result<Date, StoreError> {
    text.parse()
        .map_err(|_| StoreError::corrupt(Flaw::StatementDay))
}
