//! What the desk has the intake do, between two batches, so that every lane keeps its order.

use super::act::Act;
use crate::message::Private;
use crate::outcome::Outcome;
use crate::store::StoreError;
use serde_json::Value;
use tokio::sync::oneshot;

/// One such thing.
pub enum Errand {
    /// Judge again what was stopped.
    Again(Again),
    /// Record what was said at a desk.
    Spoken(Spoken),
}

/// Documents to be judged again.
pub struct Again {
    pub(super) documents: Vec<i64>,
    /// Who asked, and why.
    pub(super) act: Act,
    pub(super) reply: oneshot::Sender<Result<JudgedAnew, StoreError>>,
}

/// What came of them.
#[derive(Debug, Default)]
pub(super) struct JudgedAnew {
    /// Number and outcome of every document; a payload that could not be read before may turn out to hold several.
    pub(super) ends: Vec<(i64, Outcome)>,
    /// Those that cannot be judged again, each with why.
    pub(super) refused: Vec<(i64, &'static str)>,
}

/// Statements that one person took down for one source.
pub struct Spoken {
    /// Name of the source.
    pub(super) source: String,
    /// Name of their kind.
    pub(super) kind: String,
    /// What was said, one event without an id for each recipient and purpose.
    pub(super) events: Vec<Private<Value>>,
    /// As the log names it.
    pub(super) action: &'static str,
    /// Who took it down.
    pub(super) act: Act,
    /// The number and outcome of each, once they are on record.
    pub(super) reply: oneshot::Sender<Result<Vec<(i64, Outcome)>, StoreError>>,
}
