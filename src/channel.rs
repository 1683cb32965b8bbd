//! A minimised event -> known to be with the partner, or why not. To add a way out: a variant here and a file in `channel/`.

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

/// The partner holds it: what was sent needs no other try.
#[derive(Debug, Clone, Copy)]
pub struct Receipt;

impl Channel {
    /// Sends; a repeat carries the same id.
    pub async fn send(&self, event: &Minimised) -> Result<Receipt, Failure> {
        match self {
            Channel::Amqp(amqp) => amqp.send(event).await,
        }
    }

    /// The name of what a receipt of this channel rests on, as the health of the hub knows it; while that is unsafe, nothing is sent.
    pub fn rests_on(&self) -> Option<&str> {
        match self {
            Channel::Amqp(amqp) => Some(amqp.exchange()),
        }
    }
}
