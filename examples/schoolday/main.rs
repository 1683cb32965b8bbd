//! A private broker, the real program and a made-up school day -> what went where, held against what ought to have happened.
//!
//! `deploy/demo` builds and runs this. It knows by itself what should become of every document, and ends with an error on any
//! difference with what the senders heard, with what lies in the partners' mailboxes, and with what the hub says of itself.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::too_many_lines,
    reason = "it talks to whoever started it: the story on stdout, progress on stderr, each theme in one go"
)]

mod care;
mod consent;
mod consents;
mod day;
mod dice;
mod expect;
mod family;
mod hub;
mod maker;
#[path = "../../tests/it/node.rs"]
mod node;
mod officer;
mod partner;
mod portal;
mod proof;
mod pupil;
mod ready;
mod report;
#[path = "../shared/running.rs"]
mod running;
mod schools;
mod settle;
mod source;
mod stage;
mod team;
mod tell;
mod theme;
mod truants;
mod wire;
mod written;

use anyhow::{Context, Result, bail};
use clap::Parser;
use day::Day;
use proof::Seen;
use source::Source;
use stage::{Played, Stage};
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Speelt een schooldag na op een eigen broker; `deploy/demo` bouwt en start dit.
#[derive(Debug, Parser)]
struct Words {
    /// Stop na het verhaal, in plaats van te blijven draaien tot Ctrl-C
    #[arg(long)]
    once: bool,
    /// Dezelfde seed geeft dezelfde dag
    #[arg(long, value_name = "GETAL", default_value_t = 1848)]
    seed: u64,
    /// Het programma
    #[arg(long, value_name = "BESTAND", default_value = "target/release/schakel")]
    schakel: PathBuf,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(&Words::parse()).await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("deploy/demo: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(words: &Words) -> Result<ExitCode> {
    let mut end = Ending::new()?;
    let mut stage = tokio::select! {
        stage = play(words) => stage?,
        () = end.asked() => {
            eprintln!("\nafgebroken; alles is opgeruimd");
            return Ok(ExitCode::from(130));
        }
    };
    if !words.once {
        end.asked().await;
        eprintln!("\nde hub stopt ...");
        stage.hub.stop().await?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The ways in which somebody asks the demo to end.
struct Ending([Signal; 3]);

impl Ending {
    fn new() -> Result<Self> {
        Ok(Self([
            signal(SignalKind::interrupt())?,
            signal(SignalKind::terminate())?,
            signal(SignalKind::hangup())?,
        ]))
    }

    async fn asked(&mut self) {
        let [interrupt, terminate, hangup] = &mut self.0;
        tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {}, _ = hangup.recv() => {} }
    }
}

async fn play(words: &Words) -> Result<Stage> {
    let day = day::day(words.seed)?;
    let mut stage = Stage::open(&words.schakel).await?;
    let played = stage.play(&day).await?;
    let overview = stage.hub.run(&["overview"]).await?;
    let ready = stage.hub.ready().await?;
    let whole = stage.hub.run(&["log", "verify"]).await?;
    if words.once {
        stage.hub.stop().await?;
    }

    eprintln!("antwoorden en postbussen worden nagerekend ...");
    let seen = stage.look(overview).await?;
    let mut differences = proof::differences(&day, &seen);
    differences.extend(stage.left_behind().await?);
    differences.extend((ready != ready::WELL).then(|| format!("de hub is {ready}")));
    if !differences.is_empty() {
        differences
            .iter()
            .for_each(|difference| eprintln!("VERSCHIL {difference}"));
        bail!(
            "{} verschillen tussen wat er gebeurde en wat er had moeten gebeuren",
            differences.len()
        );
    }
    tell(words, &stage, &day, &played, &seen, &whole)?;
    Ok(stage)
}

fn tell(
    words: &Words,
    stage: &Stage,
    day: &Day,
    played: &Played,
    seen: &Seen,
    whole: &str,
) -> Result<()> {
    let mut out = std::io::stdout().lock();
    write!(out, "{}", tell::story(words.seed, day, played, seen))?;
    // how many tries there were depends on the day outside too, and the hash that the log ends in is another each time
    writeln!(out, "de hub is {}", ready::WELL)?;
    writeln!(out, "{}", whole.split(": ").next().unwrap_or_default())?;
    writeln!(out, "{}", seen.overview.lines().last().unwrap_or_default())?;
    if !words.once {
        write!(out, "{}", around(stage, day)?)?;
    }
    out.flush().context("niemand leest mee")
}

/// One message of each of these is laid down for whoever looks around.
const EXAMPLES: [(Source, &str); 4] = [
    (Source::Thorbecke, "thorbecke.xml"),
    (Source::Meander, "meander.json"),
    (Source::Officer, "leerplicht.csv"),
    (Source::Team, "wijkteam.json"),
];

/// Where to look while it stays up.
fn around(stage: &Stage, day: &Day) -> Result<String> {
    let schakel = format!(
        "{} --settings {}",
        stage.hub.program(),
        stage.hub.path("schakel.toml")
    );
    let mut explain = String::new();
    for (source, file) in EXAMPLES {
        let part = if day.morning.contains_key(&source) {
            &day.morning
        } else {
            &day.noon
        };
        let judged = |payload: &&maker::Payload| {
            payload
                .documents
                .iter()
                .all(|document| !document.end.verdicts().is_empty())
        };
        let whole = part
            .get(&source)
            .into_iter()
            .flatten()
            .filter(judged)
            .filter(|payload| payload.sent.headers.is_empty());
        let example = whole
            .max_by_key(|payload| payload.documents.len())
            .context("geen voorbeeld")?;
        let path = stage.hub.path(file);
        fs::write(&path, &example.sent.body)?;
        explain += &format!("  {schakel} explain {path} --source {}\n", source.name());
    }
    let lines = [
        "",
        "De hub blijft draaien en de berichten liggen nog in de postbussen. Kijk rond in een ander venster; Ctrl-C stopt alles en ruimt op.",
        &format!(
            "  {}   gebruiker guest, wachtwoord guest",
            stage.node.management()
        ),
        &format!("  {schakel} overview"),
        &format!("  {schakel} alerts"),
        &format!("  {schakel} log verify"),
    ];
    Ok(lines.join("\n") + "\n" + &explain)
}
