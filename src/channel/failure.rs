//! Why an event is not known to be with its partner. It may be: a repeat is normal.

use crate::outcome::Code;
use std::time::Duration;

/// How a try ended that gave no receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// Another try may go better.
    Retry {
        /// Why this one did not.
        code: Code,
        /// The partner asks to be left alone for so long.
        after: Option<Duration>,
    },
    /// No try will go better, as long as the event and the way are what they are: a person must look.
    Never {
        /// Why.
        code: Code,
    },
    /// Our own side could not try: no fault of the partner, and no attempt.
    NotTried,
}

impl Failure {
    /// The stable code; what was not tried has none.
    pub const fn code(self) -> Option<Code> {
        match self {
            Failure::Retry { code, .. } | Failure::Never { code } => Some(code),
            Failure::NotTried => None,
        }
    }

    /// Another try may go better, and the partner did not say when.
    pub(super) const fn passing(code: Code) -> Self {
        Failure::Retry { code, after: None }
    }

    /// May it be about this one event, and not about the partner?
    pub fn is_refusal(self) -> bool {
        matches!(
            self,
            Failure::Never { .. }
                | Failure::Retry {
                    code: Code::Rejected,
                    ..
                }
        )
    }
}
