//! Messages -> a queue, known to be there; and a queue -> how many lie in it.

use crate::letter::Letter;
use anyhow::{Context, Result, bail, ensure};
use lapin::options::{
    BasicPublishOptions, ConfirmSelectOptions, QueueDeclareOptions, QueuePurgeOptions,
};
use lapin::types::{AMQPValue, FieldTable};
use lapin::{BasicProperties, Channel, Connection, ConnectionProperties, PublisherConfirm};
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// Unconfirmed messages at once, when a queue is filled.
const WINDOW: usize = 1000;
const GLANCE: Duration = Duration::from_millis(10);
/// When nothing more arrives for so long, nothing will.
const PATIENCE: Duration = Duration::from_secs(20);

/// A connection with one channel on it.
pub(crate) struct Line {
    connection: Connection,
    pub(crate) channel: Channel,
}

impl Line {
    pub(crate) async fn open(address: &str) -> Result<Self> {
        let connection = Connection::connect(address, ConnectionProperties::default())
            .await
            .context("no connection to the broker")?;
        let channel = connection.create_channel().await?;
        Ok(Self {
            connection,
            channel,
        })
    }

    pub(crate) async fn confirming(address: &str) -> Result<Self> {
        let line = Self::open(address).await?;
        line.channel
            .confirm_select(ConfirmSelectOptions::default())
            .await?;
        Ok(line)
    }

    pub(crate) async fn close(self) -> Result<()> {
        Ok(self.connection.close(200, "OK".into()).await?)
    }

    /// A durable quorum queue, as those of the hub.
    pub(crate) async fn declare(&self, queue: &str) -> Result<()> {
        let mut table = FieldTable::default();
        table.insert(
            "x-queue-type".into(),
            AMQPValue::LongString("quorum".into()),
        );
        let options = QueueDeclareOptions {
            durable: true,
            ..Default::default()
        };
        self.channel
            .queue_declare(queue.into(), options, table)
            .await?;
        Ok(())
    }

    pub(crate) async fn depth(&self, queue: &str) -> Result<usize> {
        let options = QueueDeclareOptions {
            passive: true,
            ..Default::default()
        };
        let found = self
            .channel
            .queue_declare(queue.into(), options, FieldTable::default())
            .await?;
        Ok(usize::try_from(found.message_count())?)
    }

    pub(crate) async fn purge(&self, queues: &[&str]) -> Result<()> {
        for queue in queues {
            self.channel
                .queue_purge((*queue).into(), QueuePurgeOptions::default())
                .await?;
        }
        Ok(())
    }

    /// Starts one publish: persistent, mandatory, as this user.
    pub(crate) async fn publish(
        &self,
        exchange: &str,
        key: &str,
        user: &str,
        letter: &Letter,
    ) -> Result<PublisherConfirm> {
        let properties = BasicProperties::default()
            .with_delivery_mode(2)
            .with_content_type("application/cloudevents+json".into())
            .with_message_id(letter.id.as_str().into())
            .with_user_id(user.into());
        let options = BasicPublishOptions {
            mandatory: true,
            ..Default::default()
        };
        Ok(self
            .channel
            .basic_publish(
                exchange.into(),
                key.into(),
                options,
                &letter.body,
                properties,
            )
            .await?)
    }

    /// Publishes all, and returns when the broker has confirmed all.
    pub(crate) async fn fill(
        &self,
        exchange: &str,
        key: &str,
        user: &str,
        letters: &[Letter],
    ) -> Result<()> {
        for window in letters.chunks(WINDOW) {
            let mut confirms = Vec::with_capacity(window.len());
            for letter in window {
                confirms.push(self.publish(exchange, key, user, letter).await?);
            }
            for confirm in confirms {
                let confirmed = confirm.await?;
                ensure!(
                    confirmed.is_ack() && confirmed.take_message().is_none(),
                    "a message reached no queue"
                );
            }
        }
        Ok(())
    }

    /// Waits until there is something in the queue.
    pub(crate) async fn some(&self, queue: &str) -> Result<()> {
        let since = Instant::now();
        while self.depth(queue).await? == 0 {
            ensure!(since.elapsed() < PATIENCE, "nothing comes in {queue}");
            sleep(GLANCE).await;
        }
        Ok(())
    }

    /// Waits until each queue holds `count`; messages a second from the first tenth to the last.
    pub(crate) async fn rate(&self, queues: &[&str], count: usize) -> Result<f64> {
        let (mut begin, mut last, mut moved) = (None, 0, Instant::now());
        loop {
            let mut least = usize::MAX;
            for queue in queues {
                least = least.min(self.depth(queue).await?);
            }
            let now = Instant::now();
            if least > last {
                (last, moved) = (least, now);
            }
            if begin.is_none() && least >= count / 10 {
                begin = Some((now, least));
            }
            match begin {
                Some((since, from)) if least >= count => {
                    return Ok((least - from) as f64 / since.elapsed().as_secs_f64());
                }
                _ if moved.elapsed() > PATIENCE => {
                    bail!("{least} of {count} in {queues:?}, and no more come")
                }
                _ => sleep(GLANCE).await,
            }
        }
    }
}
