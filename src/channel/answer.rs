//! An answer of the hub -> a receipt of its source, or the failure. Nothing of a child can go this way: an answer
//! names the source's own document, and the result for that document.

use super::failure::Failure;
use super::{Receipt, amqp};
use crate::broker::Mailbox;
use crate::topology;

/// The ways back to a source.
#[derive(Debug, Clone)]
pub enum AnswerChannel {
    /// The exchange of all answers on our own broker; the source reads a queue behind that exchange. One mailbox
    /// serves all sources: an answer that finds no queue comes back, and the mailbox stays.
    Amqp(Mailbox),
}

/// One answer, as an event.
#[derive(Clone, Copy)]
pub struct AnswerEvent<'a> {
    /// Id by which the source knows a repeat.
    pub id: &'a str,
    /// The CloudEvents type.
    pub event_type: &'a str,
    /// The whole event, as JSON.
    pub body: &'a [u8],
}

impl AnswerChannel {
    /// Sends an answer; a repeat carries the same id.
    pub async fn send(&self, source: &str, answer: AnswerEvent<'_>) -> Result<Receipt, Failure> {
        match self {
            AnswerChannel::Amqp(mailbox) => amqp::answer(mailbox, source, answer).await,
        }
    }

    /// The names, in the health of the hub, of the exchange and the queue that a receipt rests on; while one is
    /// unsafe, nothing is sent.
    pub fn rests_on(&self, source: &str) -> Vec<String> {
        match self {
            AnswerChannel::Amqp(_) => {
                vec![topology::ANSWERS.to_owned(), topology::answer_queue(source)]
            }
        }
    }
}
