//! The log -> whether the log is whole, and the same log as the expected head says.

use super::{Settings, run::keys};
use crate::clock::Moment;
use crate::decision::hex;
use crate::dutch;
use crate::number::LineNo;
use crate::store::{Broken, Store, Verified};
use anyhow::Result;
use clap::Subcommand;
use std::io::{IsTerminal, Write};

#[derive(Debug, Subcommand)]
pub(super) enum Words {
    /// Loop de hele keten na: is er geen regel veranderd, weggehaald of verplaatst, en is het niet een ouder logboek?
    #[command(
        after_help = "Voorbeeld:\n  schakel log verify\n  schakel log verify --expect 31:9f64a747e1b97f131fabb6b447296c9b6f0201e79fb3c5356e6c77e89b6a806a\n\nAfsluitcode:\n  0  het logboek is heel, en wat verwacht werd staat erin\n  1  het is niet heel, leeg, ouder dan verwacht, of niet te lezen"
    )]
    Verify {
        /// Een kop die eerder is opgeschreven: het aantal regels, een dubbele punt en de kop zoals die toen getoond werd
        #[arg(long, value_name = "REGELS:KOP")]
        expect: Option<Expected>,
    },
}

/// A head of the log that an operator wrote down.
#[derive(Debug, Clone, Copy)]
pub(super) struct Expected {
    lines: i64,
    head: [u8; 32],
}

impl std::str::FromStr for Expected {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const SHAPE: &str = "een aantal regels, een dubbele punt en 64 hexadecimale cijfers";
        let (lines, digits) = text.trim().split_once(':').ok_or(SHAPE)?;
        let lines = lines
            .parse::<i64>()
            .ok()
            .filter(|lines| *lines > 0)
            .ok_or(SHAPE)?;
        let pairs = digits.as_bytes().chunks(2).map(|pair| {
            std::str::from_utf8(pair)
                .ok()
                .and_then(|pair| u8::from_str_radix(pair, 16).ok())
        });
        let head: Vec<u8> = pairs.collect::<Option<_>>().ok_or(SHAPE)?;
        Ok(Self {
            lines,
            head: head.try_into().map_err(|_| SHAPE)?,
        })
    }
}

pub(super) fn run(settings: &Settings, words: &Words, out: &mut dyn Write) -> Result<bool> {
    match words {
        Words::Verify { expect } => verify(settings, *expect, out),
    }
}

/// The length, the head and the last moment of a log, by which the log is known.
pub(super) fn known_by(log: &Verified) -> String {
    let last = log.last.map(Moment::rfc3339).unwrap_or_default();
    format!(
        "{} regels, kop {}, laatste regel van {last}",
        log.lines,
        hex(&log.head)
    )
}

fn verify(settings: &Settings, expected: Option<Expected>, out: &mut dyn Write) -> Result<bool> {
    let store = Store::open_readonly(&settings.store.path, keys(settings)?)?;
    let terminal = std::io::stderr().is_terminal();
    let progress = |lines: i64| {
        if terminal {
            let mut screen = std::io::stderr().lock();
            // progress is a courtesy; the verdict below is not
            drop(write!(screen, "\r{lines} regels nagelopen"));
        }
    };
    let runtime = super::runtime()?;
    let verdict = runtime.block_on(store.verify(progress));
    if terminal {
        drop(write!(std::io::stderr().lock(), "\r\x1b[K"));
    }
    let whole = match verdict? {
        Ok(whole) => whole,
        Err(broken) => {
            let end = runtime.block_on(store.read(|store| store.signed_end()))?;
            return not_whole(&broken, end, out);
        }
    };
    if whole.lines == 0 {
        return empty(out);
    }
    let found = match expected {
        Some(Expected { lines, .. }) if whole.lines >= lines => runtime
            .block_on(store.read(move |store| store.log(LineNo(lines - 1), 1)))?
            .first()
            .map(|line| line.hash),
        _ => None,
    };
    compared(&whole, expected, found, out)
}

fn not_whole(
    broken: &Broken,
    end: Option<(LineNo, [u8; 32])>,
    out: &mut dyn Write,
) -> Result<bool> {
    writeln!(
        out,
        "het logboek is NIET heel, regel {}: {}",
        broken.line,
        dutch::of_damage(broken.what)
    )?;
    if let Some((lines, head)) = end {
        writeln!(out, "Getekend is voor {lines} regels, kop {}.", hex(&head))?;
    }
    writeln!(
        out,
        "Bewaar een kopie van het bestand zoals het nu is en waarschuw de FG; zie docs/operating.md."
    )?;
    Ok(false)
}

fn empty(out: &mut dyn Write) -> Result<bool> {
    writeln!(
        out,
        "het logboek is LEEG: 0 regels, terwijl een hub bij haar eerste start al een regel schrijft"
    )?;
    writeln!(
        out,
        "Is dit een kopie zonder de `-wal` die ernaast stond? Leg die ernaast, of neem een hele kopie (schakel backup)."
    )?;
    Ok(false)
}

/// Compares a whole log with the expectation; `found` is the head of the last line that is expected.
fn compared(
    whole: &Verified,
    expected: Option<Expected>,
    found: Option<[u8; 32]>,
    out: &mut dyn Write,
) -> Result<bool> {
    match (expected, found) {
        (None, _) => {
            writeln!(out, "het logboek is heel: {}", known_by(whole))?;
            Ok(true)
        }
        (Some(Expected { lines, head }), Some(found)) if found == head => {
            writeln!(out, "het logboek is heel: {}", known_by(whole))?;
            writeln!(out, "regel {lines} is die van de kop die verwacht werd")?;
            Ok(true)
        }
        (Some(Expected { lines, .. }), None) => {
            writeln!(
                out,
                "het logboek is OUDER dan verwacht: {}",
                known_by(whole)
            )?;
            writeln!(
                out,
                "Verwacht werden er minstens {lines}. Wat daarna kwam ontbreekt: zoek een nieuwere kopie, met haar `-wal`."
            )?;
            Ok(false)
        }
        (Some(Expected { lines, .. }), Some(_)) => {
            writeln!(
                out,
                "het logboek is een ANDER dan verwacht: {}",
                known_by(whole)
            )?;
            writeln!(
                out,
                "Regel {lines} heeft een andere kop dan is opgeschreven: waarschuw de FG; zie docs/operating.md."
            )?;
            Ok(false)
        }
    }
}
