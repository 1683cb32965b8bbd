//! A message to publish, and the failures of publishing.

use lapin::BasicProperties;
use lapin::types::{AMQPValue, FieldTable};

/// Longest name that AMQP can write.
const LONGEST_NAME: usize = 255;
/// Most bytes of all headers, which have to fit in one frame of 128 KiB, with room to spare.
const MOST_HEADER_BYTES: usize = 64 * 1024;
const PERSISTENT: u8 = 2;

/// One message for one exchange.
#[derive(Clone, Copy)]
pub struct Message<'a> {
    /// Exchange that the message goes to.
    pub exchange: &'a str,
    /// Routing key from that exchange.
    pub routing_key: &'a str,
    /// Id by which the receiver knows a repeat.
    pub message_id: &'a str,
    /// The AMQP type.
    pub kind: &'a str,
    /// The MIME type of the body.
    pub content_type: &'a str,
    /// Application headers.
    pub headers: &'a [(&'a str, &'a str)],
    /// The payload.
    pub body: &'a [u8],
}

/// The reason that a message is not known to have arrived. The message may have arrived: a repeat is normal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PublishFailure {
    /// The exchange does not exist, or no queue is bound to it.
    Unroutable,
    /// The broker refused the message.
    Rejected,
    /// AMQP cannot write the message, at any try.
    Unwritable,
    /// The broker did not answer in time.
    Timeout,
    /// Our own connection was not there or was lost: no fault of the partner, and no attempt.
    Interrupted,
}

/// A message on its way to the task that publishes: its own copy, in the library's types.
pub(super) struct Parcel {
    pub(super) exchange: String,
    pub(super) routing_key: String,
    pub(super) message_id: String,
    pub(super) properties: BasicProperties,
    pub(super) body: Vec<u8>,
}

impl Parcel {
    /// Copies a message. A message that AMQP cannot write is refused here; sent, it would break the connection for all users.
    pub(super) fn pack(message: Message<'_>) -> Result<Self, PublishFailure> {
        let names = [
            message.exchange,
            message.routing_key,
            message.message_id,
            message.kind,
            message.content_type,
        ];
        let headers = message.headers;
        let header_bytes: usize = headers
            .iter()
            .map(|(name, value)| name.len() + value.len())
            .sum();
        let short = |name: &str| name.len() <= LONGEST_NAME;
        if !names.into_iter().all(short)
            || !headers.iter().all(|(name, _)| short(name))
            || header_bytes > MOST_HEADER_BYTES
        {
            return Err(PublishFailure::Unwritable);
        }
        let mut table = FieldTable::default();
        for (name, value) in headers {
            table.insert((*name).into(), AMQPValue::LongString((*value).into()));
        }
        Ok(Self {
            exchange: message.exchange.to_owned(),
            routing_key: message.routing_key.to_owned(),
            message_id: message.message_id.to_owned(),
            properties: BasicProperties::default()
                .with_delivery_mode(PERSISTENT)
                .with_message_id(message.message_id.into())
                .with_type(message.kind.into())
                .with_content_type(message.content_type.into())
                .with_headers(table),
            body: message.body.to_vec(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message<'a>(routing_key: &'a str, headers: &'a [(&'a str, &'a str)]) -> Message<'a> {
        Message {
            exchange: "to.library",
            routing_key,
            message_id: "m1",
            kind: "verzuimmelding/1",
            content_type: "application/json",
            headers,
            body: b"{}",
        }
    }

    #[test]
    fn what_amqp_cannot_write_is_refused_before_it_reaches_the_connection() {
        let long = "x".repeat(256);
        let large = "x".repeat(MOST_HEADER_BYTES);
        let refused =
            |message: Message<'_>| Parcel::pack(message).err() == Some(PublishFailure::Unwritable);
        assert!(refused(message(&long, &[])));
        assert!(refused(message("", &[(&long, "value")])));
        assert!(refused(message("", &[("name", &large)])));
        assert!(Parcel::pack(message(&"x".repeat(255), &[("name", &long)])).is_ok());
    }
}
