//! The store -> the open alerts, without personal data, by cause or one by one; or some alerts handled.

use super::ask::{self, Why};
use super::{Settings, run::keys};
use crate::clock::{self, Moment};
use crate::desk::{Group, How, Order};
use crate::number::{AlertNo, DocumentNo};
use crate::outcome::Code;
use crate::store::{Alert, Store};
use anyhow::{Result, anyhow};
use clap::{Args, Subcommand};
use std::collections::BTreeMap;
use std::io::Write;

/// Alerts in one read.
const PAGE: u32 = 1000;
/// The most documents of a group that are named, and the most sources, queues or partners.
const NAMED: usize = 3;
const MINUTE: i64 = 60_000;

#[derive(Debug, Args)]
pub(super) struct Words {
    #[command(subcommand)]
    what: Option<What>,
    /// Alle meldingen stuk voor stuk, niet in groepen
    #[arg(long)]
    alle: bool,
    /// Alleen meldingen met deze code, stuk voor stuk
    #[arg(long)]
    code: Option<String>,
    /// Alleen meldingen van deze bron, of over deze wachtrij of partner, stuk voor stuk
    #[arg(long, value_name = "NAAM")]
    source: Option<String>,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Een melding is afgehandeld, of alle meldingen van één oorzaak
    #[command(
        mut_arg("reden", |arg| arg.help("Waarom, zonder persoonsgegevens: komt in het logboek; is nodig, behalve met --dry-run")),
        after_help = "Voorbeeld:\n  schakel alerts handled 12 --reden \"gebeld\"\n  schakel alerts handled --code intake.id_conflict --source meander --dry-run\n  schakel alerts handled --code intake.id_conflict --source meander --tot 6802 --yes --reden \"school-gebeld\"\n\nAfsluitcode:\n  0  afgemeld, of met --dry-run alleen geteld\n  1  niet of niet alles afgemeld; het staat erbij"
    )]
    Handled {
        /// Het nummer van de melding
        #[arg(required_unless_present = "code", conflicts_with_all = ["code", "source", "tot", "dry_run", "yes"])]
        nummer: Option<AlertNo>,
        /// Alle meldingen met deze code die nu openstaan
        #[arg(long)]
        code: Option<String>,
        /// Alleen die van deze bron, of over deze wachtrij of partner
        #[arg(long, value_name = "NAAM", requires = "code")]
        source: Option<String>,
        /// Alleen die tot en met dit nummer
        #[arg(long, value_name = "NUMMER", requires = "code")]
        tot: Option<AlertNo>,
        /// Tel alleen hoeveel het er zijn
        #[arg(long, requires = "code")]
        dry_run: bool,
        /// Ook als het er meer dan honderd zijn
        #[arg(long, requires = "code", conflicts_with = "dry_run")]
        yes: bool,
        #[command(flatten)]
        why: Why,
    },
}

pub(super) fn run(settings: &Settings, words: Words, out: &mut dyn Write) -> Result<bool> {
    let Words {
        what,
        alle,
        code,
        source,
    } = words;
    match what {
        Some(What::Handled {
            nummer: Some(alert),
            why,
            ..
        }) => ask::ask(settings, Order::Handle { alert }, why, out),
        Some(What::Handled {
            code,
            source,
            tot,
            dry_run,
            yes,
            why,
            ..
        }) => {
            let group = Group {
                code: code.unwrap_or_default(),
                of: source,
                last: tot,
            };
            let how = match (dry_run, yes) {
                (true, _) => How::DryRun,
                (_, true) => How::All,
                _ => How::Few,
            };
            ask::ask(settings, Order::HandleAll { group, how }, why, out)
        }
        None if alle || code.is_some() || source.is_some() => {
            list(settings, code.as_deref(), source.as_deref(), out)
        }
        None => groups(settings, out),
    }
}

/// Every open alert, oldest first.
fn each(settings: &Settings, mut one: impl FnMut(&Alert) -> Result<()>) -> Result<()> {
    let store = Store::open_readonly(&settings.store.path, keys(settings)?)?;
    let (runtime, mut after) = (super::runtime()?, AlertNo::START);
    loop {
        let page = runtime.block_on(store.read(move |store| store.open_alerts(after, PAGE)))?;
        page.iter().try_for_each(&mut one)?;
        match page.last() {
            Some(last) => after = last.n,
            None => return Ok(()),
        }
    }
}

fn list(
    settings: &Settings,
    code: Option<&str>,
    of: Option<&str>,
    out: &mut dyn Write,
) -> Result<bool> {
    let code = code.map(|code| {
        code.parse::<Code>()
            .map_err(|_| anyhow!("deze code bestaat niet: zie docs/operating.md"))
    });
    let (code, now, mut count) = (code.transpose()?, clock::now(), 0);
    each(settings, |alert| {
        let is_of = of.is_none_or(|of| {
            [&alert.source, &alert.about]
                .into_iter()
                .any(|name| name.as_deref() == Some(of))
        });
        if code.is_none_or(|code| code == alert.code) && is_of {
            count += 1;
            print_alert(alert, now, out)?;
        }
        Ok(())
    })?;
    writeln!(out, "{count} open meldingen")?;
    Ok(true)
}

fn print_alert(alert: &Alert, now: Moment, out: &mut dyn Write) -> Result<()> {
    let Alert {
        n,
        at,
        code,
        document,
        dispatch,
        about,
        ..
    } = alert;
    let what = about
        .as_ref()
        .map(|about| format!(" {about}"))
        .unwrap_or_default();
    let document = document.map_or_else(String::new, |n| format!(" document {n}"));
    let dispatch = dispatch.map_or_else(String::new, |seq| format!(" bezorging {seq}"));
    let about = format!("{document}{dispatch}{what}");
    writeln!(
        out,
        "{n:>6}  {:>9}  {:<24}{about}: {}",
        age(now.ms_since(*at)),
        code.as_str(),
        code.in_dutch()
    )?;
    Ok(())
}

/// The open alerts of one cause.
struct Sum {
    count: usize,
    oldest: Moment,
    first: AlertNo,
    last: AlertNo,
    documents: Vec<DocumentNo>,
    /// The first sources, queues or partners of the alerts.
    names: Vec<String>,
    more: bool,
}

impl Sum {
    const fn new(first: &Alert) -> Self {
        Self {
            count: 0,
            oldest: first.at,
            first: first.n,
            last: first.n,
            documents: Vec::new(),
            names: Vec::new(),
            more: false,
        }
    }

    /// Adds an alert of or about `of`.
    fn add(&mut self, alert: &Alert, of: &str) {
        self.count += 1;
        (self.oldest, self.last) = (self.oldest.min(alert.at), alert.n);
        if !self.names.iter().any(|name| name == of) {
            if self.names.len() < NAMED {
                self.names.push(of.to_owned());
            } else {
                self.more = true;
            }
        }
        self.documents.extend(
            alert.document.filter(|document| {
                self.documents.len() < NAMED && !self.documents.contains(document)
            }),
        );
    }

    /// The names, the numbers and the documents of the alerts, in Dutch.
    fn in_words(&self) -> String {
        let of = self.names.join(", ") + if self.more { ", …" } else { "" };
        let numbers = if self.count == 1 {
            format!("melding {}", self.first)
        } else {
            format!("meldingen {} t/m {}", self.first, self.last)
        };
        let documents: Vec<String> = self.documents.iter().map(ToString::to_string).collect();
        let more = if self.count > documents.len() {
            ", …"
        } else {
            ""
        };
        let documents = if documents.is_empty() {
            String::new()
        } else {
            format!(", document {}{more}", documents.join(", "))
        };
        format!("{of}: {numbers}{documents}")
    }
}

/// Prints the open alerts by code and by source, the cause with the oldest alert first. Alerts about the hub or the broker are grouped by
/// code alone, for one cause is often seen at many queues.
fn groups(settings: &Settings, out: &mut dyn Write) -> Result<bool> {
    let (now, mut count) = (clock::now(), 0);
    let mut sums: BTreeMap<(Code, String), Sum> = BTreeMap::new();
    each(settings, |alert| {
        count += 1;
        let of = [&alert.source, &alert.about]
            .into_iter()
            .flatten()
            .find(|of| !of.is_empty())
            .map_or("-", String::as_str);
        let cause = if alert.code.is_of_the_hub() { "" } else { of };
        sums.entry((alert.code, cause.to_owned()))
            .or_insert_with(|| Sum::new(alert))
            .add(alert, of);
        Ok(())
    })?;
    let mut sums: Vec<_> = sums.into_iter().collect();
    sums.sort_by_key(|(_, sum)| sum.first);
    for ((code, _), sum) in &sums {
        let age = age(now.ms_since(sum.oldest));
        writeln!(
            out,
            "{:>6}x {age:>9}  {:<24} {}: {}",
            sum.count,
            code.as_str(),
            sum.in_words(),
            code.in_dutch()
        )?;
    }
    match sums.len() {
        0 | 1 => writeln!(out, "{count} open meldingen")?,
        groups => writeln!(out, "{count} open meldingen, in {groups} groepen")?,
    }
    Ok(true)
}

fn age(ms: i64) -> String {
    match ms / MINUTE {
        minutes @ ..120 => format!("{} min", minutes.max(0)),
        minutes @ 120..2880 => format!("{} uur", minutes / 60),
        minutes => format!("{} dagen", minutes / 1440),
    }
}
