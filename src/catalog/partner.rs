//! `sources.toml` and `partners.toml` of a region -> who may send, and who may receive.

use super::adapter::Adapter;
use super::complaint::{Complaint, Text};
use super::days::Days;
use super::district::District;
use super::format;
use super::label::Labels;
use super::place::{Municipalities, Municipality};
use super::schema::Kind;
use super::term::Terms;
use crate::party::Party;
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SourcesSpec {
    source: Vec<SourceSpec>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SourceSpec {
    name: String,
    oin: String,
    role: String,
    onderdeel: Option<String>,
    controller: String,
    adapter: String,
    user: String,
    kinds: Vec<String>,
    #[serde(default)]
    brin: BTreeSet<String>,
    #[serde(default)]
    labels: BTreeSet<String>,
    nummers: Option<NumbersSpec>,
    from: toml::value::Datetime,
    until: Option<toml::value::Datetime>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum NumbersSpec {
    EigenReeks,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PartnersSpec {
    partner: Vec<PartnerSpec>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PartnerSpec {
    oin: String,
    name: String,
    role: String,
    onderdeel: Option<String>,
    controller: String,
    area: AreaSpec,
    #[serde(default)]
    toegang: bool,
    kinds: Vec<String>,
    channel: ChannelSpec,
    user: Option<String>,
    from: toml::value::Datetime,
    until: Option<toml::value::Datetime>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct AreaSpec {
    #[serde(default)]
    gemeente: BTreeSet<String>,
    #[serde(default)]
    brin: BTreeSet<String>,
    #[serde(default)]
    wijk: BTreeSet<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "lowercase")]
enum ChannelSpec {
    Amqp { exchange: String },
}

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
    /// The broker's user that it must publish as.
    pub user: String,
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
    /// The exchange of its mailbox.
    pub exchange: String,
    /// The broker's user that may read its mailbox.
    pub user: Option<String>,
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
            user: "voorbeeld".to_owned(),
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

/// What both files are checked against.
pub struct Known<'a> {
    /// Roles.
    pub terms: &'a Terms,
    /// Kinds by name.
    pub kinds: &'a BTreeMap<String, Arc<Kind>>,
    /// Municipalities.
    pub places: &'a Municipalities,
    /// Adapters by name.
    pub adapters: &'a BTreeMap<String, Arc<Adapter>>,
    /// What documents may be counted under.
    pub labels: &'a Labels,
}

impl Known<'_> {
    fn party(
        &self,
        oin: &str,
        role: &str,
        kinds: &[String],
        brin: &BTreeSet<String>,
    ) -> Vec<String> {
        let mut wrong = Vec::new();
        if !format::oin(oin) {
            wrong.push("`oin` is geen OIN: acht cijfers van een bekende soort en twaalf cijfers of hoofdletters".to_owned());
        }
        if !self.terms.is_role(role) {
            wrong.push(format!("rol `{role}` staat niet in termen.toml"));
        }
        wrong.extend(
            kinds
                .iter()
                .filter(|kind| !self.kinds.contains_key(*kind))
                .map(|kind| format!("berichtsoort `{kind}` bestaat niet")),
        );
        wrong.extend(
            brin.iter()
                .filter(|brin| !format::brin(brin))
                .map(|brin| format!("`{brin}` is geen BRIN")),
        );
        wrong
    }
}

/// Compiles `sources.toml`.
pub fn sources(
    text: &Text,
    known: &Known<'_>,
) -> Result<BTreeMap<String, Arc<Source>>, Vec<Complaint>> {
    let spec: SourcesSpec = text.toml().map_err(|complaint| vec![complaint])?;
    let mut found: BTreeMap<String, Arc<Source>> = BTreeMap::new();
    let mut complaints = Vec::new();
    for source in spec.source {
        let mut wrong = known.party(&source.oin, &source.role, &source.kinds, &source.brin);
        wrong.extend(no_unit(source.onderdeel.as_deref()));
        let unknown = source
            .labels
            .iter()
            .filter(|code| known.labels.get(code).is_none());
        wrong.extend(
            unknown.map(|code| format!("label `{code}` staat niet in policies/labels.toml")),
        );
        if !plain_name(&source.name) {
            wrong.push("`name` bestaat uit kleine letters, cijfers en koppeltekens: het wordt de naam van een wachtrij".to_owned());
        }
        if found.contains_key(&source.name) || found.values().any(|other| other.user == source.user)
        {
            wrong.push("`name` of `user` komt twee keer voor".to_owned());
        }
        let reading = match source.adapter.as_str() {
            "cloudevents" => Some(Reading::CloudEvents),
            name => known
                .adapters
                .get(name)
                .map(|adapter| Reading::Adapter(Arc::clone(adapter))),
        };
        if reading.is_none() {
            wrong.push(format!(
                "adapter `{}` bestaat niet; `cloudevents` is er altijd",
                source.adapter
            ));
        }
        let days = Days::in_order(&source.from, source.until.as_ref());
        if let (true, Some(reading), Some(days)) = (wrong.is_empty(), reading, days) {
            let compiled = Source {
                name: source.name.clone(),
                oin: source.oin,
                role: source.role,
                unit: source.onderdeel,
                controller: source.controller,
                reading,
                user: source.user,
                kinds: source.kinds.into_iter().collect(),
                brin: source.brin,
                labels: source.labels,
                own_series: source.nummers.is_some(),
                days,
            };
            found.insert(source.name, Arc::new(compiled));
        } else {
            if wrong.is_empty() {
                wrong
                    .push("`from` en `until` zijn datums, de eerste niet na de laatste".to_owned());
            }
            complain(text, "source", &source.name, wrong, &mut complaints);
        }
    }
    if complaints.is_empty() {
        Ok(found)
    } else {
        Err(complaints)
    }
}

/// Compiles `partners.toml`.
pub fn partners(text: &Text, known: &Known<'_>) -> Result<Vec<Partner>, Vec<Complaint>> {
    let spec: PartnersSpec = text.toml().map_err(|complaint| vec![complaint])?;
    let mut found: Vec<Partner> = Vec::new();
    let mut complaints = Vec::new();
    for partner in spec.partner {
        let mut wrong = known.party(
            &partner.oin,
            &partner.role,
            &partner.kinds,
            &partner.area.brin,
        );
        wrong.extend(no_unit(partner.onderdeel.as_deref()));
        wrong.extend(found.iter().filter(|other| other.oin == partner.oin && other.role == partner.role).find_map(|other| {
            match (&other.unit, &partner.onderdeel) {
                (Some(one), Some(other)) => {
                    (one == other).then(|| format!("`onderdeel = \"{one}\"` komt bij deze OIN en rol twee keer voor"))
                }
                _ => Some("deze OIN en rol komen twee keer voor; geef elk team een eigen `onderdeel`, of een eigen OIN".to_owned()),
            }
        }));
        if partner.area.gemeente.is_empty() && (partner.toegang || !partner.area.wijk.is_empty()) {
            wrong.push(
                "`wijk` en `toegang` gelden binnen een gemeente: zet die in `area`".to_owned(),
            );
        }
        let ChannelSpec::Amqp { exchange } = partner.channel;
        if !exchange.strip_prefix("to.").is_some_and(plain_name) {
            wrong
                .push("`exchange` is `to.` met kleine letters, cijfers en koppeltekens".to_owned());
        }
        let days = Days::in_order(&partner.from, partner.until.as_ref());
        let mut residents_of = BTreeMap::new();
        for code in &partner.area.gemeente {
            match (code.parse::<Municipality>(), days) {
                (Ok(found), _) if !known.places.exists(&found) => wrong.push(format!(
                    "gemeentecode `{code}` staat niet in de gemeentelijst"
                )),
                (Ok(code), Some(days)) => drop(residents_of.insert(code, days.from)),
                (Err(error), _) => wrong.push(format!("`{code}`: {error}")),
                (Ok(_), None) => {}
            }
        }
        if let (true, Some(days)) = (wrong.is_empty(), days) {
            found.push(Partner {
                oin: partner.oin,
                name: partner.name,
                role: partner.role,
                unit: partner.onderdeel,
                controller: partner.controller,
                residents_of,
                schools: partner.area.brin,
                districts: partner
                    .area
                    .wijk
                    .iter()
                    .map(|wijk| District::of(wijk))
                    .collect(),
                access: partner.toegang,
                kinds: partner.kinds.into_iter().collect(),
                exchange,
                user: partner.user,
                days,
            });
        } else {
            if wrong.is_empty() {
                wrong
                    .push("`from` en `until` zijn datums, de eerste niet na de laatste".to_owned());
            }
            complain(text, "partner", &partner.name, wrong, &mut complaints);
        }
    }
    if complaints.is_empty() {
        Ok(found)
    } else {
        Err(complaints)
    }
}

fn complain(text: &Text, table: &str, name: &str, wrong: Vec<String>, to: &mut Vec<Complaint>) {
    let (header, quoted) = (format!("[[{table}]]"), format!("\"{name}\""));
    to.extend(
        wrong
            .into_iter()
            .map(|wrong| text.complain(&[&header, &quoted], format!("{table} `{name}`: {wrong}"))),
    );
}

fn no_unit(unit: Option<&str>) -> Option<String> {
    let wrong = unit.is_some_and(|unit| !plain_name(unit));
    wrong.then(|| "`onderdeel` bestaat uit kleine letters, cijfers en koppeltekens".to_owned())
}

fn plain_name(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}
