//! The program of a world -> started, asked to stop, killed; and what it says while it runs.

use super::World;
use crate::node::until;
use rustix::process::{Pid, Resource, Rlimit, prlimit};
use std::fs;
use std::process::{Command, ExitStatus, Stdio};

impl World {
    /// Starts the hub; what it logs goes to `hub.log`.
    pub(crate) fn start(&mut self) {
        self.start_with(&[]);
    }

    /// The same, with settings from the environment.
    pub(crate) fn start_with(&mut self, environment: &[(&str, &str)]) {
        let mut command = Command::new(&self.program);
        command
            .args(["--settings", &self.path("schakel.toml"), "run"])
            .envs(environment.iter().copied());
        self.spawn(command);
    }

    /// Starts the hub on a disk that takes no larger file than so many blocks of 512 bytes.
    pub(crate) fn start_on_small_disk(&mut self, blocks: u32) {
        let mut command = Command::new("sh");
        let limited = format!("ulimit -S -f {blocks}; exec \"$0\" --settings \"$1\" run");
        command.args([
            "-c",
            &limited,
            env!("CARGO_BIN_EXE_schakel"),
            &self.path("schakel.toml"),
        ]);
        self.spawn(command);
    }

    /// The disk of the running hub has room again.
    pub(crate) fn make_room(&self) {
        let hub = Pid::from_raw(self.pid().try_into().unwrap());
        prlimit(
            hub,
            Resource::Fsize,
            Rlimit {
                current: None,
                maximum: None,
            },
        )
        .unwrap();
    }

    /// Starts the hub with settings from the environment, and with its log to somebody else.
    pub(crate) fn start_telling(&mut self, environment: &[(&str, &str)], log: impl Into<Stdio>) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_schakel"));
        command
            .args(["--settings", &self.path("schakel.toml"), "run"])
            .envs(environment.iter().copied());
        self.spawn_telling(command, log);
    }

    fn spawn(&mut self, command: Command) {
        let log = fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(self.folder.path().join("hub.log"))
            .unwrap();
        self.spawn_telling(command, log);
    }

    /// Starts a hub with its log to somebody else.
    pub(crate) fn spawn_telling(&mut self, mut command: Command, log: impl Into<Stdio>) {
        self.hub = Some(
            command
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(log)
                .spawn()
                .unwrap(),
        );
    }

    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("hub.log")).unwrap_or_default()
    }

    /// The end of what the hub logged.
    pub(crate) fn last_log(&self) -> String {
        let log = self.log();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(30)..].join("\n")
    }

    /// `kill -9`.
    pub(crate) fn kill(&mut self) {
        let mut hub = self.hub.take().expect("a hub that runs");
        hub.kill().unwrap();
        hub.wait().unwrap();
    }

    /// Asks the hub to stop, and waits until it has.
    pub(crate) async fn stop(&mut self) {
        self.ask_to_stop();
        let ended = self.ended().await;
        assert!(ended.success(), "{ended}: {}", self.log());
    }

    /// Asks the hub to stop, and does not wait.
    pub(crate) fn ask_to_stop(&self) {
        assert!(
            Command::new("kill")
                .arg("-TERM")
                .arg(self.pid().to_string())
                .status()
                .unwrap()
                .success()
        );
    }

    /// Waits until the hub has ended by itself. One that does not end is still there to be stopped with the world.
    pub(crate) async fn ended(&mut self) -> ExitStatus {
        let hub = self.hub.as_mut().expect("a hub that runs");
        let ended = until("the hub has ended", async || {
            hub.try_wait().unwrap().is_some()
        })
        .await;
        ended.unwrap_or_else(|error| panic!("{error}: {}", self.last_log()));
        self.hub
            .take()
            .and_then(|mut hub| hub.try_wait().unwrap())
            .expect("a hub that has ended")
    }

    /// The process id of the running hub.
    pub(crate) fn pid(&self) -> u32 {
        self.hub.as_ref().expect("a hub that runs").id()
    }

    /// The most memory that the running hub ever had, in KiB.
    pub(crate) fn peak(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.pid())).unwrap();
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:"))
            .unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }

    pub(crate) fn running(&mut self) -> bool {
        self.hub
            .as_mut()
            .is_some_and(|hub| hub.try_wait().unwrap().is_none())
    }
}
