//! The broker's protocol <-> the nouns of the hub. Only this folder names the AMQP library.
//!
//! Nothing here relies on the library's own recovery: a connection, a channel or a consumer that has
//! ended is dropped and made anew, so that a delivery tag or a confirm never crosses a generation.

mod backoff;
mod connect;
mod consume;
mod feed;
mod guard;
mod inbound;
mod link;
mod message;
mod pool;
mod publish;
mod settle;
mod strikes;
mod topology;
mod typed;

use crate::message::Private;
use std::time::Duration;

pub use connect::{ConnectError, try_connect, user_and_vhost};
pub use consume::{ASIDE, Reader, consume};
pub use feed::Feed;
pub use link::Link;
pub use message::{Message, PublishFailure};
pub use publish::{Mailbox, Publisher, Request};
pub use topology::{Applied, NotMade, TopologyError, apply, plan};

/// How to reach the broker, and how long to wait for it.
#[derive(Debug, Clone)]
pub struct BrokerSettings {
    /// `amqp://user:password@host:port/vhost`, or `amqps://` for TLS.
    pub url: Private<String>,
    /// How many messages of one queue may be in the hub unsettled.
    pub prefetch: u16,
    /// A publish without a confirm for this long has failed.
    pub confirm_timeout: Duration,
    /// A connection, and every small request on it, that takes longer has failed.
    pub connect_timeout: Duration,
}
