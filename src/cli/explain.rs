//! A payload in a file -> the partners that would get some of it, and why; the partners that would not, and why not. Nothing is sent or
//! stored.

mod facts;
pub(super) mod form;
mod lacking;
mod show;
mod values;
mod why;
mod words;

use super::{Settings, catalog};
use crate::catalog::Catalog;
use crate::catalog::partner::{Reading, Source};
use crate::clock;
use crate::facts::{AsItComes, of_arrival};
use crate::message::{Content, Inbound, Private, Proof};
use crate::outcome::Stop;
use crate::pipeline::{self, Facts, Judged, Limits, Ruling, Triaged};
use crate::store::Store;
use anyhow::{Result, bail};
use clap::Args;
use facts::Known;
use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use words::Given;

#[derive(Debug, Args)]
pub(super) struct Words {
    /// Het bericht, zoals het systeem het zou sturen
    #[arg(value_name = "BERICHT")]
    file: PathBuf,
    /// De naam van de bron, uit sources.toml
    #[arg(long, value_name = "NAAM")]
    source: String,
    /// TOML met feiten: `verzending = 2026-03-02`, `aankomst = 2026-03-01`, `melder = "<OIN>"` of `"<OIN>/<rol>"`, `geheim_adres = true`,
    /// `[[gekregen]]`, `[[toestemming]]`, `[[gezag]]`, `[[wilsbekwaamheid]]`, `[misschien]`; wat er niet in staat komt uit de opslag
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
    /// Toon ook de waarden waar naar gekeken is, zoals de geboortedatum; alleen op een eigen scherm
    #[arg(long, conflicts_with_all = ["json", "formulier"])]
    waarden: bool,
}

/// One document and all findings about it.
struct Explained {
    id: String,
    kind: Option<String>,
    end: Result<(Triaged, Known, Ruling), Stop>,
}

pub(super) fn run(settings: &Settings, words: &Words, out: &mut dyn Write) -> Result<bool> {
    let Some(catalog) = catalog(settings, out)? else {
        return Ok(false);
    };
    let Some(source) = catalog.sources.get(&words.source) else {
        let names: Vec<&str> = catalog.sources.keys().map(String::as_str).collect();
        bail!(
            "bron `{}` staat niet in sources.toml; er zijn: {}",
            words.source,
            names.join(", ")
        );
    };
    if words.waarden && !std::io::stdout().is_terminal() {
        bail!(
            "`--waarden` toont gegevens van een kind, en alleen op een eigen scherm: niet in een bestand, een pijp of een logboek"
        );
    }
    let body =
        std::fs::read(&words.file).map_err(|error| super::unreadable(&words.file, &error))?;
    let given = words::read(&catalog, words.facts.as_deref())?;
    let path = &settings.store.path;
    let store = if path.exists() {
        Some(Store::open_readonly(path, super::run::keys(settings)?)?)
    } else {
        None
    };
    let explained = super::runtime()?.block_on(explain(
        &catalog,
        settings.limits(),
        store.as_ref(),
        source,
        body,
        &given,
    ))?;
    if words.formulier {
        form::print(
            &catalog,
            &form::read(&settings.catalog.policies)?,
            &explained,
            words.naar.as_deref(),
            out,
        )?
    } else if words.json {
        show::json(&catalog, &explained, out)?
    } else {
        show::text(&catalog, source, &explained, words.waarden, out)?
    }
    Ok(true)
}

/// The rulings on each document of a payload if the payload came on this day, by the register of a store; asking changes nothing.
pub async fn rulings(
    catalog: &Catalog,
    limits: Limits,
    store: &Store,
    source: &Source,
    body: Vec<u8>,
    today: jiff::civil::Date,
) -> Result<Vec<Result<Ruling, Stop>>> {
    let given = Given {
        sending: Some(today),
        ..Given::default()
    };
    let explained = explain(catalog, limits, Some(store), source, body, &given).await?;
    Ok(explained
        .into_iter()
        .map(|document| document.end.map(|(_, _, ruling)| ruling))
        .collect())
}

/// The message that this source would have sent, with no fault in the way that it came.
fn as_if_sent(source: &Source, body: Vec<u8>, given: &Given) -> Inbound {
    Inbound {
        source: source.name.clone(),
        proof: Proof::OnRecord, // taken for granted: the question is what the table says
        content: Content::Payload,
        message_id: None,
        content_type: matches!(source.reading, Reading::CloudEvents)
            .then(|| "application/cloudevents+json".to_owned()),
        headers: BTreeMap::new(),
        body: Private::new(body),
        redelivered: false,
        arrived: given.arrived,
        content_encoding: None,
        unreadable: None,
    }
}

async fn explain(
    catalog: &Catalog,
    limits: Limits,
    store: Option<&Store>,
    source: &Source,
    body: Vec<u8>,
    given: &Given,
) -> Result<Vec<Explained>> {
    let today = given.sending.unwrap_or_else(|| clock::now().day());
    if given.arrived.is_some_and(|arrived| arrived > today) {
        bail!(
            "`aankomst` ligt na de dag van verzending, {today}: een bericht gaat niet weg voor het er is"
        );
    }
    let inbound = as_if_sent(source, body, given);
    let judged = match pipeline::triage(catalog, limits, &inbound, "zonder-id", today) {
        Ok(judged) => judged,
        Err(stop) => {
            return Ok(vec![Explained {
                id: String::new(),
                kind: None,
                end: Err(stop),
            }]);
        }
    };
    let mut explained = Vec::with_capacity(judged.len());
    for Judged {
        id,
        kind,
        content,
        result,
        ..
    } in judged
    {
        let end = match result {
            Err(stop) => Err(stop),
            Ok(triaged) => {
                let known = look_up(
                    catalog,
                    store,
                    (&id, content.expose()),
                    &triaged,
                    given,
                    today,
                )
                .await?;
                let ruling = pipeline::explain(catalog, &triaged, &known.facts);
                Ok((triaged, known, ruling))
            }
        };
        explained.push(Explained {
            id,
            kind: kind.map(|kind| kind.name.clone()),
            end,
        });
    }
    Ok(explained)
}

/// The facts of the hub itself, by its own finder, and over these the facts that the file names.
async fn look_up(
    catalog: &Catalog,
    store: Option<&Store>,
    (id, content): (&str, &[u8]),
    triaged: &Triaged,
    given: &Given,
    today: jiff::civil::Date,
) -> Result<Known> {
    let looked_up = match store {
        Some(store) => {
            let (question, source) = (triaged.question().clone(), triaged.source().name.clone());
            let (id, digest) = (id.to_owned(), store.digest(&source, content));
            store
                .read(move |register| {
                    let comes = AsItComes {
                        source: &source,
                        id: &id,
                        digest,
                    };
                    of_arrival(register, &question, comes, today)
                })
                .await?
        }
        None => Facts::none(today),
    };
    facts::known(catalog, triaged, given, looked_up, store.is_some())
}
