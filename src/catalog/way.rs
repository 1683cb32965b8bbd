//! How a source sends, and how a partner is reached: what `sources.toml` and `partners.toml` say of it, as values.
//!
//! A new way is a variant here; the compiler then names every place that must know of it.

use super::format::plain_name;
use crate::message::Proof;
use serde::Deserialize;

/// How a source sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WayIn {
    /// It publishes to a queue of our own broker.
    Amqp {
        /// As this user; the broker itself says which user published a message.
        user: String,
    },
}

impl WayIn {
    /// Is the sender of a message proven for this way? What the hub has on record, and what was taken down at the desk of the source, was
    /// proven before it came here.
    pub fn accepts(&self, proof: &Proof) -> bool {
        match (self, proof) {
            (WayIn::Amqp { user }, Proof::AmqpUser(by)) => by == user,
            (_, Proof::OnRecord | Proof::Desk) => true,
            (_, Proof::Nothing) => false,
        }
    }
}

/// How a partner is reached. Another value means another way: what is in flight ends on the old one.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "lowercase")]
pub enum WayOut {
    /// It reads a queue of our own broker.
    Amqp {
        /// The exchange before that queue; both have this name.
        exchange: String,
        /// The user that may read the queue; none where somebody else reads it for the partner.
        #[serde(skip)] // `user`, beside the channel
        reader: Option<String>,
    },
}

impl WayOut {
    /// The name under which the health of the hub speaks of it, where it has one.
    pub const fn name(&self) -> Option<&String> {
        match self {
            WayOut::Amqp { exchange, .. } => Some(exchange),
        }
    }

    /// With the user of our own broker that the partner reads as, where the way is over that.
    pub(super) fn read_by(mut self, user: Option<String>) -> Self {
        match &mut self {
            WayOut::Amqp { reader, .. } => *reader = user,
        }
        self
    }

    /// What is wrong with it as it stands in `partners.toml`. People read this, so the text is Dutch.
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
