//! A private broker, the real program and a made-up school day -> what went where, held against what ought to have happened.
//!
//! `deploy/demo` builds and runs this. It knows by itself what should become of every document, and ends with an error on any
//! difference with what the senders heard, with what lies in the partners' mailboxes, and with what the hub says of itself.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "it talks to whoever started it: the story on stdout, progress on stderr")]

#[path = "schoolday/day.rs"]
mod day;
#[path = "schoolday/dice.rs"]
mod dice;
#[path = "schoolday/expect.rs"]
mod expect;
#[path = "schoolday/hub.rs"]
mod hub;
#[path = "../tests/it/node.rs"]
mod node;
#[path = "schoolday/proof.rs"]
mod proof;
#[path = "schoolday/pupil.rs"]
mod pupil;
#[path = "schoolday/report.rs"]
mod report;
#[path = "schoolday/tell.rs"]
mod tell;
#[path = "schoolday/wire.rs"]
mod wire;
#[path = "schoolday/written.rs"]
mod written;

use anyhow::{Context, Result, bail};
use clap::Parser;
use day::Payload;
use expect::{End, Partner};
use hub::{Hub, VHOST};
use node::{Node, until};
use proof::Seen;
use report::School;
use std::collections::BTreeMap;
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

type Day = [(School, Vec<Payload>)];

/// What runs. Dropped in this order: the hub ends before its broker, and the broker's folder takes all files along.
struct Stage {
    hub: Hub,
    node: Node,
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
        Ok(Self([signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?, signal(SignalKind::hangup())?]))
    }

    async fn asked(&mut self) {
        let [interrupt, terminate, hangup] = &mut self.0;
        tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {}, _ = hangup.recv() => {} }
    }
}

async fn play(words: &Words) -> Result<Stage> {
    let root = std::env::current_dir()?;
    let day = day::day(words.seed)?;

    eprintln!("RabbitMQ start in een kladmap; dat duurt een seconde of acht ...");
    let node = Node::start().await?;
    node.vhost(VHOST).await?;
    eprintln!("sleutel, controle, exchanges, wachtrijen en gebruikers ...");
    let hub = Hub::lay_out(&node, &words.schakel, &root).await?;
    let mut stage = Stage { hub, node };
    stage.hub.start()?;

    let messages: usize = day.iter().map(|(_, payloads)| payloads.len()).sum();
    eprintln!("{messages} berichten gaan naar de hub ...");
    for (school, payloads) in &day {
        let sent: Vec<_> = payloads.iter().map(|payload| &payload.sent).collect();
        wire::send(&stage.address(school.name())?, school.name(), &sent).await?;
    }
    settled(&stage, &day).await?;
    let overview = stage.hub.run(&["overview"]).await?;
    let whole = stage.hub.run(&["log", "verify"]).await?;
    if words.once {
        stage.hub.stop().await?;
    }

    eprintln!("antwoorden en postbussen worden nagerekend ...");
    let seen = stage.look(overview).await?;
    let mut differences = proof::differences(&day, &seen);
    differences.extend(stage.left_behind(&day).await?);
    if !differences.is_empty() {
        differences.iter().for_each(|difference| eprintln!("VERSCHIL {difference}"));
        bail!("{} verschillen tussen wat er gebeurde en wat er had moeten gebeuren", differences.len());
    }
    tell(words, &stage, &day, &seen, &whole)?;
    Ok(stage)
}

/// What should lie in each queue at the end.
fn wanted(day: &Day) -> BTreeMap<String, usize> {
    let mut wanted = BTreeMap::new();
    for (school, payloads) in day {
        for document in payloads.iter().flat_map(|payload| &payload.documents) {
            *wanted.entry(format!("answer.{}", school.name())).or_default() += 1;
            if let End::Routed(alert) = &document.end {
                *wanted.entry(format!("to.{}", alert.partner.user())).or_default() += 1;
            }
        }
    }
    wanted
}

/// Waits until the hub has done what it should. When it never does, the differences will tell what is missing.
async fn settled(stage: &Stage, day: &Day) -> Result<()> {
    let wanted = wanted(day);
    let done = until("every queue holds what it should", async || {
        for (queue, count) in &wanted {
            let depth = stage.node.queue_depth(VHOST, queue).await;
            if depth.map_or(0, |depth| usize::try_from(depth).unwrap_or(usize::MAX)) < *count {
                return stage.hub.lives().is_err();
            }
        }
        // what a partner has is on record a moment later
        stage.hub.run(&["overview"]).await.is_ok_and(|said| !said.contains(" onderweg"))
    })
    .await;
    stage.hub.lives()?;
    if done.is_err() {
        eprintln!("niet alles kwam aan; het einde van het log van de hub:\n{}", stage.hub.last_words());
    }
    Ok(())
}

impl Stage {
    fn address(&self, user: &str) -> Result<String> {
        Ok(self.node.amqp(VHOST, user, self.hub.password(user)?))
    }

    /// Every mailbox, each as its own user.
    async fn look(&self, overview: String) -> Result<Seen> {
        let (mut answers, mut mailboxes) = (BTreeMap::new(), BTreeMap::new());
        for school in School::ALL {
            let name = school.name();
            answers.insert(school, wire::look(&self.address(name)?, &format!("answer.{name}")).await?);
        }
        for partner in Partner::ALL {
            let user = partner.user();
            mailboxes.insert(partner, wire::look(&self.address(user)?, &format!("to.{user}")).await?);
        }
        Ok(Seen { answers, mailboxes, overview })
    }

    /// What the hub did not take out of its own queues.
    async fn left_behind(&self, day: &Day) -> Result<Vec<String>> {
        let mut left = Vec::new();
        for (school, _) in day {
            for queue in ["in", "dlq"].map(|queue| format!("{queue}.{}", school.name())) {
                match self.node.queue_depth(VHOST, &queue).await? {
                    0 => {}
                    count => left.push(format!("in {queue} liggen nog {count} berichten")),
                }
            }
        }
        Ok(left)
    }
}

fn tell(words: &Words, stage: &Stage, day: &Day, seen: &Seen, whole: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    write!(out, "{}", tell::story(words.seed, day, seen))?;
    // the hash that the log ends in is another each time
    writeln!(out, "{}", whole.trim_end().split(", kop ").next().unwrap_or_default())?;
    writeln!(out, "{}", seen.overview.lines().last().unwrap_or_default())?;
    if !words.once {
        write!(out, "{}", around(stage, day)?)?;
    }
    out.flush().context("niemand leest mee")
}

/// Where to look while it stays up.
fn around(stage: &Stage, day: &Day) -> Result<String> {
    let schakel = format!("{} --settings {}", stage.hub.program(), stage.hub.path("schakel.toml"));
    let mut explain = String::new();
    for (school, payloads) in day {
        let name = school.name();
        let path = stage.hub.path(if *school == School::Thorbecke { "thorbecke.xml" } else { "meander.json" });
        let whole = |payload: &&Payload| payload.sent.headers.is_empty() && payload.documents.iter().all(|d| d.end.judged().is_some());
        let example = payloads.iter().filter(whole).max_by_key(|payload| payload.documents.len()).context("no example")?;
        fs::write(&path, &example.sent.body)?;
        explain += &format!("  {schakel} explain {path} --source {name}\n");
    }
    let broker = stage.node.management();
    let lines = [
        "",
        "De hub blijft draaien en de berichten liggen nog in de postbussen. Kijk rond in een ander venster; Ctrl-C stopt alles en ruimt op.",
        &format!("  {broker}   gebruiker guest, wachtwoord guest"),
        &format!("  {schakel} overview"),
        &format!("  {schakel} log verify"),
    ];
    Ok(lines.join("\n") + "\n" + &explain)
}
