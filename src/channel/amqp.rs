//! An event or an answer -> an exchange of our own broker.

use super::failure::Failure;
use super::{AnswerEvent, Receipt};
use crate::broker::{self, Mailbox, Message};
use crate::outcome::Code;
use crate::pipeline::Minimised;
use crate::topology;

const CLOUD_EVENT: &str = "application/cloudevents+json; charset=utf-8";

/// The exchange before a partner's queue.
#[derive(Debug, Clone)]
pub struct Amqp {
    exchange: String,
    mailbox: Mailbox,
}

impl Amqp {
    pub(super) const fn new(exchange: String, mailbox: Mailbox) -> Self {
        Self { exchange, mailbox }
    }

    pub(super) fn exchange(&self) -> &str {
        &self.exchange
    }

    /// Sends an event. The receipt: the partner's queue holds the event.
    pub(super) async fn send(&self, event: &Minimised) -> Result<Receipt, Failure> {
        publish(
            &self.mailbox,
            Message {
                exchange: &self.exchange,
                routing_key: "",
                message_id: &event.event().to_string(),
                kind: event.event_type(),
                content_type: CLOUD_EVENT,
                headers: &[],
                body: event.body().expose(),
            },
        )
        .await
    }
}

/// Sends an answer to the queue of its source.
pub(super) async fn answer(
    mailbox: &Mailbox,
    source: &str,
    answer: AnswerEvent<'_>,
) -> Result<Receipt, Failure> {
    publish(
        mailbox,
        Message {
            exchange: topology::ANSWERS,
            routing_key: source,
            message_id: answer.id,
            kind: answer.event_type,
            content_type: CLOUD_EVENT,
            headers: &[],
            body: answer.body,
        },
    )
    .await
}

async fn publish(mailbox: &Mailbox, message: Message<'_>) -> Result<Receipt, Failure> {
    match mailbox.publish(message).await {
        Ok(()) => Ok(Receipt),
        Err(broker::PublishFailure::Unroutable) => Err(Failure::passing(Code::Unroutable)),
        Err(broker::PublishFailure::Rejected) => Err(Failure::passing(Code::Rejected)),
        Err(broker::PublishFailure::Timeout) => Err(Failure::passing(Code::Timeout)),
        Err(broker::PublishFailure::Unwritable) => Err(Failure::Never {
            code: Code::Rejected,
        }),
        Err(broker::PublishFailure::Interrupted) => Err(Failure::NotTried),
    }
}
