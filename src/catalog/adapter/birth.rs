//! `incomplete` in `adapter.toml` -> [`Incomplete`]: codes beside a birth date that say which part of the date is made up.

use super::path::{OneOrMore, Path, list, path};
use serde::Deserialize;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct IncompleteSpec {
    from: String,
    day: Option<OneOrMore>,
    month: Option<OneOrMore>,
    all: Option<OneOrMore>,
    complete: OneOrMore,
}

/// A field of codes that say how much of the date beside it is known. An absent field says that the date is known.
#[derive(Debug)]
pub struct Incomplete {
    /// The path of the code.
    pub from: Path,
    /// Codes that say that the day is not known.
    pub day: Vec<String>,
    /// Codes that say that the month and the day are not known.
    pub month: Vec<String>,
    /// Codes that say that no part of the date is known.
    pub all: Vec<String>,
    /// Codes that say that the whole date is known.
    pub complete: Vec<String>,
}

impl IncompleteSpec {
    pub(super) fn compile(self) -> Incomplete {
        let codes = |codes: Option<OneOrMore>| codes.map(list).unwrap_or_default();
        let Self {
            from,
            day,
            month,
            all,
            complete,
        } = self;
        Incomplete {
            from: path(&from),
            day: codes(day),
            month: codes(month),
            all: codes(all),
            complete: list(complete),
        }
    }
}
