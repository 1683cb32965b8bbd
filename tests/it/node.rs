//! Starts a private RabbitMQ node, and ends it whatever becomes of whoever started it.
//!
//! Own folder, own free ports, own epmd, nothing but 127.0.0.1. This file depends on nothing else of the tests, because the demo
//! includes it too.

#![allow(dead_code, reason = "the tests and the demo each use a part")]

#[path = "node/guarded.rs"] // a full path each, because the demo includes this file by path too
mod guarded;
#[path = "node/inside.rs"]
mod inside;
#[path = "node/management.rs"]
mod management;

pub(crate) use guarded::alive;

use anyhow::{Context, Result, bail, ensure};
use guarded::Guarded;
use serde_json::{Value, json};
use std::fs::{self, OpenOptions};
use std::hash::{BuildHasher, RandomState};
use std::io::Write;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// The scripts that do not switch users: of Debian's and Ubuntu's package, and of the upstream archive.
const SERVERS: [&str; 2] = [
    "/usr/lib/rabbitmq/bin/rabbitmq-server",
    "/opt/rabbitmq/sbin/rabbitmq-server",
];
/// Between another program taking a port that was free and us taking it there is always a gap: then we try again.
const TRIES: usize = 3;
/// A start takes some seven seconds on two quiet cores.
const PATIENCE: Duration = Duration::from_secs(90);
const PAUSE: Duration = Duration::from_millis(50);

/// A broker of one's own. Ends when dropped, and when the process that started it ends in any way at all.
pub(crate) struct Node {
    // dropped in this order: the broker, then the epmd that it is registered with, then what they wrote
    server: Option<Guarded>,
    epmd: Guarded,
    folder: PathBuf,
    ports: Ports,
    scratch: Option<TempDir>,
}

#[derive(Clone, Copy)]
struct Ports {
    amqp: u16,
    management: u16,
    distribution: u16,
    epmd: u16,
}

impl Node {
    /// Starts a node in a scratch folder, and waits until it answers.
    pub(crate) async fn start() -> Result<Node> {
        let scratch = TempDir::with_prefix("schakel-node-").context("no scratch folder")?;
        let folder = scratch.path().to_owned();
        Self::launch(&folder, Some(scratch)).await
    }

    /// Starts a node that keeps what it knows in `folder`, also for a later start.
    pub(crate) async fn start_in(folder: &Path) -> Result<Node> {
        fs::create_dir_all(folder)
            .with_context(|| format!("cannot make `{}`", folder.display()))?;
        let folder = folder.canonicalize().context("no folder")?; // the node runs elsewhere
        Self::launch(&folder, None).await
    }

    async fn launch(folder: &Path, scratch: Option<TempDir>) -> Result<Node> {
        installed()?;
        let mut ports = Ports::free()?;
        let mut node = Node {
            epmd: epmd(folder, scratch.is_some(), ports)?,
            server: None,
            folder: folder.to_owned(),
            ports,
            scratch,
        };
        for _ in 1..TRIES {
            if node.restart().await.is_ok() {
                return Ok(node);
            }
            node.kill().await;
            ports = Ports::free()?;
            node.epmd = epmd(folder, node.scratch.is_some(), ports)?;
            node.ports = ports;
        }
        node.restart().await?;
        Ok(node)
    }

    /// The address for a client, with the user's password in it.
    pub(crate) fn amqp(&self, vhost: &str, user: &str, password: &str) -> String {
        let (vhost, user, password) = (escaped(vhost), escaped(user), escaped(password));
        format!(
            "amqp://{user}:{password}@127.0.0.1:{}/{vhost}",
            self.ports.amqp
        )
    }

    /// Where the management API answers, for user and password `guest`.
    pub(crate) fn management(&self) -> String {
        format!("http://127.0.0.1:{}", self.ports.management)
    }

    /// The folder that holds its settings, its messages and its log.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The process ids of the broker, if it runs, and of epmd.
    pub(crate) fn pids(&self) -> Vec<u32> {
        self.server
            .iter()
            .chain([&self.epmd])
            .map(|guarded| guarded.pid)
            .collect()
    }

    /// Ends the broker as a power cut does. Its folder and ports stay.
    pub(crate) async fn kill(&mut self) {
        self.queues_are_known().await;
        self.server = None;
    }

    /// The broker answers that it has made something seconds before that is in a file: Mnesia's log is written every two seconds, and
    /// the list of logs of quorum queues (RabbitMQ 3.10, `names.dets`) later still. Killed before that it comes back without the queue,
    /// or with one that never answers again: a shortcoming of the broker, and not what a test kills it for.
    async fn queues_are_known(&self) {
        let folder = self.folder.join("mnesia/schakel@localhost");
        let holds = |file: &str, text: &str| {
            fs::read(folder.join(file)).is_ok_and(|bytes| {
                bytes
                    .windows(text.len())
                    .any(|some| some == text.as_bytes())
            })
        };
        // Mnesia's log is in order: what was made before this mark is in it when the mark is
        let mark = format!("mark-{:016x}", dice());
        if self
            .put(
                "/api/global-parameters/mark",
                &json!({ "name": "mark", "value": mark }),
            )
            .await
            .is_err()
        {
            return; // it does not answer, so there is nothing it could have promised
        }
        let marked = async || {
            [
                "LATEST.LOG",
                "rabbit_runtime_parameters.DCL",
                "rabbit_runtime_parameters.DCD",
            ]
            .iter()
            .any(|file| holds(file, &mark))
        };
        assert!(
            until("the broker has its log on disk", marked)
                .await
                .is_ok(),
            "a broker that keeps its log"
        );
        let Ok(Value::Array(queues)) = self.get("/api/queues?disable_stats=true").await else {
            return;
        };
        let text = |queue: &Value, field: &str| {
            queue
                .get(field)
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        let quorum = queues
            .iter()
            .filter(|queue| text(queue, "type") == "quorum");
        let logs: Vec<String> = quorum
            .map(|queue| format!("{}_{}", text(queue, "vhost"), text(queue, "name")))
            .collect();
        let known = async || {
            logs.iter()
                .all(|log| holds("quorum/schakel@localhost/names.dets", log))
        };
        assert!(
            until("the broker knows its queues on disk", known)
                .await
                .is_ok(),
            "a broker that keeps its queues"
        );
    }

    /// Starts the broker on the same folder and ports, after a kill if it still ran; waits until it answers.
    pub(crate) async fn restart(&mut self) -> Result<()> {
        self.kill().await;
        self.server = Some(server(&self.folder, self.ports)?);
        self.ready().await
    }

    /// Leaves it behind as a process does that is itself killed. For the test of exactly that.
    pub(crate) fn abandon(mut self) -> PathBuf {
        self.server
            .iter_mut()
            .chain([&mut self.epmd])
            .for_each(|guarded| guarded.say_nothing = true);
        self.scratch
            .take()
            .map_or_else(|| self.folder.clone(), TempDir::keep)
    }

    async fn ready(&self) -> Result<()> {
        let since = Instant::now();
        while !(greets(self.ports.amqp).await && self.get("/api/overview").await.is_ok()) {
            let alive = self.server.as_ref().is_some_and(|server| alive(server.pid));
            ensure!(
                alive,
                "rabbitmq-server ended while it started:\n{}",
                self.last_words()
            );
            ensure!(
                since.elapsed() < PATIENCE,
                "rabbitmq-server does not answer:\n{}",
                self.last_words()
            );
            tokio::time::sleep(PAUSE).await;
        }
        Ok(())
    }

    fn last_words(&self) -> String {
        let logs = ["server.out", "log/schakel@localhost.log"].map(|name| self.folder.join(name));
        let text: String = logs
            .iter()
            .filter_map(|log| fs::read_to_string(log).ok())
            .collect();
        let lines: Vec<&str> = text.lines().collect();
        lines
            .iter()
            .skip(lines.len().saturating_sub(40))
            .map(|line| format!("  {line}\n"))
            .collect()
    }
}

/// Asks again until it is so; an error that names `what` when it does not become so.
pub(crate) async fn until(what: &str, mut so: impl AsyncFnMut() -> bool) -> Result<()> {
    let since = Instant::now();
    while !so().await {
        ensure!(since.elapsed() < PATIENCE, "waited in vain until {what}");
        tokio::time::sleep(PAUSE).await;
    }
    Ok(())
}

fn installed() -> Result<&'static str> {
    let found = SERVERS
        .into_iter()
        .find(|server| Path::new(server).exists());
    found.context(
        "rabbitmq-server is not installed: run tests/run, or `apt-get install rabbitmq-server`",
    )
}

fn epmd(folder: &Path, scratch: bool, ports: Ports) -> Result<Guarded> {
    let mut epmd = Command::new("epmd");
    epmd.args(["-address", "127.0.0.1", "-port", &ports.epmd.to_string()]);
    Guarded::spawn(&epmd, folder, "epmd.out", scratch)
}

fn server(folder: &Path, ports: Ports) -> Result<Guarded> {
    let settings = format!(
        "listeners.tcp.1 = 127.0.0.1:{}\n\
         management.tcp.ip = 127.0.0.1\n\
         management.tcp.port = {}\n\
         loopback_users = none\n\
         disk_free_limit.absolute = 1MB\n\
         log.console = false\n\
         log.file.level = warning\n",
        ports.amqp, ports.management
    );
    fs::write(folder.join("rabbitmq.conf"), settings)?;
    let plugins = folder.join("enabled_plugins");
    if !plugins.exists() {
        fs::write(plugins, "[rabbitmq_management].\n")?;
    }
    // each quorum queue reserves handles that it does not use, those of ended tests as well; at the system's limit of 20,000 the broker
    // takes no connection any more
    fs::write(
        folder.join("advanced.config"),
        "[{rabbit, [{file_handles_high_watermark, 1000000}]}].\n",
    )?;
    fs::write(folder.join("env.conf"), "")?;
    fs::create_dir_all(folder.join("conf.d"))?;
    let cookie = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o400)
        .open(folder.join(".erlang.cookie"));
    if let Ok(mut cookie) = cookie {
        write!(cookie, "{:016x}{:016x}", dice(), dice())?; // a folder that is used again has one
    }

    let mut server = Command::new(installed()?);
    server.envs([
        ("RABBITMQ_NODENAME", "schakel@localhost"), // unique enough: its epmd knows no other node
        ("ERL_EPMD_ADDRESS", "127.0.0.1"),
        (
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS",
            "-kernel inet_dist_use_interface {127,0,0,1}",
        ),
        ("RUNNING_UNDER_SYSTEMD", "true"), // the script becomes the Erlang machine, so its pid is the broker's
        ("LANG", "C.UTF-8"),
    ]);
    server.env("ERL_EPMD_PORT", ports.epmd.to_string());
    server.env("RABBITMQ_DIST_PORT", ports.distribution.to_string());
    for (name, file) in [
        ("HOME", ""), // of the cookie
        ("RABBITMQ_MNESIA_BASE", "mnesia"),
        ("RABBITMQ_LOG_BASE", "log"),
        ("RABBITMQ_CONFIG_FILE", "rabbitmq.conf"),
        ("RABBITMQ_ENABLED_PLUGINS_FILE", "enabled_plugins"),
        // these three keep what the machine has in /etc/rabbitmq out
        ("RABBITMQ_ADVANCED_CONFIG_FILE", "advanced.config"),
        ("RABBITMQ_CONF_ENV_FILE", "env.conf"),
        ("RABBITMQ_CONFIG_FILES", "conf.d"),
        ("ERL_CRASH_DUMP", "erl_crash.dump"),
    ] {
        server.env(name, folder.join(file));
    }
    Guarded::spawn(&server, folder, "server.out", false)
}

/// The broker's own greeting: an open port alone may be somebody else's.
async fn greets(port: u16) -> bool {
    let greeting = async {
        let mut stream = tokio::net::TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await?;
        stream.write_all(b"AMQP\x00\x00\x09\x01").await?;
        stream.read_u8().await
    };
    matches!(greeting.await, Ok(1)) // the frame type of `connection.start`
}

impl Ports {
    /// Four that are free now, below the range that outgoing connections get theirs from: a client that tries to reconnect to a
    /// broker that is down would otherwise, now and then, be given that very port, and connect to itself.
    fn free() -> Result<Ports> {
        let mut held: Vec<TcpListener> = Vec::new();
        for _ in 0..200 {
            let port = u16::try_from(15_000 + dice() % 17_000)?;
            held.extend(TcpListener::bind((Ipv4Addr::LOCALHOST, port)));
            if let [amqp, management, distribution, epmd] = held.as_slice() {
                let port =
                    |listener: &TcpListener| listener.local_addr().map(|address| address.port());
                let (amqp, management) = (port(amqp)?, port(management)?);
                return Ok(Ports {
                    amqp,
                    management,
                    distribution: port(distribution)?,
                    epmd: port(epmd)?,
                });
            }
        }
        bail!("no free ports on 127.0.0.1")
    }
}

fn dice() -> u64 {
    RandomState::new().hash_one(0)
}

/// For one segment of a URL.
fn escaped(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes()
        .map(|byte| {
            if plain(byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}
