//! Types of the hub <-> columns.

use crate::clock::Moment;
use crate::message::SubjectId;
use crate::number::{AlertNo, AnswerNo, DispatchNo, DocumentNo, DoubtNo, LineNo};
use crate::outcome::{Code, Outcome, UnknownCode};
use crate::party::{NoParty, Party};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

/// Types around a value that a column holds without change.
macro_rules! bare_columns {
    ($($noun:ident),+) => {$(
        impl ToSql for $noun {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                self.0.to_sql()
            }
        }

        impl FromSql for $noun {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                FromSql::column_result(value).map(Self)
            }
        }
    )+};
}

bare_columns!(
    SubjectId, DocumentNo, DispatchNo, AnswerNo, AlertNo, DoubtNo, LineNo
);

impl ToSql for Moment {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.ms().into())
    }
}

impl FromSql for Moment {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        FromSql::column_result(value).map(Self::from_ms)
    }
}

impl ToSql for Code {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.as_str().into())
    }
}

impl FromSql for Code {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value
            .as_str()?
            .parse()
            .map_err(|error: UnknownCode| FromSqlError::Other(error.into()))
    }
}

impl ToSql for Party {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.to_string().into())
    }
}

impl FromSql for Party {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value
            .as_str()?
            .parse()
            .map_err(|error: NoParty| FromSqlError::Other(error.into()))
    }
}

/// The reason of a stop, for the column beside the outcome.
pub(super) const fn code_of(outcome: Outcome) -> Option<Code> {
    match outcome {
        Outcome::Stopped(code) => Some(code),
        Outcome::Routed | Outcome::Register | Outcome::Nothing | Outcome::Duplicate => None,
    }
}

/// An outcome from its two columns. A duplicate is never kept: it is a count beside the first document.
pub(super) fn outcome_of(text: &str, code: Option<Code>) -> Option<Outcome> {
    match (text, code) {
        ("routed", None) => Some(Outcome::Routed),
        ("register", None) => Some(Outcome::Register),
        ("nothing", None) => Some(Outcome::Nothing),
        ("stopped", Some(code)) => Some(Outcome::Stopped(code)),
        _ => None,
    }
}

/// A text column that holds one of a closed set of words.
pub(super) fn word<T>(
    value: ValueRef<'_>,
    known: impl FnOnce(&str) -> Option<T>,
) -> FromSqlResult<T> {
    known(value.as_str()?).ok_or(FromSqlError::InvalidType)
}
