//! Counts of one transaction -> sums in the `tally` table, written once for each commit.

use super::error::StoreError;
use rusqlite::Connection;
use std::collections::BTreeMap;

/// Sort of count: the first column of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tallied {
    Outcome,
    Source,
    Again,
    Shared,
    Withheld,
    Dispatch,
    Label,
}

impl Tallied {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Outcome => "outcome",
            Self::Source => "source",
            Self::Again => "again",
            Self::Shared => "shared",
            Self::Withheld => "withheld",
            Self::Dispatch => "dispatch",
            Self::Label => "label",
        }
    }
}

/// Differences since the last commit.
#[derive(Debug, Default)]
pub(super) struct Tally(BTreeMap<(Tallied, String, String), i64>);

impl Tally {
    pub(super) fn add(&mut self, what: Tallied, who: &str, code: &str, by: i64) {
        *self
            .0
            .entry((what, who.to_owned(), code.to_owned()))
            .or_default() += by;
    }

    pub(super) fn merge(&mut self, other: Tally) {
        for (key, by) in other.0 {
            *self.0.entry(key).or_default() += by;
        }
    }

    pub(super) fn write(&self, db: &Connection) -> Result<(), StoreError> {
        let mut sum = db.prepare_cached(
            "INSERT INTO tally (what, who, code, count) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT DO UPDATE SET count = count + excluded.count",
        )?;
        for ((what, who, code), by) in self.0.iter().filter(|(_, by)| **by != 0) {
            sum.execute((what.as_str(), who, code, by))?;
        }
        Ok(())
    }

    /// Every sum of one sort: name, code, count.
    pub(super) fn read(
        db: &Connection,
        what: Tallied,
    ) -> Result<Vec<(String, String, i64)>, StoreError> {
        let mut sums =
            db.prepare_cached("SELECT who, code, count FROM tally WHERE what = ?1 AND count <> 0")?;
        let rows = sums.query_map([what.as_str()], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
