//! The birth date in a file of the desk, which the BRP may know in part: `1990-05-00`, `1990-00-00`. For a no the
//! known part is enough; a yes needs the whole date.

use crate::catalog::format::birth;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A birth date as a message spells it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub(in crate::desk) struct Born(String);

impl TryFrom<String> for Born {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if birth::birth_date(&text) {
            Ok(Self(text))
        } else {
            Err("no birth date")
        }
    }
}

impl Born {
    /// The day; none where only a part is known.
    pub(in crate::desk) fn whole(&self) -> Option<Date> {
        self.0.parse().ok()
    }
}
