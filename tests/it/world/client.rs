//! The clients of a world: what a source sends, and what lies in a queue.

use super::PATIENCE;
use crate::node::until;
use futures_util::StreamExt;
use lapin::options::{
    BasicConsumeOptions, BasicGetOptions, BasicPublishOptions, ConfirmSelectOptions,
};
use lapin::types::{AMQPValue, FieldTable};
use lapin::{BasicProperties, Channel, Connection, ConnectionProperties};
use serde_json::Value;
use std::time::Duration;
use tokio::time::timeout;

/// A message on its way to a source's exchange.
#[derive(Default, Clone)]
pub(crate) struct Sent {
    pub(crate) body: Vec<u8>,
    pub(crate) content_type: Option<String>,
    pub(crate) message_id: Option<String>,
    pub(crate) reply_to: Option<String>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) anonymous: bool,
}

impl Sent {
    pub(crate) fn xml(body: impl Into<Vec<u8>>) -> Self {
        Self {
            body: body.into(),
            content_type: Some("application/xml".to_owned()),
            ..Self::default()
        }
    }

    pub(crate) fn event(body: &Value) -> Self {
        let content_type = Some("application/cloudevents+json; charset=utf-8".to_owned());
        Self {
            body: body.to_string().into_bytes(),
            content_type,
            ..Self::default()
        }
    }

    fn properties(&self, user: &str) -> BasicProperties {
        let mut headers = FieldTable::default();
        for (name, value) in &self.headers {
            headers.insert(
                name.as_str().into(),
                AMQPValue::LongString(value.as_str().into()),
            );
        }
        let mut properties = BasicProperties::default()
            .with_delivery_mode(2)
            .with_headers(headers);
        if !self.anonymous {
            properties = properties.with_user_id(user.into());
        }
        if let Some(content_type) = &self.content_type {
            properties = properties.with_content_type(content_type.as_str().into());
        }
        if let Some(id) = &self.message_id {
            properties = properties.with_message_id(id.as_str().into());
        }
        if let Some(queue) = &self.reply_to {
            properties = properties.with_reply_to(queue.as_str().into());
        }
        properties
    }
}

/// A piece takes well under a second; a try that takes this long hangs.
const ONE_TRY: Duration = Duration::from_secs(10);

/// A source's own user, who can go on sending while the test does something else.
pub(crate) struct Sender {
    pub(super) address: String,
    pub(super) user: String,
    pub(super) exchange: String,
}

impl Sender {
    /// Publishes, and returns when the broker has everything.
    pub(crate) async fn send(&self, messages: &[Sent]) -> lapin::Result<()> {
        let (_connection, channel) = open(&self.address).await?;
        channel
            .confirm_select(ConfirmSelectOptions::default())
            .await?;
        let mut confirms = Vec::new();
        for message in messages {
            let options = BasicPublishOptions {
                mandatory: true,
                ..Default::default()
            };
            let (exchange, properties) = (
                self.exchange.as_str().into(),
                message.properties(&self.user),
            );
            confirms.push(
                channel
                    .basic_publish(exchange, "".into(), options, &message.body, properties)
                    .await?,
            );
        }
        for confirm in confirms {
            assert!(confirm.await?.is_ack());
        }
        Ok(())
    }

    /// Sends in pieces, each as often as it takes. A piece that was cut off comes twice.
    pub(crate) async fn send_surely(&self, messages: &[Sent]) {
        for piece in messages.chunks(100) {
            // a broker that is killed may leave the client's own library waiting for ever: that try is given up, and made again
            let sent = async || {
                timeout(ONE_TRY, self.send(piece))
                    .await
                    .is_ok_and(|sent| sent.is_ok())
            };
            until("the broker takes messages", sent).await.unwrap();
        }
    }
}

pub(super) async fn open(address: &str) -> lapin::Result<(Connection, Channel)> {
    let opened = async {
        let connection = Connection::connect(address, ConnectionProperties::default()).await?;
        let channel = connection.create_channel().await?;
        Ok((connection, channel))
    };
    timeout(PATIENCE, opened)
        .await
        .expect("a broker that answers")
}

/// A message as it lay in a queue.
pub(crate) struct Lay {
    pub(crate) message_id: String,
    pub(crate) body: Vec<u8>,
    /// All properties and headers, as text.
    pub(crate) properties: String,
}

/// Empties a queue.
pub(super) async fn drain(address: &str, queue: &str) -> Vec<Lay> {
    let (_connection, channel) = open(address).await.unwrap();
    let lay = |properties: &BasicProperties, body: &[u8]| Lay {
        message_id: properties
            .message_id()
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        body: body.to_vec(),
        properties: format!("{properties:?}"),
    };
    let mut all = Vec::new();
    while let Some(first) = channel
        .basic_get(queue.into(), BasicGetOptions { no_ack: true })
        .await
        .unwrap()
    {
        let more = all.len() + 1 + usize::try_from(first.message_count).unwrap();
        all.push(lay(&first.delivery.properties, &first.delivery.data));
        let (_own, channel) = open(address).await.unwrap();
        let options = BasicConsumeOptions {
            no_ack: true,
            ..Default::default()
        };
        let mut consumer = channel
            .basic_consume(queue.into(), "".into(), options, FieldTable::default())
            .await
            .unwrap();
        while all.len() < more {
            let next = timeout(PATIENCE, consumer.next())
                .await
                .expect("what was counted")
                .unwrap()
                .unwrap();
            all.push(lay(&next.properties, &next.data));
        }
    }
    all
}
