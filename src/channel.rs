//! A minimised event -> a receipt of the partner, or the failure. To add a way out: a variant here and a file in `channel/`.

mod amqp;
mod answer;
mod failure;
mod ways;

use crate::pipeline::Minimised;

pub use amqp::Amqp;
pub use answer::{AnswerChannel, AnswerEvent};
pub use failure::Failure;
pub use ways::Ways;

/// The ways out of the hub.
#[derive(Debug, Clone)]
pub enum Channel {
    /// An exchange of our own broker, read by the partner.
    Amqp(Amqp),
}

/// A receipt: the partner holds the event, which needs no other try.
#[derive(Debug, Clone, Copy)]
pub struct Receipt;

impl Channel {
    /// Sends an event; a repeat carries the same id.
    pub async fn send(&self, event: &Minimised) -> Result<Receipt, Failure> {
        match self {
            Channel::Amqp(amqp) => amqp.send(event).await,
        }
    }

    /// The name, in the health of the hub, of the queue that a receipt of this channel rests on; while that queue
    /// is unsafe, nothing is sent.
    pub fn rests_on(&self) -> Option<&str> {
        match self {
            Channel::Amqp(amqp) => Some(amqp.exchange()),
        }
    }
}
