//! The numbers of rows in the store, a type for each sort: a dispatch cannot be asked for by the number of a document.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

/// Rows are counted from 1, later ones higher. Written and read, it is the bare number.
macro_rules! numbers {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl $name {
            /// Before the first row.
            pub const START: Self = Self(0);
            /// After the last row that there can be.
            pub const END: Self = Self(i64::MAX);
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f) // with the width that is asked for
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.0, f)
            }
        }

        impl FromStr for $name {
            type Err = ParseIntError;

            fn from_str(text: &str) -> Result<Self, ParseIntError> {
                text.parse().map(Self)
            }
        }
    )+};
}

numbers! {
    /// Of a document, whatever its end.
    DocumentNo;
    /// Of a dispatch, which is also its place in its lane.
    DispatchNo;
    /// Of an answer that waits for its source.
    AnswerNo;
    /// Of an alert.
    AlertNo;
    /// Of two subjects that may be one.
    DoubtNo;
    /// Of a line of the log: its place.
    LineNo;
}

impl LineNo {
    /// Of the line after it.
    pub(crate) const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

impl AlertNo {
    /// Of the one before it: a page after that begins with this one.
    pub(crate) const fn before(self) -> Self {
        Self(self.0.saturating_sub(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_said_written_and_read_as_the_bare_number() {
        let n: DocumentNo = "12".parse().unwrap();
        let json = serde_json::to_string(&Some(n)).unwrap();
        assert_eq!(
            (format!("{n:>4}"), format!("{:?}", Some(n)), json.as_str()),
            ("  12".to_owned(), "Some(12)".to_owned(), "12")
        );
        assert_eq!(serde_json::from_str::<DocumentNo>("12").unwrap(), n);
        assert!("x".parse::<DocumentNo>().is_err());
    }
}
