//! The files of the store and their disk -> sizes, and room that is left.

use super::Store;
use std::path::{Path, PathBuf};

/// Size of the write-ahead log, and room on the disk of the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sizes {
    /// Bytes of the write-ahead log: pages not yet folded into the file.
    pub wal_bytes: u64,
    /// Bytes that the user of the hub may still write on this disk; none when the system does not tell.
    pub disk_free_bytes: Option<u64>,
}

/// The path of a file beside the store: the store's name with `more` behind it.
pub(super) fn beside(path: &Path, more: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(more);
    name.into()
}

impl Store {
    /// Asks the system, and never the store, so that a store that is stuck has sizes too. Blocks as long as the disk
    /// does.
    pub fn sizes(&self) -> Sizes {
        let path = &self.0.path;
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        let disk = rustix::fs::statvfs(folder).ok();
        Sizes {
            wal_bytes: std::fs::metadata(beside(path, "-wal")).map_or(0, |file| file.len()),
            disk_free_bytes: disk.map(|disk| disk.f_bavail.saturating_mul(disk.f_frsize)),
        }
    }
}
