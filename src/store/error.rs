//! SQLite's complaint -> what an operator should do about it.

use rusqlite::ErrorCode;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

/// Which store an error is about, once that is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place(Option<Arc<Path>>);

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(path) => write!(f, "de opslag `{}`", path.display()),
            None => f.write_str("de opslag"),
        }
    }
}

/// Why the store did not do what was asked. Never holds a value from the store.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// No room left.
    #[error(
        "de schijf van {0} is vol: maak ruimte; er is niets vastgelegd en een hub die draait probeert het vanzelf opnieuw"
    )]
    Full(Place),
    /// The disk or the folder says no.
    #[error(
        "{0} is niet te lezen of te schrijven ({1}): kijk of de map bestaat, van wie die is, en naar de schijf"
    )]
    Io(Place, String),
    /// Somebody else holds the file too long.
    #[error("{0} wordt vastgehouden door een ander programma: sluit wat erin schrijft")]
    Busy(Place),
    /// A second hub.
    #[error(
        "een andere hub gebruikt {0}: stop die, of geef deze met `store.path` een eigen bestand"
    )]
    OtherHub(Place),
    /// The key is not the one that the store was made with.
    #[error(
        "{0} is met een andere sleutel gemaakt: laat `keys.file` de sleutel noemen waarmee die gemaakt is"
    )]
    WrongKey(Place),
    /// A key of its aliases is not there, or is another: whoever was known by it would not be found, nor what was refused about them.
    #[error(
        "{0} heeft de sleutel voor aliassen van versie {1} nodig: zet zijn bestand terug naast `keys.file`, met `.{1}` achter de naam"
    )]
    MissingKey(Place, u32),
    /// Made by a later version of the program.
    #[error(
        "{0} is door een nieuwere schakel gemaakt: gebruik die versie, of zet de kopie van voor de overstap terug"
    )]
    Newer(Place),
    /// What it holds cannot be right.
    #[error(
        "{0} is niet bruikbaar ({1}): stop de hub, bewaar het bestand, loop met `schakel log verify` het logboek na en zet een kopie terug"
    )]
    Corrupt(Place, &'static str),
    /// Opened for reading, asked to write.
    #[error("{0} is alleen om te lezen geopend: laat de hub die draait dit doen")]
    ReadOnly(Place),
    /// The database would not have it: a mistake in the program.
    #[error("{0} nam dit niet aan ({1}): dit is een fout in schakel, meld haar")]
    Refused(Place, String),
    /// The job broke off: a mistake in the program.
    #[error(
        "een taak voor {0} brak af en is ongedaan gemaakt: dit is een fout in schakel, meld haar"
    )]
    Panicked(Place),
    /// What a decision rested on changed before it could be recorded.
    #[error("the consents in {0} changed meanwhile: ask again")]
    Outdated(Place),
    /// The store's thread has ended.
    #[error("{0} is gestopt: lees de regels hiervoor en start de hub opnieuw")]
    Stopped(Place),
}

impl StoreError {
    /// Nothing is wrong with the job: the store cannot record now. Stop consuming, wait, try again.
    pub const fn is_stall(&self) -> bool {
        matches!(self, Self::Full(_) | Self::Io(..) | Self::Busy(_))
    }

    pub(super) fn corrupt(what: &'static str) -> Self {
        Self::Corrupt(Place::default(), what)
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
        | Self::Outdated(place)
        | Self::Stopped(place)) = &mut self;
        *place = Place(Some(Arc::clone(path)));
        self
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        let place = Place::default();
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full(place),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy(place),
            Some(ErrorCode::DatabaseCorrupt) => Self::Corrupt(place, "het bestand is beschadigd"),
            Some(ErrorCode::NotADatabase) => Self::Corrupt(place, "het bestand is geen database"),
            Some(
                ErrorCode::SystemIoFailure
                | ErrorCode::CannotOpen
                | ErrorCode::ReadOnly
                | ErrorCode::PermissionDenied
                | ErrorCode::FileLockingProtocolFailed
                | ErrorCode::OutOfMemory,
            ) => Self::Io(place, disk(&error)),
            Some(_) => Self::Refused(place, reason(&error)),
            None => match error {
                // a column that does not hold what this program writes there; the error itself may hold the value
                rusqlite::Error::FromSqlConversionFailure(..)
                | rusqlite::Error::InvalidColumnType(..)
                | rusqlite::Error::IntegralValueOutOfRange(..)
                | rusqlite::Error::Utf8Error(..) => {
                    Self::Corrupt(place, "in een kolom staat wat daar niet hoort")
                }
                rusqlite::Error::QueryReturnedNoRows => {
                    Self::Refused(place, "een rij die er moet zijn is er niet".into())
                }
                _ => Self::Refused(place, "de opdracht past niet bij haar waarden".into()),
            },
        }
    }
}

/// What a disk or a folder does not do, with the number that SQLite gives it.
fn disk(error: &rusqlite::Error) -> String {
    let what = match error.sqlite_error_code() {
        Some(ErrorCode::CannotOpen) => "het bestand gaat niet open",
        Some(ErrorCode::ReadOnly) => "het bestand is alleen te lezen",
        Some(ErrorCode::PermissionDenied) => "geen toegang",
        Some(ErrorCode::OutOfMemory) => "het geheugen is op",
        _ => "de schijf leest of schrijft niet",
    };
    match error.sqlite_error() {
        Some(failure) => format!("{what}, SQLite {}", failure.extended_code),
        None => what.to_owned(),
    }
}

/// SQLite's own words for the code. Its longer message is left out: a trigger or a check could have put a value in it.
fn reason(error: &rusqlite::Error) -> String {
    match error.sqlite_error() {
        Some(failure) => {
            format!(
                "SQLite {}: {}",
                failure.extended_code,
                rusqlite::ffi::code_to_str(failure.extended_code)
            )
        }
        None => "SQLite".into(),
    }
}

/// What commonly keeps a file from being opened.
fn in_dutch(kind: std::io::ErrorKind) -> &'static str {
    use std::io::ErrorKind as Io;
    match kind {
        Io::NotFound => "de map bestaat niet",
        Io::PermissionDenied => "geen toegang",
        Io::NotADirectory => "wat de map moet zijn is een bestand",
        Io::IsADirectory => "het is zelf een map",
        Io::ReadOnlyFilesystem => "de schijf is alleen te lezen",
        Io::FileTooLarge => "een bestand mag hier niet zo groot worden",
        _ => "het systeem weigert",
    }
}

impl From<getrandom::Error> for StoreError {
    fn from(_: getrandom::Error) -> Self {
        Self::Io(Place::default(), "het systeem geeft geen toeval".into())
    }
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull => Self::Full(Place::default()),
            kind => Self::Io(Place::default(), in_dutch(kind).to_owned()),
        }
    }
}
