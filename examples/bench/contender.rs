//! One of the four that move messages -> how many a second it moves out of a full queue.

use crate::forwarder::forward;
use crate::letter::{Letter, Pupils};
use crate::node::Node;
use crate::process::{peak, worked};
use crate::running::Running;
use crate::scene::{MAILBOX, SOURCE};
use crate::wire::Line;
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// The vhost on the node.
pub(crate) const VHOST: &str = "bench";
/// The queue that all but the hub read; the hub has one of its own.
const IN: &str = "bench.in";
const OUT: &str = "bench.out";
const TOLD: &str = "bench.told";

/// Who moves messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Contender {
    Hub,
    Forwarder,
    Faststream,
    Shovel,
}

impl Contender {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Hub => "schakel",
            Self::Forwarder => "doorgever",
            Self::Faststream => "faststream",
            Self::Shovel => "shovel",
        }
    }
}

/// What all rounds share.
pub(crate) struct Ground {
    pub(crate) node: Node,
    pub(crate) folder: PathBuf,
    pub(crate) schakel: PathBuf,
    pub(crate) python: Option<PathBuf>,
    pub(crate) line: Line,
    pub(crate) pupils: Pupils,
    /// Messages made so far: no two have the same id.
    made: usize,
    /// The most memory that the hub held.
    pub(crate) peak: u64,
    /// Processor time of the hub for one message in each round.
    pub(crate) cost: Vec<Duration>,
}

impl Ground {
    /// Queues, users and rights for everybody. The hub's folder is laid out.
    pub(crate) async fn prepare(
        node: Node,
        folder: &Path,
        schakel: &Path,
        python: Option<PathBuf>,
        root: &Path,
    ) -> Result<Self> {
        let line = Line::confirming(&node.amqp(VHOST, "guest", "guest")).await?;
        for queue in [IN, OUT, TOLD] {
            line.declare(queue).await?;
        }
        let schema = fs::read_to_string(root.join("schemas/verzuimmelding/v1.json"))?;
        let mut data = serde_json::from_str::<Value>(&schema)?
            .pointer("/properties/data")
            .cloned()
            .context("no data in the schema")?;
        only_common_formats(&mut data);
        fs::write(folder.join("data.json"), data.to_string())?;
        let (folder, schakel) = (folder.to_owned(), schakel.to_owned());
        let ground = Self {
            node,
            folder,
            schakel,
            python,
            line,
            pupils: Pupils::new(),
            made: 0,
            peak: 0,
            cost: Vec::new(),
        };
        ground.run(&["key", &ground.path("schakel.key")])?;
        ground.run(&["topology", "--passwords", &ground.path("wachtwoorden")])?;
        Ok(ground)
    }

    fn path(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }

    fn run(&self, words: &[&str]) -> Result<()> {
        let settings = self.path("schakel.toml");
        let output = Command::new(&self.schakel)
            .args(["--settings", &settings])
            .args(words)
            .output()?;
        if !output.status.success() {
            bail!(
                "schakel {}: {}{}",
                words.join(" "),
                String::from_utf8_lossy(&output.stdout),
                String::from_utf8_lossy(&output.stderr)
            );
        }
        Ok(())
    }

    pub(crate) fn hub(&self) -> Result<Running> {
        Running::start(
            &self.schakel,
            &["--settings", &self.path("schakel.toml"), "run"],
            &self.folder.join("hub.log"),
        )
    }

    pub(crate) fn letters(&mut self, count: usize) -> Result<Vec<Letter>> {
        let from = self.made;
        self.made += count;
        (from..self.made)
            .map(|number| self.pupils.letter(number))
            .collect()
    }

    /// The hub's own source sends as its own user: the broker checks who it is.
    pub(crate) async fn sender(&self) -> Result<Line> {
        let passwords = fs::read_to_string(self.folder.join("wachtwoorden"))?;
        let password = passwords
            .lines()
            .find_map(|line| line.strip_prefix(SOURCE)?.strip_prefix(' '))
            .context("no password")?;
        Line::confirming(&self.node.amqp(VHOST, SOURCE, password)).await
    }

    /// Fills the queue, starts the one, and measures how fast the messages and their answers arrive. Messages a second.
    pub(crate) async fn round(&mut self, who: Contender, count: usize) -> Result<f64> {
        let letters = self.letters(count)?;
        let answers = format!("answer.{SOURCE}");
        if who == Contender::Hub {
            let sender = self.sender().await?;
            sender
                .fill(&format!("in.{SOURCE}"), "", SOURCE, &letters)
                .await?;
            sender.close().await?;
        } else {
            self.line.fill("", IN, "guest", &letters).await?;
        }
        let guest = self.node.amqp(VHOST, "guest", "guest");
        let rate = match who {
            Contender::Hub => {
                let hub = self.hub()?;
                self.line
                    .some(MAILBOX)
                    .await
                    .with_context(|| hub.last_words())?;
                let before = worked(hub.pid)?;
                let rate = self.line.rate(&[MAILBOX, &answers], count).await;
                let rate = rate.with_context(|| hub.last_words())?;
                self.peak = self.peak.max(peak(hub.pid)?);
                self.cost
                    .push(worked(hub.pid)?.saturating_sub(before) / u32::try_from(count)?);
                hub.stop().await?;
                rate
            }
            Contender::Forwarder => {
                tokio::select! {
                    ended = forward(&guest, IN, [OUT, TOLD]) => { ended?; bail!("the forwarder ended") }
                    rate = self.line.rate(&[OUT, TOLD], count) => rate?,
                }
            }
            Contender::Faststream => {
                let python = self.python.as_ref().context("no python")?;
                let script = self.path("peer.py");
                let words = [
                    script.as_str(),
                    &guest,
                    IN,
                    OUT,
                    TOLD,
                    &self.path("data.json"),
                ];
                let stream = Running::start(python, &words, &self.folder.join("faststream.log"))?;
                let rate = self
                    .line
                    .rate(&[OUT, TOLD], count)
                    .await
                    .with_context(|| stream.last_words())?;
                stream.stop().await?;
                rate
            }
            Contender::Shovel => {
                let value = json!({
                    "src-protocol": "amqp091", "src-uri": guest, "src-queue": IN, "src-prefetch-count": 256,
                    "dest-protocol": "amqp091", "dest-uri": guest, "dest-queue": OUT, "ack-mode": "on-confirm"
                });
                let path = format!("/api/parameters/shovel/{VHOST}/bench");
                self.node.put(&path, &json!({ "value": value })).await?;
                let rate = self.line.rate(&[OUT], count).await?;
                self.node.delete(&path).await?;
                rate
            }
        };
        self.line.purge(&[OUT, TOLD, MAILBOX, &answers]).await?;
        Ok(rate)
    }
}

/// The formats of our own are unknown elsewhere.
fn only_common_formats(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            fields.retain(|name, value| {
                name != "format" || matches!(value.as_str(), Some("date" | "email"))
            });
            fields.values_mut().for_each(only_common_formats);
        }
        Value::Array(list) => list.iter_mut().for_each(only_common_formats),
        _ => {}
    }
}
