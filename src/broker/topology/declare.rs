//! One object -> one request on a throw-away channel.

use super::{DeclaringConnection, No};
use crate::topology::{Argument, Object, Spread};
use lapin::ExchangeKind;
use lapin::options::{ExchangeDeclareOptions, QueueBindOptions, QueueDeclareOptions};
use lapin::types::{AMQPValue, FieldTable};
use std::collections::BTreeMap;
use tokio::time::timeout;

impl DeclaringConnection {
    /// Asks for an exchange, a queue or a binding; `passive` only looks. Others are not for AMQP.
    pub(super) async fn declare(&self, object: &Object, passive: bool) -> Result<(), No> {
        let request = async {
            let channel = self.connection.create_channel().await?;
            let none = FieldTable::default();
            match object {
                Object::Exchange { name, kind } => {
                    let options = ExchangeDeclareOptions {
                        passive,
                        durable: true,
                        ..Default::default()
                    };
                    let kind = match kind {
                        Spread::Fanout => ExchangeKind::Fanout,
                        Spread::Direct => ExchangeKind::Direct,
                    };
                    channel
                        .exchange_declare(name.as_str().into(), kind, options, none)
                        .await?;
                }
                Object::Queue { name, arguments } => {
                    let options = QueueDeclareOptions {
                        passive,
                        durable: true,
                        ..Default::default()
                    };
                    let table = table(arguments);
                    channel
                        .queue_declare(name.as_str().into(), options, table)
                        .await?;
                }
                Object::Binding {
                    exchange,
                    queue,
                    routing_key,
                } => {
                    let (queue, exchange) = (queue.as_str().into(), exchange.as_str().into());
                    let (key, options) = (routing_key.as_str().into(), QueueBindOptions::default());
                    channel
                        .queue_bind(queue, exchange, key, options, none)
                        .await?;
                }
                Object::User { .. } | Object::Permission { .. } | Object::Limit { .. } => {}
            }
            channel.close(200, "OK".into()).await
        };
        match timeout(self.patience, request).await {
            Ok(answer) => Ok(answer?),
            Err(_) => Err(No::Silent("timeout")),
        }
    }
}

fn table(arguments: &BTreeMap<&'static str, Argument>) -> FieldTable {
    let mut table = FieldTable::default();
    for (name, argument) in arguments {
        let value = match argument {
            Argument::Text(text) => AMQPValue::LongString(text.as_str().into()),
            Argument::Number(number) => AMQPValue::LongLongInt(*number),
        };
        table.insert((*name).into(), value);
    }
    table
}
