//! What only the node's own language can do to it: a queue that holds its breath, as one does that has lost its majority, or an alarm.

use super::{Node, installed};
use anyhow::{Result, ensure};
use std::path::Path;
use tokio::process::Command;

impl Node {
    /// From now on this quorum queue takes nothing in and confirms nothing; all else on the node goes on.
    pub(crate) async fn suspend_queue(&self, vhost: &str, queue: &str) -> Result<()> {
        self.evaluate(&format!("sys:suspend('{vhost}_{queue}')."))
            .await
    }

    /// It breathes again, and does what it was asked meanwhile.
    pub(crate) async fn resume_queue(&self, vhost: &str, queue: &str) -> Result<()> {
        self.evaluate(&format!("sys:resume('{vhost}_{queue}')."))
            .await
    }

    /// From now on each new connection may have so many channels.
    pub(crate) async fn channels_at_most(&self, count: u32) -> Result<()> {
        self.evaluate(&format!(
            "application:set_env(rabbit, channel_max, {count})."
        ))
        .await
    }

    /// From now on the node has its alarm for memory: it reads nothing more from who publishes.
    pub(crate) async fn alarm(&self) -> Result<()> {
        self.evaluate("rabbit_alarm:set_alarm({{resource_limit, memory, node()}, []}).")
            .await
    }

    /// The alarm is over.
    pub(crate) async fn end_alarm(&self) -> Result<()> {
        self.evaluate("rabbit_alarm:clear_alarm({resource_limit, memory, node()}).")
            .await
    }

    async fn evaluate(&self, expression: &str) -> Result<()> {
        let mut tool = Command::new(Path::new(installed()?).with_file_name("rabbitmqctl"));
        tool.env_clear()
            .envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
        tool.envs([
            ("RABBITMQ_NODENAME", "schakel@localhost"),
            ("ERL_EPMD_ADDRESS", "127.0.0.1"),
            ("LANG", "C.UTF-8"),
        ]);
        tool.env("ERL_EPMD_PORT", self.ports.epmd.to_string());
        tool.env("HOME", &self.folder)
            .env("RABBITMQ_CONF_ENV_FILE", self.folder.join("env.conf"));
        let output = tool.args(["eval", expression]).output().await?;
        let said = String::from_utf8_lossy(&output.stdout);
        ensure!(
            output.status.success() && said.trim() == "ok",
            "{expression}: {said}{}",
            String::from_utf8_lossy(&output.stderr)
        );
        Ok(())
    }
}
