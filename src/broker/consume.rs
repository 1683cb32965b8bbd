//! A queue -> arrivals, and settlements of the arrivals -> acks, for ever.

use super::backoff::Backoff;
use super::connect::{Connected, kind};
use super::feed::Feed;
use super::inbound::inbound;
use super::link::{Link, NotConnected};
use super::settle::{Deliveries, InFlight};
use super::strikes::Strikes;
use crate::arrival::Arrival;
use crate::health::{Health, Weight};
use crate::outcome::Code;
use crate::stopping::Stopping;
use futures_util::StreamExt;
use lapin::options::{BasicAckOptions, BasicCancelOptions, BasicConsumeOptions, BasicQosOptions};
use lapin::types::FieldTable;
use lapin::{Channel, Consumer, ErrorKind};
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, mpsc};
use tokio::time::{Instant, sleep, sleep_until, timeout};
use tracing::{error, info, warn};

/// Time for messages in the hub to be settled after a wish to stop.
const LAST_SETTLEMENTS: Duration = Duration::from_secs(5);
/// Longest wait for a small request to the broker.
const PATIENCE: Duration = Duration::from_secs(10);
const NOT_FOUND: u16 = 404;
/// A connection that is gone so soon after its messages came is gone because of them.
const AT_ONCE: Duration = Duration::from_secs(2);
/// Time after which a queue that was set aside is tried again.
pub const ASIDE: Duration = Duration::from_secs(3600);

/// How one channel generation ended.
enum ReadingEnd {
    /// The hub asked to stop.
    Stopped,
    /// The intake of the hub takes no arrivals any more.
    NobodyTakesThem,
    /// The queue does not exist.
    NoQueue,
    /// A settlement asked for the message again.
    Redeliver,
    /// The channel or the connection was lost.
    Lost(&'static str),
}

/// The reader of one queue.
#[derive(Debug, Clone)]
pub struct Reader {
    /// The connection.
    pub link: Link,
    /// Most messages of the queue that may be in the hub unsettled.
    pub prefetch: u16,
    /// Health of the hub, which is told while the queue is not read.
    pub health: Health,
    /// Wakes a reader whose queue was set aside: a person has looked.
    pub resume: Arc<Notify>,
    /// Time for which a queue that was set aside is left alone: [`ASIDE`].
    pub aside: Duration,
}

/// Reads `feed` until `stopping`, or until the intake has ended.
///
/// Each message is acked after its settlement and after the messages before it; a message whose settlement is lost
/// comes back, over a new channel. A lost channel or connection is made anew after a wait. A queue whose messages
/// cut the connection again and again is left alone for a time, so that other queues on the connection go on.
pub async fn consume(
    reader: Reader,
    feed: Feed,
    to: mpsc::Sender<Arrival>,
    mut stopping: Stopping,
) {
    let mut backoff = Backoff::new();
    let (mut told, mut strikes) = ("", Strikes::default());
    let queue = feed.queue.as_str();
    reader.unread(queue, "starting");
    loop {
        let mut session = Session {
            reader: &reader,
            feed: &feed,
            to: &to,
            acked: false,
            cut: false,
        };
        let end = session.run(&mut stopping, &mut told).await;
        if session.acked {
            backoff.succeeded();
        }
        let state = end.state();

        reader.unread(queue, state);
        let aside = strikes.out(session.cut, session.acked);
        if std::mem::replace(&mut told, state) != state {
            match end {
                ReadingEnd::Stopped | ReadingEnd::NobodyTakesThem => {
                    info!(queue, state, "consuming has ended")
                }
                ReadingEnd::NoQueue => {
                    warn!(queue, "the queue does not exist: run `schakel topology`")
                }
                ReadingEnd::Redeliver => {
                    warn!(queue, "a message was not settled, reading it again")
                }
                ReadingEnd::Lost(_) => warn!(queue, state, "consuming was cut off, trying again"),
            }
        }
        if matches!(end, ReadingEnd::Stopped | ReadingEnd::NobodyTakesThem) {
            reader.health.right(Code::QueueUnread, queue);
            return;
        }
        if aside {
            reader.set_aside(queue, &mut stopping, &to).await;
            backoff.succeeded();
            continue;
        }
        let again = Instant::now() + backoff.failed();
        tokio::select! {
            () = sleep_until(again) => {}
            () = stopping.requested() => {}
            () = to.closed() => {}
        }
    }
}

impl Reader {
    fn unread(&self, queue: &str, state: &str) {
        let words = match state {
            "no_queue" => format!("de wachtrij `{queue}` bestaat niet: draai `schakel topology`"),
            "channel_limit" | "not_connected" => {
                format!(
                    "geen kanaal om `{queue}` te lezen ({state}): kijk naar de verbinding en naar de grenzen van de broker (channel_max)"
                )
            }
            _ => format!(
                "de wachtrij `{queue}` wordt niet gelezen ({state}): kijk in het log van de hub en van de broker"
            ),
        };
        self.health
            .wrong(Code::QueueUnread, queue, Weight::Degraded, words);
    }

    /// Leaves the queue alone until an operator resumes it, or for a time.
    async fn set_aside(&self, queue: &str, stopping: &mut Stopping, to: &mpsc::Sender<Arrival>) {
        error!(
            queue,
            seconds = self.aside.as_secs(),
            "what is in this queue cut the connection again and again: it is set aside"
        );
        let words = format!(
            "wat in `{queue}` staat verbrak steeds de verbinding; de wachtrij wordt over een uur weer gelezen, \
             of eerder met `schakel resume {queue} --reden …`"
        );
        self.health
            .wrong(Code::QueueAside, queue, Weight::Degraded, words);
        tokio::select! {
            () = self.resume.notified() => {}
            () = sleep(self.aside) => {}
            () = stopping.requested() => {}
            () = to.closed() => {}
        }
        info!(queue, "the queue that was set aside is read again");
        self.health.right(Code::QueueAside, queue);
    }
}

impl ReadingEnd {
    fn state(&self) -> &'static str {
        match self {
            ReadingEnd::Stopped => "stopped",
            ReadingEnd::NobodyTakesThem => "nobody_takes_them",
            ReadingEnd::NoQueue => "no_queue",
            ReadingEnd::Redeliver => "redeliver",
            ReadingEnd::Lost(why) => why,
        }
    }
}

impl From<lapin::Error> for ReadingEnd {
    fn from(error: lapin::Error) -> Self {
        match error.kind() {
            ErrorKind::ProtocolError(error) if error.get_id() == NOT_FOUND => ReadingEnd::NoQueue,
            other => ReadingEnd::Lost(kind(other)),
        }
    }
}

impl From<NotConnected> for ReadingEnd {
    fn from(_: NotConnected) -> Self {
        ReadingEnd::Lost("not_connected")
    }
}

impl From<tokio::time::error::Elapsed> for ReadingEnd {
    fn from(_: tokio::time::error::Elapsed) -> Self {
        ReadingEnd::Lost("no_answer")
    }
}

/// One channel generation of one queue: its delivery tags mean nothing outside it.
struct Session<'a> {
    reader: &'a Reader,
    feed: &'a Feed,
    to: &'a mpsc::Sender<Arrival>,
    acked: bool,
    /// The connection broke over a message of this queue.
    cut: bool,
}

impl Session<'_> {
    async fn run(&mut self, stopping: &mut Stopping, told: &mut &'static str) -> ReadingEnd {
        let opened = tokio::select! {
            () = stopping.requested() => return ReadingEnd::Stopped,
            () = self.to.closed() => return ReadingEnd::NobodyTakesThem,
            opened = self.open() => opened,
        };
        let (connection, channel, consumer) = match opened {
            Ok(opened) => opened,
            Err(end) => return end,
        };
        let opened_at = Instant::now();
        if std::mem::replace(told, "consuming") != "consuming" {
            info!(queue = self.feed.queue, "consuming");
        }
        self.reader
            .health
            .right(Code::QueueUnread, &self.feed.queue);
        let end = match self.pump(&channel, consumer, stopping).await {
            Ok(never) => match never {},
            Err(end) => end,
        };
        let over_a_message = match end {
            ReadingEnd::Lost("unparsable" | "protocol") => true,
            // a network that fails says nothing of the messages, unless each delivery of these messages makes it fail
            ReadingEnd::Lost("io") => opened_at.elapsed() < AT_ONCE,
            _ => false,
        };
        self.cut = over_a_message
            && !connection.status().connected()
            && connection.last_delivery() == Some(channel.id());
        // messages that were not acked go back to the queue with the channel
        let _ = timeout(PATIENCE, channel.close(200, "OK".into())).await;
        if matches!(end, ReadingEnd::Lost(_)) {
            self.reader.link.suspect();
        }
        end
    }

    async fn open(&self) -> Result<(Arc<Connected>, Channel, Consumer), ReadingEnd> {
        let connection = self.reader.link.connected().await?;
        let channel = self.reader.link.channel(&connection).await?;
        timeout(
            PATIENCE,
            channel.basic_qos(self.reader.prefetch, BasicQosOptions::default()),
        )
        .await??;
        let queue = self.feed.queue.as_str().into();
        let options = BasicConsumeOptions::default();
        let consume = channel.basic_consume(queue, "".into(), options, FieldTable::default());
        let consumer = timeout(PATIENCE, consume).await??;
        Ok((connection, channel, consumer))
    }

    /// Hands arrivals on and acks messages, side by side, so that a slow hub does not hold back acks.
    async fn pump(
        &mut self,
        channel: &Channel,
        mut consumer: Consumer,
        stopping: &mut Stopping,
    ) -> Result<std::convert::Infallible, ReadingEnd> {
        let mut flight = InFlight::default();
        // the library keeps whole messages: they are taken from the library at once, and the prefetch bounds how many wait here
        let mut waiting: VecDeque<Arrival> = VecDeque::new();
        loop {
            tokio::select! {
                delivery = consumer.next() => {
                    // the end of the stream is no error: the queue was deleted, or moved
                    let delivery = delivery.ok_or(ReadingEnd::Lost("cancelled_by_broker"))??;
                    let reply = flight.register(delivery.delivery_tag);
                    waiting.push_back(Arrival { inbound: inbound(self.feed, delivery), reply, since: Instant::now() });
                }
                permit = self.to.reserve(), if !waiting.is_empty() => {
                    let permit = permit.map_err(|_| ReadingEnd::NobodyTakesThem)?;
                    if let Some(arrival) = waiting.pop_front() {
                        permit.send(arrival);
                    }
                }
                batch = flight.batch(), if !flight.is_empty() => self.settle(channel, batch).await?,
                () = self.to.closed() => return Err(ReadingEnd::NobodyTakesThem),
                () = stopping.requested() => {
                    drop(waiting); // never handed on: their lost replies leave them to the next reader
                    let last = self.finish(channel, &consumer, flight);
                    let _ = timeout(LAST_SETTLEMENTS, last).await;
                    return Err(ReadingEnd::Stopped);
                }
            }
        }
    }

    async fn finish(
        &mut self,
        channel: &Channel,
        consumer: &Consumer,
        mut flight: InFlight,
    ) -> Result<(), ReadingEnd> {
        let cancel = channel.basic_cancel(consumer.tag(), BasicCancelOptions::default());
        timeout(PATIENCE, cancel).await??;
        while !flight.is_empty() {
            let batch = flight.batch().await;
            self.settle(channel, batch).await?;
        }
        Ok(())
    }

    /// Acks a batch on the channel of this generation, so that a tag cannot reach another generation.
    async fn settle(&mut self, channel: &Channel, batch: Deliveries) -> Result<(), ReadingEnd> {
        // tag 0 would mean all messages
        if let Some(tag) = batch.ack.filter(|tag| *tag > 0) {
            let ack = channel.basic_ack(tag, BasicAckOptions { multiple: true });
            timeout(PATIENCE, ack).await??;
            self.acked = true;
        }
        if batch.redeliver {
            Err(ReadingEnd::Redeliver)
        } else {
            Ok(())
        }
    }
}
