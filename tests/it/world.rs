//! A hub as its users meet it: the real program, its own vhost, a region of its own in a folder, and clients of both sides.

mod client;
mod ends;
mod program;

pub(crate) use client::{Lay, Sender, Sent};

use crate::node::until;
use crate::shared::{Vhost, vhost_for};
use futures_util::StreamExt;
use lapin::options::{BasicAckOptions, BasicConsumeOptions};
use lapin::types::FieldTable;
use schakel::keys::Keys;
use schakel::store::{Overview, Store};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::time::timeout;

/// Longer than anything here takes; what takes longer hangs.
pub(crate) const PATIENCE: Duration = Duration::from_secs(120);

pub(crate) struct World {
    pub(crate) vhost: Vhost,
    pub(crate) folder: tempfile::TempDir,
    passwords: BTreeMap<String, String>,
    program: PathBuf,
    hub: Option<Child>,
    /// How many messages the broker confirmed to the sources.
    sent: AtomicUsize,
    /// Why the end of this world is not held against what went in; see `ends.rs`.
    broken: Option<&'static str>,
}

impl World {
    /// A hub that has not been started, with its topology in place.
    pub(crate) async fn new(test: &str) -> Self {
        Self::with(test, |_| {}).await
    }

    /// The same, after `change` has had its way with the folder: `region/`, `schemas/`, `adapters/`, `policies/`, `schakel.toml`.
    pub(crate) async fn with(test: &str, change: impl FnOnce(&Path)) -> Self {
        Self::on(vhost_for(test).await, change).await
    }

    /// The same, on a vhost that is there already.
    pub(crate) async fn on(vhost: Vhost, change: impl FnOnce(&Path)) -> Self {
        Self::of(Path::new(env!("CARGO_BIN_EXE_schakel")), vhost, change).await
    }

    /// The same, with another program.
    pub(crate) async fn of(program: &Path, vhost: Vhost, change: impl FnOnce(&Path)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        for part in ["schemas", "adapters", "policies", "deploy/reference"] {
            copy(
                &root.join(part),
                &folder.path().join(part.trim_start_matches("deploy/")),
            );
        }
        copy(
            &root.join("deploy/regions/ijssel-vecht"),
            &folder.path().join("region"),
        );
        let settings = format!(
            "[broker]\nurl = \"{}\"\nmanagement = \"{}\"\n[keys]\nfile = \"hub.key\"\n[catalog]\nregion = \"region\"\nreference = \"reference\"\n\
             [retry]\nschedule = [1, 1, 1, 1, 1, 1, 1, 1]\n",
            vhost.amqp(),
            vhost
                .node
                .management()
                .replace("http://", "http://guest:guest@"),
        );
        fs::write(folder.path().join("schakel.toml"), settings).unwrap();
        change(folder.path());
        for file in ["sources.toml", "partners.toml"] {
            let path = folder.path().join("region").join(file);
            let text = fs::read_to_string(&path).unwrap();
            let own = text.lines().map(|line| match line.strip_prefix("user") {
                Some(rest) => format!(
                    "user = \"{}\"",
                    vhost.user(rest.trim_matches([' ', '=', '"']))
                ),
                None => line.to_owned(),
            });
            fs::write(path, own.collect::<Vec<_>>().join("\n")).unwrap();
        }
        let mut world = Self {
            vhost,
            folder,
            passwords: BTreeMap::new(),
            program: program.to_owned(),
            hub: None,
            sent: AtomicUsize::new(0),
            broken: None,
        };
        world.schakel_ok(&["key", &world.path("hub.key")]);
        world.schakel_ok(&["topology", "--passwords", &world.path("passwords")]);
        world.learn("passwords");
        world
    }

    /// Reads the passwords of users that `topology` made.
    pub(crate) fn learn(&mut self, file: &str) {
        let passwords = fs::read_to_string(self.folder.path().join(file)).unwrap();
        self.passwords.extend(
            passwords
                .lines()
                .filter_map(|line| line.split_once(' '))
                .map(|(u, p)| (u.to_owned(), p.to_owned())),
        );
    }

    pub(crate) fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    /// Runs a command of the program to its end.
    pub(crate) fn schakel(&self, words: &[&str]) -> Output {
        let settings = self.path("schakel.toml");
        Command::new(&self.program)
            .arg("--settings")
            .arg(settings)
            .args(words)
            .output()
            .unwrap()
    }

    #[track_caller]
    pub(crate) fn schakel_ok(&self, words: &[&str]) -> String {
        let output = self.schakel(words);
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(
            output.status.success(),
            "schakel {words:?}: {text}{}",
            String::from_utf8_lossy(&output.stderr)
        );
        text
    }

    /// The address of a user that `topology` made.
    pub(crate) fn address(&self, user: &str) -> String {
        let name = self.vhost.user(user);
        self.vhost
            .node
            .amqp(&self.vhost.name, &name, &self.passwords[&name])
    }

    /// A source's own user.
    pub(crate) fn sender(&self, source: &str) -> Sender {
        Sender {
            address: self.address(source),
            user: self.vhost.user(source),
            exchange: format!("in.{source}"),
        }
    }

    /// Publishes as a source's own user, and waits until the broker has everything.
    pub(crate) async fn send(&self, source: &str, messages: &[Sent]) {
        self.sender(source).send(messages).await.unwrap();
        self.sent.fetch_add(messages.len(), Ordering::Relaxed);
    }

    /// Takes `count` messages from a queue, as its owner, and acknowledges them.
    pub(crate) async fn take(&self, user: &str, queue: &str, count: usize) -> Vec<Value> {
        let (_connection, channel) = client::open(&self.address(user)).await.unwrap();
        let options = BasicConsumeOptions::default();
        let mut consumer = channel
            .basic_consume(queue.into(), "".into(), options, FieldTable::default())
            .await
            .unwrap();
        let mut taken = Vec::new();
        while taken.len() < count {
            let next = timeout(PATIENCE, consumer.next()).await;
            let delivery = next
                .unwrap_or_else(|_| panic!("{} of {count} in {queue}: {}", taken.len(), self.log()))
                .unwrap()
                .unwrap();
            delivery.ack(BasicAckOptions::default()).await.unwrap();
            taken.push(serde_json::from_slice(&delivery.data).unwrap());
        }
        taken
    }

    /// The answers to a source, `data` only.
    pub(crate) async fn answers(&self, source: &str, count: usize) -> Vec<Value> {
        let taken = self.take(source, &format!("answer.{source}"), count).await;
        taken
            .into_iter()
            .map(|event| event["data"].clone())
            .collect()
    }

    /// Takes everything that lies in a partner's mailbox now.
    pub(crate) async fn mailbox(&self, partner: &str) -> Vec<Value> {
        let lay = client::drain(&self.address(partner), &format!("to.{partner}")).await;
        lay.iter()
            .map(|lay| serde_json::from_slice(&lay.body).unwrap())
            .collect()
    }

    /// Takes everything that lies in any queue now.
    pub(crate) async fn drain(&self, queue: &str) -> Vec<Lay> {
        client::drain(&self.vhost.amqp(), queue).await
    }

    /// A look at the store beside the running hub.
    pub(crate) fn store(&self) -> Store {
        self.try_store().expect("a store")
    }

    /// The same, if there is one already.
    pub(crate) fn try_store(&self) -> Option<Store> {
        Store::open_readonly(&self.folder.path().join("schakel.sqlite"), self.keys()).ok()
    }

    /// The store itself, while no hub runs.
    pub(crate) fn writing_store(&self) -> Store {
        assert!(self.hub.is_none(), "a hub has the store");
        Store::open(&self.folder.path().join("schakel.sqlite"), self.keys()).unwrap()
    }

    /// The keys of its hub.
    pub(crate) fn keys(&self) -> Keys {
        let master = fs::read_to_string(self.path("hub.key")).unwrap();
        let bytes: Vec<u8> = (0..32)
            .map(|at| u8::from_str_radix(&master[at * 2..at * 2 + 2], 16).unwrap())
            .collect();
        Keys::from_master(&bytes.try_into().unwrap())
    }

    pub(crate) async fn overview(&self) -> Overview {
        self.store().read(|store| store.overview()).await.unwrap()
    }

    /// How it stands, if there is a store already.
    pub(crate) async fn glance(&self) -> Option<Overview> {
        let store = self.try_store()?;
        store.read(|store| store.overview()).await.ok()
    }

    /// No dispatch and no answer is due.
    pub(crate) async fn nothing_on_its_way(&self) -> bool {
        let Some(store) = self.try_store() else {
            return false;
        };
        let (seen, telling) = store
            .read(|store| Ok((store.overview()?, store.sources_with_answers()?)))
            .await
            .unwrap();
        seen.partners.values().all(|counts| counts.due == 0) && telling.is_empty()
    }

    /// Waits until so many documents have an outcome and no dispatch and no answer is on its way.
    pub(crate) async fn settled(&self, documents: i64) -> Overview {
        let done = async || {
            self.glance()
                .await
                .is_some_and(|seen| total(&seen) >= documents)
                && self.nothing_on_its_way().await
        };
        if until("everything has its end", done).await.is_err() {
            panic!("not settled: {:?}\n{}", self.overview().await, self.log());
        }
        self.overview().await
    }

    /// The log is whole, says the program.
    #[track_caller]
    pub(crate) fn log_is_whole(&self) {
        let said = self.schakel_ok(&["log", "verify"]);
        assert!(said.starts_with("het logboek is heel"), "{said}");
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if let Some(hub) = &mut self.hub {
            drop(hub.kill());
            drop(hub.wait());
        }
        if self.broken.is_none() && !std::thread::panicking() {
            self.assert_whole_end();
        }
    }
}

/// Outcomes in all, repeats included.
pub(crate) fn total(seen: &Overview) -> i64 {
    seen.routed + seen.register + seen.nothing + seen.stopped + seen.duplicate
}

/// Writes a file of a world, and the folders that it needs.
pub(crate) fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Adds to a file of a world.
pub(crate) fn append(folder: &Path, path: &str, more: &str) {
    let text = fs::read_to_string(folder.join(path)).unwrap();
    write(folder, path, &format!("{text}\n{more}"));
}

pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target: PathBuf = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}
