//! `sources.toml` and `partners.toml` -> [`WayIn`], by which a source sends, and [`WayOut`], by which a partner is reached.
//!
//! A new way is a variant in this file; the compiler then names every place that must handle that variant.

use super::format::plain_name;
use crate::message::Proof;
use serde::Deserialize;

/// The way by which a source sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WayIn {
    /// The source publishes to a queue of the hub's own broker.
    Amqp {
        /// The user that publishes; the broker itself says which user published a message.
        user: String,
    },
}

impl WayIn {
    /// Whether the sender of a message is proven for this way. A message on record, or one taken down at the desk of the source, was
    /// proven before.
    pub fn accepts(&self, proof: &Proof) -> bool {
        match (self, proof) {
            (WayIn::Amqp { user }, Proof::AmqpUser(by)) => by == user,
            (_, Proof::OnRecord | Proof::Desk) => true,
            (_, Proof::Nothing) => false,
        }
    }
}

/// The way by which a partner is reached. Another value means another way: dispatches in flight end on the old way.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "lowercase")]
pub enum WayOut {
    /// The partner reads a queue of the hub's own broker.
    Amqp {
        /// The exchange before that queue; both have this name.
        exchange: String,
        /// The user that may read the queue; none where another user reads it for the partner.
        #[serde(skip)] // `user`, beside the channel
        reader: Option<String>,
    },
}

impl WayOut {
    /// The name that the health of the hub uses for the way, if any.
    pub const fn name(&self) -> Option<&String> {
        match self {
            WayOut::Amqp { exchange, .. } => Some(exchange),
        }
    }

    /// The way with the broker user that the partner reads as, for a way over the hub's own broker.
    pub(super) fn read_by(mut self, user: Option<String>) -> Self {
        match &mut self {
            WayOut::Amqp { reader, .. } => *reader = user,
        }
        self
    }

    /// The fault of the way as written in `partners.toml`. People read this, so the text is Dutch.
    pub(super) fn wrong(&self) -> Option<String> {
        match self {
            WayOut::Amqp { exchange, .. } => {
                let right = exchange.strip_prefix("to.").is_some_and(plain_name);
                (!right).then(|| {
                    "`exchange` is `to.` met kleine letters, cijfers en koppeltekens".to_owned()
                })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_user_of_the_source_proves_a_message_and_what_is_on_record_was_proven() {
        let way = WayIn::Amqp {
            user: "sis".to_owned(),
        };
        let accepted = [
            Proof::Nothing,
            Proof::AmqpUser("other".to_owned()),
            Proof::AmqpUser("sis".to_owned()),
            Proof::OnRecord,
            Proof::Desk,
        ]
        .map(|proof| way.accepts(&proof));
        assert_eq!(accepted, [false, false, true, true, true]);
    }
}
