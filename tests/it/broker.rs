//! The broker's side of the hub against a real node: consuming, publishing, and what exists there.

mod bytes;
mod connect;
mod consume;
mod limits;
mod outage;
mod publish;
mod rights;
mod topology;
mod watcher;

use crate::shared::{Vhost, vhost_for};
use lapin::options::QueueDeclareOptions;
use lapin::types::FieldTable;
use lapin::{Connection, ConnectionProperties};
use schakel::arrival::{Arrival, Settlement};
use schakel::broker::{self, BrokerSettings, Feed, Link, Message, Publisher, Reader};
use schakel::health::Health;
use schakel::message::Private;
use schakel::stopping::{StopSwitch, stopping};
use schakel::topology::{Wanted, WantedPartner, WantedSource};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, mpsc};
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// Longer than anything here takes; what takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long a test that knows no better waits for a next message.
const GLANCE: Duration = Duration::from_millis(200);

fn settings(url: String) -> BrokerSettings {
    BrokerSettings {
        url: Private::new(url),
        prefetch: 64,
        confirm_timeout: Duration::from_secs(10),
        connect_timeout: Duration::from_secs(10),
    }
}

/// One source `school` and one partner `to.library`, each with a user of that name.
fn wanted(vhost: &Vhost) -> Wanted {
    let school = WantedSource {
        name: "school".to_owned(),
        user: vhost.user("school"),
    };
    let user = Some(vhost.user("library"));
    let library = WantedPartner {
        exchange: "to.library".to_owned(),
        user,
    };
    Wanted {
        sources: vec![school],
        partners: vec![library],
        hub_user: "guest".to_owned(),
        watcher: Some(vhost.user("watch")),
        limits: <_>::default(),
    }
}

/// A vhost with that topology.
async fn laid_out(test: &str) -> Vhost {
    let vhost = vhost_for(test).await;
    lay_out(&vhost).await;
    vhost
}

async fn lay_out(vhost: &Vhost) {
    let applied = broker::apply(&settings(vhost.amqp()), None, &wanted(vhost))
        .await
        .unwrap();
    assert_eq!(applied.failed, []);
}

fn message<'a>(exchange: &'a str, routing_key: &'a str, message_id: &'a str) -> Message<'a> {
    Message {
        exchange,
        routing_key,
        message_id,
        kind: "verzuimmelding/1",
        content_type: "application/json",
        headers: &[("versie", "1")],
        body: b"{}",
    }
}

/// Puts messages with the ids `0..count` in the queue of `school`.
async fn send(publisher: &Publisher, count: usize) {
    let mailbox = publisher.mailbox("school");
    let sends = (0..count).map(|id| {
        let mailbox = mailbox.clone();
        async move {
            mailbox
                .publish(message("in.school", "", &id.to_string()))
                .await
        }
    });
    for sent in futures_util::future::join_all(sends).await {
        sent.unwrap();
    }
}

/// A hub that consumes what `school` sends.
struct Hub {
    arrivals: mpsc::Receiver<Arrival>,
    stop: StopSwitch,
    consuming: JoinHandle<()>,
    health: Health,
    resume: Arc<Notify>,
}

impl Hub {
    fn consuming(url: String, feed: Feed) -> Hub {
        let settings = settings(url);
        let (to, arrivals) = mpsc::channel(8);
        let (stop, stopping) = stopping();
        let (prefetch, health, resume) = (
            settings.prefetch,
            Health::default(),
            Arc::new(Notify::new()),
        );
        let link = Link::new(settings, "consuming");
        let reader = Reader {
            link,
            prefetch,
            health: health.clone(),
            resume: Arc::clone(&resume),
            aside: broker::ASIDE,
        };
        let consuming = tokio::spawn(broker::consume(reader, feed, to, stopping));
        Hub {
            arrivals,
            stop,
            consuming,
            health,
            resume,
        }
    }

    async fn next(&mut self) -> Arrival {
        timeout(PATIENCE, self.arrivals.recv())
            .await
            .expect("an arrival in time")
            .unwrap()
    }

    async fn take(&mut self, count: usize) -> Vec<Arrival> {
        let mut taken = Vec::new();
        for _ in 0..count {
            taken.push(self.next().await);
        }
        taken
    }

    /// Stops in order; what is not settled by now goes back to the queue.
    async fn stopped(self) {
        self.stop.request();
        self.ended().await;
    }

    async fn ended(self) {
        timeout(PATIENCE, self.consuming)
            .await
            .expect("an end in time")
            .unwrap();
    }
}

/// How many messages stand in a queue, handed out ones not counted. The queue itself is asked: the
/// statistics of the management API lag behind.
async fn ready(vhost: &Vhost, queue: &str) -> u32 {
    let connection = Connection::connect(&vhost.amqp(), ConnectionProperties::default())
        .await
        .unwrap();
    let channel = connection.create_channel().await.unwrap();
    let passive = QueueDeclareOptions {
        passive: true,
        ..Default::default()
    };
    let queue = channel
        .queue_declare(queue.into(), passive, FieldTable::default())
        .await
        .unwrap();
    queue.message_count()
}

fn id(arrival: &Arrival) -> &str {
    arrival.inbound.message_id.as_deref().unwrap()
}

fn settle(arrival: Arrival) {
    // the broker's side may have gone: then the message comes again
    let _ = arrival.reply.send(Settlement::Ack);
}
