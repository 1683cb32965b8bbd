//! The command line: words -> one of the commands. Prints Dutch; exits 0 only when everything asked for was done.

mod alerts;
mod ask;
mod backup;
mod check;
pub mod explain;
mod help;
mod key;
mod log;
mod melder;
mod overview;
mod run;
pub mod said;
mod subjects;
mod toestemming;
mod topology;
mod veiligthuis;

use crate::catalog::{Catalog, complaint};
use crate::config::{self, Origin, Settings};
use crate::desk::Order;
use crate::dutch;
use crate::prove;
use crate::stopping;
use anyhow::{Context, Result, anyhow};
use clap::{FromArgMatches, Parser, Subcommand};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Schakel: een knooppunt tussen berichtenbrokers van scholen, wijkteams en gemeenten.
///
/// Neemt berichten aan van aangesloten systemen, toetst ze aan hun schema, vraagt de beslistabel wie wat mag zien en bezorgt precies dat.
#[derive(Debug, Parser)]
#[command(
    name = "schakel",
    version,
    about,
    after_help = "Afsluitcode van elke opdracht:\n  0  alles wat gevraagd werd is gedaan\n  1  niet; wat er is staat op het scherm\n  2  zo is de opdracht niet te lezen\n\nBegin met `schakel` zonder meer: dat wijst de weg."
)]
struct Words {
    /// Het bestand met instellingen, standaard schakel.toml; omgevingsvariabelen SCHAKEL__... gaan voor
    #[arg(
        long,
        global = true,
        default_value = "schakel.toml",
        value_name = "BESTAND"
    )]
    settings: PathBuf,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Toets instellingen, schema's, adapters, beslistabel en partners; noemt alle fouten tegelijk
    #[command(
        after_help = "Voorbeeld:\n  schakel --settings deploy/schakel.toml check\n  schakel --settings deploy/schakel.toml check --report docs\n\nAfsluitcode:\n  0  alles klopt\n  1  er zijn fouten, of met --stale bladzijden die niet meer kloppen; ze staan er allemaal"
    )]
    Check(check::Words),
    /// Laat zien wie wat zou krijgen van een bericht, en waarom; verstuurt niets
    #[command(
        after_help = "Voorbeeld:\n  schakel explain adapters/las-vsv2/examples/01.in.xml --source thorbecke\n  schakel explain bericht.json --source meander --formulier --naar formulier.html\n\nAfsluitcode:\n  0  het antwoord staat er, ook als niemand iets krijgt\n  1  het bericht, de bron of de catalogus kon niet gelezen worden"
    )]
    Explain(explain::Words),
    /// Maak een hoofdsleutel in een nieuw bestand, of wissel de sleutel waarmee personen herkend worden
    #[command(
        after_help = "Voorbeeld:\n  schakel key hub.key\n\nAfsluitcode:\n  0  de sleutel is gemaakt\n  1  er is niets gemaakt; een bestaand bestand blijft zoals het is"
    )]
    Key(key::Words),
    /// Maak exchanges, wachtrijen, gebruikers en rechten op de broker, of toon het verschil
    #[command(
        after_help = "Voorbeeld:\n  schakel topology --plan\n  schakel topology --plan --all\n  schakel topology --passwords nieuw.txt\n\nAfsluitcode:\n  0  er is niets (meer) te doen\n  1  er ontbreekt (--plan) of verschilt iets, iets is onveilig of mislukte, of de broker is niet bereikbaar"
    )]
    Topology(topology::Words),
    /// Start de hub; stop met Ctrl-C of SIGTERM
    #[command(
        after_help = "Voorbeeld:\n  schakel run\n  schakel --settings /etc/schakel/schakel.toml run\n\nAfsluitcode:\n  0  gestopt op verzoek, niets was nog onderweg\n  1  niet gestart, of niet op tijd gestopt (limits.stop_seconds); er is niets kwijt"
    )]
    Run,
    /// Toon wat binnenkwam, wat naar wie ging, wat is onthouden en wat is gestopt
    #[command(
        after_help = "Voorbeeld:\n  schakel overview\n\nAfsluitcode:\n  0  het overzicht staat er\n  1  de opslag of de catalogus kon niet gelezen worden"
    )]
    Overview,
    /// Toon de stappen van de meldcode en wie te bellen; de hub bewaart niets
    #[command(
        after_help = "Voorbeeld:\n  schakel veiligthuis\n\nAfsluitcode:\n  0  de stappen staan er\n  1  het bestand met de stappen kon niet gelezen worden"
    )]
    Veiligthuis,
    /// Laat opnieuw bezorgen wat geparkeerd of bezorgd is, en opnieuw beoordelen wat gestopt is
    #[command(
        after_help = "Voorbeeld:\n  schakel replay 4711 --reden \"postbus-hersteld\"\n  schakel replay --partner 00000099000000001100/leerplicht --parked --dry-run\n  schakel replay --code adapt.unknown_kind --reden \"soort-erbij\"\n\nAfsluitcode:\n  0  gedaan, of met --dry-run alleen getoond\n  1  niet of niet alles gedaan; het staat erbij"
    )]
    Replay(ask::Replay),
    /// Trek een bezorging in die geparkeerd of nog aan de beurt is
    #[command(
        after_help = "Voorbeeld:\n  schakel drop 4711 --reden \"verhuisd\"\n\nAfsluitcode:\n  0  de bezorging is ingetrokken\n  1  niet ingetrokken; het staat erbij"
    )]
    Drop(ask::Drop),
    /// Toon wat op een mens wacht, per oorzaak, of meld meldingen af
    #[command(
        after_help = "Voorbeeld:\n  schakel alerts\n  schakel alerts --alle\n  schakel alerts handled 12 --reden \"gebeld\"\n  schakel alerts handled --code intake.id_conflict --source meander --reden \"gebeld\"\n\nAfsluitcode:\n  0  de lijst staat er\n  1  de opslag kon niet gelezen worden"
    )]
    Alerts(alerts::Words),
    /// Toon welke personen misschien dezelfde zijn, of zeg of ze dat zijn; tot dan wacht wat toestemming vraagt
    #[command(
        after_help = "Voorbeeld:\n  schakel subjects\n  schakel subjects --same 3 --reden \"school-gebeld\"\n  schakel subjects --different 4 --reden \"tweeling\"\n\nAfsluitcode:\n  0  de lijst staat er, of het antwoord is vastgelegd\n  1  niet; het staat erbij"
    )]
    Subjects(subjects::Words),
    /// Toon welke antwoorden wachten op een keuze tussen twee melders van één nummer, of kies; tot dan gaan ze naar niemand
    #[command(
        after_help = "Voorbeeld:\n  schakel melder\n  schakel melder --document 17 --kies 00000099000000003000/school --reden \"wijkteam-gebeld\"\n\nAfsluitcode:\n  0  de lijst staat er, of de keuze is vastgelegd en het document is opnieuw beoordeeld\n  1  niet; het staat erbij"
    )]
    Melder(melder::Words),
    /// Laat de draaiende hub een wachtrij weer lezen die apart gezet is
    #[command(
        after_help = "Voorbeeld:\n  schakel resume in.meander --reden \"eruit-gehaald\"\n\nAfsluitcode:\n  0  de wachtrij wordt weer gelezen\n  1  niet; het staat erbij"
    )]
    Resume(ask::Resume),
    /// Lees de catalogus opnieuw in de draaiende hub: alles of niets
    #[command(
        mut_arg("reden", |arg| arg.help(ask::REASON_IS_FREE)),
        after_help = "Voorbeeld:\n  schakel reload --reden \"Ommen-doet-mee\"\n\nAfsluitcode:\n  0  de nieuwe catalogus geldt\n  1  er zijn fouten, die er allemaal staan; de oude geldt nog"
    )]
    Reload(ask::Why),
    /// De balie van wie verstrekt: toestemming intrekken, weigeren, geven of nakijken, en zien wat al verteld is
    #[command(subcommand)]
    Toestemming(toestemming::Words),
    /// Maak een hele kopie van de opslag, ook terwijl de hub draait, en loop haar na
    #[command(
        after_help = "Voorbeeld:\n  schakel backup /var/backups/schakel-2026-11-29.sqlite\n\nAfsluitcode:\n  0  de kopie staat er, en haar logboek is heel\n  1  er is geen kopie; het staat erbij"
    )]
    Backup(backup::Words),
    /// Het logboek van beslissingen en verstrekkingen
    #[command(subcommand)]
    Log(log::Words),
}

/// The error for a file or a folder that was named and cannot be read.
fn unreadable(path: &Path, error: &std::io::Error) -> anyhow::Error {
    anyhow!("`{}` {}", path.display(), complaint::unreadable(error))
}

/// An error with all its causes, in Dutch: the system, the store and the broker give theirs in English.
fn in_dutch(error: &anyhow::Error) -> String {
    let cause_in_dutch =
        |cause: &(dyn std::error::Error + 'static)| match cause.downcast_ref::<std::io::Error>() {
            Some(system) => complaint::refused_by_system(system).to_owned(),
            None => dutch::said(cause).unwrap_or_else(|| cause.to_string()),
        };
    error
        .chain()
        .map(cause_in_dutch)
        .collect::<Vec<_>>()
        .join(": ")
}

/// Runs the command of the process.
pub fn run() -> std::process::ExitCode {
    // a process that cannot outlive full files runs without that, as programs do
    drop(stopping::outlive_full_files());
    let mut out = std::io::stdout().lock();
    let words = match help::command()
        .try_get_matches()
        .and_then(|matches| Words::from_arg_matches(&matches))
    {
        Ok(words) => words,
        Err(error) => {
            let (text, well) = help::answer(&error);
            let printed = if well {
                write!(out, "{text}")
            } else {
                write!(std::io::stderr().lock(), "{text}")
            };
            // the reader closed the output: it has read enough, or is gone
            drop(printed);
            return if well {
                std::process::ExitCode::SUCCESS
            } else {
                std::process::ExitCode::from(2)
            };
        }
    };
    let result =
        carry_out(words, &mut out).and_then(|done| out.flush().map(|()| done).map_err(Into::into));
    match result {
        Ok(true) => std::process::ExitCode::SUCCESS,
        Ok(false) => std::process::ExitCode::FAILURE,
        // the reader closed the output and has read enough
        Err(error)
            if error
                .downcast_ref::<std::io::Error>()
                .is_some_and(|e| e.kind() == std::io::ErrorKind::BrokenPipe) =>
        {
            std::process::ExitCode::SUCCESS
        }
        Err(error) => {
            crate::log::say(&format!("schakel: {}\n", in_dutch(&error)));
            std::process::ExitCode::FAILURE
        }
    }
}

/// Carries out a command. True when all is well; false when the command itself has said what is wrong.
fn carry_out(words: Words, out: &mut dyn Write) -> Result<bool> {
    let read = || config::read(&words.settings);
    let Some(command) = words.command else {
        write!(out, "{}", help::ROAD)?;
        return Ok(true);
    };
    match command {
        Command::Check(check) => {
            let (settings, origins) = read()?;
            check::run(&settings, &origins, &check, out)
        }
        Command::Explain(explain) => {
            let (settings, _) = read()?;
            explain::run(&settings, &explain, out)
        }
        Command::Key(key) => key::run(key, || Ok(read()?.0), out),
        Command::Topology(topology) => topology::go(&read()?.0, &topology, out),
        Command::Run => run::run(&read()?.0, out),
        Command::Overview => overview::run(&read()?.0, out),
        Command::Replay(replay) => ask::replay(&read()?.0, replay, out),
        Command::Drop(drop) => ask::drop(&read()?.0, drop, out),
        Command::Alerts(alerts) => alerts::run(&read()?.0, alerts, out),
        Command::Subjects(subjects) => subjects::run(&read()?.0, subjects, out),
        Command::Melder(melder) => melder::run(&read()?.0, melder, out),
        Command::Resume(words) => ask::resume(&read()?.0, words, out),
        Command::Reload(why) => ask::ask(&read()?.0, Order::Reload, why, out),
        Command::Veiligthuis => veiligthuis::run(&read()?.0, out),
        Command::Toestemming(words) => toestemming::run(&read()?.0, words, out),
        Command::Backup(words) => backup::run(&read()?.0, &words, out),
        Command::Log(log) => log::run(&read()?.0, &log, out),
    }
}

fn runtime() -> Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("geen draden voor de hub")
}

/// The catalog; with any complaint none, and all complaints on the screen.
fn catalog(settings: &Settings, out: &mut dyn Write) -> Result<Option<Catalog>> {
    match prove::proven(&settings.folders()) {
        Ok(catalog) => Ok(Some(catalog)),
        Err(complaints) => {
            for complaint in &complaints {
                writeln!(out, "{complaint}")?;
            }
            writeln!(
                out,
                "{} {} in de catalogus",
                complaints.len(),
                if complaints.len() == 1 {
                    "fout"
                } else {
                    "fouten"
                }
            )?;
            Ok(None)
        }
    }
}
