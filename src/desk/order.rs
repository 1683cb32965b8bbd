//! What can be asked of a running hub, and which right each order demands.

use super::actor::Right;
use super::alerts::{Group, How};
use super::note::{Child, Look, Note};
use super::replay::Which;
use crate::catalog::format::without_personal_data;
use crate::number::{AlertNo, DispatchNo, DocumentNo, DoubtNo};
use serde::{Deserialize, Serialize};

/// What can be asked of a running hub.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case", deny_unknown_fields)]
pub enum Order {
    /// Send again what was parked or delivered, and judge again what was stopped.
    Replay {
        /// Which.
        which: Which,
        /// Only show which.
        dry_run: bool,
    },
    /// End a dispatch without sending it.
    Drop {
        /// Its number.
        dispatch: DispatchNo,
    },
    /// An alert has been handled.
    Handle {
        /// Its number.
        alert: AlertNo,
    },
    /// All open alerts of one cause have been handled.
    HandleAll {
        /// Which.
        group: Group,
        /// Or only count them.
        how: How,
    },
    /// Two subjects are one, or are two.
    Doubt {
        /// The number of the doubt.
        doubt: DoubtNo,
        /// They are one.
        same: bool,
    },
    /// Whose report a document answers, where several reporters used one number.
    Choose {
        /// The number of the document.
        document: DocumentNo,
        /// The reporter, as `OIN/role` or `OIN/role/unit`.
        reporter: String,
    },
    /// Write aliases with a new key from now on.
    RotateKey {
        /// Its version.
        version: u32,
    },
    /// Take an old key of aliases out of use.
    RetireKey {
        /// Its version.
        version: u32,
        /// Also when somebody is known by it alone.
        accept: bool,
    },
    /// Read a queue again that was set aside.
    Resume {
        /// Its name.
        queue: String,
    },
    /// Read the catalog again.
    Reload,
    /// Register what somebody said about consent, at the desk of who discloses.
    Consent {
        /// What was said.
        note: Box<Note>,
    },
    /// Look into the record of one child, at the desk of who discloses.
    Look {
        /// At what.
        what: Look,
        /// Name of the source whose desk it is.
        source: String,
        /// Whom it is about.
        child: Child,
    },
}

impl Order {
    /// What is demanded of whoever gives this order.
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

    /// An order may name what a person typed, such as an id: what may be somebody's number stays out of the log.
    pub(super) fn sayable(&self) -> String {
        let said = format!("{self:?}");
        if without_personal_data(&said) {
            said
        } else {
            "(names what may be personal data)".to_owned()
        }
    }

    /// Does it only look, at nothing of anybody?
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
