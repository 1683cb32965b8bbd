//! Messages at an even pace through the hub -> how long each took from publish to delivery.

use crate::contender::{Ground, VHOST};
use crate::process::peak;
use crate::scene::{MAILBOX, SOURCE};
use crate::wire::Line;
use anyhow::{Context, Result};
use futures_util::StreamExt;
use lapin::options::{BasicConsumeOptions, BasicQosOptions};
use lapin::types::FieldTable;
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use tokio::time::{sleep_until, timeout};

/// What is not there by then is lost.
const PATIENCE: Duration = Duration::from_secs(20);

impl Ground {
    /// `count` messages, so many a second. The first tenth warms up and does not count.
    pub(crate) async fn latencies(
        &mut self,
        per_second: u32,
        count: usize,
    ) -> Result<Vec<Duration>> {
        let letters = self.letters(count)?;
        let hub = self.hub()?;
        let sender = self.sender().await?;
        let receiver = Line::open(&self.node.amqp(VHOST, "guest", "guest")).await?;
        receiver
            .channel
            .basic_qos(1000, BasicQosOptions::default())
            .await?;
        let options = BasicConsumeOptions {
            no_ack: true,
            ..Default::default()
        };
        let mut consumer = receiver
            .channel
            .basic_consume(MAILBOX.into(), "".into(), options, FieldTable::default())
            .await?;
        let arriving = tokio::spawn(async move {
            let mut arrived = BTreeMap::new();
            while arrived.len() < count {
                let delivery = timeout(PATIENCE, consumer.next())
                    .await
                    .context("not everything arrives")?
                    .context("no more")??;
                let now = Instant::now();
                let event: Value = serde_json::from_slice(&delivery.data)?;
                let id = event
                    .pointer("/data/meldingsnummer")
                    .and_then(Value::as_str)
                    .context("no number")?;
                arrived.entry(id.to_owned()).or_insert(now);
            }
            anyhow::Ok(arrived)
        });
        let mut sent = Vec::with_capacity(count);
        let start = tokio::time::Instant::now() + Duration::from_millis(500);
        for (at, letter) in (0..).zip(&letters) {
            sleep_until(start + Duration::from_secs(1) * at / per_second).await;
            sent.push((letter.id.clone(), Instant::now()));
            let confirm = sender
                .publish(&format!("in.{SOURCE}"), "", SOURCE, letter)
                .await?;
            tokio::spawn(confirm);
        }
        let arrived = arriving.await?.with_context(|| hub.last_words())?;
        self.peak = self.peak.max(peak(hub.pid)?);
        hub.stop().await?;
        self.line
            .purge(&[MAILBOX, &format!("answer.{SOURCE}")])
            .await?;
        let took = sent
            .iter()
            .skip(count / 10)
            .filter_map(|(id, at)| Some(arrived.get(id)?.saturating_duration_since(*at)));
        Ok(took.collect())
    }
}
