//! The `[[geval]]` tables of `policies/*.toml` -> [`Case`]: facts, and the answer that one row must give.

use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A case that jurists read: facts, and the answer of a row.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// The id of the row.
    pub rij: String,
    /// A sentence that names the case.
    pub naam: String,
    /// The facts that are given.
    pub feiten: CaseFacts,
    /// The categories that the row shares.
    pub deel: Option<Vec<String>>,
    /// The code with which the row withholds.
    pub onthoud: Option<String>,
}

/// The facts of a case; a fact that is not given is unknown.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseFacts {
    /// Age in years, on every clock; the birthday was today.
    pub leeftijd: Option<i16>,
    /// Birth date, for cases in which the day itself matters.
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
    /// Agreements in force between giver and recipient.
    #[serde(default)]
    pub afspraken: BTreeSet<String>,
    /// Capacities of people with gezag who said yes.
    #[serde(default)]
    pub ja: BTreeSet<String>,
    /// The categories that the yes is for; none: every category of the row.
    pub ja_voor: Option<Vec<String>>,
    /// Capacities of people who refused or withdrew.
    #[serde(default)]
    pub nee: BTreeSet<String>,
    /// The categories that the no is for; none: every category of the row.
    pub nee_voor: Option<Vec<String>>,
    /// Whether these people have gezag is unknown.
    #[serde(default)]
    pub gezag_onbekend: bool,
    /// The youth was established to be unable to decide.
    #[serde(default)]
    pub wilsonbekwaam: bool,
    /// The recipient made the report that this message answers.
    #[serde(default)]
    pub eigen_melding: bool,
    /// The consent by which the answered report went was refused, withdrawn or has expired.
    #[serde(default)]
    pub melding_ingetrokken: bool,
    /// The categories of the corrected report that the recipient already has.
    pub gekregen: Option<Vec<String>>,
    /// The purpose of the consent by which the recipient got these categories.
    pub gekregen_doel: Option<String>,
    /// The giver takes part in the matter of the message; yes unless said otherwise.
    pub deelnemer: Option<bool>,
    /// The region switched on a row that is off elsewhere.
    #[serde(default)]
    pub ingeschakeld: bool,
    /// A no may be about this subject, and no person has looked yet.
    #[serde(default)]
    pub twijfel: bool,
}
