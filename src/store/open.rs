//! A path and the keys -> open connections to a file of this program, of today's shape, and made with these keys.

use super::disk::beside;
use super::error::{DiskFaultSort, Flaw, StoreError};
use super::log::Head;
use super::schema::{APPLICATION, STEPS};
use crate::keys::Keys;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use std::fs::{File, OpenOptions, TryLockError};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::Duration;

/// Page cache of the one writer, in KiB: it comes back to pages of many indexes. Beyond it the system's own cache serves.
const WRITING_CACHE: i64 = 12 * 1024;
/// Page cache of a reader, in KiB: a reader mostly reads recent rows, once.
const READING_CACHE: i64 = 4 * 1024;

/// The lock of the one hub that may write. The system releases the lock when the process ends, however it ends.
pub(super) struct OnlyHub(File);

impl OnlyHub {
    /// The lock file.
    pub(super) fn file(&self) -> &File {
        &self.0
    }
}

/// Keeps a second hub from writing: a lock on `<path>.lock`, which stays behind and holds at most a mark
/// ([`super::suspect`]).
pub(super) fn only_hub(path: &Path) -> Result<OnlyHub, StoreError> {
    let lock = OpenOptions::new()
        .create(true)
        .read(true)
        .write(true)
        .truncate(false)
        .mode(0o600)
        .open(beside(path, ".lock"))?;
    match lock.try_lock() {
        Ok(()) => Ok(OnlyHub(lock)),
        Err(TryLockError::WouldBlock) => Err(StoreError::OtherHub(Default::default())),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

/// Whether a hub wrote to the store at this path before, whether or not the store is still there.
pub fn was_here(path: &Path) -> bool {
    beside(path, ".lock").exists()
}

/// Opens the store for the one writer, makes the file when there is none, and migrates it to today's shape.
pub(super) fn for_writing(path: &Path, keys: &Keys) -> Result<(Connection, Head), StoreError> {
    drop(private_file(path)?); // SQLite would let everybody on the machine read it
    let mut db = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    prepare(&db, WRITING_CACHE)?;
    migrate(&mut db, keys)?;
    let mode: String = db.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
    if mode != "wal" {
        return Err(StoreError::disk(DiskFaultSort::NoWriteAhead));
    }
    db.pragma_update(None, "synchronous", "FULL")?;
    db.pragma_update(None, "wal_autocheckpoint", 8192)?; // pages: some 32 MB between two checkpoints
    db.pragma_update(None, "journal_size_limit", 64 * 1024 * 1024)?;
    db.pragma_update(None, "secure_delete", "FAST")?;
    alias_keys(&db, keys)?;
    let head = Head::checked(&db, keys)?;
    Ok((db, head))
}

/// Opens the store for reading, beside a running hub or without one.
pub(super) fn for_reading(path: &Path, keys: &Keys) -> Result<Connection, StoreError> {
    let db = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    prepare(&db, READING_CACHE)?;
    match version(&db)? {
        0 => return Err(StoreError::corrupt(Flaw::NoStore)),
        of if of < STEPS.len() => {
            return Err(StoreError::corrupt(Flaw::Older));
        }
        _ => right_keys(&db, keys)?,
    }
    Ok(db)
}

fn private_file(path: &Path) -> Result<File, StoreError> {
    Ok(OpenOptions::new()
        .create(true)
        .append(true)
        .mode(0o600)
        .open(path)?)
}

fn prepare(db: &Connection, cache: i64) -> Result<(), StoreError> {
    db.busy_timeout(Duration::from_secs(5))?;
    db.pragma_update(None, "foreign_keys", true)?;
    db.pragma_update(None, "temp_store", "MEMORY")?; // savepoints keep their undo in memory
    db.pragma_update(None, "cache_size", -cache)?;
    // without this, a statement that orders its rows is compiled anew for each set of values
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    db.set_prepared_statement_cache_capacity(128);
    Ok(())
}

fn migrate(db: &mut Connection, keys: &Keys) -> Result<(), StoreError> {
    let all = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let from = version(&all)?;
    if from == 0
        && all.query_row("SELECT count(*) FROM sqlite_schema", [], |row| {
            row.get::<_, i64>(0)
        })? > 0
    {
        return Err(StoreError::corrupt(Flaw::OtherProgram));
    }
    if from > 0 {
        right_keys(&all, keys)?;
    }
    for step in STEPS.iter().skip(from) {
        all.execute_batch(step)?;
    }
    if from == 0 {
        all.pragma_update(None, "application_id", APPLICATION)?;
        all.execute(
            "INSERT INTO made (one, fingerprint) VALUES (1, ?1)",
            [keys.fingerprint()],
        )?;
        Head::START.write(&all, keys)?;
    }
    all.pragma_update(
        None,
        "user_version",
        u32::try_from(STEPS.len()).unwrap_or(u32::MAX),
    )?;
    Ok(all.commit()?)
}

fn version(db: &Connection) -> Result<usize, StoreError> {
    let version: u32 = db.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let application: i32 = db.pragma_query_value(None, "application_id", |row| row.get(0))?;
    match version as usize {
        0 => Ok(0),
        _ if application != APPLICATION => Err(StoreError::corrupt(Flaw::OtherProgram)),
        newer if newer > STEPS.len() => Err(StoreError::Newer(Default::default())),
        known => Ok(known),
    }
}

fn right_keys(db: &Connection, keys: &Keys) -> Result<(), StoreError> {
    let made: [u8; 8] = db.query_row("SELECT fingerprint FROM made", [], |row| row.get(0))?;
    if made == keys.fingerprint() {
        Ok(())
    } else {
        Err(StoreError::WrongKey(Default::default()))
    }
}

/// Checks that every key by which a subject may be known is here; otherwise refusals would not be found.
fn alias_keys(db: &Connection, keys: &Keys) -> Result<(), StoreError> {
    let mut all = db.prepare("SELECT version, fingerprint FROM alias_key WHERE retired IS NULL")?;
    let versions = all
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<Vec<(u32, Option<[u8; 32]>)>, _>>()?;
    let missing = |(version, made): &(u32, Option<[u8; 32]>)| match (
        keys.alias_fingerprint(*version),
        made,
    ) {
        (None, _) => true,
        (Some(here), Some(made)) => here != *made,
        // the first version comes from the master key, which was compared before
        (Some(_), None) => false,
    };
    match versions.iter().find(|version| missing(version)) {
        Some((version, _)) => Err(StoreError::MissingKey(Default::default(), *version)),
        None => Ok(()),
    }
}
