//! Nothing -> a new master key in a file that only its owner can read.

use anyhow::{Context, Result};
use clap::Args;
use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct Words {
    /// Het nieuwe bestand; een bestaand bestand wordt nooit overschreven
    #[arg(value_name = "BESTAND")]
    file: PathBuf,
}

pub(super) fn run(words: &Words, out: &mut dyn Write) -> Result<bool> {
    let mut key = [0u8; 32];
    getrandom::fill(&mut key).context("het systeem geeft geen toeval")?;
    let mut text = String::with_capacity(65);
    for byte in key {
        write!(text, "{byte:02x}")?;
    }
    text.push('\n');
    let mut file = (OpenOptions::new().write(true).create_new(true).mode(0o600).open(&words.file))
        .with_context(|| format!("`{}` is niet te maken (bestaat het al?)", words.file.display()))?;
    file.write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .with_context(|| format!("`{}` is niet te schrijven", words.file.display()))?;
    writeln!(out, "hoofdsleutel gemaakt in {}", words.file.display())?;
    writeln!(out, "Bewaar een kopie op een andere plek: zonder deze sleutel is de opslag niet te lezen.")?;
    Ok(true)
}
