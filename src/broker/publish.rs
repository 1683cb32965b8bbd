//! A message for a mailbox -> known to be in a queue, or a `PublishFailure`.

use super::BrokerSettings;
use super::connect::{Connected, kind};
use super::link::Link;
use super::message::{Message, Parcel, PublishFailure};
use super::pool::{Pool, Room};
use lapin::options::{ConfirmSelectOptions, ExchangeDeclareOptions};
use lapin::{Channel, ErrorKind, ExchangeKind};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, timeout};
use tracing::{info, warn};

mod line;

/// A publish waits this long for a connection that is being made; callers hold the message anyway.
const RECONNECTING: Duration = Duration::from_secs(2);
/// Longest wait of a request for its channel. A request that waits longer is not sent: its ruling has grown old,
/// and the caller must ask again.
const FRESH: Duration = Duration::from_secs(1);
/// Requests that may wait before a mailbox. Callers keep smaller windows.
const BACKLOG: usize = 1024;

/// Publishes over connections of its own, apart from the connection that consumes.
#[derive(Debug, Clone)]
pub struct Publisher {
    pool: Pool,
    patience: Patience,
}

#[derive(Debug, Clone, Copy)]
struct Patience {
    confirm: Duration,
    request: Duration,
}

/// The way to one partner, or to the answers of one source, with a channel of its own: trouble on that channel is
/// not noticed elsewhere. Clones share the channel.
#[derive(Debug, Clone)]
pub struct Mailbox(mpsc::Sender<Request>);

/// A message on its way, and the caller that waits to hear that a queue holds the message.
pub struct Request {
    /// Apart, so that a mailbox that waits for its first message holds little: room for 32 requests is made with it.
    parcel: Box<Parcel>,
    since: Instant,
    reply: oneshot::Sender<Result<(), PublishFailure>>,
}

impl Request {
    /// Exchange that the message goes to.
    pub fn exchange(&self) -> &str {
        &self.parcel.exchange
    }

    /// Routing key from that exchange.
    pub fn routing_key(&self) -> &str {
        &self.parcel.routing_key
    }

    /// Id by which the receiver knows a repeat.
    pub fn message_id(&self) -> &str {
        &self.parcel.message_id
    }

    /// The payload.
    pub fn body(&self) -> &[u8] {
        &self.parcel.body
    }

    /// Tells the waiting caller how publishing went.
    pub fn answer(self, outcome: Result<(), PublishFailure>) {
        // a caller that stopped waiting treats the message as not sent
        let _ = self.reply.send(outcome);
    }
}

impl Publisher {
    /// Starts connecting at once: call it within the runtime.
    pub fn new(settings: BrokerSettings) -> Self {
        let patience = Patience {
            confirm: settings.confirm_timeout,
            request: settings.connect_timeout,
        };
        Self {
            pool: Pool::new(settings, "publishing"),
            patience,
        }
    }

    /// Whether the connection is usable at this moment.
    pub fn is_connected(&self) -> bool {
        self.pool.first().is_some_and(|link| link.is_connected())
    }

    /// Whether the broker takes no publishes.
    pub fn is_blocked(&self) -> bool {
        self.pool.is_blocked()
    }

    /// A mailbox with a channel of its own; `name` is for the log. Call it within the runtime.
    pub fn mailbox(&self, name: &str) -> Mailbox {
        let (requests, queue) = mpsc::channel(BACKLOG);
        tokio::spawn(keep_publishing(self.opener(name), queue));
        Mailbox(requests)
    }

    /// Asks whether an exchange exists, on a throw-away channel of another connection.
    pub async fn probe(&self, exchange: &str) -> Result<(), PublishFailure> {
        self.opener("probe").probe(exchange).await
    }

    fn opener(&self, name: &str) -> Opener {
        Opener {
            name: name.to_owned(),
            pool: self.pool.clone(),
            patience: self.patience,
        }
    }
}

impl Mailbox {
    /// A mailbox whose requests a test answers: a broker in memory.
    pub fn to(requests: mpsc::Sender<Request>) -> Self {
        Self(requests)
    }

    /// Publishes a message, and returns once the broker has put the message in a queue, or with the failure.
    ///
    /// Calls may run side by side: messages go out in the order of the calls, confirms come in any order. Dropping
    /// the call does not take back the message.
    pub async fn publish(&self, message: Message<'_>) -> Result<(), PublishFailure> {
        let (reply, outcome) = oneshot::channel();
        let request = Request {
            parcel: Box::new(Parcel::pack(message)?),
            since: Instant::now(),
            reply,
        };
        self.0
            .send(request)
            .await
            .map_err(|_| PublishFailure::Interrupted)?;
        outcome.await.unwrap_or(Err(PublishFailure::Interrupted))
    }
}

/// The means of a mailbox to get a channel.
#[derive(Debug)]
struct Opener {
    name: String,
    pool: Pool,
    patience: Patience,
}

impl Opener {
    async fn confirming(&self) -> Result<OpenChannel, PublishFailure> {
        let (link, connection, room) = self
            .pool
            .room(RECONNECTING)
            .await
            .map_err(|_| PublishFailure::Interrupted)?;
        let channel = link
            .channel(&connection)
            .await
            .map_err(|_| PublishFailure::Interrupted)?;
        let open = OpenChannel {
            link,
            connection,
            channel,
            _room: room,
        };
        let select = open.channel.confirm_select(ConfirmSelectOptions::default());
        match timeout(self.patience.request, select).await {
            Ok(Ok(())) => Ok(open),
            Ok(Err(_)) | Err(_) => {
                open.link.suspect();
                Err(PublishFailure::Interrupted)
            }
        }
    }

    /// Gives a channel back, without a long wait for a broker that does not answer.
    async fn close(&self, channel: &Channel) {
        let _ = timeout(self.patience.request, channel.close(200, "OK".into())).await;
    }

    async fn probe(&self, exchange: &str) -> Result<(), PublishFailure> {
        if exchange.is_empty() {
            return Ok(()); // the default exchange is always there, and may not be asked for
        }
        let link = self.pool.probing();
        let connection = link
            .connected_within(RECONNECTING)
            .await
            .map_err(|_| PublishFailure::Interrupted)?;
        let channel = link
            .channel(&connection)
            .await
            .map_err(|_| PublishFailure::Interrupted)?;
        let options = ExchangeDeclareOptions {
            passive: true,
            ..Default::default()
        };
        let declare = channel.exchange_declare(
            exchange.into(),
            ExchangeKind::Fanout,
            options,
            <_>::default(),
        );
        match timeout(self.patience.confirm, declare).await {
            Ok(Ok(())) => {
                self.close(&channel).await;
                Ok(())
            }
            Ok(Err(error)) => Err(failure(&error)),
            Err(_) => Err(PublishFailure::Timeout),
        }
    }
}

/// A channel, and its connection.
struct OpenChannel {
    link: Link,
    connection: Arc<Connected>,
    channel: Channel,
    _room: Room,
}

/// The failure of all messages on a channel that ended with this error.
fn failure(error: &lapin::Error) -> PublishFailure {
    match error.kind() {
        ErrorKind::ProtocolError(error) => match error.get_id() {
            404 => PublishFailure::Unroutable,
            403 | 405 | 406 | 311 => PublishFailure::Rejected,
            _ => PublishFailure::Interrupted,
        },
        _ => PublishFailure::Interrupted,
    }
}

/// The exchange that was missing at the latest question. Requests from before the answer get the same answer.
struct MissingExchange(Option<(String, Instant)>);

impl MissingExchange {
    fn knows(&self, request: &Request) -> bool {
        self.0.as_ref().is_some_and(|(exchange, asked)| {
            request.since < *asked && request.parcel.exchange == *exchange
        })
    }
}

/// Opens a channel for one mailbox, uses the channel, and opens the next: the only task with that channel.
async fn keep_publishing(opener: Opener, mut requests: mpsc::Receiver<Request>) {
    let mut suspect = false;
    let mut logged = None;
    let mut missing = MissingExchange(None);
    while let Some(first) = requests.recv().await {
        if missing.knows(&first) {
            first.answer(Err(PublishFailure::Unroutable));
            continue;
        }
        let opened = match suspect {
            // a channel would not survive a second 404, nor would the messages in flight on it
            true => opener.probe(&first.parcel.exchange).await,
            false => Ok(()),
        };
        let opened = match opened {
            Ok(()) => opener.confirming().await,
            Err(failure) => Err(failure),
        };
        let mailbox = opener.name.as_str();
        match opened {
            Ok(open) => {
                if logged.take().is_some() {
                    info!(mailbox, "publishing again");
                }
                let end = line::serve(&open, opener.patience.confirm, first, &mut requests).await;
                let broken = match end {
                    Ok(PublishingEnd::NobodyAsks) => return,
                    Ok(PublishingEnd::Idle) => {
                        opener.close(&open.channel).await;
                        suspect = false;
                        continue;
                    }
                    Err(broken) => broken,
                };
                suspect = broken.failure == PublishFailure::Unroutable;
                open.link.suspect();
                logged = Some(broken.failure);
                warn!(mailbox, failure = ?broken.failure, error = broken.kind, "publishing was cut off");
            }
            Err(failure) => {
                if logged.replace(failure) != Some(failure) {
                    warn!(mailbox, ?failure, "cannot publish");
                }
                if failure == PublishFailure::Unroutable {
                    missing =
                        MissingExchange(Some((first.parcel.exchange.clone(), Instant::now())));
                }
                first.answer(Err(failure));
                if matches!(
                    failure,
                    PublishFailure::Interrupted | PublishFailure::Timeout
                ) {
                    answer_all(&mut requests, failure);
                }
            }
        }
    }
}

/// Answers all waiting requests with one failure: none of them could have been sent either, and none may wait in a
/// row while its ruling grows old.
fn answer_all(requests: &mut mpsc::Receiver<Request>, failure: PublishFailure) {
    while let Ok(request) = requests.try_recv() {
        request.answer(Err(failure));
    }
}

/// The reason that a channel is no longer used, though it could be.
enum PublishingEnd {
    /// The mailbox is gone.
    NobodyAsks,
    /// No request came for some time: the broker gives only so many channels.
    Idle,
}

/// The reason that a channel cannot be used any more.
struct BrokenPublish {
    failure: PublishFailure,
    kind: &'static str,
}

impl From<&lapin::Error> for BrokenPublish {
    fn from(error: &lapin::Error) -> Self {
        Self {
            failure: failure(error),
            kind: kind(error.kind()),
        }
    }
}
