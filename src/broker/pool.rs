//! Channels -> connections with room for them: one while that lasts, and more when the broker allows only so many channels on each.

use super::BrokerSettings;
use super::connect::Connected;
use super::link::{Link, NotConnected};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

/// Most connections of one purpose: more than any region needs. A channel without room waits.
const MOST: usize = 64;

/// The connections of one purpose.
#[derive(Debug, Clone)]
pub(super) struct Pool {
    settings: Arc<BrokerSettings>,
    purpose: &'static str,
    lines: Arc<Mutex<Vec<PooledConnection>>>,
    /// Connection for questions whose answer may cost the channel; made by the first question.
    probing: Arc<OnceLock<Link>>,
}

#[derive(Debug)]
struct PooledConnection {
    link: Link,
    /// Channels that are in use.
    used: usize,
    /// Most channels of the connection; unknown before the first connect.
    most: usize,
}

/// Room for one channel, given back when it is dropped.
#[derive(Debug)]
pub(super) struct Room {
    lines: Arc<Mutex<Vec<PooledConnection>>>,
    at: usize,
}

impl Drop for Room {
    fn drop(&mut self) {
        if let Some(line) = lock(&self.lines).get_mut(self.at) {
            line.used = line.used.saturating_sub(1);
        }
    }
}

impl Pool {
    /// Starts connecting at once: call it within the runtime.
    pub(super) fn new(settings: BrokerSettings, purpose: &'static str) -> Self {
        let own = Self {
            settings: Arc::new(settings),
            purpose,
            lines: Arc::default(),
            probing: Arc::default(),
        };
        own.add(&mut lock(&own.lines));
        own
    }

    fn add(&self, lines: &mut Vec<PooledConnection>) {
        let name = match lines.len() {
            0 => self.purpose.to_owned(),
            n => format!("{} {}", self.purpose, n + 1),
        };
        lines.push(PooledConnection {
            link: Link::new((*self.settings).clone(), &name),
            used: 0,
            most: usize::MAX,
        });
    }

    /// A connection of its own for questions only: a channel that the broker closes wears a connection out ([`Link::channel`]).
    pub(super) fn probing(&self) -> &Link {
        self.probing
            .get_or_init(|| Link::new((*self.settings).clone(), "probing"))
    }

    /// The first connection, which is watched.
    pub(super) fn first(&self) -> Option<Link> {
        lock(&self.lines).first().map(|line| line.link.clone())
    }

    /// Whether the broker takes no publishes over one of the connections.
    pub(super) fn is_blocked(&self) -> bool {
        lock(&self.lines).iter().any(|line| line.link.is_blocked())
    }

    /// A connection with room for one more channel, made when there is none.
    pub(super) async fn room(
        &self,
        patience: Duration,
    ) -> Result<(Link, Arc<Connected>, Room), NotConnected> {
        for _ in 0..=MOST {
            let (link, room) = self.reserve().ok_or(NotConnected)?;
            let connection = link.connected_within(patience).await?;
            let most = usize::from(connection.configuration().channel_max()).max(1);
            if let Some(line) = lock(&self.lines).get_mut(room.at) {
                line.most = most;
                if line.used <= most {
                    return Ok((link, connection, room));
                }
            }
        }
        Err(NotConnected)
    }

    fn reserve(&self) -> Option<(Link, Room)> {
        let mut lines = lock(&self.lines);
        if lines.iter().all(|line| line.used >= line.most) && lines.len() < MOST {
            self.add(&mut lines);
        }
        let (at, line) = lines
            .iter_mut()
            .enumerate()
            .find(|(_, line)| line.used < line.most)?;
        line.used += 1;
        Some((
            line.link.clone(),
            Room {
                lines: Arc::clone(&self.lines),
                at,
            },
        ))
    }
}

fn lock(lines: &Mutex<Vec<PooledConnection>>) -> MutexGuard<'_, Vec<PooledConnection>> {
    lines.lock().unwrap_or_else(PoisonError::into_inner)
}
