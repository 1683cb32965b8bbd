//! `sources.toml` and `partners.toml` of a region -> the [`Source`]s that may send and the [`Partner`]s that may receive.

mod known;
mod partners;
mod sources;

pub use known::Known;
pub use partners::partners;
pub use sources::sources;

use super::adapter::Adapter;
use super::days::Days;
use super::district::District;
use super::place::Municipality;
use super::way::{WayIn, WayOut};
use crate::party::Party;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How the payloads of a source are read.
#[derive(Debug, Clone)]
pub enum Reading {
    /// NL GOV CloudEvents, taken as they are.
    CloudEvents,
    /// Through an adapter.
    Adapter(Arc<Adapter>),
}

/// A connected system that may send.
#[derive(Debug)]
pub struct Source {
    /// Name of the source and of its queue.
    pub name: String,
    /// OIN of the organisation behind the source.
    pub oin: String,
    /// The role that the organisation sends in.
    pub role: String,
    /// The unit of the organisation; none for an undivided organisation.
    pub unit: Option<String>,
    /// The verwerkingsverantwoordelijke.
    pub controller: String,
    /// How the source's payloads are read.
    pub reading: Reading,
    /// The way by which the source sends.
    pub way: WayIn,
    /// Names of the kinds that the source may send.
    pub kinds: BTreeSet<String>,
    /// The schools that the source may speak for; empty: any.
    pub brin: BTreeSet<String>,
    /// The labels that the source's documents are counted under, unless a document names others.
    pub labels: BTreeSet<String>,
    /// Whether the source numbers its documents with nine digits that are no personal number: `nummers = "eigen-reeks"`.
    pub own_series: bool,
    days: Days,
}

/// An organisation that may receive.
#[derive(Debug)]
pub struct Partner {
    /// OIN of the organisation.
    pub oin: String,
    /// Name of the partner, for screens.
    pub name: String,
    /// The role that the organisation receives in.
    pub role: String,
    /// The unit of the organisation; none for an undivided organisation.
    pub unit: Option<String>,
    /// The verwerkingsverantwoordelijke.
    pub controller: String,
    /// The municipalities whose residents the partner serves, each from a day on.
    pub residents_of: BTreeMap<Municipality, Date>,
    /// The schools that the partner is or serves.
    pub schools: BTreeSet<String>,
    /// The neighbourhoods that the partner serves within its municipalities; empty: not divided by neighbourhood.
    pub districts: BTreeSet<District>,
    /// Whether subjects whose neighbourhood has no team come to this partner.
    pub access: bool,
    /// Names of the kinds that the partner is connected for.
    pub kinds: BTreeSet<String>,
    /// The way by which the partner is reached.
    pub way: WayOut,
    days: Days,
}

impl Source {
    /// A source that stands in no file, for trying the examples of an adapter.
    pub fn for_example(reading: Reading, kinds: BTreeSet<String>) -> Self {
        Self {
            name: "voorbeeld".to_owned(),
            oin: "00000099000000000000".to_owned(),
            role: "voorbeeld".to_owned(),
            unit: None,
            controller: "voorbeeld".to_owned(),
            reading,
            way: WayIn::Amqp {
                user: "voorbeeld".to_owned(),
            },
            kinds,
            brin: BTreeSet::new(),
            labels: BTreeSet::new(),
            own_series: false,
            days: Days {
                from: Date::MIN,
                until: None,
            },
        }
    }

    /// The party that sends: a statement by leerplicht is not one by the wijkteam of the same municipality.
    pub fn party(&self) -> Party {
        Party {
            oin: self.oin.clone(),
            role: self.role.clone(),
            unit: self.unit.clone(),
        }
    }

    /// Whether source and partner are one organisation in one role, in any unit: the source's messages are then the partner's own.
    pub fn speaks_for(&self, partner: &Partner) -> bool {
        self.oin == partner.oin && self.role == partner.role
    }

    /// Whether the source is connected on this day.
    pub fn in_force(&self, on: Date) -> bool {
        self.days.hold(on)
    }
}

impl Partner {
    /// The party that receives: an organisation may act in more than one role, and in more than one unit.
    pub fn party(&self) -> Party {
        Party {
            oin: self.oin.clone(),
            role: self.role.clone(),
            unit: self.unit.clone(),
        }
    }

    /// Whether the partner is connected on this day.
    pub fn in_force(&self, on: Date) -> bool {
        self.days.hold(on)
    }

    /// Whether the partner is connected on this day or later.
    pub fn outlasts(&self, day: Date) -> bool {
        self.days.until.is_none_or(|last| day <= last)
    }

    /// Whether `name` names the partner, by party or by way, as the health of the hub and the alerts do.
    pub fn is_named(&self, name: &str) -> bool {
        self.way.name().is_some_and(|way| way == name) || self.party().to_string() == name
    }

    /// Whether both are connected on some day.
    pub fn meets(&self, other: &Partner) -> bool {
        self.days.meet(&other.days)
    }

    /// Whether the partner serves the neighbourhood.
    pub fn serves_district(&self, home: &District) -> bool {
        self.districts.iter().any(|own| own.holds(home))
    }

    /// Whether the partner serves the residents of this municipality on this day.
    pub fn serves(&self, home: &Municipality, on: Date) -> bool {
        self.residents_of.get(home).is_some_and(|from| *from <= on)
    }
}
