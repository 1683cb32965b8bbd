//! Statements about consent -> rows of the register, and back. Nothing is ever changed or taken away: of each giver the latest counts.

use super::{Reading, StoreError, Writing};
use crate::message::SubjectId;
use crate::pipeline::consent::{Authority, Said, Statement};
use jiff::civil::Date;
use rusqlite::Row;

impl Reading<'_> {
    /// Everything that was said about a subject to a discloser.
    pub fn statements(&self, subject: SubjectId, discloser: &str) -> Result<Vec<Statement>, StoreError> {
        let mut all = self.db.prepare_cached(
            "SELECT recipient, purpose, category, giver, capacity, authority, said, day, until FROM statement
             WHERE subject = ?1 AND discloser = ?2 ORDER BY n",
        )?;
        all.query_and_then((subject, discloser), read)?.collect()
    }
}

impl Writing<'_> {
    /// Keeps what a document says about a subject, and raises the version of its consents.
    pub fn keep_statements(&self, subject: SubjectId, discloser: &str, document: i64, said: &[Statement]) -> Result<(), StoreError> {
        let mut insert = self.db.prepare_cached(
            "INSERT INTO statement (subject, discloser, document, recipient, purpose, category, giver, capacity, authority, said, day, until)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
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
                match statement.authority {
                    Authority::Yes => "ja",
                    Authority::No => "nee",
                    Authority::Unknown => "onbekend",
                },
                statement.said == Said::Yes,
                statement.day.to_string(),
                statement.until.map(|day| day.to_string()),
            ])?;
        }
        self.raise_consent_version(subject).map(drop)
    }
}

fn read(row: &Row<'_>) -> Result<Statement, StoreError> {
    let day = |text: String| text.parse::<Date>().map_err(|_| StoreError::corrupt("the day of a statement cannot be read"));
    Ok(Statement {
        recipient: row.get(0)?,
        purpose: row.get(1)?,
        category: row.get(2)?,
        giver: row.get::<_, [u8; 32]>(3)?.iter().map(|byte| format!("{byte:02x}")).collect(),
        capacity: row.get(4)?,
        authority: match row.get::<_, String>(5)?.as_str() {
            "ja" => Authority::Yes,
            "nee" => Authority::No,
            _ => Authority::Unknown,
        },
        said: if row.get(6)? { Said::Yes } else { Said::No },
        day: day(row.get(7)?)?,
        until: row.get::<_, Option<String>>(8)?.map(day).transpose()?,
    })
}
