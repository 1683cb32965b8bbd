//! What came of an order -> a value. Every client tells it in its own words.

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

/// What came of an order, with what was ordered where that must be named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// It was not even begun.
    Refused(ActRefused),
    /// The store did not do it, and why.
    Store(String),
    /// Of a replay.
    Replay(Replayed),
    /// Of the wish to drop this dispatch.
    Drop(DispatchNo, Dropped),
    /// Of alerts that were handled.
    Alerts(Handled),
    /// Of what was said of this pair.
    Match(DoubtNo, MatchAnswered),
    /// Of a choice of whose report this document answers.
    Choice {
        /// The number of the document.
        document: DocumentNo,
        /// The reporter, as it was written.
        reporter: String,
        /// What came of it.
        chosen: Chosen,
    },
    /// Of a new key of this version.
    Rotate(u32, Rotated),
    /// Of the wish to take this version out of use.
    Retire(u32, Retired),
    /// Of the wish to read this queue again.
    Resume(String, Resumed),
    /// Of a new catalog.
    Reload(Reloaded),
    /// Of what was said about consent.
    Consent(Registered),
    /// Of a look into a record.
    Look(Looked),
}

/// Why an order was not even begun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActRefused {
    /// The user of the system that asks is not heard here.
    Stranger,
    /// It is not a request that this version of the hub can read.
    Unreadable,
    /// This actor does not have this right.
    NoRight {
        /// Who.
        actor: String,
        /// To what.
        right: Right,
    },
    /// It is not said why.
    NoReason,
    /// The reason is not fit for the log, or is longer than so many characters.
    BadReason(usize),
    /// The name is not fit for the log, or is longer than so many characters.
    BadName(usize),
}
