//! A process that cannot outlive whoever started it, not even when that is killed.

use anyhow::{Context, Result};
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// Whether a process lives; one that ended and was not collected does not.
pub(crate) fn alive(pid: u32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.rsplit_once(") ")
        .is_some_and(|(_, state)| !state.starts_with(['Z', 'X']))
}

/// Starts a program, says its pid, and waits on its own standard input. Whether that brings a word or ends because the owner has
/// gone, the program and all of its process group end. Nobody is left to tidy up in the second case, so it does that too.
const GUARD: &str = r#"
out=$1 scratch=$2
shift 2
"$@" </dev/null >>"$out" 2>&1 &
pid=$!
echo "$pid"
read -r word
kill -9 "$pid"
wait "$pid"
if [ -z "$word" ] && [ -n "$scratch" ]; then
    sleep 1
    rm -rf "$scratch"
fi
kill -9 -- "-$$"
"#;

/// A process that ends with its owner, even when that is killed: its guard then reads the end of a pipe.
pub(super) struct Guarded {
    guard: Child,
    pub(super) pid: u32,
    /// Ends it as the end of this process would.
    pub(super) say_nothing: bool,
}

impl Guarded {
    pub(super) fn spawn(
        command: &Command,
        folder: &Path,
        out: &str,
        scratch: bool,
    ) -> Result<Guarded> {
        let out = folder.join(out);
        File::create(&out).with_context(|| format!("cannot write `{}`", out.display()))?;
        let mut guard = Command::new("sh");
        guard.args(["-c", GUARD, "guard"]).arg(out).arg(if scratch {
            folder.as_os_str()
        } else {
            "".as_ref()
        });
        guard.arg(command.get_program()).args(command.get_args());
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("RABBITMQ_")
                || name.to_string_lossy().starts_with("ERL_")
            {
                guard.env_remove(name); // meant for another node
            }
        }
        guard.envs(
            command
                .get_envs()
                .filter_map(|(name, value)| Some((name, value?))),
        );
        guard.current_dir(folder).process_group(0);
        guard
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut guard = guard.spawn().context("cannot start `sh`")?;

        let mut line = String::new();
        BufReader::new(guard.stdout.take().context("no pipe")?).read_line(&mut line)?;
        let pid = line.trim().parse().context("the guard did not start")?;
        Ok(Guarded {
            guard,
            pid,
            say_nothing: false,
        })
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        let word: &[u8] = if self.say_nothing { b"" } else { b"stop\n" };
        // a failure means that the guard has gone, and it goes last
        let _ = self
            .guard
            .stdin
            .take()
            .map(|mut stdin| stdin.write_all(word));
        if !self.say_nothing {
            let _ = self.guard.wait();
        }
    }
}
