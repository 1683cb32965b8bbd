//! The store -> the answers that wait for a choice between two reporters, by number and without personal data; or the choice of a person.

use super::ask::{self, Why};
use super::{Settings, catalog, run::keys};
use crate::catalog::Catalog;
use crate::clock;
use crate::desk::Order;
use crate::hub::choice::{self, Waiting};
use crate::number::DocumentNo;
use crate::store::Store;
use anyhow::Result;
use clap::Args;
use std::io::Write;
use std::sync::Arc;

#[derive(Debug, Args)]
#[command(mut_arg("reden", |arg| arg.help("Waarom, zonder persoonsgegevens: komt in het logboek; is nodig bij --kies")))]
pub(super) struct Words {
    /// Het nummer van het document, zoals het in de lijst staat
    #[arg(long, value_name = "NUMMER", requires = "kies")]
    document: Option<DocumentNo>,
    /// De melder van wie het is, een van die uit de lijst
    #[arg(long, value_name = "OIN/ROL", requires = "document")]
    kies: Option<String>,
    #[command(flatten)]
    why: Why,
}

pub(super) fn run(settings: &Settings, words: Words, out: &mut dyn Write) -> Result<bool> {
    match (words.document, words.kies) {
        (Some(document), Some(reporter)) => ask::ask(
            settings,
            Order::Choose { document, reporter },
            words.why,
            out,
        ),
        _ => list(settings, out),
    }
}

fn list(settings: &Settings, out: &mut dyn Write) -> Result<bool> {
    let Some(catalog) = catalog(settings, out)?.map(Arc::new) else {
        return Ok(false);
    };
    let store = Store::open_readonly(&settings.store.path, keys(settings)?)?;
    let (by, limits, today) = (Arc::clone(&catalog), settings.limits(), clock::now().day());
    let waiting = super::runtime()?
        .block_on(store.read(move |register| choice::all(register, &by, limits, today)))?;
    for one in &waiting {
        print_waiting(&catalog, one, out)?;
    }
    writeln!(out, "{} keer een keuze tussen melders", waiting.len())?;
    Ok(true)
}

fn print_waiting(
    catalog: &Catalog,
    Waiting {
        document,
        reporters,
        parked,
    }: &Waiting,
    out: &mut dyn Write,
) -> Result<()> {
    let kind = document.kind.as_deref().unwrap_or_default();
    let day = document.arrived.day();
    writeln!(
        out,
        "document {}  {day}  van {}: {kind}",
        document.n, document.source
    )?;
    for reporter in reporters {
        let name = catalog
            .partner(reporter)
            .map_or("staat niet in partners.toml", |partner| {
                partner.name.as_str()
            });
        writeln!(out, "    melder {reporter}  {name}")?;
    }
    for (seq, partner) in parked {
        writeln!(out, "    bezorging {seq} staat klaar voor {partner}")?;
    }
    Ok(())
}
