//! An answer of the hub -> known to be with the source that it is for, or why not. Nothing of a child can go this way: an answer names the
//! source's own document, and what became of that.

use super::failure::Failure;
use super::{Receipt, amqp};
use crate::broker::Mailbox;
use crate::topology;

/// The ways back to a source.
#[derive(Debug, Clone)]
pub enum AnswerChannel {
    /// The exchange of all answers on our own broker; the source reads a queue behind it. One mailbox serves all sources: an answer that
    /// finds no queue comes back, and the mailbox stays.
    Amqp(Mailbox),
}

/// One answer, as an event.
#[derive(Clone, Copy)]
pub struct AnswerEvent<'a> {
    /// The source knows a repeat by it.
    pub id: &'a str,
    /// The CloudEvents type.
    pub event_type: &'a str,
    /// The whole event, as JSON.
    pub body: &'a [u8],
}

impl AnswerChannel {
    /// Sends; a repeat carries the same id.
    pub async fn send(&self, source: &str, answer: AnswerEvent<'_>) -> Result<Receipt, Failure> {
        match self {
            AnswerChannel::Amqp(mailbox) => amqp::answer(mailbox, source, answer).await,
        }
    }

    /// The names of what a receipt rests on, as the health of the hub knows them; while one is unsafe, nothing is sent.
    pub fn rests_on(&self, source: &str) -> Vec<String> {
        match self {
            AnswerChannel::Amqp(_) => {
                vec![topology::ANSWERS.to_owned(), topology::answer_queue(source)]
            }
        }
    }
}
