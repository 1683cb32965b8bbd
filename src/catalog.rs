//! All declarative files, compiled: one immutable [`Catalog`], swapped whole.

pub mod adapter;
mod areas;
pub mod case;
mod compile;
pub mod complaint;
pub mod consent;
pub mod days;
pub mod district;
pub mod format;
pub mod label;
mod lookup;
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
mod texts;
pub mod unique;
pub mod way;
pub mod words;

pub use texts::Texts;

use adapter::Adapter;
use areas::Areas;
use case::Case;
use complaint::Text;
use consent::ConsentTable;
use district::Districts;
use label::Labels;
use partner::{Partner, Source};
use place::Municipalities;
use policy::{Refusal, Row};
use region::{Agreement, Region};
use remark::Remarks;
use schema::Kind;
use std::collections::BTreeMap;
use std::sync::Arc;
use steps::Steps;
use term::Terms;
use words::Words;

/// The compiled catalog: every declarative file of a hub.
#[derive(Debug)]
pub struct Catalog {
    /// Twelve hex digits that change with any of the texts.
    pub version: String,
    /// The closed lists of roles, categories and purposes.
    pub terms: Terms,
    /// The groups that consent at each age.
    pub consent: ConsentTable,
    /// The words that are searched for in free text.
    pub words: Words,
    /// The labels that documents are counted under.
    pub labels: Labels,
    /// The remarks that a sender gets on a message that goes on.
    pub remarks: Remarks,
    /// The steps of the meldcode and the telephone number, for messages that never go through the hub.
    pub steps: Steps,
    /// The municipalities that exist and existed.
    pub places: Arc<Municipalities>,
    /// The neighbourhood of each postcode.
    pub districts: Districts,
    /// The NL GOV profile for CloudEvents, which every kind builds on.
    pub envelope: jsonschema::Validator,
    /// Kinds by name, `verzuimmelding/1`.
    pub kinds: BTreeMap<String, Arc<Kind>>,
    /// Adapters by name.
    pub adapters: BTreeMap<String, Arc<Adapter>>,
    /// Rows of the decision table, by kind.
    pub rows: BTreeMap<String, Vec<Arc<Row>>>,
    /// Cases in the order of the files, each with its file.
    pub cases: Vec<(Text, Case)>,
    /// Sources by name.
    pub sources: BTreeMap<String, Arc<Source>>,
    /// Partners in the order of the file.
    pub partners: Vec<Arc<Partner>>,
    /// The region that this hub serves.
    pub region: Region,
    agreements: Vec<Agreement>,
    areas: Areas,
}

/// Whether a row is a duty: a row that a refusal does not touch.
pub fn is_duty(row: &Row) -> bool {
    row.refusal == Refusal::Nee
}
