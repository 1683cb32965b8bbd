//! What can exist at the broker: exchanges, queues, bindings, users and what these may do.

use super::Rights;
use std::collections::BTreeMap;
use std::fmt;

/// One thing that should exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Object {
    /// A durable exchange.
    Exchange {
        /// Its name.
        name: String,
        /// How it spreads messages.
        kind: Spread,
    },
    /// A durable queue.
    Queue {
        /// Its name.
        name: String,
        /// Its `x-` arguments.
        arguments: BTreeMap<&'static str, Argument>,
    },
    /// A way from an exchange to a queue.
    Binding {
        /// From here.
        exchange: String,
        /// To here.
        queue: String,
        /// For these messages; empty for a fanout.
        routing_key: String,
    },
    /// A user.
    User {
        /// Its name.
        name: String,
        /// What it may do in the management API: `monitoring` or nothing.
        tag: &'static str,
    },
    /// What a user may do in this virtual host.
    Permission {
        /// The user.
        user: String,
        /// The three regular expressions.
        rights: Rights,
        /// Rights that were set otherwise for this user had a reason: they are left.
        keep: bool,
    },
    /// How many a user may have at most of something, in all virtual hosts together.
    Limit {
        /// The user.
        user: String,
        /// As RabbitMQ names it: `max-connections` or `max-channels`.
        name: &'static str,
        /// So many.
        most: u32,
    },
}

/// How an exchange spreads messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spread {
    /// To every queue bound to it.
    Fanout,
    /// To the queues bound with the message's routing key.
    Direct,
}

/// The value of a queue's argument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Argument {
    /// A word.
    Text(String),
    /// A whole number.
    Number(i64),
}

impl Spread {
    /// As AMQP names it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Spread::Fanout => "fanout",
            Spread::Direct => "direct",
        }
    }
}

impl fmt::Display for Argument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Argument::Text(text) => f.write_str(text),
            Argument::Number(number) => number.fmt(f),
        }
    }
}

impl fmt::Display for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Object::Exchange { name, .. } => write!(f, "exchange {name}"),
            Object::Queue { name, .. } => write!(f, "queue {name}"),
            Object::Binding {
                exchange, queue, ..
            } => write!(f, "binding {exchange} -> {queue}"),
            Object::User { name, .. } => write!(f, "user {name}"),
            Object::Permission { user, .. } => write!(f, "permission {user}"),
            Object::Limit { user, name, .. } => write!(f, "limit {user} {name}"),
        }
    }
}
