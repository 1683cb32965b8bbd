//! A message together with the way to answer the broker.

use crate::message::Inbound;
use tokio::sync::oneshot;
use tokio::time::Instant;

/// The answer to the broker about a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settlement {
    /// Everything about the message is on record: the broker may forget the message.
    Ack,
    /// The message is left to redelivery: the channel is closed, nothing is nacked.
    Redeliver,
}

/// One message and its answer.
#[derive(Debug)]
pub struct Arrival {
    /// The message.
    pub inbound: Inbound,
    /// Where the settlement goes.
    pub reply: oneshot::Sender<Settlement>,
    /// Moment of arrival.
    pub since: Instant,
}

/// The settlement, as the broker's side waits for it. A reply that is lost, by bug or by panic, brings the message back.
pub async fn settlement(reply: oneshot::Receiver<Settlement>) -> Settlement {
    reply.await.unwrap_or(Settlement::Redeliver)
}
