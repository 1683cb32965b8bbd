//! The store, beside a running hub or without one -> one new file that is a whole copy of one moment, proven before it gets its name.

use super::Store;
use super::disk::beside;
use super::error::{DiskFault, DiskFaultSort, StoreError, StorePath};
use super::open::for_reading;
use super::verify::{Broken, Verified};
use crate::number::LineNo;
use rusqlite::Connection;
use std::fs::{self, File, OpenOptions, Permissions, TryLockError};
use std::io::ErrorKind;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::timeout;

/// Time between two reports to `progress`.
const TELL: Duration = Duration::from_millis(200);

/// A copy that was made and checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// The log of the copy.
    pub log: Verified,
    /// Size of the file.
    pub bytes: u64,
}

/// Why there is no copy. No file stands under the name that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoCopy {
    /// A file of this name exists and would be overwritten.
    #[error("`{0}` exists already, and stays as it is")]
    Exists(PathBuf),
    /// Another copy is being written to the same name.
    #[error("a copy is being written to `{0}` already")]
    Busy(PathBuf),
    /// The disk of the copy is full.
    #[error("the disk of `{0}` is full; there is no copy")]
    Full(PathBuf),
    /// The folder or the disk of the copy refuses.
    #[error("`{0}` cannot be written: {fault}; there is no copy", fault = DiskFault::from(*.1))]
    Unwritable(PathBuf, DiskFaultSort),
    /// The store failed, or a disk did while copying.
    #[error("there is no copy: {0}")]
    Store(StoreError),
    /// Pages of the store do not fit together any more; with SQLite's first complaint.
    #[error("there is no copy, the store itself is damaged: {}", .0.as_deref().unwrap_or("the file is damaged"))]
    Damaged(Option<String>),
    /// The log of the copy is not as written.
    #[error("there is no copy: {0}")]
    Broken(Broken),
    /// The log of the copy ends before the end that the store's log had when the copy was begun.
    #[error("there is no copy: its log ends at line {0}, that of the store was at line {1} before")]
    Short(LineNo, LineNo),
}

impl From<StoreError> for NoCopy {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Broken> for NoCopy {
    fn from(broken: Broken) -> Self {
        Self::Broken(broken)
    }
}

impl Store {
    /// Makes the copy, readable for its owner only. The hub goes on meanwhile; its write-ahead log grows until the
    /// copy is there. `progress` gets the bytes written so far, and the bytes of the store; the copy is often smaller
    /// than the store.
    pub async fn backup(
        &self,
        to: &Path,
        mut progress: impl FnMut(u64, u64),
    ) -> Result<Copied, NoCopy> {
        if to.symlink_metadata().is_ok() {
            return Err(NoCopy::Exists(to.into()));
        }
        let (from, keys) = (&self.0.path, &self.0.keys);
        let part = PartialCopy::begin(to)?;
        let begun = self
            .read(|store| store.signed_end())
            .await?
            .map_or(LineNo::START, |(last, _)| last);
        let (done, mut ended) = oneshot::channel();
        let (target, source, of) = (
            part.path.clone(),
            for_reading(from, keys)?,
            fs::metadata(from).map_or(0, |file| file.len()),
        );
        let copy = move || {
            let name = target.to_string_lossy();
            let whole = integrity(&source).and_then(|()| {
                Ok(source
                    .execute("VACUUM INTO ?1", [&*name])
                    .map_err(StoreError::from)?)
            });
            drop(done.send(whole));
        };
        thread::Builder::new()
            .name("store-backup".into())
            .spawn(copy)
            .map_err(StoreError::from)?;
        let copied = loop {
            match timeout(TELL, &mut ended).await {
                Ok(Ok(copied)) => break copied,
                Ok(Err(_)) => break Err(StoreError::Panicked(StorePath::default()).into()),
                Err(_) => progress(fs::metadata(&part.path).map_or(0, |file| file.len()), of),
            }
        };
        copied.map_err(|error| match error {
            NoCopy::Store(StoreError::Full(_)) => NoCopy::Full(to.into()),
            NoCopy::Store(other) => NoCopy::Store(other.at(from)),
            other => other,
        })?;
        part.file
            .sync_all()
            .map_err(|error| unwritable(to, &error))?;
        let log = Self::open_readonly(&part.path, keys.clone())?
            .verify(|_| ())
            .await??;
        let end = LineNo(log.lines);
        if end < begun {
            return Err(NoCopy::Short(end, begun));
        }
        let bytes = part.file.metadata().map_or(0, |file| file.len());
        part.name(to)?;
        Ok(Copied { log, bytes })
    }
}

/// Checks the pages of the store. The log is proven by its chain; SQLite alone can check everything else.
fn integrity(store: &Connection) -> Result<(), NoCopy> {
    let said: Result<String, _> =
        store.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0));
    match said.map_err(StoreError::from) {
        Ok(said) if said == "ok" => Ok(()),
        Ok(said) => {
            let said = said.lines().collect::<Vec<_>>().join(" ");
            Err(NoCopy::Damaged(Some(said)))
        }
        Err(StoreError::Corrupt(..)) => Err(NoCopy::Damaged(None)),
        Err(other) => Err(other.into()),
    }
}

/// A copy in the making, under a temporary name; deleted when it gets no other name.
struct PartialCopy {
    path: PathBuf,
    file: File,
    named: bool,
}

impl PartialCopy {
    fn begin(to: &Path) -> Result<Self, NoCopy> {
        let path = beside(to, ".deel");
        let opened = OpenOptions::new()
            .create(true)
            .append(true)
            .mode(0o600)
            .open(&path);
        let file = opened.map_err(|error| unwritable(to, &error))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(NoCopy::Busy(to.into())),
            Err(TryLockError::Error(error)) => return Err(unwritable(to, &error)),
        }
        let part = Self {
            path,
            file,
            named: false,
        };
        // an earlier copy may have been broken off here
        let emptied = part
            .file
            .set_len(0)
            .and_then(|()| part.file.set_permissions(Permissions::from_mode(0o600)));
        emptied.map_err(|error| unwritable(to, &error))?;
        Ok(part)
    }

    /// Gives the copy its name, and makes the name last.
    fn name(mut self, to: &Path) -> Result<(), NoCopy> {
        if to.symlink_metadata().is_ok() {
            return Err(NoCopy::Exists(to.into()));
        }
        let named = fs::rename(&self.path, to).and_then(|()| {
            self.named = true;
            let folder = to
                .parent()
                .filter(|folder| !folder.as_os_str().is_empty())
                .unwrap_or(Path::new("."));
            File::open(folder)?.sync_all()
        });
        named.map_err(|error| unwritable(to, &error))
    }
}

impl Drop for PartialCopy {
    fn drop(&mut self) {
        if !self.named {
            drop(fs::remove_file(&self.path)); // or the next copy takes the file over
        }
    }
}

fn unwritable(to: &Path, error: &std::io::Error) -> NoCopy {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => NoCopy::Full(to.into()),
        ErrorKind::NotFound => NoCopy::Unwritable(to.into(), DiskFaultSort::NoFolder),
        ErrorKind::PermissionDenied => NoCopy::Unwritable(to.into(), DiskFaultSort::NoAccess),
        ErrorKind::ReadOnlyFilesystem => NoCopy::Unwritable(to.into(), DiskFaultSort::ReadOnlyDisk),
        _ => NoCopy::Unwritable(to.into(), DiskFaultSort::Refused),
    }
}
