//! Orders to a running hub, and the right that each demands.

use super::actor::Right;
use super::alerts::{Group, How};
use super::note::{Child, Look, Note};
use super::replay::Which;
use crate::catalog::format::without_personal_data;
use crate::number::{AlertNo, DispatchNo, DocumentNo, DoubtNo};
use serde::{Deserialize, Serialize};

/// An order to a running hub.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case", deny_unknown_fields)]
pub enum Order {
    /// Send dispatches that were parked or delivered again, and judge stopped documents again.
    Replay {
        /// Dispatches and documents.
        which: Which,
        /// Only show the dispatches and documents.
        dry_run: bool,
    },
    /// End a dispatch without sending it.
    Drop {
        /// The number of the dispatch.
        dispatch: DispatchNo,
    },
    /// An alert has been handled.
    Handle {
        /// The number of the alert.
        alert: AlertNo,
    },
    /// All open alerts of one cause have been handled.
    HandleAll {
        /// The cause.
        group: Group,
        /// Close the alerts, or only count them.
        how: How,
    },
    /// Two subjects are one, or are two.
    Doubt {
        /// The number of the possible match.
        doubt: DoubtNo,
        /// The two subjects are one.
        same: bool,
    },
    /// Choose the reporter that a document answers, where several reporters used one number.
    Choose {
        /// The number of the document.
        document: DocumentNo,
        /// The reporter, as `OIN/role` or `OIN/role/unit`.
        reporter: String,
    },
    /// Write aliases with a new key from now on.
    RotateKey {
        /// The version of the key.
        version: u32,
    },
    /// Take an old key of aliases out of use.
    RetireKey {
        /// The version of the key.
        version: u32,
        /// Retire the key also when subjects are known by this key alone.
        accept: bool,
    },
    /// Read a queue again that was set aside.
    Resume {
        /// The name of the queue.
        queue: String,
    },
    /// Read the catalog again.
    Reload,
    /// Register a statement about consent, at the desk of a discloser.
    Consent {
        /// The note.
        note: Box<Note>,
    },
    /// Look into the record of one child, at the desk of a discloser.
    Look {
        /// The part of the record.
        what: Look,
        /// Name of the source at whose desk the look is made.
        source: String,
        /// The child.
        child: Child,
    },
}

impl Order {
    /// The right that this order demands.
    pub const fn right(&self) -> Right {
        match self {
            Self::Replay { .. } => Right::Replay,
            Self::Drop { .. } => Right::Drop,
            Self::Handle { .. } | Self::HandleAll { .. } => Right::Alerts,
            Self::Doubt { .. } => Right::Matches,
            Self::Choose { .. } => Right::Choice,
            Self::RotateKey { .. } | Self::RetireKey { .. } => Right::Keys,
            Self::Resume { .. } => Right::Resume,
            Self::Reload => Right::Reload,
            Self::Consent { .. } => Right::Consent,
            Self::Look { .. } => Right::Look,
        }
    }

    /// The order as text for the log. An order may hold text that a person typed, such as an id: text that may be
    /// personal data stays out of the log.
    pub(super) fn sayable(&self) -> String {
        let said = format!("{self:?}");
        if without_personal_data(&said) {
            said
        } else {
            "(names what may be personal data)".to_owned()
        }
    }

    /// Whether this order changes nothing, and looks into no record of a person.
    pub(super) const fn changes_nothing(&self) -> bool {
        matches!(
            self,
            Self::Replay { dry_run: true, .. }
                | Self::HandleAll {
                    how: How::DryRun,
                    ..
                }
        )
    }
}
