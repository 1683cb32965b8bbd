//! `sources.toml` of a region -> the [`Source`]s that may send.

use super::known::{Known, NO_DAYS, complain, no_unit};
use super::{Reading, Source};
use crate::catalog::complaint::{CatalogFault, Complaint, Text};
use crate::catalog::days::Days;
use crate::catalog::format::plain_name;
use crate::catalog::way::WayIn;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SourcesSpec {
    source: Vec<SourceSpec>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SourceSpec {
    name: String,
    oin: String,
    role: String,
    onderdeel: Option<String>,
    controller: String,
    adapter: String,
    user: String,
    kinds: Vec<String>,
    #[serde(default)]
    brin: BTreeSet<String>,
    #[serde(default)]
    labels: BTreeSet<String>,
    nummers: Option<NumbersSpec>,
    from: toml::value::Datetime,
    until: Option<toml::value::Datetime>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum NumbersSpec {
    EigenReeks,
}

/// Compiles `sources.toml`.
pub fn sources(
    text: &Text,
    known: &Known<'_>,
) -> Result<BTreeMap<String, Arc<Source>>, Vec<Complaint>> {
    let spec: SourcesSpec = text.toml().map_err(|complaint| vec![complaint])?;
    let mut found: BTreeMap<String, Arc<Source>> = BTreeMap::new();
    let mut complaints = Vec::new();
    for source in spec.source {
        let name = source.name.clone();
        let wrong = wrong(&source, known, &found);
        let missing = known.missing_kinds(&source.kinds);
        complain(text, "source", &name, missing, &mut complaints);
        match compiled(source, known, wrong) {
            Ok(source) => drop(found.insert(name, Arc::new(source))),
            Err(wrong) => complain(text, "source", &name, wrong, &mut complaints),
        }
    }
    if complaints.is_empty() {
        Ok(found)
    } else {
        Err(complaints)
    }
}

/// Complaints about a source, beside the sources that were found before.
fn wrong(
    source: &SourceSpec,
    known: &Known<'_>,
    found: &BTreeMap<String, Arc<Source>>,
) -> Vec<String> {
    let mut wrong = known.party(&source.oin, &source.role, &source.brin);
    wrong.extend(no_unit(source.onderdeel.as_deref()));
    let unknown = source
        .labels
        .iter()
        .filter(|code| known.labels.get(code).is_none());
    wrong.extend(unknown.map(|code| format!("label `{code}` staat niet in policies/labels.toml")));
    if !plain_name(&source.name) {
        wrong.push("`name` bestaat uit kleine letters, cijfers en koppeltekens: het wordt de naam van een wachtrij".to_owned());
    }
    if found.contains_key(&source.name) || found.values().any(|other| other.way == way(source)) {
        wrong.push("`name` of `user` komt twee keer voor".to_owned());
    }
    wrong
}

fn way(source: &SourceSpec) -> WayIn {
    WayIn::Amqp {
        user: source.user.clone(),
    }
}

/// The source, or the complaints about its entry.
fn compiled(
    source: SourceSpec,
    known: &Known<'_>,
    wrong: Vec<String>,
) -> Result<Source, Vec<CatalogFault>> {
    let mut wrong: Vec<CatalogFault> = wrong.into_iter().map(Into::into).collect();
    let reading = match source.adapter.as_str() {
        "cloudevents" => Some(Reading::CloudEvents),
        name => known
            .adapters
            .get(name)
            .map(|adapter| Reading::Adapter(Arc::clone(adapter))),
    };
    if reading.is_none() {
        let text = format!(
            "adapter `{}` bestaat niet; `cloudevents` is er altijd",
            source.adapter
        );
        wrong.push(CatalogFault::missing(&source.adapter, text));
    }
    let days = Days::in_order(&source.from, source.until.as_ref());
    match (reading, days) {
        (Some(reading), Some(days)) if wrong.is_empty() => Ok(Source {
            way: way(&source),
            name: source.name,
            oin: source.oin,
            role: source.role,
            unit: source.onderdeel,
            controller: source.controller,
            reading,
            kinds: source.kinds.into_iter().collect(),
            brin: source.brin,
            labels: source.labels,
            own_series: source.nummers.is_some(),
            days,
        }),
        _ if wrong.is_empty() => Err(vec![NO_DAYS.to_owned().into()]),
        _ => Err(wrong),
    }
}
