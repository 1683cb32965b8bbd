//! The numbers of rows in the store, a type for each sort: a dispatch cannot be asked for by the number of a document.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

/// Types for row numbers. Rows are counted from 1, later ones higher; serialised as the bare number.
macro_rules! numbers {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl $name {
            /// The number before the first row.
            pub const START: Self = Self(0);
            /// The number after the last possible row.
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
    /// Number of a document, whatever its end.
    DocumentNo;
    /// Number of a dispatch, which is also its place in its lane.
    DispatchNo;
    /// Number of an answer that waits for its source.
    AnswerNo;
    /// Number of an alert.
    AlertNo;
    /// Number of a possible match: two subjects that may be one.
    DoubtNo;
    /// Number of a line of the log: its place.
    LineNo;
}

impl LineNo {
    /// The number of the next line.
    pub(crate) const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

impl AlertNo {
    /// The number before this alert: a page after that number begins with this alert.
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
