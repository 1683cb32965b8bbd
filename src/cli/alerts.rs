//! The store -> the alerts that nobody has handled, without anybody's data; or one of them handled.

use super::ask::{self, Why};
use super::{Settings, run::keys};
use crate::clock;
use crate::hub::operate::Order;
use crate::store::{Alert, Store};
use anyhow::Result;
use clap::{Args, Subcommand};
use std::io::Write;

/// Alerts in one read.
const PAGE: u32 = 1000;
const MINUTE: i64 = 60_000;

#[derive(Debug, Args)]
pub(super) struct Words {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Een melding is afgehandeld
    #[command(
        after_help = "Voorbeeld:\n  schakel alerts handled 12 --reden \"gebeld\"\n\nAfsluitcode:\n  0  de melding is afgemeld\n  1  niet afgemeld; het staat erbij"
    )]
    Handled {
        /// Het nummer van de melding
        nummer: i64,
        #[command(flatten)]
        why: Why,
    },
}

pub(super) fn run(settings: &Settings, words: Words, out: &mut dyn Write) -> Result<bool> {
    match words.what {
        Some(What::Handled { nummer, why }) => ask::ask(settings, Order::Handle { alert: nummer }, why, out),
        None => list(settings, out),
    }
}

fn list(settings: &Settings, out: &mut dyn Write) -> Result<bool> {
    let store = Store::open_readonly(&settings.store.path, keys(settings)?)?;
    let (runtime, now) = (super::runtime()?, clock::now_ms());
    let (mut after, mut count) = (0, 0);
    loop {
        let page = runtime.block_on(store.read(move |store| store.open_alerts(after, PAGE)))?;
        for alert in &page {
            show(alert, now, out)?;
        }
        count += page.len();
        match page.last() {
            Some(last) => after = last.n,
            None => break,
        }
    }
    writeln!(out, "{count} open meldingen")?;
    Ok(true)
}

fn show(alert: &Alert, now: i64, out: &mut dyn Write) -> Result<()> {
    let Alert { n, at, code, document, dispatch, about, .. } = alert;
    let named = |word: &str, number: &Option<i64>| number.map(|number| format!(" {word} {number}")).unwrap_or_default();
    let what = about.as_ref().map(|about| format!(" {about}")).unwrap_or_default();
    let about = format!("{}{}{what}", named("document", document), named("bezorging", dispatch));
    writeln!(out, "{n:>6}  {:>9}  {:<24}{about}: {}", age(now - at), code.as_str(), code.in_dutch())?;
    Ok(())
}

fn age(ms: i64) -> String {
    match ms / MINUTE {
        minutes @ ..120 => format!("{} min", minutes.max(0)),
        minutes @ 120..2880 => format!("{} uur", minutes / 60),
        minutes => format!("{} dagen", minutes / 1440),
    }
}
