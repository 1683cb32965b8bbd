//! A minimised event -> known to be with the partner, or why not. To add a way out: a variant here and a file in `channel/`.

use crate::broker::{Failure, Mailbox, Message};
use crate::pipeline::Minimised;

/// The ways out of the hub.
#[derive(Debug, Clone)]
pub enum Channel {
    /// An exchange of our own broker, read by the partner.
    Amqp {
        /// Its name.
        exchange: String,
        /// The way to it.
        mailbox: Mailbox,
    },
}

/// The partner's queue holds it.
#[derive(Debug, Clone, Copy)]
pub struct Receipt;

impl Channel {
    /// Sends; a repeat carries the same id.
    pub async fn send(&self, event: &Minimised) -> Result<Receipt, Failure> {
        match self {
            Channel::Amqp { exchange, mailbox } => {
                let message = Message {
                    exchange,
                    routing_key: "",
                    message_id: &event.event().to_string(),
                    kind: event.event_type(),
                    content_type: "application/cloudevents+json; charset=utf-8",
                    headers: &[],
                    body: event.body().expose(),
                };
                mailbox.publish(message).await.map(|()| Receipt)
            }
        }
    }
}
