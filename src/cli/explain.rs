//! A payload in a file -> who would get what, and why; who would not, and why not. Nothing is sent, nothing is stored.

mod facts;
pub(super) mod form;
mod show;

use super::{Settings, catalog};
use crate::catalog::Catalog;
use crate::catalog::partner::{Reading, Source};
use crate::clock;
use crate::message::{Inbound, Private};
use crate::outcome::Stop;
use crate::pipeline::{self, Judged, Ruling, Triaged};
use anyhow::{Result, bail};
use clap::Args;
use facts::Known;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct Words {
    /// Het bericht, zoals het systeem het zou sturen
    #[arg(value_name = "BERICHT")]
    file: PathBuf,
    /// De naam van de bron, uit sources.toml
    #[arg(long, value_name = "NAAM")]
    source: String,
    /// TOML met feiten: `verzending = 2026-03-02`, `aankomst = 2026-03-01`, `melder = "<OIN>"`; wat er niet in staat komt uit de opslag
    #[arg(long, value_name = "BESTAND")]
    facts: Option<PathBuf>,
    /// Geef JSON in plaats van tekst
    #[arg(long)]
    json: bool,
    /// Druk het toestemmingsformulier af voor wat nog ontbreekt, één bladzijde voor elke ontvanger
    #[arg(long, conflicts_with = "json")]
    formulier: bool,
    /// Een nieuw bestand voor het formulier; `.html` om af te drukken op A4, anders tekst
    #[arg(long, value_name = "BESTAND", requires = "formulier")]
    naar: Option<PathBuf>,
}

/// One document and all that was found out about it.
struct Explained {
    id: String,
    kind: Option<String>,
    end: Result<(Triaged, Known, Ruling), Stop>,
}

pub(super) fn run(settings: &Settings, words: &Words, out: &mut dyn Write) -> Result<bool> {
    let Some(catalog) = catalog(settings, out)? else { return Ok(false) };
    let Some(source) = catalog.sources.get(&words.source) else {
        let names: Vec<&str> = catalog.sources.keys().map(String::as_str).collect();
        bail!("bron `{}` staat niet in sources.toml; er zijn: {}", words.source, names.join(", "));
    };
    let body = std::fs::read(&words.file).map_err(|error| super::unreadable(&words.file, &error))?;
    let given = facts::read(words.facts.as_deref())?;
    let explained = explain(&catalog, settings, source, body, &given)?;
    if words.formulier {
        form::print(&catalog, &form::read(&settings.catalog.policies)?, &explained, words.naar.as_deref(), out)?
    } else if words.json {
        show::json(&catalog, &explained, out)?
    } else {
        show::text(&catalog, source, &explained, out)?
    }
    Ok(true)
}

fn explain(catalog: &Catalog, settings: &Settings, source: &Source, body: Vec<u8>, given: &facts::Given) -> Result<Vec<Explained>> {
    let today = given.sending.unwrap_or_else(|| clock::day(clock::now_ms()));
    if given.arrived.is_some_and(|arrived| arrived > today) {
        bail!("`aankomst` ligt na de dag van verzending, {today}: een bericht gaat niet weg voor het er is");
    }
    let inbound = Inbound {
        source: source.name.clone(),
        user_id: Some(source.user.clone()),
        message_id: None,
        content_type: matches!(source.reading, Reading::CloudEvents).then(|| "application/cloudevents+json".to_owned()),
        headers: BTreeMap::new(),
        body: Private::new(body),
        redelivered: false,
        arrived: given.arrived,
        content_encoding: None,
        unreadable: None,
    };
    let judged = match pipeline::triage(catalog, settings.limits(), &inbound, "zonder-id", today) {
        Ok(judged) => judged,
        Err(stop) => return Ok(vec![Explained { id: String::new(), kind: None, end: Err(stop) }]),
    };
    judged.into_iter().map(|document| one(catalog, settings, document, given, today)).collect()
}

fn one(catalog: &Catalog, settings: &Settings, document: Judged, given: &facts::Given, today: jiff::civil::Date) -> Result<Explained> {
    let Judged { id, kind, result, .. } = document;
    let end = match result {
        Err(stop) => Err(stop),
        Ok(triaged) => {
            let known = facts::known(settings, &triaged, given, today)?;
            let ruling = pipeline::rule(catalog, &triaged, &known.facts);
            Ok((triaged, known, ruling))
        }
    };
    Ok(Explained { id, kind: kind.map(|kind| kind.name.clone()), end })
}
