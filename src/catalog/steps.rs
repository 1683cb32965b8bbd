//! `policies/teksten/stappen.toml` -> [`Steps`] of the meldcode and the number to call, for messages that never go through the hub.

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

/// One step of the meldcode.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeldcodeStep {
    /// The name of the step.
    #[serde(rename = "titel")]
    pub title: String,
    /// The instruction of the step.
    #[serde(rename = "tekst")]
    pub text: String,
}

/// The telephone number to call.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Call {
    /// The organisation that answers the telephone.
    #[serde(rename = "naam")]
    pub name: String,
    /// The telephone number.
    #[serde(rename = "nummer")]
    pub number: String,
    /// When to call, and for which matters.
    #[serde(rename = "tekst")]
    pub text: String,
}

/// The steps that a person who wants to report is shown.
#[derive(Debug)]
pub struct Steps {
    /// The steps in their order.
    pub steps: Vec<MeldcodeStep>,
    /// The telephone number to call.
    pub call: Call,
    /// The source of the steps.
    pub source: String,
}

impl Steps {
    /// Compiles `stappen.toml`.
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

    /// A short text for a sender that sent such a message all the same.
    pub fn in_short(&self) -> String {
        format!(
            "dit gaat nooit langs de hub en is niet bewaard: bel {}, {}; is er nu gevaar, bel 112",
            self.call.name, self.call.number
        )
    }
}
