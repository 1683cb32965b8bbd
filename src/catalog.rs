//! Everything declarative, compiled: one immutable catalog, swapped whole.

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

/// All of it.
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

/// A duty is a row that a refusal does not touch.
pub fn is_duty(row: &Row) -> bool {
    row.refusal == Refusal::Nee
}
