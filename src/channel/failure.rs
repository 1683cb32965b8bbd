//! The reason that an event is not known to be with its partner. The event may be there: a repeat is normal.

use crate::outcome::Code;
use std::time::Duration;

/// A try that ended without a receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// Another try may go better.
    Retry {
        /// Reason of the failure.
        code: Code,
        /// The partner asks to be left alone for so long.
        after: Option<Duration>,
    },
    /// No try will go better, as long as the event and the way stay the same: a person must look.
    Never {
        /// Reason of the failure.
        code: Code,
    },
    /// Our own side could not try: no fault of the partner, and no attempt.
    NotTried,
}

impl Failure {
    /// The stable code; a try that was not made has none.
    pub const fn code(self) -> Option<Code> {
        match self {
            Failure::Retry { code, .. } | Failure::Never { code } => Some(code),
            Failure::NotTried => None,
        }
    }

    /// A failure after which another try may go better, and the partner did not say when.
    pub(super) const fn passing(code: Code) -> Self {
        Failure::Retry { code, after: None }
    }

    /// Whether the failure may be about this one event, and not about the partner.
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
