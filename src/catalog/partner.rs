//! `sources.toml` and `partners.toml` of a region -> who may send, and who may receive.

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

/// How a source's payloads are read.
#[derive(Debug, Clone)]
pub enum Reading {
    /// NL GOV CloudEvents, as they are.
    CloudEvents,
    /// Through an adapter.
    Adapter(Arc<Adapter>),
}

/// A connected system that may send.
#[derive(Debug)]
pub struct Source {
    /// Its name, and that of its queue.
    pub name: String,
    /// The organisation behind it.
    pub oin: String,
    /// What it acts as.
    pub role: String,
    /// Which unit of the organisation; none where that is not divided.
    pub unit: Option<String>,
    /// The verwerkingsverantwoordelijke.
    pub controller: String,
    /// How its payloads are read.
    pub reading: Reading,
    /// How it sends.
    pub way: WayIn,
    /// What it may send.
    pub kinds: BTreeSet<String>,
    /// The schools it may speak for; empty: any.
    pub brin: BTreeSet<String>,
    /// What its documents are counted under, where they say nothing else.
    pub labels: BTreeSet<String>,
    /// It numbers its documents with nine digits that are nobody's personal number: `nummers = "eigen-reeks"`.
    pub own_series: bool,
    days: Days,
}

/// An organisation that may receive.
#[derive(Debug)]
pub struct Partner {
    /// The organisation.
    pub oin: String,
    /// Its name, for screens.
    pub name: String,
    /// What it acts as.
    pub role: String,
    /// Which unit of the organisation; none where that is not divided.
    pub unit: Option<String>,
    /// The verwerkingsverantwoordelijke.
    pub controller: String,
    /// The municipalities whose residents it serves, and from when.
    pub residents_of: BTreeMap<Municipality, Date>,
    /// The schools that it is or serves.
    pub schools: BTreeSet<String>,
    /// The neighbourhoods that it serves, of its municipalities; none: it is not divided so.
    pub districts: BTreeSet<District>,
    /// Whoever has no team of its own neighbourhood comes here.
    pub access: bool,
    /// What it is connected for.
    pub kinds: BTreeSet<String>,
    /// How it is reached.
    pub way: WayOut,
    days: Days,
}

impl Source {
    /// A source that stands in no file, to try an adapter's examples with.
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

    /// Who speaks: what leerplicht says, the wijkteam of the same municipality has not said.
    pub fn party(&self) -> Party {
        Party {
            oin: self.oin.clone(),
            role: self.role.clone(),
            unit: self.unit.clone(),
        }
    }

    /// Is the partner the same organisation in the same role? Then it said itself what this source sends, in whichever of its units.
    pub fn speaks_for(&self, partner: &Partner) -> bool {
        self.oin == partner.oin && self.role == partner.role
    }

    /// Is it connected on this day?
    pub fn in_force(&self, on: Date) -> bool {
        self.days.hold(on)
    }
}

impl Partner {
    /// Who receives: an organisation may act in more than one role, and in more than one unit.
    pub fn party(&self) -> Party {
        Party {
            oin: self.oin.clone(),
            role: self.role.clone(),
            unit: self.unit.clone(),
        }
    }

    /// Is it connected on this day?
    pub fn in_force(&self, on: Date) -> bool {
        self.days.hold(on)
    }

    /// Is it connected on this day, or only later?
    pub fn outlasts(&self, day: Date) -> bool {
        self.days.until.is_none_or(|last| day <= last)
    }

    /// Does this name it, as the health of the hub and the alerts do: by who it is, or by its way?
    pub fn is_named(&self, name: &str) -> bool {
        self.way.name().is_some_and(|way| way == name) || self.party().to_string() == name
    }

    /// Is there a day on which both are connected?
    pub fn meets(&self, other: &Partner) -> bool {
        self.days.meet(&other.days)
    }

    /// Does it serve the neighbourhood?
    pub fn serves_district(&self, home: &District) -> bool {
        self.districts.iter().any(|own| own.holds(home))
    }

    /// Does it serve the residents of this municipality on this day?
    pub fn serves(&self, home: &Municipality, on: Date) -> bool {
        self.residents_of.get(home).is_some_and(|from| *from <= on)
    }
}
