//! The command line: words -> one of the commands. Prints Dutch; exits 0 only when everything asked for was done.

mod alerts;
mod ask;
mod check;
mod explain;
mod key;
mod log;
mod overview;
mod run;
mod topology;

use crate::catalog::Catalog;
use crate::config::{self, Origin, Settings};
use crate::hub::operate::Order;
use crate::prove;
use anyhow::{Context, Result};
use clap::{Parser, Subcommand};
use std::io::Write;
use std::path::PathBuf;

/// Schakel: een knooppunt tussen berichtenbrokers van scholen, wijkteams en gemeenten.
///
/// Neemt berichten aan van aangesloten systemen, toetst ze aan hun schema, vraagt de beslistabel wie wat mag zien en bezorgt precies dat.
#[derive(Debug, Parser)]
#[command(name = "schakel", version, about, long_about, disable_help_subcommand = true)]
struct Words {
    /// Het bestand met instellingen; omgevingsvariabelen SCHAKEL__... gaan voor
    #[arg(long, global = true, default_value = "schakel.toml", value_name = "BESTAND")]
    settings: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Toets instellingen, schema's, adapters, beslistabel en partners; noemt alle fouten tegelijk
    Check,
    /// Laat zien wie wat zou krijgen van een bericht, en waarom; verstuurt niets
    Explain(explain::Words),
    /// Maak een hoofdsleutel in een nieuw bestand
    Key(key::Words),
    /// Maak exchanges, wachtrijen, gebruikers en rechten op de broker, of toon het verschil
    Topology(topology::Words),
    /// Start de hub; stop met Ctrl-C of SIGTERM
    Run,
    /// Toon wat binnenkwam, wat naar wie ging, wat is onthouden en wat is gestopt
    Overview,
    /// Laat opnieuw bezorgen wat geparkeerd of bezorgd is, en opnieuw beoordelen wat gestopt is
    Replay(ask::Replay),
    /// Trek een bezorging in die geparkeerd of nog aan de beurt is
    Drop(ask::Drop),
    /// Toon wat op een mens wacht, of meld een melding af
    Alerts(alerts::Words),
    /// Lees de catalogus opnieuw in de draaiende hub: alles of niets
    Reload(ask::Why),
    /// Het logboek van beslissingen en verstrekkingen
    #[command(subcommand)]
    Log(log::Words),
}

/// Runs the command of the process.
pub fn run() -> std::process::ExitCode {
    let words = Words::parse();
    let mut out = std::io::stdout().lock();
    let result = carry_out(words, &mut out).and_then(|done| out.flush().map(|()| done).map_err(Into::into));
    match result {
        Ok(true) => std::process::ExitCode::SUCCESS,
        Ok(false) => std::process::ExitCode::FAILURE,
        // whoever was reading has seen enough
        Err(error) if error.downcast_ref::<std::io::Error>().is_some_and(|e| e.kind() == std::io::ErrorKind::BrokenPipe) => {
            std::process::ExitCode::SUCCESS
        }
        Err(error) => {
            let mut complaint = std::io::stderr().lock();
            // nobody is left to tell when standard error is gone too
            drop(writeln!(complaint, "schakel: {error:#}"));
            std::process::ExitCode::FAILURE
        }
    }
}

/// True when all is well; false when the command itself has said what is wrong.
fn carry_out(words: Words, out: &mut dyn Write) -> Result<bool> {
    let read = || config::read(&words.settings);
    match words.command {
        Command::Check => {
            let (settings, origins) = read()?;
            check::run(&settings, &origins, out)
        }
        Command::Explain(explain) => {
            let (settings, _) = read()?;
            explain::run(&settings, &explain, out)
        }
        Command::Key(key) => key::run(&key, out),
        Command::Topology(topology) => topology::go(&read()?.0, &topology, out),
        Command::Run => run::run(&read()?.0, out),
        Command::Overview => overview::run(&read()?.0, out),
        Command::Replay(replay) => ask::replay(&read()?.0, replay, out),
        Command::Drop(drop) => ask::drop(&read()?.0, drop, out),
        Command::Alerts(alerts) => alerts::run(&read()?.0, alerts, out),
        Command::Reload(why) => ask::ask(&read()?.0, Order::Reload, why, out),
        Command::Log(log) => log::run(&read()?.0, &log, out),
    }
}

fn runtime() -> Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().context("geen draden voor de hub")
}

/// The catalog, or all complaints on the screen and none.
fn catalog(settings: &Settings, out: &mut dyn Write) -> Result<Option<Catalog>> {
    match prove::proven(&settings.folders()) {
        Ok(catalog) => Ok(Some(catalog)),
        Err(complaints) => {
            for complaint in &complaints {
                writeln!(out, "{complaint}")?;
            }
            writeln!(out, "{} {} in de catalogus", complaints.len(), if complaints.len() == 1 { "fout" } else { "fouten" })?;
            Ok(None)
        }
    }
}
