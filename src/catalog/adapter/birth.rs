//! How a payload says that a birth date is known in part: beside the date stands a code for what of it is made up.

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

/// A field of codes, and what each says of the date beside it. An absent field says that the date is known.
#[derive(Debug)]
pub struct Incomplete {
    /// Where the code stands.
    pub from: Path,
    /// The day is not known.
    pub day: Vec<String>,
    /// The month and the day are not known.
    pub month: Vec<String>,
    /// Nothing of it is known.
    pub all: Vec<String>,
    /// All of it is known.
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
