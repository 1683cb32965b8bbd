//! The store -> the pairs of subjects that may be one, by number and without personal data; or an answer about one pair.

use super::ask::{self, Why};
use super::{Settings, run::keys};
use crate::desk::Order;
use crate::number::{DocumentNo, DoubtNo};
use crate::pipeline::identity::sighting::Why as Because;
use crate::store::{Doubt, Store};
use anyhow::Result;
use clap::Args;
use std::io::Write;

/// Doubts in one read.
const PAGE: u32 = 1000;
/// The most documents that are named for each pair.
const NAMED: usize = 10;

#[derive(Debug, Args)]
#[command(mut_arg("reden", |arg| arg.help("Waarom, zonder persoonsgegevens: komt in het logboek; is nodig bij --same en --different")))]
pub(super) struct Words {
    /// De twee van dit nummer zijn dezelfde persoon: voeg ze samen
    #[arg(long, value_name = "NUMMER", conflicts_with = "different")]
    same: Option<DoubtNo>,
    /// De twee van dit nummer zijn verschillende personen: onthoud dat
    #[arg(long, value_name = "NUMMER")]
    different: Option<DoubtNo>,
    #[command(flatten)]
    why: Why,
}

pub(super) fn run(settings: &Settings, words: Words, out: &mut dyn Write) -> Result<bool> {
    match (words.same, words.different) {
        (Some(doubt), _) => ask::ask(settings, Order::Doubt { doubt, same: true }, words.why, out),
        (_, Some(doubt)) => ask::ask(
            settings,
            Order::Doubt { doubt, same: false },
            words.why,
            out,
        ),
        (None, None) => list(settings, out),
    }
}

fn list(settings: &Settings, out: &mut dyn Write) -> Result<bool> {
    let store = Store::open_readonly(&settings.store.path, keys(settings)?)?;
    let runtime = super::runtime()?;
    let (mut after, mut count) = (DoubtNo::START, 0);
    loop {
        let page = runtime.block_on(store.read(move |store| {
            let doubts = store.open_doubts(after, PAGE)?;
            doubts
                .into_iter()
                .map(|doubt| store.said_in(&doubt).map(|said| (doubt, said)))
                .collect::<Result<Vec<_>, _>>()
        }))?;
        for (doubt, said) in &page {
            print_pair(doubt, said, out)?;
        }
        count += page.len();
        match page.last() {
            Some((last, _)) => after = last.n,
            None => break,
        }
    }
    writeln!(out, "{count} keer misschien dezelfde persoon")?;
    Ok(true)
}

fn print_pair(doubt: &Doubt, said: &[DocumentNo], out: &mut dyn Write) -> Result<()> {
    let why = match doubt.why {
        Because::NameBirth => "zelfde naam en geboortedatum",
        Because::BirthAddress => "zelfde geboortedatum en adres",
        Because::BirthDate => "zelfde nummer, andere geboortedatum",
        Because::Twins => "zelfde naam, geboortedatum en adres",
        Because::Withdrawal => {
            "zelfde geboortedatum als in een intrekking over iemand die niet bekend is"
        }
    };
    let named: Vec<String> = said.iter().take(NAMED).map(ToString::to_string).collect();
    let more = if said.len() > NAMED { " en meer" } else { "" };
    let said = if said.is_empty() {
        String::new()
    } else {
        format!("; verklaringen in document {}{more}", named.join(", "))
    };
    let Doubt {
        n,
        at,
        controller,
        document,
        ..
    } = doubt;
    writeln!(
        out,
        "{n:>6}  {}  {controller}  {why}; gebleken bij document {document}{said}",
        at.day()
    )?;
    Ok(())
}
