//! A command -> a process that cannot outlive the bench; and how much memory it took at most.

use anyhow::{Context, Result, bail};
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::Duration;

/// Starts a program, says its pid, and waits on its own standard input. A word: the program is asked to stop. No word, because the bench
/// has gone: it goes at once.
const GUARD: &str = r#"
log=$1
shift
"$@" </dev/null >>"$log" 2>&1 &
pid=$!
echo "$pid"
if read -r word; then kill -TERM "$pid"; else kill -9 "$pid"; fi
wait "$pid"
"#;

/// Something that runs.
pub(crate) struct Running {
    guard: Child,
    word: Option<ChildStdin>,
    pid: u32,
    log: PathBuf,
}

impl Running {
    pub(crate) fn start(program: &Path, words: &[&str], log: &Path) -> Result<Self> {
        let mut guard = Command::new("sh");
        guard.args(["-c", GUARD, "guard"]).arg(log).arg(program).args(words);
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("SCHAKEL__") {
                guard.env_remove(name); // meant for a real hub, and would go before the file
            }
        }
        guard.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).process_group(0);
        let mut guard = guard.spawn().context("`sh` start niet")?;
        let mut line = String::new();
        BufReader::new(guard.stdout.take().context("no pipe")?).read_line(&mut line)?;
        let word = guard.stdin.take();
        let pid = line.trim().parse().with_context(|| format!("`{}` start niet", program.display()))?;
        Ok(Self { guard, word, pid, log: log.to_owned() })
    }

    /// The most memory that it held, in bytes.
    pub(crate) fn peak(&self) -> Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.pid)).context("het proces is er niet meer")?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("no VmHWM")?;
        Ok(line.trim().trim_end_matches(" kB").trim().parse::<u64>()? * 1024)
    }

    /// Processor time that it used so far.
    pub(crate) fn worked(&self) -> Result<Duration> {
        worked(self.pid)
    }

    /// The end of what it said.
    pub(crate) fn last_words(&self) -> String {
        let log = fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        lines.iter().skip(lines.len().saturating_sub(15)).map(|line| format!("  {line}\n")).collect()
    }

    /// Asks it to stop, and waits until it has.
    pub(crate) async fn stop(mut self) -> Result<()> {
        self.word.take().map(|mut word| word.write_all(b"stop\n")).transpose()?;
        for _ in 0..2000 {
            if self.guard.try_wait()?.is_some() {
                return Ok(());
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        bail!("het stopt niet:\n{}", self.last_words())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.word = None; // no word any more, and the guard ends the process
        let _ = self.guard.wait();
    }
}

/// Processor time of a process so far, user and system. The kernel counts it in hundredths of a second.
pub(crate) fn worked(pid: u32) -> Result<Duration> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).context("het proces is er niet meer")?;
    let (_, fields) = stat.rsplit_once(") ").context("no stat")?;
    let ticks: u64 = fields.split(' ').skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
    Ok(Duration::from_millis(ticks * 10))
}
