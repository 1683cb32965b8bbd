//! Sources and partners -> the exchanges, queues, bindings, users and permissions that should exist.

mod danger;
mod difference;
mod limits;
mod object;
mod objects;
mod rights;

use crate::catalog::Catalog;
use crate::catalog::partner::{Partner, Source};
use crate::catalog::way::{WayIn, WayOut};
use std::sync::Arc;

pub use danger::Danger;
pub use difference::{
    Change, Found, FoundExchange, FoundPolicy, FoundQueue, ObjectState, REMAKE_EXCHANGE,
    REMAKE_QUEUE,
};
pub use limits::AccountLimits;
pub use object::{Argument, Object, Spread};
pub use rights::Rights;

/// The tag of a user that may look at everything in the management API and change nothing.
pub const MONITORING: &str = "monitoring";

/// Exchange of all answers, with one binding per source.
pub const ANSWERS: &str = "answer";
/// Exchange of messages that could not be settled, with one binding per source.
pub const DEAD_LETTERS: &str = "dlx.schakel";

/// Queue of dead letters that could not be settled either, until a person looks: the hub does not read this queue.
pub const LAST_RESORT: &str = "last.schakel";

/// The sources and partners that the topology is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Systems that may send.
    pub sources: Vec<WantedSource>,
    /// Organisations that receive over AMQP.
    pub partners: Vec<WantedPartner>,
    /// The hub's own user.
    pub hub_user: String,
    /// The user with which the running hub looks at the broker's settings.
    pub watcher: Option<String>,
    /// How much of the broker each user of a source or a partner may take.
    pub limits: AccountLimits,
}

/// A system that may send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantedSource {
    /// Name of the source.
    pub name: String,
    /// The AMQP user of the source.
    pub user: String,
}

/// An organisation that receives over AMQP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantedPartner {
    /// Full name of its exchange, and of the queue behind it.
    pub exchange: String,
    /// The AMQP user of the partner, when the partner reads from this broker.
    pub user: Option<String>,
}

impl Wanted {
    /// The needs of all sources and partners of a catalog on our broker.
    pub fn of(
        catalog: &Catalog,
        hub_user: String,
        watcher: Option<String>,
        limits: AccountLimits,
    ) -> Self {
        Self {
            hub_user,
            watcher,
            limits,
            ..Self::of_these(catalog.sources.values(), catalog.partners.iter())
        }
    }

    /// The exchanges and queues of these sources and partners, without the users and limits of a whole catalog.
    pub fn of_these<'a>(
        sources: impl Iterator<Item = &'a Arc<Source>>,
        partners: impl Iterator<Item = &'a Arc<Partner>>,
    ) -> Self {
        Self {
            sources: sources
                .filter_map(|source| WantedSource::of(source))
                .collect(),
            partners: partners
                .filter_map(|partner| WantedPartner::of(partner))
                .collect(),
            hub_user: String::new(),
            watcher: None,
            limits: AccountLimits::default(),
        }
    }
}

impl WantedSource {
    /// The needs of a source on our broker, if the source sends over that broker.
    pub fn of(source: &Source) -> Option<Self> {
        match &source.way {
            WayIn::Amqp { user } => Some(Self {
                name: source.name.clone(),
                user: user.clone(),
            }),
        }
    }
}

impl WantedPartner {
    /// The needs of a partner on our broker, if the partner is reached over that broker.
    pub fn of(partner: &Partner) -> Option<Self> {
        match &partner.way {
            WayOut::Amqp { exchange, reader } => Some(Self {
                exchange: exchange.clone(),
                user: reader.clone(),
            }),
        }
    }
}

/// The queue, and the exchange before it, that a source sends to.
pub fn in_queue(source: &str) -> String {
    format!("in.{source}")
}

/// The queue for a source's messages that could not be settled.
pub fn dead_letter_queue(source: &str) -> String {
    format!("dlq.{source}")
}

/// The queue where a source reads the results of its messages.
pub fn answer_queue(source: &str) -> String {
    format!("answer.{source}")
}
