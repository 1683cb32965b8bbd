//! A queue -> two queues: the broker work of a hub with nothing else. What any hub at all could reach with this client library.

use crate::wire::Line;
use anyhow::{Context, Result};
use futures_util::future::join_all;
use futures_util::stream::{FuturesOrdered, StreamExt};
use futures_util::{FutureExt, TryFutureExt};
use lapin::BasicProperties;
use lapin::message::Delivery;
use lapin::options::{BasicAckOptions, BasicConsumeOptions, BasicPublishOptions, BasicQosOptions};
use lapin::types::FieldTable;

/// As the hub's.
const PREFETCH: u16 = 256;
/// Deliveries that stand ready and are written to the connection in one go.
const AT_ONCE: usize = 64;
/// As long as an answer of the hub.
const ANSWER: usize = 420;

/// Moves every message of `from`, and an answer for each, until it is dropped. Publishes and acks as the hub does: persistent, confirmed,
/// on a connection of its own, one ack for many after both confirms.
pub(crate) async fn forward(address: &str, from: &str, to: [&str; 2]) -> Result<()> {
    let (consuming, publishing) = (Line::open(address).await?, Line::confirming(address).await?);
    consuming
        .channel
        .basic_qos(PREFETCH, BasicQosOptions::default())
        .await?;
    let options = BasicConsumeOptions::default();
    let mut consumer = consuming
        .channel
        .basic_consume(from.into(), "".into(), options, FieldTable::default())
        .await?;
    let answer = "x".repeat(ANSWER).into_bytes();
    let mut flying = FuturesOrdered::new();
    loop {
        tokio::select! {
            delivery = consumer.next() => {
                let mut batch = vec![delivery.context("no more deliveries")??];
                while batch.len() < AT_ONCE && let Some(Some(next)) = consumer.next().now_or_never() {
                    batch.push(next?);
                }
                let writes = batch.iter().map(|delivery| both(&publishing, delivery, &answer, to));
                for done in join_all(writes).await {
                    flying.push_back(done?);
                }
            }
            Some(tag) = flying.next() => {
                let mut last = tag?;
                while let Some(Some(next)) = flying.next().now_or_never() {
                    last = next?;
                }
                consuming.channel.basic_ack(last, BasicAckOptions { multiple: true }).await?;
            }
        }
    }
}

/// Writes both messages; what comes back is the delivery's tag, once both are confirmed.
async fn both(
    line: &Line,
    delivery: &Delivery,
    answer: &[u8],
    to: [&str; 2],
) -> Result<impl Future<Output = Result<u64>> + use<>> {
    let tag = delivery.delivery_tag;
    let options = BasicPublishOptions {
        mandatory: true,
        ..Default::default()
    };
    let properties = BasicProperties::default().with_delivery_mode(2);
    let [first, second] = to;
    let first = line.channel.basic_publish(
        "".into(),
        first.into(),
        options,
        &delivery.data,
        properties.clone(),
    );
    let second = line
        .channel
        .basic_publish("".into(), second.into(), options, answer, properties);
    let (first, second) = futures_util::future::try_join(first, second).await?;
    Ok(futures_util::future::try_join(first, second)
        .map_ok(move |_| tag)
        .map_err(Into::into))
}
