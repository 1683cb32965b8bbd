//! `policies/toestemming.toml` -> [`ConsentTable`]: the groups whose yes is needed at each age, and the capacities whose no counts.

use super::complaint::{Complaint, Text};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ConsentSpec {
    hoedanigheid: Vec<CapacitySpec>,
    leeftijd: Vec<AgeSpec>,
    wilsonbekwaam: IncapableSpec,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct IncapableSpec {
    wie: Vec<String>,
    bron: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CapacitySpec {
    code: String,
    telt_als: String,
    gezag: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AgeSpec {
    van: i16,
    tot: Option<i16>,
    wie: Vec<String>,
    bron: String,
}

/// The capacity in which a person gives or refuses consent.
#[derive(Debug)]
pub struct Capacity {
    /// The group that the yes counts for: `voogd` counts as `ouder`.
    pub counts_as: String,
    /// Whether this person must be known to have gezag; while that is unknown a yes does not count, and a no does.
    pub needs_authority: bool,
}

/// The groups that must consent from one age on.
#[derive(Debug)]
pub struct AgeStep {
    /// The first age of the step, in years.
    pub from: i16,
    /// The last age of the step; none for the last step.
    pub to: Option<i16>,
    /// The groups that must each say yes.
    pub groups: Vec<String>,
    /// The source of the step: the text in which it is written.
    pub source: String,
}

/// The groups that give consent at each age, and the capacities of people.
#[derive(Debug, Default)]
pub struct ConsentTable {
    capacities: BTreeMap<String, Capacity>,
    steps: Vec<AgeStep>,
    incapable: Vec<String>,
}

impl ConsentTable {
    /// Compiles the file; the ages must follow each other without a gap.
    pub fn compile(text: &Text) -> Result<Self, Vec<Complaint>> {
        let spec: ConsentSpec = text.toml().map_err(|complaint| vec![complaint])?;
        let mut complaints = Vec::new();
        let capacities: BTreeMap<String, Capacity> = (spec.hoedanigheid.into_iter())
            .map(|capacity| {
                (
                    capacity.code,
                    Capacity {
                        counts_as: capacity.telt_als,
                        needs_authority: capacity.gezag,
                    },
                )
            })
            .collect();
        let known = |groups: &[String]| {
            groups.iter().all(|who| {
                capacities
                    .values()
                    .any(|capacity| capacity.counts_as == *who)
            })
        };
        let steps = steps(text, spec.leeftijd, known, &mut complaints);
        let incapable = spec.wilsonbekwaam;
        if incapable.wie.is_empty() || !known(&incapable.wie) || incapable.bron.is_empty() {
            complaints.push(text.complain(
                &["[wilsonbekwaam]"],
                "wilsonbekwaam: `wie` noemt niemand of een onbekende groep, of `bron` is leeg",
            ));
        }
        if complaints.is_empty() {
            Ok(Self {
                capacities,
                steps,
                incapable: incapable.wie,
            })
        } else {
            Err(complaints)
        }
    }

    /// The groups that must each have said yes at this age.
    pub fn groups(&self, age: i16) -> &[String] {
        let step = self
            .steps
            .iter()
            .find(|step| step.from <= age && step.to.is_none_or(|last| age <= last));
        step.map_or(&[], |step| &step.groups)
    }

    /// The groups that must each have said yes for a youth who is not able to decide, whatever the age.
    pub fn incapable(&self) -> &[String] {
        &self.incapable
    }

    /// The steps of age, in their order.
    pub fn steps(&self) -> &[AgeStep] {
        &self.steps
    }

    /// Whether a speaker for this group must be known to have gezag.
    pub fn needs_authority(&self, group: &str) -> bool {
        self.capacities
            .values()
            .any(|capacity| capacity.counts_as == group && capacity.needs_authority)
    }

    /// Every capacity, by its code.
    pub fn capacities(&self) -> impl Iterator<Item = (&str, &Capacity)> {
        self.capacities
            .iter()
            .map(|(code, capacity)| (code.as_str(), capacity))
    }

    /// The capacity of this code.
    pub fn capacity(&self, code: &str) -> Option<&Capacity> {
        self.capacities.get(code)
    }
}

/// Compiles the steps: each age follows the step before, and the last step has no end.
fn steps(
    text: &Text,
    ages: Vec<AgeSpec>,
    known: impl Fn(&[String]) -> bool,
    complaints: &mut Vec<Complaint>,
) -> Vec<AgeStep> {
    let mut expected = Some(0);
    let mut steps = Vec::new();
    for age in ages {
        let sound = Some(age.van) == expected
            && !age.wie.is_empty()
            && known(&age.wie)
            && !age.bron.is_empty();
        if !sound {
            let needle = format!("van = {}", age.van);
            complaints.push(text.complain(
                &["[[leeftijd]]", &needle],
                format!("leeftijd vanaf {}: sluit niet aan op de vorige, of `wie` noemt niemand of een onbekende groep", age.van),
            ));
        }
        expected = age.tot.map(|last| last + 1);
        steps.push(AgeStep {
            from: age.van,
            to: age.tot,
            groups: age.wie,
            source: age.bron,
        });
    }
    if expected.is_some() {
        complaints.push(text.complain(
            &["[[leeftijd]]"],
            "de laatste leeftijd heeft een `tot`: wie ouder is, heeft zo niemand",
        ));
    }
    steps
}
