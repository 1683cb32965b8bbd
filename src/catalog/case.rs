//! The `[[geval]]` tables of `policies/*.toml`: facts, and what one row must say of them.

use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A case that jurists read: facts, and what the row must say.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// The row it is about.
    pub rij: String,
    /// A sentence.
    pub naam: String,
    /// What is given.
    pub feiten: CaseFacts,
    /// The categories that the row shares.
    pub deel: Option<Vec<String>>,
    /// The code with which it withholds.
    pub onthoud: Option<String>,
}

/// The facts of a case; what is not given is unknown.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseFacts {
    /// Years, on every clock; the birthday was today.
    pub leeftijd: Option<i16>,
    /// Birth date, where the day itself matters.
    pub geboren: Option<toml::value::Datetime>,
    /// The day that the message is about.
    pub gebeurtenis: Option<toml::value::Datetime>,
    /// The last day of the absence that the message is about; none while it goes on.
    pub einde: Option<toml::value::Datetime>,
    /// The day on which the message came; the day of sending unless said otherwise.
    pub aankomst: Option<toml::value::Datetime>,
    /// The day of sending.
    pub verzending: Option<toml::value::Datetime>,
    /// Fields of the message, dotted.
    #[serde(default)]
    pub velden: BTreeMap<String, Value>,
    /// Agreements in force between both.
    #[serde(default)]
    pub afspraken: BTreeSet<String>,
    /// Capacities that said yes, with gezag.
    #[serde(default)]
    pub ja: BTreeSet<String>,
    /// What the yes is for; none: every category of the row.
    pub ja_voor: Option<Vec<String>>,
    /// Capacities that refused or withdrew.
    #[serde(default)]
    pub nee: BTreeSet<String>,
    /// What the no is for; none: every category of the row.
    pub nee_voor: Option<Vec<String>>,
    /// Nobody knows whether they have gezag.
    #[serde(default)]
    pub gezag_onbekend: bool,
    /// It was established that the youth is not able to decide.
    #[serde(default)]
    pub wilsonbekwaam: bool,
    /// The recipient made the report that this answers.
    #[serde(default)]
    pub eigen_melding: bool,
    /// The consent on which the report went that this answers was refused, withdrawn or has expired.
    #[serde(default)]
    pub melding_ingetrokken: bool,
    /// What the recipient has of the report that this corrects.
    pub gekregen: Option<Vec<String>>,
    /// It got that by consent, for this purpose.
    pub gekregen_doel: Option<String>,
    /// The giver takes part in what the message is about; so unless said otherwise.
    pub deelnemer: Option<bool>,
    /// The region switched on a row that is off elsewhere.
    #[serde(default)]
    pub ingeschakeld: bool,
    /// A no may be about this subject, and no person has looked yet.
    #[serde(default)]
    pub twijfel: bool,
}
