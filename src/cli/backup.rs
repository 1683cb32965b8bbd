//! The store, beside a running hub or without one -> one new file that is a whole copy.

use super::log::known_by;
use super::{Settings, run::keys};
use crate::decision::hex;
use crate::store::Store;
use anyhow::Result;
use clap::Args;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct Words {
    /// Het nieuwe bestand; een bestaand bestand blijft zoals het is
    #[arg(value_name = "BESTAND")]
    file: PathBuf,
}

pub(super) fn run(settings: &Settings, words: &Words, out: &mut dyn Write) -> Result<bool> {
    let store = Store::open_readonly(&settings.store.path, keys(settings)?)?;
    let terminal = std::io::stderr().is_terminal();
    let progress = |done: u64, all: u64| {
        if terminal {
            // progress is a courtesy; the verdict below is not
            drop(write!(
                std::io::stderr().lock(),
                "\r{} van ongeveer {} MB geschreven",
                done >> 20,
                (all >> 20).max(1)
            ));
        }
    };
    let made = super::runtime()?.block_on(store.backup(&words.file, progress));
    if terminal {
        drop(write!(std::io::stderr().lock(), "\r\x1b[K"));
    }
    let made = made?;
    writeln!(
        out,
        "de kopie `{}` is heel: {} bytes, logboek van {}",
        words.file.display(),
        made.bytes,
        known_by(&made.log)
    )?;
    writeln!(
        out,
        "Schrijf dit elders op, om haar mee te vergelijken: --expect {}:{}",
        made.log.lines,
        hex(&made.log.head)
    )?;
    writeln!(
        out,
        "Zonder de sleutel (`{}` en wat ernaast ligt) is zij niet te openen: bewaar die apart.",
        settings.keys.file.display()
    )?;
    Ok(true)
}
