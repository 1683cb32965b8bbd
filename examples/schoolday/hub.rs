//! The real program, in a scratch folder: its key, its topology, the hub itself, and what it says afterwards.

use crate::node::{Node, alive, until};
use anyhow::{Context, Result, bail, ensure};
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

/// The vhost on the node.
pub(crate) const VHOST: &str = "demo";

/// Starts the hub, says its pid, and waits on its own standard input. A word: the hub is asked to stop. No word, because the demo has
/// gone: the hub goes at once. A group of its own, so that Ctrl-C reaches the demo only, which ends things in their order.
const GUARD: &str = r#"
log=$1
shift
"$@" </dev/null >/dev/null 2>>"$log" &
pid=$!
echo "$pid"
if read -r word; then kill -TERM "$pid"; else kill -9 "$pid"; fi
wait "$pid"
"#;

/// The program with its settings, and the hub when it runs.
pub(crate) struct Hub {
    program: PathBuf,
    folder: PathBuf,
    passwords: BTreeMap<String, String>,
    running: Option<Running>,
}

struct Running {
    guard: Child,
    word: Option<ChildStdin>,
    pid: u32,
}

impl Hub {
    /// Lays everything out that a hub needs, in a folder of the node: it goes when the node goes.
    pub(crate) async fn lay_out(node: &Node, program: &Path, root: &Path) -> Result<Self> {
        let folder = node.folder().join("hub");
        let region = folder.join("regio");
        fs::create_dir_all(&region)?;
        let from = root.join("deploy/regions/ijssel-vecht");
        for entry in fs::read_dir(&from).with_context(|| format!("`{}` is niet te lezen", from.display()))? {
            let path = entry?.path();
            let lines = fs::read_to_string(&path)?;
            // an agreement that ends would one day change what the demo shows
            let lasting = lines.lines().filter(|line| !line.starts_with("until")).map(|line| format!("{line}\n"));
            fs::write(region.join(path.file_name().context("no name")?), lasting.collect::<String>())?;
        }
        // one of these files is spoilt later in the day
        copy(&root.join("adapters"), &folder.join("adapters"))?;
        let catalog = |part: &str| format!("{:?}", root.join(part).display().to_string());
        let settings = format!(
            "# Instellingen van de demo; deploy/schakel.toml legt ze uit.\n\
             [broker]\nurl = {:?}\nmanagement = {:?}\nconfirm_seconds = 60\n\n\
             [store]\npath = \"schakel.sqlite\"\n\n[keys]\nfile = \"schakel.key\"\n\n\
             [catalog]\nschemas = {}\nadapters = \"adapters\"\npolicies = {}\nregion = \"regio\"\nreference = {}\n\n\
             [retry]\nschedule = [1, 1] # kort, zodat een uur in de demo seconden duurt\n",
            node.amqp(VHOST, "guest", "guest"),
            node.management().replace("http://", "http://guest:guest@"),
            catalog("schemas"),
            catalog("policies"),
            catalog("deploy/reference"),
        );
        fs::write(folder.join("schakel.toml"), settings)?;
        let mut hub = Self { program: program.to_owned(), folder, passwords: BTreeMap::new(), running: None };
        hub.run(&["key", &hub.path("schakel.key")]).await?;
        hub.run(&["check"]).await?;
        hub.run(&["topology", "--passwords", &hub.path("wachtwoorden")]).await?;
        let passwords = fs::read_to_string(hub.path("wachtwoorden"))?;
        hub.passwords =
            passwords.lines().filter_map(|line| line.split_once(' ')).map(|(user, word)| (user.to_owned(), word.to_owned())).collect();
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
        self.passwords.get(user).map(String::as_str).with_context(|| format!("`{user}` heeft geen wachtwoord"))
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
        let output = command.stdin(Stdio::null()).kill_on_drop(true).output().await;
        let output = output.with_context(|| format!("`{}` start niet", self.program.display()))?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        match output.status.success() {
            true => Ok((true, said)),
            false => Ok((false, said + &String::from_utf8_lossy(&output.stderr))),
        }
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.arg("--settings").arg(self.folder.join("schakel.toml")).args(words);
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("SCHAKEL__") {
                command.env_remove(name); // meant for a real hub, and would go before the file
            }
        }
        command
    }

    /// Starts the hub.
    pub(crate) fn start(&mut self) -> Result<()> {
        let hub = self.command(&["run"]);
        let mut guard = Command::new("sh");
        guard.args(["-c", GUARD, "guard"]).arg(self.folder.join("hub.log")).arg(hub.get_program()).args(hub.get_args());
        for (name, value) in hub.get_envs() {
            if value.is_none() {
                guard.env_remove(name);
            }
        }
        guard.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).process_group(0);
        let mut guard = guard.spawn().context("`sh` start niet")?;
        let mut line = String::new();
        BufReader::new(guard.stdout.take().context("no pipe")?).read_line(&mut line)?;
        let word = guard.stdin.take();
        self.running = Some(Running { guard, word, pid: line.trim().parse().context("de hub start niet")? });
        Ok(())
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
        let Some(mut running) = self.running.take() else { return Ok(()) };
        running.word.take().map(|mut word| word.write_all(b"stop\n")).transpose()?;
        let mut status = None;
        until("the hub has stopped", async || {
            status = running.guard.try_wait().ok().flatten();
            status.is_some()
        })
        .await?;
        ensure!(status.is_some_and(|status| status.success()), "de hub stopte niet netjes:\n{}", self.last_words());
        Ok(())
    }

    /// The end of its log.
    pub(crate) fn last_words(&self) -> String {
        let log = fs::read_to_string(self.folder.join("hub.log")).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        lines.iter().skip(lines.len().saturating_sub(30)).map(|line| format!("  {line}\n")).collect()
    }
}

/// A folder with what is in it.
fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("`{}` is niet te lezen", from.display()))? {
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

impl Drop for Running {
    fn drop(&mut self) {
        self.word = None; // no word any more, and the guard ends the hub
        let _ = self.guard.wait();
    }
}
