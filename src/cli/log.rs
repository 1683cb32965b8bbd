//! The log -> whether it is whole.

use super::{Settings, run::keys};
use crate::store::Store;
use anyhow::Result;
use clap::Subcommand;
use std::io::{IsTerminal, Write};

#[derive(Debug, Subcommand)]
pub(super) enum Words {
    /// Loop de hele keten na: is er geen regel veranderd, weggehaald of verplaatst?
    #[command(
        after_help = "Voorbeeld:\n  schakel log verify\n\nAfsluitcode:\n  0  het logboek is heel\n  1  het is niet heel, of niet te lezen"
    )]
    Verify,
}

pub(super) fn run(settings: &Settings, words: &Words, out: &mut dyn Write) -> Result<bool> {
    match words {
        Words::Verify => verify(settings, out),
    }
}

fn verify(settings: &Settings, out: &mut dyn Write) -> Result<bool> {
    let store = Store::open_readonly(&settings.store.path, keys(settings)?)?;
    let terminal = std::io::stderr().is_terminal();
    let progress = |lines: i64| {
        if terminal {
            let mut screen = std::io::stderr().lock();
            // progress is a courtesy; the verdict below is not
            drop(write!(screen, "\r{lines} regels nagelopen"));
        }
    };
    let verdict = super::runtime()?.block_on(store.verify(progress));
    if terminal {
        drop(write!(std::io::stderr().lock(), "\r\x1b[K"));
    }
    let verdict = verdict?;
    match verdict {
        Ok(whole) => {
            writeln!(out, "het logboek is heel: {} regels, kop {}", whole.lines, crate::hub::record::hex(&whole.head))?;
            Ok(true)
        }
        Err(broken) => {
            writeln!(out, "het logboek is NIET heel, regel {}: {}", broken.line, broken.what)?;
            writeln!(out, "Bewaar een kopie van het bestand zoals het nu is en waarschuw de FG; zie docs/operating.md.")?;
            Ok(false)
        }
    }
}
