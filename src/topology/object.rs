//! Objects that can exist at the broker: exchanges, queues, bindings, users and permissions.

use super::Rights;
use std::collections::BTreeMap;
use std::fmt;

/// One object that should exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Object {
    /// A durable exchange.
    Exchange {
        /// Name of the exchange.
        name: String,
        /// How it spreads messages.
        kind: Spread,
    },
    /// A durable queue.
    Queue {
        /// Name of the queue.
        name: String,
        /// The `x-` arguments of the queue.
        arguments: BTreeMap<&'static str, Argument>,
    },
    /// A binding from an exchange to a queue.
    Binding {
        /// Exchange that messages come from.
        exchange: String,
        /// Queue that messages go to.
        queue: String,
        /// Routing key of the messages; empty for a fanout.
        routing_key: String,
    },
    /// A user.
    User {
        /// Name of the user.
        name: String,
        /// Tag of the user in the management API: `monitoring` or nothing.
        tag: &'static str,
    },
    /// The permission of a user in this virtual host.
    Permission {
        /// The user.
        user: String,
        /// The three regular expressions.
        rights: Rights,
        /// Rights that an operator set otherwise had a reason: they are left.
        keep: bool,
    },
    /// A limit of a user, in all virtual hosts together.
    Limit {
        /// The user.
        user: String,
        /// Name of the limit at RabbitMQ: `max-connections` or `max-channels`.
        name: &'static str,
        /// The limit.
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
    /// Name of the exchange type in AMQP.
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
