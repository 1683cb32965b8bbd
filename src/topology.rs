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

pub use danger::Danger;
pub use difference::{
    Change, Found, FoundExchange, FoundPolicy, FoundQueue, ObjectState, REMAKE_EXCHANGE,
    REMAKE_QUEUE,
};
pub use limits::AccountLimits;
pub use object::{Argument, Object, Spread};
pub use rights::Rights;

/// The tag of who may look at everything in the management API and change nothing.
pub const MONITORING: &str = "monitoring";

/// Answers go through it, one binding per source.
pub const ANSWERS: &str = "answer";
/// Messages that could not be settled go through it, one binding per source.
pub const DEAD_LETTERS: &str = "dlx.schakel";

/// Dead letters that could not be settled either lie here until a person looks: the hub does not read it.
pub const LAST_RESORT: &str = "last.schakel";

/// What is connected.
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
    /// The AMQP user that it sends with.
    pub user: String,
}

/// An organisation that receives over AMQP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantedPartner {
    /// Full name of its exchange, and of the queue behind it.
    pub exchange: String,
    /// The AMQP user that it reads with, when it reads from this broker.
    pub user: Option<String>,
}

impl Wanted {
    /// What everything that is connected by a catalog needs of our broker.
    pub fn of(
        catalog: &Catalog,
        hub_user: String,
        watcher: Option<String>,
        limits: AccountLimits,
    ) -> Self {
        let (sources, partners) = (catalog.sources.values(), catalog.partners.iter());
        Self {
            sources: sources.filter_map(|one| WantedSource::of(one)).collect(),
            partners: partners.filter_map(|one| WantedPartner::of(one)).collect(),
            hub_user,
            watcher,
            limits,
        }
    }
}

impl WantedSource {
    /// What a source needs of our broker, where it sends over that.
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
    /// What a partner needs of our broker, where it is reached over that.
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

/// Where a source's messages go that could not be settled.
pub fn dead_letter_queue(source: &str) -> String {
    format!("dlq.{source}")
}

/// Where a source reads what became of its messages.
pub fn answer_queue(source: &str) -> String {
    format!("answer.{source}")
}
