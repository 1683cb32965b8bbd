//! `policies/opmerkingen.toml` -> [`Remarks`]: notes to a sender on a message that goes on although its own figures contradict it.

use super::complaint::{CatalogFault, Complaint, Text};
use super::days::Days;
use super::schema::{Absence, Kind, Shape};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RemarksSpec {
    #[serde(default)]
    opmerking: Vec<RemarkSpec>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RemarkSpec {
    regel: String,
    bericht: Vec<String>,
    pad: Option<String>,
    tekst: String,
    #[serde(default)]
    veld: BTreeMap<String, Vec<Value>>,
    minder_dan: Option<f64>,
    korter_dan: Option<i32>,
    weken_te_veel: Option<i32>,
    jaren_terug: Option<i16>,
    geldig_van: toml::value::Datetime,
    geldig_tot: Option<toml::value::Datetime>,
}

/// The figure in a message that makes a remark apply.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Figure {
    /// The number at the path is less than this.
    Less(f64),
    /// The absence had fewer days than this on the day of the report.
    Shorter(i32),
    /// The whole weeks at the path do not fit in the days of the absence, of which so many may be missing.
    Weeks(i32),
    /// The absence began more than so many years before the report.
    Years(i16),
}

/// One remark, and the messages to which it applies.
#[derive(Debug)]
pub struct Remark {
    /// The name of the rule, as told to the sender.
    pub rule: String,
    /// The remark in Dutch, for its reader.
    pub words: String,
    /// Dotted path of the field that the remark points at; none: the day on which the absence began.
    pub path: Option<String>,
    /// Fields of `data`, dotted, and the values of each that make the remark apply.
    pub fields: Vec<(String, Vec<Value>)>,
    /// The figure that makes the remark apply.
    pub figure: Figure,
    /// The days on which the remark is made.
    pub days: Days,
}

/// All remarks, by kind.
#[derive(Debug, Default)]
pub struct Remarks(BTreeMap<String, Vec<Arc<Remark>>>);

impl Remarks {
    /// Compiles `opmerkingen.toml`.
    pub fn compile(
        text: &Text,
        kinds: &BTreeMap<String, Arc<Kind>>,
    ) -> Result<Self, Vec<Complaint>> {
        let spec: RemarksSpec = text.toml().map_err(|complaint| vec![complaint])?;
        let (mut found, mut complaints): (BTreeMap<String, Vec<Arc<Remark>>>, _) =
            (BTreeMap::new(), Vec::new());
        for spec in spec.opmerking {
            let quoted = format!("\"{}\"", spec.regel);
            let (names, rule) = (spec.bericht.clone(), spec.regel.clone());
            match compile_remark(spec, kinds) {
                Ok(remark) => names
                    .into_iter()
                    .for_each(|kind| found.entry(kind).or_default().push(Arc::clone(&remark))),
                Err(faults) => complaints.extend(faults.into_iter().map(|fault| {
                    let about = format!("opmerking `{rule}`");
                    text.blame(&["[[opmerking]]", &quoted], &about, fault)
                })),
            }
        }
        if complaints.is_empty() {
            Ok(Self(found))
        } else {
            Err(complaints)
        }
    }

    /// The remarks on messages of a kind.
    pub fn of(&self, kind: &str) -> &[Arc<Remark>] {
        self.0.get(kind).map_or(&[], Vec::as_slice)
    }

    /// The names of all rules.
    pub fn rules(&self) -> impl Iterator<Item = &str> {
        self.0.values().flatten().map(|remark| remark.rule.as_str())
    }
}

fn compile_remark(
    spec: RemarkSpec,
    kinds: &BTreeMap<String, Arc<Kind>>,
) -> Result<Arc<Remark>, Vec<CatalogFault>> {
    let mut wrong: Vec<CatalogFault> = Vec::new();
    let figures = [
        spec.minder_dan.map(Figure::Less),
        spec.korter_dan.map(Figure::Shorter),
        spec.weken_te_veel.map(Figure::Weeks),
        spec.jaren_terug.map(Figure::Years),
    ];
    let figure = match figures.into_iter().flatten().collect::<Vec<_>>().as_slice() {
        [one] => Some(*one),
        _ => {
            wrong.push(
                "geef één van `minder_dan`, `korter_dan`, `weken_te_veel`, `jaren_terug`"
                    .to_owned()
                    .into(),
            );
            None
        }
    };
    if matches!(figure, Some(Figure::Less(_) | Figure::Weeks(_))) && spec.pad.is_none() {
        wrong.push("`pad` ontbreekt: om welk getal gaat het?".to_owned().into());
    }
    for name in &spec.bericht {
        wrong.extend(against(&spec, figure, name, kinds));
    }
    let days = Days::in_order(&spec.geldig_van, spec.geldig_tot.as_ref());
    if days.is_none() {
        wrong.push(
            "`geldig_van` en `geldig_tot` zijn datums, de eerste niet na de laatste"
                .to_owned()
                .into(),
        );
    }
    if spec.bericht.is_empty() || spec.tekst.is_empty() || spec.regel.is_empty() {
        wrong.push(
            "`regel`, `bericht` en `tekst` zijn niet leeg"
                .to_owned()
                .into(),
        );
    }
    match (figure, days) {
        (Some(figure), Some(days)) if wrong.is_empty() => Ok(Arc::new(Remark {
            rule: spec.regel,
            words: spec.tekst,
            path: spec.pad,
            fields: spec.veld.into_iter().collect(),
            figure,
            days,
        })),
        _ => Err(wrong),
    }
}

/// Complaints about a remark on messages of a kind.
fn against(
    spec: &RemarkSpec,
    figure: Option<Figure>,
    name: &str,
    kinds: &BTreeMap<String, Arc<Kind>>,
) -> Vec<CatalogFault> {
    let Some(kind) = kinds.get(name) else {
        let text = format!("bericht `{name}` bestaat niet");
        return vec![CatalogFault::missing(name, text)];
    };
    let mut wrong: Vec<CatalogFault> = Vec::new();
    if kind.absence != Some(Absence::Past) && !matches!(figure, Some(Figure::Less(_)) | None) {
        let text = format!("`{name}` gaat niet over afwezigheid die begonnen is (`afwezigheid`)");
        wrong.push(text.into());
    }
    let fields = spec.pad.iter().chain(spec.veld.keys());
    wrong.extend(
        fields
            .filter(|field| !matches!(kind.at(field), Some(Shape::Leaf(_))))
            .map(|field| format!("`data.{field}` is geen veld van `{name}`").into()),
    );
    wrong
}
