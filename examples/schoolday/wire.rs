//! Messages -> a source's own exchange, as its own user; and what lies in a mailbox, seen by its owner.

use crate::written::Sent;
use anyhow::{Context, Result, ensure};
use lapin::options::{BasicGetOptions, BasicPublishOptions, ConfirmSelectOptions};
use lapin::types::{AMQPValue, FieldTable};
use lapin::{BasicProperties, Channel, Connection, ConnectionProperties};
use serde_json::Value;

/// Unconfirmed messages at once.
const WINDOW: usize = 64;

async fn open(address: &str) -> Result<(Connection, Channel)> {
    let connection = Connection::connect(address, ConnectionProperties::default())
        .await
        .context("no connection")?;
    let channel = connection.create_channel().await?;
    Ok((connection, channel))
}

/// Publishes in order, on one channel, and waits until the broker has everything.
pub(crate) async fn send(address: &str, source: &str, messages: &[&Sent]) -> Result<()> {
    let (connection, channel) = open(address).await?;
    channel
        .confirm_select(ConfirmSelectOptions::default())
        .await?;
    let exchange = format!("in.{source}");
    for window in messages.chunks(WINDOW) {
        let mut confirms = Vec::new();
        for message in window {
            let options = BasicPublishOptions {
                mandatory: true,
                ..Default::default()
            };
            let sent = channel
                .basic_publish(
                    exchange.as_str().into(),
                    "".into(),
                    options,
                    &message.body,
                    properties(message, source),
                )
                .await;
            confirms.push(sent?);
        }
        for confirm in confirms {
            let confirmed = confirm.await?;
            ensure!(
                confirmed.is_ack(),
                "de broker nam een bericht van {source} niet aan"
            );
            ensure!(
                confirmed.take_message().is_none(),
                "een bericht van {source} kwam in geen enkele wachtrij"
            );
        }
    }
    connection.close(200, "".into()).await?;
    Ok(())
}

fn properties(message: &Sent, source: &str) -> BasicProperties {
    let mut headers = FieldTable::default();
    for (name, value) in &message.headers {
        headers.insert(
            name.as_str().into(),
            AMQPValue::LongString(value.as_str().into()),
        );
    }
    let properties = BasicProperties::default()
        .with_delivery_mode(2)
        .with_headers(headers)
        .with_content_type(message.content_type.into())
        .with_message_id(message.message_id.as_str().into());
    if message.anonymous {
        properties
    } else {
        properties.with_user_id(source.into())
    }
}

/// Everything that lies in a queue now. Nothing is acknowledged: afterwards it lies there again, for whoever looks around.
pub(crate) async fn look(address: &str, queue: &str) -> Result<Vec<Value>> {
    let (connection, channel) = open(address).await?;
    let mut found = Vec::new();
    while let Some(message) = channel
        .basic_get(queue.into(), BasicGetOptions { no_ack: false })
        .await?
    {
        found.push(
            serde_json::from_slice(&message.delivery.data)
                .with_context(|| format!("in {queue} ligt iets dat geen JSON is"))?,
        );
    }
    connection.close(200, "".into()).await?;
    Ok(found)
}
