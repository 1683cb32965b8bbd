//! One file of rows and cases -> compiled rows, or everything that is wrong with them.

use super::school_year::SchoolYearSpec;
use super::{
    AgeStart, Ages, Certainty, Clock, Conditions, FreeText, Grounds, Place, Policy, Refusal, Row,
    State, sense,
};
use crate::catalog::case::Case;
use crate::catalog::complaint::{Complaint, Text};
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
    stand: State,
    bericht: OneOrMore,
    van: OneOrMore,
    naar: OneOrMore,
    plaats: Place,
    #[serde(default)]
    als: ConditionSpec,
    toestemming: String,
    bezwaar: Option<OneOrMore>,
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

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ConditionSpec {
    leeftijd: Option<String>,
    ingang: Option<AgeStart>,
    klok: Option<Clock>,
    einde_schooljaar: Option<SchoolYearSpec>,
    #[serde(default)]
    veld: BTreeMap<String, Vec<Value>>,
    #[serde(default)]
    behalve: BTreeMap<String, Vec<Value>>,
    periode: Option<(String, String)>,
    afspraak: Option<String>,
    #[serde(default)]
    toestemming_melding: bool,
    laatste_dagen: Option<i32>,
    #[serde(default)]
    alle_dagen: BTreeMap<String, Vec<Value>>,
    #[serde(default)]
    wijkt_voor: Vec<String>,
}

/// A name, or a list of names.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl OneOrMore {
    fn names(&self) -> &[String] {
        match self {
            OneOrMore::One(name) => std::slice::from_ref(name),
            OneOrMore::More(names) => names,
        }
    }
}

/// A row that counts more days than these counts them all.
const MOST_DAYS: i32 = 366;

/// Compiles one file.
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
            Err((id, texts)) => {
                let quoted = format!("\"{id}\"");
                complaints.extend(
                    texts
                        .into_iter()
                        .map(|t| text.complain(&["[[rij]]", &quoted], format!("rij `{id}`: {t}"))),
                );
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

/// One line of the table: a row for each combination of kind, giver and recipient that it names.
fn compile_row(
    spec: RowSpec,
    terms: &Terms,
    kinds: &BTreeMap<String, Arc<Kind>>,
) -> Result<Vec<Row>, (String, Vec<String>)> {
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
    let conditions = compile_conditions(spec.als, &mut wrong);
    let mut known: Vec<&Kind> = Vec::new();
    for name in spec.bericht.names() {
        match kinds.get(name) {
            Some(kind) => known.push(kind),
            None => wrong.push(format!("bericht `{name}` bestaat niet")),
        }
    }
    if spec
        .bezwaar
        .as_ref()
        .is_some_and(|purposes| purposes.names().is_empty())
    {
        wrong.extend(sense::about_somebody(&known));
    }
    let withdrawn_as = match spec
        .ingetrokken_als
        .as_deref()
        .map(|name| (name, kinds.get(name)))
    {
        Some((name, None)) => {
            wrong.push(format!("`ingetrokken_als`: bericht `{name}` bestaat niet"));
            None
        }
        named => named.and_then(|(name, kind)| Some((name.to_owned(), kind?.event_type.clone()))),
    };
    if spec.plaats == Place::EerderGekregen
        && (spec.ingetrokken_als.is_none() || spec.weigering != Refusal::Nee)
    {
        wrong.push("`plaats = \"eerder-gekregen\"` is een plicht: `weigering = \"nee\"`, en `ingetrokken_als` noemt het bericht dat overblijft als de toestemming weg is".to_owned());
    }
    let days = Days::in_order(&spec.geldig_van, spec.geldig_tot.as_ref());
    if days.is_none() {
        wrong.push("`geldig_van` en `geldig_tot` zijn datums, de eerste niet na de laatste: zo geldt de rij nooit".to_owned());
    }
    let combinations: Vec<(&String, &String, &String)> = (spec.bericht.names().iter())
        .flat_map(|kind| spec.van.names().iter().map(move |from| (kind, from)))
        .flat_map(|(kind, from)| spec.naar.names().iter().map(move |to| (kind, from, to)))
        .collect();
    if combinations.is_empty() {
        wrong.push("`bericht`, `van` en `naar` noemen elk ten minste één naam".to_owned());
    }
    let Some(days) = days else {
        return Err((spec.id, wrong));
    };
    let base = Row {
        id: spec.id,
        state: spec.stand,
        kind: String::new(),
        from: String::new(),
        to: String::new(),
        place: spec.plaats,
        conditions,
        consent,
        objections: spec
            .bezwaar
            .map(|purposes| purposes.names().to_vec())
            .unwrap_or_default(),
        refusal: spec.weigering,
        inform: spec.informeren,
        categories,
        withdrawn_as,
        values: spec.waarden,
        free_text: spec
            .vrije_tekst
            .unwrap_or(if spec.weigering == Refusal::Nee {
                FreeText::Verwijderen
            } else {
                FreeText::Weigeren
            }),
        grounds: spec.grondslag,
        source: spec.bron,
        certainty: spec.zekerheid,
        strict: spec.strenge_lezing,
        days,
    };
    wrong.extend(sense::never_applies(&base, &known, terms));
    if !wrong.is_empty() {
        return Err((base.id, wrong));
    }
    let row = |(kind, from, to): (&String, &String, &String)| Row {
        kind: kind.clone(),
        from: from.clone(),
        to: to.clone(),
        ..base.clone()
    };
    Ok(combinations.into_iter().map(row).collect())
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
    if categories.is_empty() && spec.stand != State::Geblokkeerd && spec.plaats != Place::Handmatig
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

fn compile_conditions(spec: ConditionSpec, wrong: &mut Vec<String>) -> Conditions {
    if spec
        .laatste_dagen
        .is_some_and(|days| !(1..=MOST_DAYS).contains(&days))
    {
        wrong.push(format!(
            "`laatste_dagen` is een aantal dagen, van 1 tot en met {MOST_DAYS}"
        ));
    }
    if spec.laatste_dagen.is_some() && spec.klok != Some(Clock::Gebeurtenis) {
        wrong.push("`laatste_dagen` hoort bij `klok = \"gebeurtenis\"`".to_owned());
    }
    if spec.laatste_dagen.is_none() && !spec.alle_dagen.is_empty() {
        wrong.push(
            "`alle_dagen` zegt waarbij `laatste_dagen` niet geldt, en hoort daar dus bij"
                .to_owned(),
        );
    }
    let ends = spec
        .einde_schooljaar
        .map(SchoolYearSpec::compile)
        .transpose()
        .map_err(|text| wrong.push(text))
        .ok()
        .flatten();
    if ends.is_some() && spec.leeftijd.is_none() {
        wrong.push("`einde_schooljaar` hoort bij `leeftijd`".to_owned());
    }
    let ages = match (spec.leeftijd, spec.klok) {
        (None, None) => None,
        (Some(range), Some(clock)) => {
            let parsed = range
                .split_once("..")
                .and_then(|(from, to)| Some((from.parse::<i16>().ok()?, to.parse::<i16>().ok()?)));
            if !parsed.is_some_and(|(from, to)| 0 <= from && from <= to) {
                wrong.push("`leeftijd` is geen bereik als \"5..17\"".to_owned());
            }
            let every_day = spec.alle_dagen.into_iter().collect();
            let start = spec.ingang.unwrap_or_default();
            parsed.map(|(from, to)| Ages {
                from,
                to,
                start,
                clock,
                last_days: spec.laatste_dagen,
                every_day,
                ends,
            })
        }
        _ => {
            wrong.push("`leeftijd` en `klok` horen bij elkaar".to_owned());
            None
        }
    };
    if spec.ingang.is_some() && ages.is_none() {
        wrong.push("`ingang` hoort bij `leeftijd`".to_owned());
    }
    let (fields, except) = (
        spec.veld.into_iter().collect(),
        spec.behalve.into_iter().collect(),
    );
    let (agreement, carried, stands_back_for) =
        (spec.afspraak, spec.toestemming_melding, spec.wijkt_voor);
    Conditions {
        ages,
        fields,
        except,
        period: spec.periode,
        agreement,
        carried,
        stands_back_for,
    }
}
