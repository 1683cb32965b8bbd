//! `policies/*.toml` -> the rows of the decision table and the cases that prove them.

use super::case::Case;
use super::complaint::{Complaint, Text};
use super::schema::{Kind, Shape};
use super::term::{Categories, Terms};
use jiff::civil::Date;
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
    bericht: String,
    van: String,
    naar: String,
    plaats: Place,
    #[serde(default)]
    als: ConditionSpec,
    toestemming: String,
    bezwaar: Option<String>,
    weigering: Refusal,
    informeren: bool,
    categorieen: Vec<String>,
    #[serde(default)]
    waarden: BTreeMap<String, Vec<Value>>,
    vrije_tekst: Option<FreeText>,
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
    #[serde(default)]
    veld: BTreeMap<String, Vec<Value>>,
    #[serde(default)]
    behalve: BTreeMap<String, Vec<Value>>,
    afspraak: Option<String>,
}

/// Which address of the subject or the message counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// The municipality of residence.
    Woonplaats,
    /// The school.
    Schoolvestiging,
    /// Whoever made the report that this answers.
    EigenMelding,
    /// The hub's own register.
    Hub,
}

/// What a refusal or objection does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Refusal {
    /// Nothing: this is a duty.
    Nee,
    /// Withhold.
    Blokkeert,
    /// A person decides.
    Mens,
}

/// What is done with a free text in which something stands that should not. A personal number is taken out whatever this says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FreeText {
    /// The field is taken out; a duty is never rejected for it.
    Verwijderen,
    /// This recipient gets nothing.
    Weigeren,
    /// The field goes, and the sender is told.
    Markeren,
}

/// How sure the reading of the law is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Certainty {
    /// Read in the primary text.
    H,
    /// From an authoritative secondary source.
    M,
    /// Derived, or local practice.
    L,
    /// Not verified.
    #[serde(rename = "?")]
    Unknown,
}

impl Certainty {
    /// As jurists write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Certainty::H => "H",
            Certainty::M => "M",
            Certainty::L => "L",
            Certainty::Unknown => "?",
        }
    }
}

/// Which day a condition looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Clock {
    /// The day that the message is about.
    Gebeurtenis,
    /// The day of sending.
    Verzending,
}

/// From when an age counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AgeStart {
    /// On the birthday.
    #[default]
    Verjaardag,
    /// From the first day of the month after the birthday (Leerplichtwet 3).
    MaandNaVerjaardag,
}

/// The ground for giving and the ground for receiving.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grounds {
    /// For giving.
    pub verstrekken: String,
    /// For receiving.
    pub ontvangen: String,
}

/// Ages from and to, both included, on which clock.
#[derive(Debug)]
pub struct Ages {
    /// Youngest.
    pub from: i16,
    /// Oldest.
    pub to: i16,
    /// From when the youngest age counts.
    pub start: AgeStart,
    /// The day to look at.
    pub clock: Clock,
}

/// What must hold, all of it.
#[derive(Debug)]
pub struct Conditions {
    /// The subject's age.
    pub ages: Option<Ages>,
    /// Fields of `data`, dotted, and what they may be.
    pub fields: Vec<(String, Vec<Value>)>,
    /// Fields of `data`, dotted, and what they may not be; an absent field is none of it.
    pub except: Vec<(String, Vec<Value>)>,
    /// An agreement that giver and recipient have both signed.
    pub agreement: Option<String>,
}

/// One line of the decision table.
#[derive(Debug)]
pub struct Row {
    /// As jurists name it.
    pub id: String,
    /// The kind of message.
    pub kind: String,
    /// Role of the giver.
    pub from: String,
    /// Role of the recipient.
    pub to: String,
    /// Which address counts.
    pub place: Place,
    /// What must hold.
    pub conditions: Conditions,
    /// The purpose that consent must name; none where no consent is asked.
    pub consent: Option<String>,
    /// The purpose in which a refusal of any category closes the whole row, consent or not.
    pub objection: Option<String>,
    /// What a refusal does.
    pub refusal: Refusal,
    /// Parents or youth must be told (AVG 13, 14).
    pub inform: bool,
    /// At most these.
    pub categories: Categories,
    /// Fields that may only pass with these values.
    pub values: BTreeMap<String, Vec<Value>>,
    /// What something in a free text does that should not stand there.
    pub free_text: FreeText,
    /// Grounds.
    pub grounds: Grounds,
    /// Where it is written.
    pub source: String,
    /// How sure.
    pub certainty: Certainty,
    /// The first day.
    pub from_day: Date,
    /// The last day.
    pub to_day: Option<Date>,
}

/// Rows and cases of one file.
pub struct Policy {
    /// Its rows.
    pub rows: Vec<Arc<Row>>,
    /// Its cases.
    pub cases: Vec<Case>,
}

impl Row {
    /// Does it apply on this day?
    pub fn in_force(&self, on: Date) -> bool {
        self.from_day <= on && self.to_day.is_none_or(|last| on <= last)
    }
}

/// Compiles one file.
pub fn compile(text: &Text, terms: &Terms, kinds: &BTreeMap<String, Arc<Kind>>) -> Result<Policy, Vec<Complaint>> {
    let spec: PolicySpec = text.toml().map_err(|complaint| vec![complaint])?;
    let mut complaints = Vec::new();
    let mut rows = Vec::new();
    for row in spec.rij {
        match compile_row(row, terms, kinds) {
            Ok(row) => rows.push(Arc::new(row)),
            Err((id, texts)) => {
                let quoted = format!("\"{id}\"");
                complaints.extend(texts.into_iter().map(|t| text.complain(&["[[rij]]", &quoted], format!("rij `{id}`: {t}"))));
            }
        }
    }
    for case in &spec.geval {
        if case.deel.is_some() == case.onthoud.is_some() {
            complaints.push(text.complain(&["[[geval]]", &case.naam], format!("geval `{}`: geef `deel` of `onthoud`", case.naam)));
        }
    }
    if complaints.is_empty() { Ok(Policy { rows, cases: spec.geval }) } else { Err(complaints) }
}

fn compile_row(spec: RowSpec, terms: &Terms, kinds: &BTreeMap<String, Arc<Kind>>) -> Result<Row, (String, Vec<String>)> {
    let mut wrong = Vec::new();
    for role in [&spec.van, &spec.naar] {
        if !terms.is_role(role) {
            wrong.push(format!("rol `{role}` staat niet in termen.toml"));
        }
    }
    let mut categories = Categories::default();
    for code in &spec.categorieen {
        match terms.category(code) {
            Some(one) if terms.never.contains(one) => wrong.push(format!("categorie `{code}` verlaat de hub nooit")),
            Some(one) => categories = categories.with(one),
            None => wrong.push(format!("categorie `{code}` bestaat niet; kies uit {}", terms.all_codes())),
        }
    }
    if categories.is_empty() {
        wrong.push("geen enkele categorie: deze rij deelt nooit iets".to_owned());
    }
    let consent = match spec.toestemming.as_str() {
        "nee" => None,
        purpose => {
            if !terms.is_purpose(purpose) {
                wrong.push(format!("doel `{purpose}` staat niet in termen.toml"));
            }
            if spec.weigering == Refusal::Nee {
                wrong.push("vraagt toestemming, maar een weigering zou niets doen: dat spreekt elkaar tegen".to_owned());
            }
            Some(purpose.to_owned())
        }
    };
    if let Some(purpose) = &spec.bezwaar
        && (!terms.is_purpose(purpose) || spec.weigering != Refusal::Blokkeert)
    {
        wrong.push("`bezwaar` noemt een doel uit termen.toml, en hoort bij `weigering = \"blokkeert\"`".to_owned());
    }
    if consent.is_none() && spec.bezwaar.is_none() && spec.weigering == Refusal::Blokkeert {
        wrong.push("`weigering = \"blokkeert\"` zonder `bezwaar`: in welk doel?".to_owned());
    }
    if spec.weigering == Refusal::Nee && spec.vrije_tekst == Some(FreeText::Weigeren) {
        wrong.push("een plicht wordt nooit geweigerd om vrije tekst: `vrije_tekst` is \"verwijderen\" of \"markeren\"".to_owned());
    }
    if spec.zekerheid != Certainty::H && spec.strenge_lezing.is_none() {
        wrong.push("zekerheid onder H zonder `strenge_lezing`".to_owned());
    }
    let kind = kinds.get(&spec.bericht);
    if kind.is_none() {
        wrong.push(format!("bericht `{}` bestaat niet", spec.bericht));
    }
    let conditions = compile_conditions(spec.als, kind.map(Arc::as_ref), &mut wrong);
    for (field, values) in &spec.waarden {
        check_field(kind.map(Arc::as_ref), field, values, &mut wrong);
    }
    let from_day = day(&spec.geldig_van);
    let to_day = spec.geldig_tot.as_ref().map(day);
    if from_day.is_none() || to_day == Some(None) || to_day.flatten().is_some_and(|last| Some(last) < from_day) {
        wrong.push("`geldig_van` en `geldig_tot` zijn datums, de eerste niet na de laatste: zo geldt de rij nooit".to_owned());
    }
    match (wrong.is_empty(), from_day) {
        (true, Some(from_day)) => Ok(Row {
            id: spec.id,
            kind: spec.bericht,
            from: spec.van,
            to: spec.naar,
            place: spec.plaats,
            conditions,
            consent,
            objection: spec.bezwaar,
            refusal: spec.weigering,
            inform: spec.informeren,
            categories,
            values: spec.waarden,
            free_text: spec.vrije_tekst.unwrap_or(if spec.weigering == Refusal::Nee { FreeText::Verwijderen } else { FreeText::Weigeren }),
            grounds: spec.grondslag,
            source: spec.bron,
            certainty: spec.zekerheid,
            from_day,
            to_day: to_day.flatten(),
        }),
        _ => Err((spec.id, wrong)),
    }
}

fn compile_conditions(spec: ConditionSpec, kind: Option<&Kind>, wrong: &mut Vec<String>) -> Conditions {
    let ages = match (spec.leeftijd, spec.klok) {
        (None, None) => None,
        (Some(range), Some(clock)) => {
            let parsed = range.split_once("..").and_then(|(from, to)| Some((from.parse::<i16>().ok()?, to.parse::<i16>().ok()?)));
            if !parsed.is_some_and(|(from, to)| 0 <= from && from <= to) {
                wrong.push("`leeftijd` is geen bereik als \"5..17\"".to_owned());
            }
            parsed.map(|(from, to)| Ages { from, to, start: spec.ingang.unwrap_or_default(), clock })
        }
        _ => {
            wrong.push("`leeftijd` en `klok` horen bij elkaar".to_owned());
            None
        }
    };
    if spec.ingang.is_some() && ages.is_none() {
        wrong.push("`ingang` hoort bij `leeftijd`".to_owned());
    }
    for (field, values) in spec.veld.iter().chain(&spec.behalve) {
        check_field(kind, field, values, wrong);
    }
    let (fields, except) = (spec.veld.into_iter().collect(), spec.behalve.into_iter().collect());
    Conditions { ages, fields, except, agreement: spec.afspraak }
}

/// A condition on a field that is not there, or on a value that it cannot have, would never hold.
fn check_field(kind: Option<&Kind>, field: &str, values: &[Value], wrong: &mut Vec<String>) {
    let Some(kind) = kind else { return };
    match kind.at(field) {
        Some(Shape::Leaf(leaf)) => {
            if let Some(choices) = &leaf.choices
                && let Some(value) = values.iter().find(|value| !choices.contains(value))
            {
                wrong.push(format!("`{field}` kan nooit {value} zijn"));
            }
            if values.is_empty() {
                wrong.push(format!("`{field}` heeft geen enkele toegelaten waarde: zo geldt de rij nooit"));
            }
        }
        _ => wrong.push(format!("`data.{field}` is geen veld van `{}`", kind.name)),
    }
}

/// A TOML date as a civil date; none for a time of day or a date with one.
pub fn day(datetime: &toml::value::Datetime) -> Option<Date> {
    match (datetime.date, datetime.time) {
        (Some(date), None) => Date::new(i16::try_from(date.year).ok()?, i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?).ok(),
        _ => None,
    }
}
