//! A process -> how much memory it took at most, and how long it worked.

use anyhow::{Context, Result};
use std::fs;
use std::time::Duration;

/// The most memory that it held, in bytes.
pub(crate) fn peak(pid: u32) -> Result<u64> {
    let status =
        fs::read_to_string(format!("/proc/{pid}/status")).context("het proces is er niet meer")?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .context("no VmHWM")?;
    Ok(line.trim().trim_end_matches(" kB").trim().parse::<u64>()? * 1024)
}

/// Processor time that it used so far, user and system. The kernel counts it in hundredths of a second.
pub(crate) fn worked(pid: u32) -> Result<Duration> {
    let stat =
        fs::read_to_string(format!("/proc/{pid}/stat")).context("het proces is er niet meer")?;
    let (_, fields) = stat.rsplit_once(") ").context("no stat")?;
    let ticks: u64 = fields
        .split(' ')
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse::<u64>().ok())
        .sum();
    Ok(Duration::from_millis(ticks * 10))
}
