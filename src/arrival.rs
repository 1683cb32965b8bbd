//! A message together with the way to answer the broker.

use crate::message::Inbound;
use tokio::sync::oneshot;
use tokio::time::Instant;

/// What the broker is told about a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settlement {
    /// Everything about it is on record: it may be forgotten.
    Ack,
    /// Leave it to redelivery: the channel is closed, nothing is nacked.
    Redeliver,
}

/// One message and its answer.
#[derive(Debug)]
pub struct Arrival {
    /// The message.
    pub inbound: Inbound,
    /// Where the settlement goes.
    pub reply: oneshot::Sender<Settlement>,
    /// When it came.
    pub since: Instant,
}

/// The broker's side. Whoever loses the reply, by bug or by panic, gets the message back.
pub async fn settlement(reply: oneshot::Receiver<Settlement>) -> Settlement {
    reply.await.unwrap_or(Settlement::Redeliver)
}
