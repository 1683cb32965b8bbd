//! A private broker, the real program and three others that move messages -> how fast each is, beside the others, in one run.
//!
//! `deploy/bench` builds and runs this. Only ratios are worth comparing: every figure of one run was measured on the same node and disk.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::expect_used,
    clippy::too_many_lines,
    reason = "figures on stdout, progress on stderr; the node is the tests' own, and a measurement is told in one go"
)]

#[path = "bench/contender.rs"]
mod contender;
#[path = "bench/disk.rs"]
mod disk;
#[path = "bench/filled.rs"]
mod filled;
#[path = "bench/forwarder.rs"]
mod forwarder;
#[path = "bench/growth.rs"]
mod growth;
#[path = "bench/latency.rs"]
mod latency;
#[path = "bench/letter.rs"]
mod letter;
#[path = "../tests/it/node.rs"]
mod node;
#[path = "bench/process.rs"]
mod process;
#[path = "shared/running.rs"]
mod running;
#[path = "bench/scene.rs"]
mod scene;
#[path = "bench/wire.rs"]
mod wire;

use anyhow::{Context, Result};
use clap::Parser;
use contender::{Contender, Ground, VHOST};
use disk::{millis, quantile, syncs};
use growth::Amounts;
use node::Node;
use scene::Size;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};

/// Meet de hub naast drie anderen; `deploy/bench` bouwt en start dit.
#[derive(Debug, Parser)]
struct Words {
    /// Eén ronde van elk, in een minuut
    #[arg(long)]
    quick: bool,
    /// Wordt de hub trager van meer partners, rijen, opgeslagen documenten of een dode partner? Duurt tien minuten
    #[arg(long)]
    growth: bool,
    /// Alleen deze, bijvoorbeeld schakel,doorgever
    #[arg(long, value_delimiter = ',', hide = true)]
    only: Vec<String>,
    /// Het programma
    #[arg(long, value_name = "BESTAND", default_value = "target/release/schakel")]
    schakel: PathBuf,
    /// Een python met faststream en fastjsonschema
    #[arg(long, value_name = "BESTAND")]
    python: Option<PathBuf>,
    /// Een map op een echte schijf, voor alles wat geschreven wordt
    #[arg(long, value_name = "MAP", default_value = "target")]
    folder: PathBuf,
}

/// How much is measured.
struct Plan {
    rounds: usize,
    counts: BTreeMap<Contender, usize>,
    latencies: usize,
}

impl Plan {
    fn of(words: &Words) -> Self {
        let all = [
            (Contender::Hub, 12_000),
            (Contender::Forwarder, 30_000),
            (Contender::Faststream, 4000),
            (Contender::Shovel, 20_000),
        ];
        let asked = |who: Contender| {
            words.only.is_empty() || words.only.iter().any(|name| name == who.name())
        };
        Self {
            rounds: if words.quick { 1 } else { 5 },
            counts: all.into_iter().filter(|(who, _)| asked(*who)).collect(),
            latencies: if words.quick { 2500 } else { 10_000 },
        }
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let words = Words::parse();
    let asked = async {
        let (Ok(mut interrupt), Ok(mut terminate)) = (
            signal(SignalKind::interrupt()),
            signal(SignalKind::terminate()),
        ) else {
            return;
        };
        tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {} }
    };
    let ended = tokio::select! { ended = run(&words) => ended, () = asked => Err(anyhow::anyhow!("afgebroken; alles is opgeruimd")) };
    match ended {
        Ok(line) => {
            println!("{line}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("deploy/bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(words: &Words) -> Result<String> {
    let root = std::env::current_dir()?;
    let scratch = tempfile::Builder::new()
        .prefix("schakel-bench-")
        .tempdir_in(&words.folder)
        .context("geen kladmap")?;
    let folder = scratch.path().canonicalize()?;
    let (mut ground, broker) = prepare(words, &root, &folder).await?;
    if words.growth {
        let (stored, due) = if words.quick {
            (100_000, 10_000)
        } else {
            (5_000_000, 100_000)
        };
        let lines = growth::growth(&mut ground, &root, &broker, &Amounts { stored, due }).await?;
        return Ok(lines.join("\n"));
    }
    let plan = Plan::of(words);
    let (mut rates, mut waits): (BTreeMap<Contender, Vec<f64>>, Vec<Duration>) = Default::default();
    for round in 1..=plan.rounds {
        for (who, count) in &plan.counts {
            waits.extend(syncs(&folder, 50)?);
            let rate = ground
                .round(*who, *count)
                .await
                .with_context(|| who.name())?;
            eprintln!("ronde {round}: {:<10} {rate:>8.0} berichten/s", who.name());
            rates.entry(*who).or_default().push(rate);
        }
    }
    waits.extend(syncs(&folder, 200)?);
    let mut took = ground
        .latencies(500, plan.latencies)
        .await
        .context("wachttijd")?;
    waits.extend(syncs(&folder, 200)?);
    report(&rates, &mut took, &mut waits, &mut ground)
}

async fn prepare(words: &Words, root: &Path, folder: &Path) -> Result<(Ground, String)> {
    eprintln!("RabbitMQ start in {} ...", folder.display());
    let broker = folder.join("broker");
    fs::create_dir_all(&broker)?;
    fs::write(
        broker.join("enabled_plugins"),
        "[rabbitmq_management, rabbitmq_shovel].\n",
    )?;
    let node = Node::start_in(&broker).await?;
    node.vhost(VHOST).await?;
    let management = node.management().replace("http://", "http://guest:guest@");
    let settings = format!(
        "url = {:?}\nmanagement = {management:?}\n",
        node.amqp(VHOST, "guest", "guest")
    );
    scene::lay_out(
        folder,
        root,
        Size {
            partners: 100,
            rows: 80,
            store: "schakel.sqlite",
        },
        &settings,
    )?;
    fs::copy(root.join("examples/bench/peer.py"), folder.join("peer.py"))?;
    let schakel = words
        .schakel
        .canonicalize()
        .context("het programma is er niet")?;
    let python = words.python.as_ref().map(std::path::absolute).transpose()?; // not resolved: a venv is known by where its link is
    Ok((
        Ground::prepare(node, folder, &schakel, python, root).await?,
        settings,
    ))
}

/// The middle one.
fn median(values: &[f64]) -> f64 {
    let mut values = values.to_vec();
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The median of the ratios of the pairs, each of one round.
fn ratio(rates: &BTreeMap<Contender, Vec<f64>>, other: Contender) -> f64 {
    let of = |who: Contender| rates.get(&who).map(Vec::as_slice).unwrap_or_default();
    median(
        &of(Contender::Hub)
            .iter()
            .zip(of(other))
            .map(|(hub, other)| hub / other)
            .collect::<Vec<_>>(),
    )
}

fn report(
    rates: &BTreeMap<Contender, Vec<f64>>,
    took: &mut [Duration],
    waits: &mut [Duration],
    ground: &mut Ground,
) -> Result<String> {
    for (who, rates) in rates {
        println!("{:<10} {:>8.0} berichten/s", who.name(), median(rates));
    }
    let [p50, p99] = [0.5, 0.99].map(|part| millis(quantile(took, part)));
    let [fsync, slow] = [0.5, 0.99].map(|part| millis(quantile(waits, part)));
    println!(
        "wachttijd bij 500/s: de helft onder {p50:.1} ms, 99% onder {p99:.1} ms; doel {:.1} ms",
        (4.0 * slow + 5.0).max(15.0)
    );
    println!(
        "processortijd van de hub: {:.0} µs per bericht",
        1000.0 * millis(quantile(&mut ground.cost, 0.5))
    );
    println!("fdatasync: de helft onder {fsync:.2} ms, 99% onder {slow:.2} ms");
    Ok(format!(
        "ratio forwarder={:.2} faststream={:.2} shovel={:.2} p50={p50:.1}ms p99={p99:.1}ms fsync={fsync:.2}ms rss={}MiB",
        ratio(rates, Contender::Forwarder),
        ratio(rates, Contender::Faststream),
        ratio(rates, Contender::Shovel),
        ground.peak.div_ceil(1 << 20),
    ))
}
