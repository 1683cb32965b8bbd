//! A facts file, else the store, else nothing -> the facts, each with where it came from.

use super::super::{Settings, run::keys};
use crate::catalog::complaint::refused;
use crate::catalog::days::day;
use crate::facts;
use crate::pipeline::consent::{Authority, Said, Statement};
use crate::pipeline::{Facts, Sent, Triaged};
use crate::store::Store;
use anyhow::{Context, Result, bail};
use jiff::civil::Date;
use serde::Deserialize;
use std::path::Path;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct FactsSpec {
    verzending: Option<toml::value::Datetime>,
    aankomst: Option<toml::value::Datetime>,
    melder: Option<String>,
    gekregen: Option<Vec<HadSpec>>,
    toestemming: Option<Vec<StatementSpec>>,
}

/// Who has what was sent under the number of the message.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct HadSpec {
    wie: String,
    rij: String,
    categorieen: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct StatementSpec {
    ontvanger: String,
    doel: String,
    categorieen: Vec<String>,
    gever: String,
    hoedanigheid: String,
    #[serde(default)]
    gezag: String,
    besluit: Decision,
    dag: toml::value::Datetime,
    tot: Option<toml::value::Datetime>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Decision {
    Ja,
    Nee,
}

/// What the file gives.
#[derive(Debug, Default)]
pub(super) struct Given {
    pub(super) sending: Option<Date>,
    pub(super) arrived: Option<Date>,
    reporter: Option<String>,
    had: Vec<HadSpec>,
    statements: Option<Vec<Statement>>,
}

/// The facts, and where they came from.
pub(super) struct Known {
    pub(super) facts: Facts,
    /// Whose report it answers, or corrects.
    pub(super) reporter: Option<String>,
    pub(super) sending_from: &'static str,
    pub(super) reporter_from: &'static str,
    pub(super) consent_from: &'static str,
}

pub(super) fn read(path: Option<&Path>) -> Result<Given> {
    let Some(path) = path else { return Ok(Given::default()) };
    let text = std::fs::read_to_string(path).map_err(|error| crate::cli::unreadable(path, &error))?;
    let spec: FactsSpec = match toml::from_str(&text) {
        Ok(spec) => spec,
        Err(error) => bail!(
            "`{}`, {}; bekend zijn `verzending`, `aankomst`, `melder`, `[[gekregen]]` en `[[toestemming]]`",
            path.display(),
            refused(&error, &text)
        ),
    };
    let date = |name: &str, given: &Option<toml::value::Datetime>| {
        let read = |datetime| day(datetime).with_context(|| format!("`{}`: `{name}` is geen datum als 2026-03-02", path.display()));
        given.as_ref().map(read).transpose()
    };
    let (sending, arrived) = (date("verzending", &spec.verzending)?, date("aankomst", &spec.aankomst)?);
    let statements = spec.toestemming.map(|all| all.iter().map(statements).collect::<Result<Vec<_>>>()).transpose()?;
    let statements = statements.map(|all| all.into_iter().flatten().collect());
    Ok(Given { sending, arrived, reporter: spec.melder, had: spec.gekregen.unwrap_or_default(), statements })
}

fn statements(spec: &StatementSpec) -> Result<Vec<Statement>> {
    let until = spec.tot.as_ref().map(|until| day(until).context("`tot` is geen datum")).transpose()?;
    let day = day(&spec.dag).context("`dag` is geen datum als 2026-03-02")?;
    let one = |category: &String| Statement {
        recipient: spec.ontvanger.clone(),
        purpose: spec.doel.clone(),
        category: category.clone(),
        giver: spec.gever.clone(),
        capacity: spec.hoedanigheid.clone(),
        authority: match spec.gezag.as_str() {
            "ja" => Authority::Yes,
            "nee" => Authority::No,
            _ => Authority::Unknown,
        },
        said: match spec.besluit {
            Decision::Ja => Said::Yes,
            Decision::Nee => Said::No,
        },
        day,
        until,
    };
    Ok(spec.categorieen.iter().map(one).collect())
}

pub(super) fn known(settings: &Settings, triaged: &Triaged, given: &Given, today: Date) -> Result<Known> {
    let question = triaged.question();
    let given_sent = sent(triaged, given);
    let asks_store =
        (question.report_number.is_some() && given_sent.is_empty()) || (question.consents_of.is_some() && given.statements.is_none());
    let stored = if asks_store && settings.store.path.exists() { Some(from_store(settings, triaged, today)?) } else { None };
    let absent = if stored.is_some() { "opslag" } else { "afwezig: geen feitenbestand en geen opslag" };
    let (sent, reporter_from) = match &question.report_number {
        _ if !given_sent.is_empty() => (given_sent, "feitenbestand"),
        None => (Vec::new(), "niet gevraagd: het bericht antwoordt niet op een melding en wijzigt er geen"),
        Some(_) => (stored.as_ref().map(|facts| facts.sent.clone()).unwrap_or_default(), absent),
    };
    let (statements, consent_from) = match (&given.statements, &question.consents_of) {
        (Some(statements), _) => (statements.clone(), "feitenbestand"),
        (None, None) => (Vec::new(), "niet gevraagd: geen rij vraagt toestemming"),
        (None, Some(_)) => (stored.map(|facts| facts.statements).unwrap_or_default(), absent),
    };
    let sending_from = if given.sending.is_some() { "feitenbestand" } else { "vandaag" };
    let reporter = sent.first().map(|sent| sent.reporter.clone());
    let facts = Facts { sent, statements, ..Facts::none(today) };
    Ok(Known { facts, reporter, sending_from, reporter_from, consent_from })
}

/// What the file says was sent under the number: to whom it names, else to the source that answers now. Who reported is the one that it
/// names, else the source itself.
fn sent(triaged: &Triaged, given: &Given) -> Vec<Sent> {
    let source = triaged.source().key();
    let one = |to: &str, rows: Vec<String>, categories: Vec<String>| Sent {
        seq: 0,
        reporter: given.reporter.clone().unwrap_or_else(|| source.clone()),
        to: to.to_owned(),
        rows,
        categories,
        handed_over: false,
        subject: None,
        lane: None,
        same_person: true,
        statements: Vec::new(),
        standings: Vec::new(),
    };
    let had = given.had.iter().map(|had| one(&had.wie, vec![had.rij.clone()], had.categorieen.clone()));
    match (&given.reporter, given.had.is_empty()) {
        (Some(_), true) => vec![one(&source, Vec::new(), Vec::new())],
        _ => had.collect(),
    }
}

fn from_store(settings: &Settings, triaged: &Triaged, today: Date) -> Result<Facts> {
    let store = Store::open_readonly(&settings.store.path, keys(settings)?)?;
    let question = triaged.question().clone();
    Ok(super::super::runtime()?.block_on(store.read(move |register| facts::look_up(register, &question, today)))?)
}
