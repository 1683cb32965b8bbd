//! SQLite's complaint -> a failure as a value that the program acts on, the log tells and `dutch.rs` puts in Dutch.

use rusqlite::ErrorCode;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

/// The store of an error, once that is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StorePath(Option<Arc<Path>>);

impl StorePath {
    /// The file of the store.
    pub fn file(&self) -> Option<&Path> {
        self.0.as_deref()
    }
}

impl fmt::Display for StorePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(path) => write!(f, "the store `{}`", path.display()),
            None => f.write_str("the store"),
        }
    }
}

/// Why the store failed. Never holds a value from the store.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The disk is full.
    #[error("the disk of {0} is full")]
    Full(StorePath),
    /// The disk or the folder refuses.
    #[error("{0} cannot be read or written: {1}")]
    Io(StorePath, DiskFault),
    /// Another program holds the file too long.
    #[error("{0} is held by another program")]
    Busy(StorePath),
    /// Another hub uses the store.
    #[error("another hub uses {0}")]
    OtherHub(StorePath),
    /// The store was made with another key.
    #[error("{0} was made with another key")]
    WrongKey(StorePath),
    /// An alias key is absent, or is another one: a subject known by that key would not be found, nor a refusal about
    /// that subject.
    #[error("{0} needs the key for aliases of version {1}")]
    MissingKey(StorePath, u32),
    /// The store was made by a later version of the program.
    #[error("{0} was made by a newer version of schakel")]
    Newer(StorePath),
    /// The content of the store cannot be right.
    #[error("{0} cannot be used: {1}")]
    Corrupt(StorePath, Flaw),
    /// The store was opened for reading, and asked to write.
    #[error("{0} is open for reading only")]
    ReadOnly(StorePath),
    /// The database refused: a mistake in the program.
    #[error("{0} did not take this: {1}; this is a mistake in schakel, please report it")]
    Refused(StorePath, Rejection),
    /// The job broke off: a mistake in the program.
    #[error(
        "a job for {0} broke off and was undone: this is a mistake in schakel, please report it"
    )]
    Panicked(StorePath),
    /// The store's thread has ended.
    #[error("{0} has stopped: read the lines before this one, and start the hub again")]
    Stopped(StorePath),
}

/// The failure of a disk, a folder or the system, with SQLite's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DiskFault {
    /// Sort of failure.
    pub sort: DiskFaultSort,
    /// SQLite's extended code.
    pub sqlite: Option<i32>,
}

/// Sort of failure of a disk, a folder or the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiskFaultSort {
    /// The folder does not exist.
    NoFolder,
    /// This user has no access.
    NoAccess,
    /// A file stands where the folder should be.
    FolderIsFile,
    /// A folder stands where the file should be.
    FileIsFolder,
    /// The disk is read-only.
    ReadOnlyDisk,
    /// The file is read-only.
    ReadOnlyFile,
    /// A file may not grow that large.
    TooLarge,
    /// The file does not open.
    Closed,
    /// No memory left.
    NoMemory,
    /// The disk does not read or write.
    Failing,
    /// The disk cannot keep a write-ahead log.
    NoWriteAhead,
    /// The transaction was undone.
    Undone,
    /// The system gives no random bytes.
    NoDice,
    /// The system refuses for another reason.
    Refused,
}

impl fmt::Display for DiskFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.sort {
            DiskFaultSort::NoFolder => "the folder does not exist",
            DiskFaultSort::NoAccess => "no access",
            DiskFaultSort::FolderIsFile => "a file stands where the folder should be",
            DiskFaultSort::FileIsFolder => "a folder stands where the file should be",
            DiskFaultSort::ReadOnlyDisk => "the disk is read-only",
            DiskFaultSort::ReadOnlyFile => "the file is read-only",
            DiskFaultSort::TooLarge => "a file may not grow that large here",
            DiskFaultSort::Closed => "the file does not open",
            DiskFaultSort::NoMemory => "no memory is left",
            DiskFaultSort::Failing => "the disk does not read or write",
            DiskFaultSort::NoWriteAhead => "this disk cannot keep a write-ahead log",
            DiskFaultSort::Undone => "the transaction was undone",
            DiskFaultSort::NoDice => "the system gives no random bytes",
            DiskFaultSort::Refused => "the system refuses",
        })?;
        match self.sqlite {
            Some(code) => write!(f, ", SQLite {code}"),
            None => Ok(()),
        }
    }
}

impl From<DiskFaultSort> for DiskFault {
    fn from(sort: DiskFaultSort) -> Self {
        Self { sort, sqlite: None }
    }
}

/// Flaw in the content of a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// SQLite finds its own pages broken.
    #[error("the file is damaged")]
    Damaged,
    /// The file is not an SQLite file.
    #[error("the file is no database")]
    NoDatabase,
    /// The database has no tables of a store.
    #[error("it is no store of schakel")]
    NoStore,
    /// The database belongs to another program.
    #[error("it is a database of another program")]
    OtherProgram,
    /// The store is of an older version, opened by a reader that cannot migrate it.
    #[error("it is of an older version")]
    Older,
    /// A column has a value that this program does not write there.
    #[error("a column holds what does not belong there")]
    Column,
    /// The problems of a document cannot be read.
    #[error("the problems of a document cannot be read")]
    Problems,
    /// The verdicts on a document cannot be read.
    #[error("the verdicts on a document cannot be read")]
    Verdicts,
    /// The day of a statement cannot be read.
    #[error("the day of a statement cannot be read")]
    StatementDay,
    /// The evidence of a statement is sealed with another key.
    #[error("the evidence of a statement does not open with this key")]
    Evidence,
    /// A payload is sealed with another key.
    #[error("a payload does not open with this key")]
    Payload,
    /// No key for aliases is on record.
    #[error("there is no key for aliases")]
    NoAliasKey,
    /// The log has no signed head.
    #[error("the log has no head")]
    NoHead,
    /// The log and its signed head disagree.
    #[error("the log does not end where its signed head says")]
    LogEnd,
    /// A tally counts something that the program does not count.
    #[error("a tally is of something unknown")]
    Tally,
}

/// Why the database refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// SQLite's own words for the code. The longer message is left out: a trigger or a check could have put a value
    /// in it.
    #[error("SQLite {0}: {text}", text = rusqlite::ffi::code_to_str(*.0))]
    Sqlite(i32),
    /// A row that must be there is missing.
    #[error("a row that must be there is not")]
    NoRow,
    /// The statement does not fit its values.
    #[error("the statement does not fit its values")]
    Values,
    /// A payload is too large to be sealed.
    #[error("a payload is too large to be sealed")]
    TooLarge,
    /// The problems of a document are no text.
    #[error("problems are no text")]
    Problems,
}

impl StoreError {
    /// Whether the job is sound, and the store cannot record now. Stop consuming, wait, try again.
    pub const fn is_stall(&self) -> bool {
        matches!(self, Self::Full(_) | Self::Io(..) | Self::Busy(_))
    }

    pub(super) fn corrupt(flaw: Flaw) -> Self {
        Self::Corrupt(StorePath::default(), flaw)
    }

    pub(super) fn disk(sort: DiskFaultSort) -> Self {
        Self::Io(StorePath::default(), sort.into())
    }

    pub(super) fn rejected(rejection: Rejection) -> Self {
        Self::Refused(StorePath::default(), rejection)
    }

    pub(super) fn at(mut self, path: &Arc<Path>) -> Self {
        let (Self::Full(place)
        | Self::Io(place, _)
        | Self::Busy(place)
        | Self::OtherHub(place)
        | Self::WrongKey(place)
        | Self::MissingKey(place, _)
        | Self::Newer(place)
        | Self::Corrupt(place, _)
        | Self::ReadOnly(place)
        | Self::Refused(place, _)
        | Self::Panicked(place)
        | Self::Stopped(place)) = &mut self;
        *place = StorePath(Some(Arc::clone(path)));
        self
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        let place = StorePath::default();
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full(place),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy(place),
            Some(ErrorCode::DatabaseCorrupt) => Self::Corrupt(place, Flaw::Damaged),
            Some(ErrorCode::NotADatabase) => Self::Corrupt(place, Flaw::NoDatabase),
            Some(
                ErrorCode::SystemIoFailure
                | ErrorCode::CannotOpen
                | ErrorCode::ReadOnly
                | ErrorCode::PermissionDenied
                | ErrorCode::FileLockingProtocolFailed
                | ErrorCode::OutOfMemory,
            ) => Self::Io(place, of_sqlite(&error)),
            Some(_) => Self::Refused(
                place,
                Rejection::Sqlite(extended_code(&error).unwrap_or_default()),
            ),
            None => match error {
                // a column holds a value that this program does not write there; the error itself may hold the value
                rusqlite::Error::FromSqlConversionFailure(..)
                | rusqlite::Error::InvalidColumnType(..)
                | rusqlite::Error::IntegralValueOutOfRange(..)
                | rusqlite::Error::Utf8Error(..) => Self::Corrupt(place, Flaw::Column),
                rusqlite::Error::QueryReturnedNoRows => Self::Refused(place, Rejection::NoRow),
                _ => Self::Refused(place, Rejection::Values),
            },
        }
    }
}

fn of_sqlite(error: &rusqlite::Error) -> DiskFault {
    let sort = match error.sqlite_error_code() {
        Some(ErrorCode::CannotOpen) => DiskFaultSort::Closed,
        Some(ErrorCode::ReadOnly) => DiskFaultSort::ReadOnlyFile,
        Some(ErrorCode::PermissionDenied) => DiskFaultSort::NoAccess,
        Some(ErrorCode::OutOfMemory) => DiskFaultSort::NoMemory,
        _ => DiskFaultSort::Failing,
    };
    let sqlite = extended_code(error);
    DiskFault { sort, sqlite }
}

fn extended_code(error: &rusqlite::Error) -> Option<i32> {
    error.sqlite_error().map(|failure| failure.extended_code)
}

impl From<getrandom::Error> for StoreError {
    fn from(_: getrandom::Error) -> Self {
        Self::disk(DiskFaultSort::NoDice)
    }
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        use std::io::ErrorKind as Io;
        Self::disk(match error.kind() {
            Io::StorageFull => return Self::Full(StorePath::default()),
            Io::NotFound => DiskFaultSort::NoFolder,
            Io::PermissionDenied => DiskFaultSort::NoAccess,
            Io::NotADirectory => DiskFaultSort::FolderIsFile,
            Io::IsADirectory => DiskFaultSort::FileIsFolder,
            Io::ReadOnlyFilesystem => DiskFaultSort::ReadOnlyDisk,
            Io::FileTooLarge => DiskFaultSort::TooLarge,
            _ => DiskFaultSort::Refused,
        })
    }
}
