//! A folder -> how long its disk takes for one fdatasync: what every commit waits for.

use anyhow::Result;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

/// Writes and syncs so many times; every time that it took.
pub(crate) fn syncs(folder: &Path, times: usize) -> Result<Vec<Duration>> {
    let path = folder.join("fdatasync");
    let mut file = File::create(&path)?;
    let mut took = Vec::with_capacity(times);
    for _ in 0..times {
        file.write_all(&[7; 4096])?;
        let since = Instant::now();
        file.sync_data()?;
        took.push(since.elapsed());
    }
    std::fs::remove_file(path)?;
    Ok(took)
}

/// The value below which this part of them lies; 0.5 is the median.
pub(crate) fn quantile(values: &mut [Duration], part: f64) -> Duration {
    values.sort_unstable();
    let at = (values.len() as f64 * part) as usize;
    values
        .get(at.min(values.len().saturating_sub(1)))
        .copied()
        .unwrap_or_default()
}

/// Milliseconds, for a report.
pub(crate) fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
