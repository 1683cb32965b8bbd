//! A redelivered message, while it is judged -> a mark that outlives the process, and counts of the deaths that the
//! message saw.
//!
//! The mark is a plain write into the lock file of the store, which the system keeps however the process ends: a mark
//! costs no commit, and stands only while the message is being read or recorded. A message that merely waited when
//! the process ended has no mark.

use super::error::StoreError;
use super::{Reading, Store, Writing};
use rusqlite::{Connection, OptionalExtension};
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;

/// Work on a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Doing {
    /// The message is decoded and judged: a matter of microseconds, and the part that a message can break.
    Reading = b'r',
    /// The outcome goes to disk, which can take long: a kill from outside is far more likely here.
    Recording = b'w',
}

/// Number of times that the process ended while a message was being read, and while it was being recorded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Deaths {
    /// Deaths while the message was read.
    pub reading: i64,
    /// Deaths while the outcome was recorded.
    pub recording: i64,
}

/// The mark of one message, taken away when this value is dropped.
#[must_use]
pub struct ReadingMark<'a> {
    store: &'a Store,
    digest: [u8; 32],
}

impl ReadingMark<'_> {
    /// Notes that the message has been read and is being recorded.
    pub fn recording(&self) {
        self.store.put_mark(Some((Doing::Recording, &self.digest)));
    }
}

impl Drop for ReadingMark<'_> {
    fn drop(&mut self) {
        self.store.put_mark(None);
    }
}

impl Store {
    /// Marks the message that is about to be read: one message at a time.
    pub fn mark(&self, digest: [u8; 32]) -> ReadingMark<'_> {
        self.put_mark(Some((Doing::Reading, &digest)));
        ReadingMark {
            store: self,
            digest,
        }
    }

    /// Writes a mark. A mark that cannot be written counts nothing: the store itself will hardly take the message then.
    fn put_mark(&self, mark: Option<(Doing, &[u8; 32])>) {
        self.0
            .ends
            .with_lock_file(|file| write_mark(file, mark).ok());
    }
}

impl Reading<'_> {
    /// The deaths that a message saw since it was last recorded.
    pub fn deaths(&self, digest: &[u8; 32]) -> Result<Deaths, StoreError> {
        let mut counts = self
            .db
            .prepare_cached("SELECT reading, recording FROM suspect WHERE digest = ?1")?;
        let deaths = counts.query_row([digest], |row| {
            Ok(Deaths {
                reading: row.get(0)?,
                recording: row.get(1)?,
            })
        });
        Ok(deaths.optional()?.unwrap_or_default())
    }
}

impl Writing<'_> {
    /// Clears a message that did no harm after all, or has been set aside.
    pub fn clear_suspect(&self, digest: &[u8; 32]) -> Result<(), StoreError> {
        self.db
            .prepare_cached("DELETE FROM suspect WHERE digest = ?1")?
            .execute([digest])?;
        Ok(())
    }
}

/// Counts a death for the message whose mark the last process left, and takes the mark away.
pub(super) fn blame(db: &Connection, lock: &File) -> Result<(), StoreError> {
    let Some((doing, digest)) = read_mark(lock) else {
        return Ok(());
    };
    let column = match doing {
        Doing::Reading => "reading",
        Doing::Recording => "recording",
    };
    let count = format!(
        "INSERT INTO suspect (digest, {column}) VALUES (?1, 1) ON CONFLICT DO UPDATE SET {column} = {column} + 1"
    );
    db.execute(&count, [digest])?;
    Ok(write_mark(lock, None)?)
}

fn write_mark(file: &File, mark: Option<(Doing, &[u8; 32])>) -> io::Result<()> {
    let mut bytes = [0; 33];
    if let Some((doing, digest)) = mark {
        bytes[0] = doing as u8;
        bytes[1..].copy_from_slice(digest);
    }
    file.write_all_at(&bytes, 0)
}

fn read_mark(file: &File) -> Option<(Doing, [u8; 32])> {
    let mut bytes = [0; 33];
    file.read_exact_at(&mut bytes, 0).ok()?;
    let [sort, digest @ ..] = bytes;
    let doing = [Doing::Reading, Doing::Recording]
        .into_iter()
        .find(|doing| *doing as u8 == sort)?;
    Some((doing, digest))
}
