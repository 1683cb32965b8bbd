//! A command -> a process that cannot outlive whoever started it.

use anyhow::{Context, Result, bail};
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// Starts a program, says its pid, and waits on its own standard input. A word: the program is asked to stop. No word, because whoever
/// started it has gone: it goes at once. A group of its own, so that Ctrl-C reaches only the starter, which ends things in their order.
const GUARD: &str = r#"
log=$1
shift
"$@" </dev/null >>"$log" 2>&1 &
pid=$!
echo "$pid"
if read -r word; then kill -TERM "$pid"; else kill -9 "$pid"; fi
wait "$pid"
"#;
/// A stop takes a second or so; the hub itself gives up after less than this.
const PATIENCE: Duration = Duration::from_secs(90);
const PAUSE: Duration = Duration::from_millis(10);

/// Something that runs.
pub(crate) struct Running {
    guard: Child,
    word: Option<ChildStdin>,
    /// Its process id.
    pub(crate) pid: u32,
    log: PathBuf,
}

/// A command of the program whose settings come from its files alone.
pub(crate) fn command(program: &Path) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("SCHAKEL__") {
            command.env_remove(name); // meant for a real hub, and would go before the file
        }
    }
    command
}

impl Running {
    /// Starts it; what it says goes to the end of `log`.
    pub(crate) fn start(program: &Path, words: &[&str], log: &Path) -> Result<Self> {
        let mut guard = command(Path::new("sh"));
        guard
            .args(["-c", GUARD, "guard"])
            .arg(log)
            .arg(program)
            .args(words);
        guard
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .process_group(0);
        let mut guard = guard.spawn().context("`sh` start niet")?;
        let mut line = String::new();
        BufReader::new(guard.stdout.take().context("no pipe")?).read_line(&mut line)?;
        let word = guard.stdin.take();
        let pid = line
            .trim()
            .parse()
            .with_context(|| format!("`{}` start niet", program.display()))?;
        Ok(Self {
            guard,
            word,
            pid,
            log: log.to_owned(),
        })
    }

    /// The end of what it said.
    pub(crate) fn last_words(&self) -> String {
        last_words(&self.log)
    }

    /// Asks it to stop, and waits until it has.
    pub(crate) async fn stop(mut self) -> Result<ExitStatus> {
        self.word
            .take()
            .map(|mut word| word.write_all(b"stop\n"))
            .transpose()?;
        let since = Instant::now();
        loop {
            if let Some(status) = self.guard.try_wait()? {
                return Ok(status);
            }
            if since.elapsed() > PATIENCE {
                bail!("het stopt niet:\n{}", self.last_words());
            }
            tokio::time::sleep(PAUSE).await;
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.word = None; // no word any more, and the guard ends the process
        let _ = self.guard.wait();
    }
}

/// The end of a log.
pub(crate) fn last_words(log: &Path) -> String {
    let log = fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = log.lines().collect();
    lines
        .iter()
        .skip(lines.len().saturating_sub(30))
        .map(|line| format!("  {line}\n"))
        .collect()
}
