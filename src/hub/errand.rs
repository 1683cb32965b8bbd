//! Errands of the desk -> the intake, done between two batches, so that every lane keeps its order.
//!
//! Consent statements go before every second judging: a withdrawal waits for one chunk of a replay at most.

use super::act::Act;
use crate::message::Private;
use crate::number::DocumentNo;
use crate::outcome::Outcome;
use crate::store::StoreError;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::{mpsc, oneshot};

/// One errand for the intake.
pub(super) enum Errand {
    /// Judge stopped documents again.
    Again(Again),
    /// Record desk statements.
    Spoken(Spoken),
}

/// Documents to be judged again.
pub(super) struct Again {
    pub(super) documents: Vec<DocumentNo>,
    /// The actor and the reason.
    pub(super) act: Act,
    pub(super) reply: oneshot::Sender<Result<JudgedAnew, StoreError>>,
}

/// The result of judging documents again.
#[derive(Debug, Default)]
pub(crate) struct JudgedAnew {
    /// Number and outcome of every document; a payload that could not be read before may turn out to hold several.
    pub(crate) ends: Vec<(DocumentNo, Outcome)>,
    /// The documents that cannot be judged again, each with the reason.
    pub(crate) refused: Vec<(DocumentNo, NotJudged)>,
}

/// The reason that a document cannot be judged again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotJudged {
    /// There is no such document.
    Unknown,
    /// The document's sender was not proven.
    Unproven,
    /// The document's id was that of another message.
    AnothersId,
    /// The document's headers could not be read, and nothing of the document was kept.
    Unreadable,
    /// The document was larger than the most that is kept.
    TooLarge,
    /// The document was not stopped.
    NotStopped,
    /// The document is of a kind that never goes by the hub.
    NeverKept,
    /// The document's content is gone.
    Gone,
    /// The document's source is not connected today.
    NoSource,
}

/// Statements to be recorded.
pub(super) struct Spoken {
    pub(super) said: SaidAtDesk,
    /// The number and outcome of each, once they are on record.
    pub(super) reply: oneshot::Sender<Result<Vec<(DocumentNo, Outcome)>, StoreError>>,
}

/// Statements that one person took down for one source.
pub(crate) struct SaidAtDesk {
    /// Name of the source.
    pub(crate) source: String,
    /// Name of their kind.
    pub(crate) kind: String,
    /// One event without an id for each recipient and purpose.
    pub(crate) events: Vec<Private<Value>>,
    /// The name of the action in the log.
    pub(crate) action: &'static str,
    /// The person at the desk, and the reason.
    pub(crate) act: Act,
}

/// The way of the desk to the intake.
#[derive(Clone)]
pub struct ToIntake {
    spoken: mpsc::Sender<Spoken>,
    again: mpsc::Sender<Again>,
}

/// The intake's end of that way.
pub struct Errands {
    spoken: mpsc::Receiver<Spoken>,
    again: mpsc::Receiver<Again>,
}

/// Both ends of the way from the desk to the intake.
pub fn errands() -> (ToIntake, Errands) {
    let (to_speak, spoken) = mpsc::channel(1);
    let (to_judge, again) = mpsc::channel(1);
    let desk = ToIntake {
        spoken: to_speak,
        again: to_judge,
    };
    (desk, Errands { spoken, again })
}

impl ToIntake {
    /// Has the intake judge these documents again. None when the hub is stopping.
    pub(crate) async fn judge_again(
        &self,
        documents: Vec<DocumentNo>,
        act: Act,
    ) -> Option<Result<JudgedAnew, StoreError>> {
        let (reply, judged) = oneshot::channel();
        let again = Again {
            documents,
            act,
            reply,
        };
        self.again.send(again).await.ok()?;
        judged.await.ok()
    }

    /// Has the intake record desk statements. None when the hub is stopping.
    pub(crate) async fn speak(
        &self,
        said: SaidAtDesk,
    ) -> Option<Result<Vec<(DocumentNo, Outcome)>, StoreError>> {
        let (reply, recorded) = oneshot::channel();
        self.spoken.send(Spoken { said, reply }).await.ok()?;
        recorded.await.ok()
    }
}

impl Errands {
    /// The errand to do at this moment, if any: statements before second judgings.
    pub(super) fn waiting(&mut self) -> Option<Errand> {
        let spoken = self.spoken.try_recv().map(Errand::Spoken);
        spoken
            .or_else(|_| self.again.try_recv().map(Errand::Again))
            .ok()
    }

    /// Waits for the next errand; none when the desk is closed.
    pub(super) async fn next(&mut self) -> Option<Errand> {
        tokio::select! {
            biased;
            Some(spoken) = self.spoken.recv() => Some(Errand::Spoken(spoken)),
            Some(again) = self.again.recv() => Some(Errand::Again(again)),
            else => None,
        }
    }
}
