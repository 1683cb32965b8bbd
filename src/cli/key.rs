//! Randomness -> a new master key in a file that only its owner can read; or a new alias key, or an old one taken out of use.

use super::ask::{self, Why};
use super::{Settings, run::keys};
use crate::desk::Order;
use crate::store::Store;
use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(super) struct Words {
    #[command(subcommand)]
    what: Option<What>,
    /// Het nieuwe bestand; een bestaand bestand wordt nooit overschreven
    #[arg(value_name = "BESTAND", required = true)]
    file: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Ken personen voortaan met een nieuwe sleutel; wat er al is blijft, ook de oude sleutel
    #[command(
        after_help = "Voorbeeld:\n  schakel key rotate --reden jaarlijks\n\nHet nieuwe bestand komt naast keys.file, met het versienummer achter de naam; maak er een kopie van.\n\nAfsluitcode:\n  0  de nieuwe sleutel geldt\n  1  de oude geldt nog; het staat erbij"
    )]
    Rotate(Why),
    /// Neem een oude sleutel uit gebruik; zegt eerst wie daarmee onherkenbaar zou worden
    #[command(
        after_help = "Voorbeeld:\n  schakel key retire 1 --reden \"een-jaar-na-de-wissel\"\n\nAfsluitcode:\n  0  de sleutel is uit gebruik\n  1  de sleutel geldt nog; het staat erbij"
    )]
    Retire {
        /// De versie van de sleutel
        versie: u32,
        /// Ook als er personen of meldingen zijn die alleen met deze sleutel herkend worden
        #[arg(long)]
        yes: bool,
        #[command(flatten)]
        why: Why,
    },
}

pub(super) fn run(
    words: Words,
    settings: impl FnOnce() -> Result<Settings>,
    out: &mut dyn Write,
) -> Result<bool> {
    match (words.what, words.file) {
        (Some(What::Rotate(why)), _) => rotate(&settings()?, why, out),
        (Some(What::Retire { versie, yes, why }), _) => ask::ask(
            &settings()?,
            Order::RetireKey {
                version: versie,
                accept: yes,
            },
            why,
            out,
        ),
        (None, file) => {
            let file = file.unwrap_or_default();
            make(&file)?;
            writeln!(out, "hoofdsleutel gemaakt in {}", file.display())?;
            writeln!(
                out,
                "Bewaar een kopie op een andere plek: zonder deze sleutel is de opslag niet te lezen."
            )?;
            Ok(true)
        }
    }
}

/// Makes an alias key and has the hub use the key. The file comes first, for the hub reads it; a file that was made before and is not in
/// use yet serves as well.
fn rotate(settings: &Settings, why: Why, out: &mut dyn Write) -> Result<bool> {
    let store = Store::open_readonly(&settings.store.path, keys(settings)?)?;
    let version = super::runtime()?.block_on(store.read(|store| store.next_key_version()))?;
    let file = settings.keys.alias_file(version);
    if !file.exists() {
        make(&file)?;
    }
    let done = ask::ask(settings, Order::RotateKey { version }, why, out)?;
    if done {
        writeln!(
            out,
            "De sleutel ligt in {}. Bewaar een kopie op een andere plek: zonder deze sleutel start de hub niet.",
            file.display()
        )?;
    }
    Ok(done)
}

fn make(path: &Path) -> Result<()> {
    let mut key = [0u8; 32];
    getrandom::fill(&mut key).context("het systeem geeft geen toeval")?;
    let mut text = String::with_capacity(65);
    for byte in key {
        write!(text, "{byte:02x}")?;
    }
    text.push('\n');
    // under another name until it is whole: a hub that finds half a key does not start
    let mut beside = path.as_os_str().to_owned();
    beside.push(format!(".{}.half", std::process::id()));
    let half = Path::new(&beside);
    let made = write(half, &text)
        .with_context(|| format!("`{}` is niet te schrijven", path.display()))
        .and_then(|()| {
            std::fs::hard_link(half, path)
                .with_context(|| format!("`{}` is niet te maken", path.display()))
        });
    let _ = std::fs::remove_file(half); // a file that stays hinders nothing
    made
}

fn write(path: &Path, text: &str) -> std::io::Result<()> {
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}
