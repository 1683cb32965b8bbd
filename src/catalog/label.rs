//! `policies/labels.toml` -> [`Labels`]: the closed list of experiments and themes that documents are counted under.
//!
//! A label never leaves the hub.

use super::complaint::{Complaint, Text};
use super::days::Days;
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LabelsSpec {
    #[serde(default)]
    label: Vec<LabelSpec>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LabelSpec {
    code: String,
    soort: LabelSort,
    naam: String,
    geldig_van: toml::value::Datetime,
    geldig_tot: Option<toml::value::Datetime>,
}

/// The sort of a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LabelSort {
    /// An experiment of the region.
    Proeftuin,
    /// A theme of the Lokale Educatieve Agenda.
    Lea,
}

impl LabelSort {
    /// Both sorts.
    pub const ALL: [LabelSort; 2] = [LabelSort::Proeftuin, LabelSort::Lea];

    /// The CloudEvents attribute that names a label of this sort.
    pub const fn attribute(self) -> &'static str {
        match self {
            LabelSort::Proeftuin => "proeftuin",
            LabelSort::Lea => "thema",
        }
    }
}

/// One experiment or theme.
#[derive(Debug)]
pub struct Label {
    /// The sort of the label.
    pub sort: LabelSort,
    /// The name for screens.
    pub name: String,
    days: Days,
}

impl Label {
    /// Whether the label may be used on this day.
    pub fn in_force(&self, on: Date) -> bool {
        self.days.hold(on)
    }
}

/// All labels, by code.
#[derive(Debug, Default)]
pub struct Labels(BTreeMap<String, Label>);

impl Labels {
    /// Compiles `labels.toml`.
    pub fn compile(text: &Text) -> Result<Self, Vec<Complaint>> {
        let spec: LabelsSpec = text.toml().map_err(|complaint| vec![complaint])?;
        let mut found = BTreeMap::new();
        let mut complaints = Vec::new();
        for label in spec.label {
            let quoted = format!("\"{}\"", label.code);
            let mut complain = |wrong: &str| {
                complaints.push(
                    text.complain(&["[[label]]", &quoted], format!("label {quoted}: {wrong}")),
                )
            };
            if label.code.is_empty()
                || !label
                    .code
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            {
                complain("`code` bestaat uit kleine letters, cijfers en koppeltekens");
            }
            if label.naam.is_empty() {
                complain("`naam` is leeg");
            }
            match Days::in_order(&label.geldig_van, label.geldig_tot.as_ref()) {
                Some(days) => {
                    if found
                        .insert(
                            label.code,
                            Label {
                                sort: label.soort,
                                name: label.naam,
                                days,
                            },
                        )
                        .is_some()
                    {
                        complain("staat er twee keer");
                    }
                }
                None => complain(
                    "`geldig_van` en `geldig_tot` zijn datums, de eerste niet na de laatste",
                ),
            }
        }
        if complaints.is_empty() {
            Ok(Self(found))
        } else {
            Err(complaints)
        }
    }

    /// The label of this code.
    pub fn get(&self, code: &str) -> Option<&Label> {
        self.0.get(code)
    }
}
