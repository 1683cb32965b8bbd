//! What the desk has the intake do, between two batches, so that every lane keeps its order.
//!
//! What people say about consent goes before every second judging: a withdrawal waits for one chunk of a replay at most.

use super::act::Act;
use crate::message::Private;
use crate::number::DocumentNo;
use crate::outcome::Outcome;
use crate::store::StoreError;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::{mpsc, oneshot};

/// One such thing.
pub(super) enum Errand {
    /// Judge again what was stopped.
    Again(Again),
    /// Record what was said at a desk.
    Spoken(Spoken),
}

/// Documents to be judged again.
pub(super) struct Again {
    pub(super) documents: Vec<DocumentNo>,
    /// Who asked, and why.
    pub(super) act: Act,
    pub(super) reply: oneshot::Sender<Result<JudgedAnew, StoreError>>,
}

/// What came of them.
#[derive(Debug, Default)]
pub(crate) struct JudgedAnew {
    /// Number and outcome of every document; a payload that could not be read before may turn out to hold several.
    pub(crate) ends: Vec<(DocumentNo, Outcome)>,
    /// Those that cannot be judged again, each with why.
    pub(crate) refused: Vec<(DocumentNo, NotJudged)>,
}

/// Why a document cannot be judged again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotJudged {
    /// There is no such document.
    Unknown,
    /// Its sender was not proven.
    Unproven,
    /// Its id was that of another message.
    AnothersId,
    /// Its headers could not be read, and nothing of it was kept.
    Unreadable,
    /// It was larger than what is kept.
    TooLarge,
    /// It was not stopped.
    NotStopped,
    /// It is of a kind that never goes by the hub.
    NeverKept,
    /// What it said is gone.
    Gone,
    /// Its source is not connected today.
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
    /// What was said, one event without an id for each recipient and purpose.
    pub(crate) events: Vec<Private<Value>>,
    /// As the log names it.
    pub(crate) action: &'static str,
    /// Who took it down.
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
    /// Has these documents judged again. None when the hub is stopping.
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

    /// Has recorded what was said at a desk. None when the hub is stopping.
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
    /// What there is to do at this moment.
    pub(super) fn waiting(&mut self) -> Option<Errand> {
        let spoken = self.spoken.try_recv().map(Errand::Spoken);
        spoken
            .or_else(|_| self.again.try_recv().map(Errand::Again))
            .ok()
    }

    /// What there is to do next; none when the desk is closed.
    pub(super) async fn next(&mut self) -> Option<Errand> {
        tokio::select! {
            biased;
            Some(spoken) = self.spoken.recv() => Some(Errand::Spoken(spoken)),
            Some(again) = self.again.recv() => Some(Errand::Again(again)),
            else => None,
        }
    }
}
