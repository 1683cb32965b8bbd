//! Settings -> one shared connection, made anew by one task whenever the connection is gone.

use super::BrokerSettings;
use super::backoff::Backoff;
use super::connect::{Connected, connect, kind};
use futures_util::StreamExt;
use lapin::options::QueueDeclareOptions;
use lapin::types::FieldTable;
use lapin::{Channel, Connection, ErrorKind, Event};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::{Notify, watch};
use tokio::time::{Instant, interval, sleep_until, timeout};
use tracing::{info, warn};

/// Time within which a connection that ended without telling is found.
const GLANCE: Duration = Duration::from_secs(1);
/// Channel numbers in a row that may be spoiled before the connection counts as worn out.
const SPOILED: usize = 16;

/// A connection to the broker that many users share and none has to mend.
///
/// The connection lives until the last clone is dropped.
#[derive(Debug, Clone)]
pub struct Link {
    state: watch::Receiver<LinkState>,
    doubts: Arc<Doubts>,
    patience: Duration,
}

#[derive(Debug, Clone)]
enum LinkState {
    /// The first try, or the first after a loss, has not ended yet.
    Trying,
    Up(Arc<Connected>),
    /// The last try failed.
    Down,
}

/// There is no usable connection now.
#[derive(Debug)]
pub(super) struct NotConnected;

impl Link {
    /// Starts connecting, for ever, from a task of its own: call it within the runtime.
    ///
    /// `purpose` names the connection in the broker's own lists and in the log.
    pub fn new(settings: BrokerSettings, purpose: &str) -> Self {
        let (state, receiver) = watch::channel(LinkState::Trying);
        let doubts = Arc::new(Doubts::default());
        let patience = settings.connect_timeout;
        tokio::spawn(keep_connected(
            settings,
            purpose.to_owned(),
            state,
            Arc::clone(&doubts),
        ));
        Self {
            state: receiver,
            doubts,
            patience,
        }
    }

    /// Whether the connection is usable at this moment.
    pub fn is_connected(&self) -> bool {
        self.state.borrow().connection().is_some()
    }

    /// Whether the broker said that it takes no publishes over this connection. The broker says so at the first
    /// publish during its alarm.
    pub fn is_blocked(&self) -> bool {
        self.state
            .borrow()
            .connection()
            .is_some_and(|connection| connection.status().blocked())
    }

    /// Waits until there is a connection.
    pub(super) async fn connected(&self) -> Result<Arc<Connected>, NotConnected> {
        self.wait(|state| state.connection().is_some()).await
    }

    /// Waits while the outcome of a try is open, at most `patience`.
    pub(super) async fn connected_within(
        &self,
        patience: Duration,
    ) -> Result<Arc<Connected>, NotConnected> {
        let known =
            self.wait(|state| matches!(state, LinkState::Down) || state.connection().is_some());
        timeout(patience, known).await.unwrap_or(Err(NotConnected))
    }

    /// Opens a channel on `connection`. A failure has the connection looked at.
    ///
    /// When the broker closes a channel, the library never again sends anything on a channel of that number over
    /// that connection, and answers with the old reason. So the next number is tried, and a connection with hardly
    /// any good number left is made anew.
    pub(super) async fn channel(&self, connection: &Connection) -> Result<Channel, NotConnected> {
        for tries in 1..=SPOILED {
            match timeout(self.patience, connection.create_channel()).await {
                Ok(Ok(channel)) => return Ok(channel),
                Ok(Err(error)) => match error.kind() {
                    ErrorKind::ProtocolError(_) if connection.status().connected() => {
                        self.doubts.spoiled.store(true, Ordering::SeqCst); // the library goes on counting it as used
                        self.doubts
                            .worn
                            .fetch_or(tries == SPOILED, Ordering::SeqCst);
                    }
                    other => {
                        let full = matches!(other, ErrorKind::ChannelsLimitReached);
                        self.doubts.worn.fetch_or(
                            full && self.doubts.spoiled.load(Ordering::SeqCst),
                            Ordering::SeqCst,
                        );
                        warn!(error = kind(other), "cannot open a channel");
                        break;
                    }
                },
                Err(_) => return Err(NotConnected),
            }
        }
        self.suspect();
        Err(NotConnected)
    }

    /// Number of messages in a queue, without those that were handed out; none when the number is not known.
    pub async fn depth(&self, queue: &str) -> Option<u32> {
        let connection = self.connected_within(self.patience).await.ok()?;
        let channel = self.channel(&connection).await.ok()?;
        let passive = QueueDeclareOptions {
            passive: true,
            ..Default::default()
        };
        let asked = timeout(
            self.patience,
            channel.queue_declare(queue.into(), passive, FieldTable::default()),
        )
        .await;
        let depth = asked.ok()?.ok()?.message_count(); // the broker closes the channel of a question about what is not there
        let _ = timeout(self.patience, channel.close(200, "OK".into())).await;
        Some(depth)
    }

    /// Reports that a user of the connection saw it fail, to look now and not at the next glance.
    pub(super) fn suspect(&self) {
        self.doubts.suspect.notify_one();
    }

    async fn wait(
        &self,
        until: impl FnMut(&LinkState) -> bool,
    ) -> Result<Arc<Connected>, NotConnected> {
        let mut receiver = self.state.clone();
        let state = receiver.wait_for(until).await.map_err(|_| NotConnected)?;
        state.connection().cloned().ok_or(NotConnected)
    }
}

impl LinkState {
    fn connection(&self) -> Option<&Arc<Connected>> {
        match self {
            LinkState::Up(connection) if connection.status().connected() => Some(connection),
            LinkState::Up(_) | LinkState::Trying | LinkState::Down => None,
        }
    }
}

async fn keep_connected(
    settings: BrokerSettings,
    purpose: String,
    state: watch::Sender<LinkState>,
    doubts: Arc<Doubts>,
) {
    let mut backoff = Backoff::new();
    let mut logged = false;
    while !state.is_closed() {
        match connect(&settings, &purpose).await {
            Ok(connection) => {
                info!(purpose, "connected to the broker");
                logged = false;
                let connection = Arc::new(connection);
                let since = Instant::now();
                doubts.spoiled.store(false, Ordering::SeqCst);
                doubts.worn.store(false, Ordering::SeqCst);
                state.send_replace(LinkState::Up(Arc::clone(&connection)));
                if !lost(&connection, &state, &doubts).await {
                    let goodbye = connection.close(200, "OK".into());
                    let _ = timeout(settings.connect_timeout, goodbye).await;
                    return;
                }
                warn!(purpose, "lost the connection to the broker");
                state.send_replace(LinkState::Trying);
                // a broker that drops each connection at once is not to be stormed
                if since.elapsed() > GLANCE {
                    backoff.succeeded();
                    continue;
                }
            }
            Err(error) => {
                state.send_replace(LinkState::Down);
                if !std::mem::replace(&mut logged, true) {
                    warn!(purpose, %error, "cannot connect to the broker, trying on");
                }
            }
        }
        let again = Instant::now() + backoff.failed();
        tokio::select! {
            () = sleep_until(again) => {}
            () = state.closed() => return,
        }
    }
}

/// Reasons to look at a connection, or to make it anew.
#[derive(Debug, Default)]
struct Doubts {
    suspect: Notify,
    /// A channel number was met that sends nothing any more.
    spoiled: AtomicBool,
    /// Hardly any good channel number is left.
    worn: AtomicBool,
}

/// Waits for the end of a connection: true when the connection is gone or worn out, false when nobody needs it any more.
async fn lost(connection: &Connection, state: &watch::Sender<LinkState>, doubts: &Doubts) -> bool {
    let mut events = connection.events_listener().boxed();
    let mut glance = interval(GLANCE);
    while connection.status().connected() {
        tokio::select! {
            () = state.closed() => return false,
            event = events.next() => match event {
                Some(Event::ConnectionBlocked(_)) => warn!("the broker has blocked publishing"),
                Some(Event::ConnectionUnblocked) => info!("the broker takes messages again"),
                Some(_) => {}
                None => return true,
            },
            () = doubts.suspect.notified() => if doubts.worn.load(Ordering::SeqCst) {
                warn!("this connection has no channels left to give, it is made anew");
                drop(timeout(GLANCE, connection.close(200, "OK".into())).await);
                return true;
            },
            _ = glance.tick() => {}
        }
    }
    true
}
