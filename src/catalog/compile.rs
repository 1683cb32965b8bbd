//! Texts of all declarative files -> one immutable catalog, or every complaint at once.

use super::adapter::{self, Adapter};
use super::areas::Areas;
use super::complaint::{Complaint, Text, keep};
use super::consent::ConsentTable;
use super::district::Districts;
use super::label::Labels;
use super::partner::{self, Known, Partner, Source};
use super::place::Municipalities;
use super::policy::{Row, RowState};
use super::region::{self, Agreement, Region};
use super::remark::Remarks;
use super::schema::{self, Kind, Shared};
use super::steps::Steps;
use super::table::{self, Rows};
use super::term::Terms;
use super::texts::Texts;
use super::words::Words;
use super::{Catalog, overlap};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

impl Catalog {
    /// Compiles all texts; all complaints at once, in the order of file and line.
    pub fn compile(texts: &Texts) -> Result<Self, Vec<Complaint>> {
        let mut wrong = Vec::new();
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
        let adapters = adapters(texts, &kinds, &mut wrong);
        let (rows, cases) = table::compile(texts, &terms, &kinds, &mut wrong);
        let known = Known {
            terms: &terms,
            kinds: &kinds,
            places: &places,
            adapters: &adapters,
            labels: &labels,
        };
        let parties = Parties::compile(texts, &known, &mut wrong);
        let districts = keep(Districts::compile(&texts.districts), &mut wrong).unwrap_or_default();
        parties.against_rows(texts, &rows, &terms, &mut wrong);
        let agreements = parties.agreements(texts, &rows, &mut wrong);
        let wrong = worth_telling(wrong, texts);
        let Parties {
            sources,
            partners,
            region,
        } = parties;
        match (region, envelope, words, steps) {
            (Some(region), Some(envelope), Some(words), Some(steps)) if wrong.is_empty() => {
                let partners: Vec<Arc<Partner>> =
                    partners.into_iter().flatten().map(Arc::new).collect();
                Ok(Self {
                    envelope,
                    consent,
                    words,
                    labels,
                    remarks,
                    steps,
                    version: texts.version(),
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
}

/// Compiles the schemas; none when the envelope or the shared blocks cannot be read.
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

fn adapters(
    texts: &Texts,
    kinds: &BTreeMap<String, Arc<Kind>>,
    wrong: &mut Vec<Complaint>,
) -> BTreeMap<String, Arc<Adapter>> {
    let compiled = |text: &Text| {
        let name = text.place.split('/').next().unwrap_or_default();
        let adapter = keep(adapter::compile(text, name, kinds), wrong)?;
        Some((name.to_owned(), Arc::new(adapter)))
    };
    texts.adapters.iter().filter_map(compiled).collect()
}

/// The sources, partners and region of the hub; none for a file with faults.
struct Parties {
    sources: Option<BTreeMap<String, Arc<Source>>>,
    partners: Option<Vec<Partner>>,
    region: Option<Region>,
}

impl Parties {
    fn compile(texts: &Texts, known: &Known<'_>, wrong: &mut Vec<Complaint>) -> Self {
        let sources = keep(partner::sources(&texts.sources, known), wrong);
        let mut partners = keep(partner::partners(&texts.partners, known), wrong);
        let region = keep(
            region::region(&texts.region, partners.as_deref_mut(), known.places),
            wrong,
        );
        Self {
            sources,
            partners,
            region,
        }
    }

    /// Complains of two partners that would receive the same, and of rows that are switched on but off nowhere. Skipped after earlier
    /// complaints, which would only be told twice.
    fn against_rows(&self, texts: &Texts, rows: &Rows, terms: &Terms, wrong: &mut Vec<Complaint>) {
        if let (Some(partners), Some(region), true) =
            (&self.partners, &self.region, wrong.is_empty())
        {
            wrong.extend(overlap::complaints(&texts.partners, partners, rows, terms));
            if wrong.is_empty() {
                wrong.extend(nowhere_off(texts, region, rows));
            }
        }
    }

    /// The agreements of the organisations; the first agreement that no row names is a complaint.
    fn agreements(&self, texts: &Texts, rows: &Rows, wrong: &mut Vec<Complaint>) -> Vec<Agreement> {
        let parties = self.sources.as_ref().zip(self.partners.as_ref());
        let here = parties.map(|(sources, partners)| {
            let sending = sources.values().map(|source| source.oin.as_str());
            sending
                .chain(partners.iter().map(|partner| partner.oin.as_str()))
                .collect::<BTreeSet<&str>>()
        });
        let agreements =
            keep(region::agreements(&texts.agreements, here.as_ref()), wrong).unwrap_or_default();
        let unnamed = |agreement: &&Agreement| {
            let names =
                |row: &Arc<Row>| row.conditions.agreement.as_deref() == Some(agreement.name());
            !rows.values().flatten().any(names)
        };
        if wrong.is_empty()
            && let Some(agreement) = agreements.iter().find(unnamed)
        {
            let needle = format!("\"{}\"", agreement.name());
            wrong.push(texts.agreements.complain(
                &[&needle],
                format!(
                    "afspraak `{}`: geen enkele rij noemt haar",
                    agreement.name()
                ),
            ));
        }
        agreements
    }
}

/// Complaints about rows that a region switches on, though they are not off.
fn nowhere_off(texts: &Texts, region: &Region, rows: &Rows) -> Vec<Complaint> {
    let off: BTreeSet<&str> = rows
        .values()
        .flatten()
        .filter(|row| row.state == RowState::Uit)
        .map(|row| row.id.as_str())
        .collect();
    let choices = || {
        off.iter()
            .map(|id| format!("`{id}`"))
            .collect::<Vec<_>>()
            .join(", ")
    };
    region
        .rows_on
        .iter()
        .filter(|id| !off.contains(id.as_str()))
        .map(|id| {
            let complaint = format!(
                "rows_on: rij `{id}` staat nergens uit; uit staan: {}",
                choices()
            );
            let needles = ["rows_on", &format!("\"{id}\"")];
            texts.region.complain(&needles, complaint)
        })
        .collect()
}

/// Complaints in the order of file and line, without those that only follow from another complaint.
fn worth_telling(mut wrong: Vec<Complaint>, texts: &Texts) -> Vec<Complaint> {
    wrong.retain(|complaint| !follows(complaint, texts));
    wrong.sort();
    wrong.dedup();
    wrong
}

/// Whether a complaint only follows from a fault in a file that is there: a kind is missing because its own schema has a fault.
fn follows(complaint: &Complaint, texts: &Texts) -> bool {
    let Some(missing) = &complaint.missing else {
        return false;
    };
    let kinds = texts
        .schemas
        .iter()
        .map(|text| text.place.trim_end_matches(".json").replace("/v", "/"));
    let adapters = texts
        .adapters
        .iter()
        .filter_map(|text| text.place.split('/').next().map(str::to_owned));
    kinds.chain(adapters).any(|name| name == *missing)
}
