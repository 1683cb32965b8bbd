//! Texts of all declarative files -> one immutable catalog, or every complaint at once.

pub mod adapter;
mod areas;
pub mod case;
pub mod complaint;
pub mod consent;
pub mod days;
pub mod district;
pub mod format;
pub mod label;
mod overlap;
pub mod particles;
pub mod partner;
pub mod place;
pub mod policy;
pub mod region;
pub mod remark;
pub mod schema;
pub mod steps;
mod table;
pub mod term;
pub mod unique;
pub mod words;

use crate::party::Party;
use adapter::Adapter;
use areas::Areas;
use case::Case;
use complaint::{Complaint, Text};
use consent::ConsentTable;
use district::Districts;
use jiff::civil::Date;
use label::Labels;
use partner::{Known, Partner, Source};
use place::{Municipalities, Municipality};
use policy::{Refusal, Row, State};
use region::{Agreement, Region};
use remark::Remarks;
use schema::{ATTRIBUTES, Kind, Shared};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use steps::Steps;
use term::Terms;
use words::Words;

/// Everything declarative as it was read; nothing is understood yet.
#[derive(Debug, Clone)]
pub struct Texts {
    /// `nlgov-cloudevent/v1.1.json`.
    pub envelope: Text,
    /// `bouwstenen/v1.json`.
    pub blocks: Text,
    /// `<kind>/v<major>.json`.
    pub schemas: Vec<Text>,
    /// `<name>/adapter.toml`.
    pub adapters: Vec<Text>,
    /// `termen.toml`.
    pub terms: Text,
    /// `toestemming.toml`.
    pub consent: Text,
    /// `woorden.toml`.
    pub words: Text,
    /// `labels.toml`.
    pub labels: Text,
    /// `opmerkingen.toml`.
    pub remarks: Text,
    /// `teksten/stappen.toml`.
    pub steps: Text,
    /// The other files of `policies/`.
    pub policies: Vec<Text>,
    /// `sources.toml`, `partners.toml`, `region.toml`, `agreements.toml` of one region.
    pub sources: Text,
    /// See `sources`.
    pub partners: Text,
    /// See `sources`.
    pub region: Text,
    /// See `sources`; may be empty.
    pub agreements: Text,
    /// `wijken.csv` of the region; may be empty.
    pub districts: Text,
    /// `gemeenten.csv` and `gemeenten-opgegaan.csv`.
    pub municipalities: Text,
    /// See `municipalities`.
    pub merged: Text,
    /// `buitenland.csv`; may be empty.
    pub abroad: Text,
}

/// Everything declarative, compiled; swapped whole.
#[derive(Debug)]
pub struct Catalog {
    /// Twelve hex digits that change with any of the texts.
    pub version: String,
    /// Closed lists.
    pub terms: Terms,
    /// Whose yes is needed at which age.
    pub consent: ConsentTable,
    /// What is looked for in free text.
    pub words: Words,
    /// What documents are counted under.
    pub labels: Labels,
    /// What a sender hears of a message that goes on.
    pub remarks: Remarks,
    /// Whom to call about what never goes through the hub.
    pub steps: Steps,
    /// Municipalities.
    pub places: Arc<Municipalities>,
    /// In which neighbourhood a postcode lies.
    pub districts: Districts,
    /// The NL GOV profile for CloudEvents, which every kind builds on.
    pub envelope: jsonschema::Validator,
    /// By name, `verzuimmelding/1`.
    pub kinds: BTreeMap<String, Arc<Kind>>,
    /// By name.
    pub adapters: BTreeMap<String, Arc<Adapter>>,
    /// By kind.
    pub rows: BTreeMap<String, Vec<Arc<Row>>>,
    /// In the order of the files, with the file they stand in.
    pub cases: Vec<(Text, Case)>,
    /// By name.
    pub sources: BTreeMap<String, Arc<Source>>,
    /// In the order of the file.
    pub partners: Vec<Arc<Partner>>,
    /// This hub.
    pub region: Region,
    agreements: Vec<Agreement>,
    areas: Areas,
}

impl Catalog {
    /// Compiles everything; all complaints at once, in the order of file and line.
    pub fn compile(texts: &Texts) -> Result<Self, Vec<Complaint>> {
        let (mut wrong, mut wrong_rows_on) = (Vec::new(), Vec::new());
        // without the closed lists every schema, row and partner would be wrong too
        let terms = Terms::compile(&texts.terms)?;
        let consent = keep(ConsentTable::compile(&texts.consent), &mut wrong).unwrap_or_default();
        let words = keep(Words::compile(&texts.words), &mut wrong);
        let labels = keep(Labels::compile(&texts.labels), &mut wrong).unwrap_or_default();
        let steps = keep(Steps::compile(&texts.steps), &mut wrong);
        let lists = Municipalities::compile(&texts.municipalities, &texts.merged, &texts.abroad);
        let places = Arc::new(keep(lists, &mut wrong).unwrap_or_default());
        let envelope = keep(schema::envelope(&texts.envelope, &places), &mut wrong);
        let kinds = kinds(texts, &terms, &places, &mut wrong);
        let remarks =
            keep(Remarks::compile(&texts.remarks, &kinds), &mut wrong).unwrap_or_default();
        let adapters: BTreeMap<String, Arc<Adapter>> = (texts.adapters.iter())
            .filter_map(|text| {
                let name = text.place.split('/').next().unwrap_or_default();
                Some((
                    name.to_owned(),
                    Arc::new(keep(adapter::compile(text, name, &kinds), &mut wrong)?),
                ))
            })
            .collect();
        let (rows, cases) = table::compile(texts, &terms, &kinds, &mut wrong);
        let known = Known {
            terms: &terms,
            kinds: &kinds,
            places: &places,
            adapters: &adapters,
            labels: &labels,
        };
        let sources = keep(partner::sources(&texts.sources, &known), &mut wrong);
        let mut partners = keep(partner::partners(&texts.partners, &known), &mut wrong);
        let region = keep(
            region::region(&texts.region, partners.as_deref_mut(), &places),
            &mut wrong,
        );
        let districts = keep(Districts::compile(&texts.districts), &mut wrong).unwrap_or_default();
        if let (Some(partners), Some(_), true) = (&partners, &region, wrong.is_empty()) {
            wrong.extend(overlap::complaints(
                &texts.partners,
                partners,
                &rows,
                &terms,
            ));
        }
        let off: BTreeSet<&str> = rows
            .values()
            .flatten()
            .filter(|row| row.state == State::Uit)
            .map(|row| row.id.as_str())
            .collect();
        for id in region
            .iter()
            .flat_map(|region| &region.rows_on)
            .filter(|id| wrong.is_empty() && !off.contains(id.as_str()))
        {
            let choices = off
                .iter()
                .map(|id| format!("`{id}`"))
                .collect::<Vec<_>>()
                .join(", ");
            let complaint = format!("rows_on: rij `{id}` staat nergens uit; uit staan: {choices}");
            wrong_rows_on.push(
                texts
                    .region
                    .complain(&["rows_on", &format!("\"{id}\"")], complaint),
            );
        }
        wrong.append(&mut wrong_rows_on);
        let here = sources
            .as_ref()
            .zip(partners.as_ref())
            .map(|(sources, partners)| {
                let sending = sources.values().map(|source| source.oin.as_str());
                sending
                    .chain(partners.iter().map(|partner| partner.oin.as_str()))
                    .collect::<BTreeSet<&str>>()
            });
        let agreements = keep(
            region::agreements(&texts.agreements, here.as_ref()),
            &mut wrong,
        )
        .unwrap_or_default();
        for agreement in &agreements {
            let named =
                |row: &Arc<Row>| row.conditions.agreement.as_deref() == Some(agreement.name());
            if wrong.is_empty() && !rows.values().flatten().any(named) {
                let needle = format!("\"{}\"", agreement.name());
                wrong.push(texts.agreements.complain(
                    &[&needle],
                    format!(
                        "afspraak `{}`: geen enkele rij noemt haar",
                        agreement.name()
                    ),
                ));
            }
        }
        wrong.retain(|complaint| !follows(complaint, texts));
        wrong.sort();
        wrong.dedup();
        match (region, envelope, words, steps) {
            (Some(region), Some(envelope), Some(words), Some(steps)) if wrong.is_empty() => {
                let partners: Vec<Arc<Partner>> = partners
                    .unwrap_or_default()
                    .into_iter()
                    .map(Arc::new)
                    .collect();
                Ok(Self {
                    envelope,
                    consent,
                    words,
                    labels,
                    remarks,
                    steps,
                    version: version(texts),
                    terms,
                    places,
                    districts,
                    kinds,
                    adapters,
                    rows,
                    cases,
                    sources: sources.unwrap_or_default(),
                    areas: Areas::of(&partners),
                    partners,
                    region,
                    agreements,
                })
            }
            _ => Err(wrong),
        }
    }

    /// The rows for a kind that a giver may use on a day.
    pub fn rows_for<'a>(
        &'a self,
        kind: &str,
        giver: &'a str,
        on: Date,
    ) -> impl Iterator<Item = &'a Arc<Row>> {
        self.rows
            .get(kind)
            .into_iter()
            .flatten()
            .filter(move |row| row.from == giver && row.in_force(on))
    }

    /// Does this region use the row to let something pass?
    pub fn uses(&self, row: &Row) -> bool {
        match row.state {
            State::Aan => true,
            State::Uit => self.region.rows_on.contains(&row.id),
            State::Geblokkeerd => false,
        }
    }

    /// Does a document of this kind stay out of the hub, for a person to bring by telephone? Then nothing of it is kept.
    pub fn by_hand(&self, kind: &str) -> bool {
        self.rows
            .get(kind)
            .into_iter()
            .flatten()
            .any(|row| row.place == policy::Place::Handmatig)
    }

    /// Does an agreement of this name hold between two organisations on a day?
    pub fn agreed(&self, name: &str, giver: &str, recipient: &str, on: Date) -> bool {
        self.agreements
            .iter()
            .any(|agreement| agreement.binds(name, giver, recipient, on))
    }

    /// What the organisations of this region agreed, in the order of the file.
    pub fn agreements(&self) -> &[Agreement] {
        &self.agreements
    }

    /// The partner with this OIN and role.
    pub fn partner(&self, party: &Party) -> Option<&Arc<Partner>> {
        self.of_organisation(&party.oin)
            .find(|partner| partner.role == party.role && partner.unit == party.unit)
    }

    /// Has the organisation several units in this role, on this day?
    pub fn is_divided(&self, party: &Party, on: Date) -> bool {
        self.of_organisation(&party.oin)
            .filter(|partner| partner.role == party.role && partner.in_force(on))
            .nth(1)
            .is_some()
    }

    /// Has the organisation several units in any role, on this day?
    pub fn has_units(&self, oin: &str, on: Date) -> bool {
        self.of_organisation(oin)
            .any(|partner| self.is_divided(&partner.party(), on))
    }

    /// The partners that one organisation is, one for each role and unit.
    pub fn of_organisation(&self, oin: &str) -> impl Iterator<Item = &Arc<Partner>> {
        self.areas
            .of_organisation(oin)
            .iter()
            .filter_map(|at| self.partners.get(*at))
    }

    /// The partners that serve this home, on some day, or this school; in the order of the file.
    pub fn near(
        &self,
        home: Option<&Municipality>,
        school: Option<&str>,
    ) -> impl Iterator<Item = &Arc<Partner>> {
        self.areas
            .near(home, school)
            .into_iter()
            .filter_map(|at| self.partners.get(at))
    }

    /// Is this a name that a CloudEvent of these kinds may have somewhere? Any other may be shown to nobody.
    pub fn names(&self, name: &str) -> bool {
        ATTRIBUTES.contains(&name) || self.kinds.values().any(|kind| kind.shape.names(name))
    }

    /// The kind that a CloudEvents type names.
    pub fn kind_of_type(&self, event_type: &str) -> Option<&Arc<Kind>> {
        self.kinds
            .values()
            .find(|kind| kind.event_type == event_type)
    }
}

fn keep<T>(result: Result<T, Vec<Complaint>>, wrong: &mut Vec<Complaint>) -> Option<T> {
    result.map_err(|complaints| wrong.extend(complaints)).ok()
}

fn kinds(
    texts: &Texts,
    terms: &Terms,
    places: &Arc<Municipalities>,
    wrong: &mut Vec<Complaint>,
) -> BTreeMap<String, Arc<Kind>> {
    let (envelope, blocks) = match (texts.envelope.json(), texts.blocks.json()) {
        (Ok(envelope), Ok(blocks)) => (envelope, blocks),
        (envelope, blocks) => {
            wrong.extend([envelope, blocks].into_iter().filter_map(Result::err));
            return BTreeMap::new();
        }
    };
    let shared = Shared {
        envelope: &envelope,
        blocks: &blocks,
        terms,
        places,
    };
    let mut found = BTreeMap::new();
    for text in &texts.schemas {
        let place = text
            .place
            .strip_suffix(".json")
            .and_then(|place| place.split_once("/v"));
        let Some((name, Ok(major))) = place.map(|(name, major)| (name, major.parse::<u32>()))
        else {
            wrong.push(text.complain(&[], "een schema heet `<berichtsoort>/v<nummer>.json`"));
            continue;
        };
        if let Some(kind) = keep(schema::compile(text, name, major, &shared), wrong) {
            if found
                .values()
                .any(|other: &Arc<Kind>| other.event_type == kind.event_type)
            {
                wrong.push(text.complain(
                    &["\"type\""],
                    "een ander schema heeft hetzelfde CloudEvents-type",
                ));
            }
            found.insert(kind.name.clone(), Arc::new(kind));
        }
    }
    found
}

/// Only follows from a complaint about a file that is there: `the kind does not exist` where its schema has a fault of its own.
fn follows(complaint: &Complaint, texts: &Texts) -> bool {
    let kinds = texts
        .schemas
        .iter()
        .map(|text| text.place.trim_end_matches(".json").replace("/v", "/"));
    let adapters = texts
        .adapters
        .iter()
        .filter_map(|text| text.place.split('/').next().map(str::to_owned));
    kinds
        .chain(adapters)
        .any(|name| complaint.text.contains(&format!("`{name}` bestaat niet")))
}

/// A duty is a row that a refusal does not touch.
pub fn is_duty(row: &Row) -> bool {
    row.refusal == Refusal::Nee
}

fn version(texts: &Texts) -> String {
    let mut hash = Sha256::new();
    let policies = [
        &texts.envelope,
        &texts.blocks,
        &texts.terms,
        &texts.consent,
        &texts.words,
        &texts.labels,
        &texts.remarks,
        &texts.steps,
    ];
    let region = [
        &texts.sources,
        &texts.partners,
        &texts.region,
        &texts.agreements,
        &texts.districts,
    ];
    let lists = texts
        .schemas
        .iter()
        .chain(&texts.adapters)
        .chain(&texts.policies);
    for text in policies.into_iter().chain(region).chain(lists).chain([
        &texts.municipalities,
        &texts.merged,
        &texts.abroad,
    ]) {
        hash.update((text.text.len() as u64).to_be_bytes());
        hash.update(text.text.as_bytes());
    }
    hash.finalize()
        .iter()
        .take(6)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
