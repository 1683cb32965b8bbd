//! What is published, and how that can fail.

use lapin::BasicProperties;
use lapin::types::{AMQPValue, FieldTable};

/// AMQP cannot write longer names than this.
const LONGEST_NAME: usize = 255;
/// All headers have to fit in one frame of 128 KiB, with room to spare.
const MOST_HEADER_BYTES: usize = 64 * 1024;
const PERSISTENT: u8 = 2;

/// One message for one exchange.
#[derive(Clone, Copy)]
pub struct Message<'a> {
    /// Where it goes.
    pub exchange: &'a str,
    /// Which way from there.
    pub routing_key: &'a str,
    /// The receiver knows a repeat by it.
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

/// Why a message is not known to have arrived. It may have: a repeat is normal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PublishFailure {
    /// The exchange does not exist, or no queue is bound to it.
    Unroutable,
    /// The broker said no.
    Rejected,
    /// AMQP cannot write it, whenever it is tried.
    Unwritable,
    /// The broker did not say anything in time.
    Timeout,
    /// Our own connection was not there or fell away: no fault of the partner, and no attempt.
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
    /// What AMQP cannot write is refused here; sent, it would break the connection for everyone.
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
