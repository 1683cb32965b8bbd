//! The real program, in a scratch folder: its key, its topology, the hub itself, and what it says afterwards.

use crate::node::{Node, alive};
use crate::ready;
use crate::running::{self, Running};
use anyhow::{Context, Result, bail, ensure};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The vhost on the node.
pub(crate) const VHOST: &str = "demo";
/// The user that `topology` makes to look at the broker's settings.
const WATCHER: &str = "guest-watch.demo";

/// The program with its settings, and the hub when it runs.
pub(crate) struct Hub {
    program: PathBuf,
    folder: PathBuf,
    passwords: BTreeMap<String, String>,
    running: Option<Running>,
}

impl Hub {
    /// Lays everything out that a hub needs, in a folder of the node: it goes when the node goes.
    pub(crate) async fn lay_out(node: &Node, program: &Path, root: &Path) -> Result<Self> {
        let folder = node.folder().join("hub");
        let region = folder.join("regio");
        fs::create_dir_all(&region)?;
        let from = root.join("deploy/regions/ijssel-vecht");
        for entry in
            fs::read_dir(&from).with_context(|| format!("`{}` is niet te lezen", from.display()))?
        {
            let path = entry?.path();
            let lines = fs::read_to_string(&path)?;
            // an agreement that ends would one day change what the demo shows
            let lasting = lines
                .lines()
                .filter(|line| !line.starts_with("until"))
                .map(|line| format!("{line}\n"));
            fs::write(
                region.join(path.file_name().context("no name")?),
                lasting.collect::<String>(),
            )?;
        }
        // one of these files is spoilt later in the day
        copy(&root.join("adapters"), &folder.join("adapters"))?;
        let catalog = |part: &str| format!("{:?}", root.join(part).display().to_string());
        let mut settings = format!(
            "# Instellingen van de demo; deploy/schakel.toml legt ze uit.\n\
             [broker]\nurl = {:?}\nmanagement = {:?}\nconfirm_seconds = 60\n\n\
             [store]\npath = \"schakel.sqlite\"\n\n[keys]\nfile = \"schakel.key\"\n\n\
             [catalog]\nschemas = {}\nadapters = \"adapters\"\npolicies = {}\nregion = \"regio\"\nreference = {}\n\n\
             [web]\nlisten = \"127.0.0.1:0\" # een vrije poort\n\n\
             [retry]\nschedule = [1, 1] # kort, zodat een uur in de demo seconden duurt\n",
            node.amqp(VHOST, "guest", "guest"),
            node.management().replace("http://", "http://guest:guest@"),
            catalog("schemas"),
            catalog("policies"),
            catalog("deploy/reference"),
        );
        fs::write(folder.join("schakel.toml"), &settings)?;
        let mut hub = Self {
            program: program.to_owned(),
            folder,
            passwords: BTreeMap::new(),
            running: None,
        };
        hub.run(&["key", &hub.path("schakel.key")]).await?;
        hub.run(&["check"]).await?;
        hub.run(&["topology", "--passwords", &hub.path("wachtwoorden")])
            .await?;
        let passwords = fs::read_to_string(hub.path("wachtwoorden"))?;
        hub.passwords = passwords
            .lines()
            .filter_map(|line| line.split_once(' '))
            .map(|(user, word)| (user.to_owned(), word.to_owned()))
            .collect();
        // who looks at the broker for the hub was made just now
        let watch = node.management().replace(
            "http://",
            &format!("http://{WATCHER}:{}@", hub.password(WATCHER)?),
        );
        settings = settings.replacen(
            "confirm_seconds",
            &format!("watch = {watch:?}\nconfirm_seconds"),
            1,
        );
        fs::write(hub.path("schakel.toml"), settings)?;
        Ok(hub)
    }

    pub(crate) fn path(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }

    pub(crate) fn program(&self) -> String {
        self.program.display().to_string()
    }

    /// The password that `topology` gave a user.
    pub(crate) fn password(&self, user: &str) -> Result<&str> {
        self.passwords
            .get(user)
            .map(String::as_str)
            .with_context(|| format!("`{user}` heeft geen wachtwoord"))
    }

    /// Runs a command of the program to its end; gives what it said. It must have done all that was asked.
    pub(crate) async fn run(&self, words: &[&str]) -> Result<String> {
        let (done, said) = self.ask(words).await?;
        ensure!(done, "schakel {}: {said}", words.join(" "));
        Ok(said)
    }

    /// Runs a command of the program to its end; gives whether it did all that was asked, and what it said.
    pub(crate) async fn ask(&self, words: &[&str]) -> Result<(bool, String)> {
        let mut command = tokio::process::Command::from(self.command(words));
        let output = command
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .output()
            .await;
        let output = output.with_context(|| format!("`{}` start niet", self.program.display()))?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        match output.status.success() {
            true => Ok((true, said)),
            false => Ok((false, said + &String::from_utf8_lossy(&output.stderr))),
        }
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = running::command(&self.program);
        command
            .arg("--settings")
            .arg(self.path("schakel.toml"))
            .args(words);
        command
    }

    /// Starts the hub.
    pub(crate) fn start(&mut self) -> Result<()> {
        let (settings, log) = (self.path("schakel.toml"), self.folder.join("hub.log"));
        self.running = Some(Running::start(
            &self.program,
            &["--settings", &settings, "run"],
            &log,
        )?);
        Ok(())
    }

    /// Whether it is ready, as it says itself.
    pub(crate) async fn ready(&self) -> Result<String> {
        ready::ask(&self.folder.join("hub.log")).await
    }

    /// It runs; otherwise an error with its last words.
    pub(crate) fn lives(&self) -> Result<()> {
        match &self.running {
            Some(running) if alive(running.pid) => Ok(()),
            _ => bail!("de hub is gestopt:\n{}", self.last_words()),
        }
    }

    /// Asks it to stop, and waits until it has ended everything that was in flight.
    pub(crate) async fn stop(&mut self) -> Result<()> {
        let Some(running) = self.running.take() else {
            return Ok(());
        };
        ensure!(
            running.stop().await?.success(),
            "de hub stopte niet netjes:\n{}",
            self.last_words()
        );
        Ok(())
    }

    /// The end of its log.
    pub(crate) fn last_words(&self) -> String {
        running::last_words(&self.folder.join("hub.log"))
    }
}

/// A folder with what is in it.
fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in
        fs::read_dir(from).with_context(|| format!("`{}` is niet te lezen", from.display()))?
    {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
