//! `policies/teksten/stappen.toml` -> the steps of the meldcode and whom to call, for what never goes through the hub.

use super::complaint::{Complaint, Text};
use super::days::day;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct StepsSpec {
    bron: String,
    geldig_van: toml::value::Datetime,
    stap: Vec<MeldcodeStep>,
    bellen: Call,
}

/// One step.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeldcodeStep {
    /// What it is called.
    #[serde(rename = "titel")]
    pub title: String,
    /// What to do.
    #[serde(rename = "tekst")]
    pub text: String,
}

/// Whom to call.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Call {
    /// Who answers.
    #[serde(rename = "naam")]
    pub name: String,
    /// The number.
    #[serde(rename = "nummer")]
    pub number: String,
    /// When, and for what.
    #[serde(rename = "tekst")]
    pub text: String,
}

/// What who wants to report is shown.
#[derive(Debug)]
pub struct Steps {
    /// In their order.
    pub steps: Vec<MeldcodeStep>,
    /// Whom to call.
    pub call: Call,
    /// Where it is written.
    pub source: String,
}

impl Steps {
    /// Compiles the file.
    pub fn compile(text: &Text) -> Result<Self, Vec<Complaint>> {
        let StepsSpec {
            bron,
            geldig_van,
            stap,
            bellen,
        } = text.toml().map_err(|complaint| vec![complaint])?;
        let mut complaints = Vec::new();
        if day(&geldig_van).is_none() || bron.is_empty() {
            complaints.push(text.complain(
                &["geldig_van"],
                "`geldig_van` is een datum, en `bron` is niet leeg",
            ));
        }
        if stap.is_empty()
            || stap
                .iter()
                .any(|step| step.title.is_empty() || step.text.is_empty())
        {
            complaints.push(text.complain(
                &["[[stap]]"],
                "elke `stap` heeft een `titel` en een `tekst`, en er is er ten minste één",
            ));
        }
        let number = bellen.number.bytes().filter(u8::is_ascii_digit).count();
        if bellen.name.is_empty() || number < 3 {
            complaints.push(text.complain(
                &["[bellen]"],
                "`naam` is leeg, of `nummer` is niet te bellen",
            ));
        }
        if complaints.is_empty() {
            Ok(Self {
                steps: stap,
                call: bellen,
                source: bron,
            })
        } else {
            Err(complaints)
        }
    }

    /// For who sent it all the same.
    pub fn in_short(&self) -> String {
        format!(
            "dit gaat nooit langs de hub en is niet bewaard: bel {}, {}; is er nu gevaar, bel 112",
            self.call.name, self.call.number
        )
    }
}
