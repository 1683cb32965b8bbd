//! The shape of a facts file, as written.

use serde::Deserialize;

pub(super) type Datetime = toml::value::Datetime;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FactsSpec {
    pub(super) verzending: Option<Datetime>,
    pub(super) aankomst: Option<Datetime>,
    pub(super) melder: Option<String>,
    pub(super) geheim_adres: Option<bool>,
    pub(super) gekregen: Option<Vec<HadSpec>>,
    pub(super) toestemming: Option<Vec<StatementSpec>>,
    pub(super) gezag: Option<Vec<AuthoritySpec>>,
    pub(super) wilsbekwaamheid: Option<Vec<CapabilitySpec>>,
    pub(super) misschien: Option<PerhapsSpec>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct PerhapsSpec {
    pub(super) toestemming: Vec<StatementSpec>,
    pub(super) gezag: Vec<AuthoritySpec>,
    pub(super) wilsbekwaamheid: Vec<CapabilitySpec>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HadSpec {
    pub(super) wie: String,
    pub(super) rij: String,
    pub(super) categorieen: Vec<String>,
    pub(super) melder: Option<String>,
    #[serde(default)]
    pub(super) doorgegeven: bool,
    pub(super) zelfde_kind: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StatementSpec {
    pub(super) verstrekker: Option<String>,
    pub(super) ontvanger: String,
    pub(super) doel: String,
    pub(super) categorieen: Vec<String>,
    pub(super) gever: String,
    pub(super) hoedanigheid: String,
    pub(super) gezag: Option<String>,
    pub(super) besluit: String,
    pub(super) dag: Datetime,
    pub(super) tot: Option<Datetime>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AuthoritySpec {
    pub(super) verstrekker: Option<String>,
    pub(super) gever: String,
    pub(super) gezag: String,
    pub(super) dag: Datetime,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CapabilitySpec {
    pub(super) verstrekker: Option<String>,
    pub(super) wilsbekwaam: String,
    pub(super) dag: Datetime,
}
