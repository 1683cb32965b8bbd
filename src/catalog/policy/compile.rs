//! One file of rows and cases -> [`Policy`], or all complaints about the file.

use super::conditions::ConditionSpec;
use super::{
    Certainty, Conditions, FreeText, Grounds, Place, Policy, Refusal, Row, RowState, sense,
};
use crate::catalog::case::Case;
use crate::catalog::complaint::{CatalogFault, Complaint, Text};
use crate::catalog::days::Days;
use crate::catalog::schema::Kind;
use crate::catalog::term::{Categories, Terms};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PolicySpec {
    #[serde(default)]
    rij: Vec<RowSpec>,
    #[serde(default)]
    geval: Vec<Case>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RowSpec {
    id: String,
    #[serde(default)]
    stand: RowState,
    bericht: OneOrMoreNames,
    van: OneOrMoreNames,
    naar: OneOrMoreNames,
    plaats: Place,
    #[serde(default)]
    als: ConditionSpec,
    toestemming: String,
    bezwaar: Option<OneOrMoreNames>,
    weigering: Refusal,
    informeren: bool,
    categorieen: Vec<String>,
    #[serde(default)]
    waarden: BTreeMap<String, Vec<Value>>,
    vrije_tekst: Option<FreeText>,
    ingetrokken_als: Option<String>,
    grondslag: Grounds,
    bron: String,
    zekerheid: Certainty,
    strenge_lezing: Option<String>,
    geldig_van: toml::value::Datetime,
    geldig_tot: Option<toml::value::Datetime>,
}

/// A name, or a list of names.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum OneOrMoreNames {
    One(String),
    More(Vec<String>),
}

impl OneOrMoreNames {
    fn names(&self) -> &[String] {
        match self {
            OneOrMoreNames::One(name) => std::slice::from_ref(name),
            OneOrMoreNames::More(names) => names,
        }
    }
}

/// Compiles one file of rows and cases.
pub fn compile(
    text: &Text,
    terms: &Terms,
    kinds: &BTreeMap<String, Arc<Kind>>,
) -> Result<Policy, Vec<Complaint>> {
    let spec: PolicySpec = text.toml().map_err(|complaint| vec![complaint])?;
    let mut complaints = Vec::new();
    let mut rows = Vec::new();
    let ids = spec.rij.iter().map(|row| row.id.clone()).collect();
    for row in spec.rij {
        match compile_row(row, terms, kinds) {
            Ok(compiled) => rows.extend(compiled.into_iter().map(Arc::new)),
            Err((id, faults)) => {
                let (quoted, row) = (format!("\"{id}\""), format!("rij `{id}`"));
                let blame = |fault| text.blame(&["[[rij]]", &quoted], &row, fault);
                complaints.extend(faults.into_iter().map(blame));
            }
        }
    }
    for case in &spec.geval {
        if case.deel.is_some() == case.onthoud.is_some() {
            complaints.push(text.complain(
                &["[[geval]]", &case.naam],
                format!("geval `{}`: geef `deel` of `onthoud`", case.naam),
            ));
        }
    }
    if complaints.is_empty() {
        Ok(Policy {
            ids,
            rows,
            cases: spec.geval,
        })
    } else {
        Err(complaints)
    }
}

/// The rows of one line of the table: one for each combination of kind, giver and recipient.
fn compile_row(
    mut spec: RowSpec,
    terms: &Terms,
    kinds: &BTreeMap<String, Arc<Kind>>,
) -> Result<Vec<Row>, (String, Vec<CatalogFault>)> {
    let mut wrong = Vec::new();
    let categories = compile_categories(&spec, terms, &mut wrong);
    for role in spec.van.names().iter().chain(spec.naar.names()) {
        if !terms.is_role(role) {
            wrong.push(format!("rol `{role}` staat niet in termen.toml"));
        }
    }
    let consent = compile_consent(&spec, terms, &mut wrong);
    if spec.zekerheid != Certainty::H && spec.strenge_lezing.is_none() {
        wrong.push("zekerheid onder H zonder `strenge_lezing`".to_owned());
    }
    let conditions = std::mem::take(&mut spec.als).compile(&mut wrong);
    let mut missing = Vec::new();
    let known = compile_kinds(&spec, kinds, &mut wrong, &mut missing);
    let withdrawn_as = compile_withdrawn(&spec, kinds, &mut wrong, &mut missing);
    let days = Days::in_order(&spec.geldig_van, spec.geldig_tot.as_ref());
    if days.is_none() {
        wrong.push("`geldig_van` en `geldig_tot` zijn datums, de eerste niet na de laatste: zo geldt de rij nooit".to_owned());
    }
    let combinations = combinations(&spec);
    if combinations.is_empty() {
        wrong.push("`bericht`, `van` en `naar` noemen elk ten minste één naam".to_owned());
    }
    let faults = |wrong: Vec<String>| missing.into_iter().chain(wrong.into_iter().map(Into::into));
    let Some(days) = days else {
        return Err((spec.id, faults(wrong).collect()));
    };
    let base = Row {
        conditions,
        consent,
        categories,
        withdrawn_as,
        ..spec.without_names(days)
    };
    wrong.extend(sense::never_applies(&base, &known, terms));
    let faults: Vec<CatalogFault> = faults(wrong).collect();
    if !faults.is_empty() {
        return Err((base.id, faults));
    }
    let row = |(kind, from, to)| Row {
        kind,
        from,
        to,
        ..base.clone()
    };
    Ok(combinations.into_iter().map(row).collect())
}

/// Each combination of kind, giver and recipient of a line.
fn combinations(spec: &RowSpec) -> Vec<(String, String, String)> {
    (spec.bericht.names().iter())
        .flat_map(|kind| spec.van.names().iter().map(move |from| (kind, from)))
        .flat_map(|(kind, from)| spec.naar.names().iter().map(move |to| (kind, from, to)))
        .map(|(kind, from, to)| (kind.clone(), from.clone(), to.clone()))
        .collect()
}

/// The kinds that a line names; a line about a kind with a subject may not say that the kind has none.
fn compile_kinds<'k>(
    spec: &RowSpec,
    kinds: &'k BTreeMap<String, Arc<Kind>>,
    wrong: &mut Vec<String>,
    missing: &mut Vec<CatalogFault>,
) -> Vec<&'k Kind> {
    let mut known: Vec<&Kind> = Vec::new();
    for name in spec.bericht.names() {
        match kinds.get(name) {
            Some(kind) => known.push(kind),
            None => missing.push(CatalogFault::missing(
                name,
                format!("bericht `{name}` bestaat niet"),
            )),
        }
    }
    if spec
        .bezwaar
        .as_ref()
        .is_some_and(|purposes| purposes.names().is_empty())
    {
        wrong.extend(sense::about_somebody(&known));
    }
    known
}

/// The kind of the notice that a recipient's report no longer holds, and the CloudEvents type of the notice.
fn compile_withdrawn(
    spec: &RowSpec,
    kinds: &BTreeMap<String, Arc<Kind>>,
    wrong: &mut Vec<String>,
    missing: &mut Vec<CatalogFault>,
) -> Option<(String, String)> {
    let named = spec.ingetrokken_als.as_deref();
    let kind = named.and_then(|name| kinds.get(name));
    if let (Some(name), None) = (named, kind) {
        let text = format!("`ingetrokken_als`: bericht `{name}` bestaat niet");
        missing.push(CatalogFault::missing(name, text));
    }
    if spec.plaats == Place::EerderGekregen
        && (spec.ingetrokken_als.is_none() || spec.weigering != Refusal::Nee)
    {
        wrong.push("`plaats = \"eerder-gekregen\"` is een plicht: `weigering = \"nee\"`, en `ingetrokken_als` noemt het bericht dat overblijft als de toestemming weg is".to_owned());
    }
    Some((named?.to_owned(), kind?.event_type.clone()))
}

impl RowSpec {
    /// The row as written, with the fields that need no check; for no kind, giver and recipient yet.
    fn without_names(self, days: Days) -> Row {
        let free_text = if self.weigering == Refusal::Nee {
            FreeText::Verwijderen
        } else {
            FreeText::Weigeren
        };
        Row {
            id: self.id,
            state: self.stand,
            kind: String::new(),
            from: String::new(),
            to: String::new(),
            place: self.plaats,
            conditions: Conditions::default(),
            consent: None,
            objections: self
                .bezwaar
                .map(|purposes| purposes.names().to_vec())
                .unwrap_or_default(),
            refusal: self.weigering,
            inform: self.informeren,
            categories: Categories::default(),
            withdrawn_as: None,
            values: self.waarden,
            free_text: self.vrije_tekst.unwrap_or(free_text),
            grounds: self.grondslag,
            source: self.bron,
            certainty: self.zekerheid,
            strict: self.strenge_lezing,
            days,
        }
    }
}

fn compile_categories(spec: &RowSpec, terms: &Terms, wrong: &mut Vec<String>) -> Categories {
    let mut categories = Categories::default();
    for code in &spec.categorieen {
        match terms.category(code) {
            Some(one) if terms.never.contains(one) => {
                wrong.push(format!("categorie `{code}` verlaat de hub nooit"))
            }
            Some(one) => categories = categories.with(one),
            None => wrong.push(format!(
                "categorie `{code}` bestaat niet; kies uit {}",
                terms.all_codes()
            )),
        }
    }
    if categories.is_empty()
        && spec.stand != RowState::Geblokkeerd
        && spec.plaats != Place::Handmatig
    {
        wrong.push("geen enkele categorie: deze rij deelt nooit iets".to_owned());
    }
    categories
}

fn compile_consent(spec: &RowSpec, terms: &Terms, wrong: &mut Vec<String>) -> Option<String> {
    let consent = (spec.toestemming != "nee").then(|| spec.toestemming.clone());
    if let Some(purpose) = &consent {
        if !terms.is_purpose(purpose) {
            wrong.push(format!("doel `{purpose}` staat niet in termen.toml"));
        }
        if spec.weigering == Refusal::Nee {
            wrong.push(
                "vraagt toestemming, maar een weigering zou niets doen: dat spreekt elkaar tegen"
                    .to_owned(),
            );
        }
    }
    if let Some(purposes) = &spec.bezwaar
        && (!purposes
            .names()
            .iter()
            .all(|purpose| terms.is_purpose(purpose))
            || spec.weigering == Refusal::Nee)
    {
        wrong.push("`bezwaar` noemt een doel uit termen.toml, en hoort bij `weigering = \"blokkeert\"` of `\"mens\"`".to_owned());
    }
    if consent.is_none() && spec.bezwaar.is_none() && spec.weigering == Refusal::Blokkeert {
        wrong.push("`weigering = \"blokkeert\"` zonder `bezwaar`: in welk doel?".to_owned());
    }
    if consent.is_none() && spec.bezwaar.is_none() && spec.weigering == Refusal::Mens {
        wrong.push(
            "`weigering = \"mens\"` zonder `bezwaar`: in welk doel kan iemand bezwaar maken?"
                .to_owned(),
        );
    }
    consent
}
