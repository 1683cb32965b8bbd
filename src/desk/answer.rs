//! The result of an order -> a value. Every client puts the value in words of its own.

use super::actor::Right;
use super::alerts::Handled;
use super::choice::Chosen;
use super::consent::Registered;
use super::drop::Dropped;
use super::keys::{Retired, Rotated};
use super::look::Looked;
use super::matches::MatchAnswered;
use super::reload::Reloaded;
use super::replay::Replayed;
use super::resume::Resumed;
use crate::number::{DispatchNo, DocumentNo, DoubtNo};
use serde::{Deserialize, Serialize};

/// Result of an order, with the object of the order where clients need it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// The order was refused before any act.
    Refused(ActRefused),
    /// The store failed; the reason as text.
    Store(String),
    /// Result of a replay.
    Replay(Replayed),
    /// Result of the wish to drop this dispatch.
    Drop(DispatchNo, Dropped),
    /// Result of the wish to close alerts.
    Alerts(Handled),
    /// Result of the answer about this possible match.
    Match(DoubtNo, MatchAnswered),
    /// Result of the choice of the reporter that a document answers.
    Choice {
        /// The number of the document.
        document: DocumentNo,
        /// The reporter, as written in the order.
        reporter: String,
        /// The result.
        chosen: Chosen,
    },
    /// Result of the wish to write aliases with a new key of this version.
    Rotate(u32, Rotated),
    /// Result of the wish to take a key of this version out of use.
    Retire(u32, Retired),
    /// Result of the wish to read this queue again.
    Resume(String, Resumed),
    /// Result of the wish to read the catalog again.
    Reload(Reloaded),
    /// Result of a note about consent.
    Consent(Registered),
    /// Result of a look into a record.
    Look(Looked),
}

/// Why an order was refused before any act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActRefused {
    /// This system user may not use the control socket.
    Stranger,
    /// This version of the hub cannot read the request.
    Unreadable,
    /// The actor lacks the right that the order demands.
    NoRight {
        /// The name of the actor.
        actor: String,
        /// The right that is missing.
        right: Right,
    },
    /// The order has no reason.
    NoReason,
    /// The reason is not fit for the log, or is longer than so many characters.
    BadReason(usize),
    /// The name is not fit for the log, or is longer than so many characters.
    BadName(usize),
}
