//! Jobs -> rows in one SQLite file, and questions -> answers. The only place with SQL.
//!
//! One thread writes and one reads; both are handed closures. A closure gets [`Writing`] or [`Reading`], whose
//! methods are all operations on the store. The rows of a job are on disk, or all undone, before the caller of
//! [`Store::write`] has an answer. The store reads no clock: moments are given by the caller.

mod alert;
mod alias;
mod along;
mod answer;
mod apply;
mod backlog;
mod backup;
mod choice;
mod close;
mod disk;
mod dispatch;
mod document;
mod doubt;
mod error;
mod evidence;
mod former;
mod log;
mod merge;
mod open;
mod overview;
mod payload;
mod pulse;
mod reader;
mod receipt;
mod replay;
mod retold;
mod rotate;
mod schedule;
mod schema;
mod sent;
mod sighting;
mod statement;
mod subject;
mod suspect;
mod tally;
mod told;
mod values;
mod verdict;
mod verify;
mod waiting;
mod writer;

pub use crate::decision::rows::{NewDocument, StoredBefore, StoredDocument, StoredVerdict};
pub use alert::{Alert, Cause};
pub use answer::DueAnswer;
pub use backup::{Copied, NoCopy};
pub use disk::Sizes;
pub use dispatch::{AfterFailure, Dispatch, NewDispatch, Placed, State};
pub use doubt::Doubt;
pub use error::{DiskFault, DiskFaultSort, Flaw, Rejection, StoreError, StorePath};
pub use log::{Line, LogSort};
pub use open::was_here;
pub use overview::{Overview, PartnerCounts};
pub use replay::Filter;
pub use rotate::Unmatched;
pub use sent::Numbered;
pub use suspect::{Deaths, Doing, ReadingMark};
pub use verify::{Broken, Damage, Verified};
pub use waiting::{PartnerWaiting, WaitingCounts};

use crate::keys::Keys;
use log::Head;
use rusqlite::Connection;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::ops::Deref;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use tally::{Tallied, Tally};
use tokio::sync::{mpsc, oneshot};

/// Jobs, or questions, that may wait for the store; a caller beyond them waits to be let in.
const QUEUE: usize = 1024;

/// The store, shared by all its holders. It closes, and its lock goes, when the last holder lets go.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    path: Arc<Path>,
    keys: Keys,
    /// There was no file, or an empty one, before this store was opened.
    made_now: bool,
    ends: close::Ends,
}

impl Store {
    /// Opens the store for the one hub that may write, and makes the file when there is none.
    pub fn open(path: &Path, keys: Keys) -> Result<Self, StoreError> {
        let path: Arc<Path> = path.into();
        let start = || {
            let only = open::only_hub(&path)?;
            let made_now = std::fs::metadata(&path).map_or(true, |file| file.len() == 0);
            let (db, head) = open::for_writing(&path, &keys)?;
            suspect::blame(&db, only.file())?;
            let (jobs, waiting) = writer::jobs(QUEUE);
            let writer_keys = keys.clone();
            let thread = thread::Builder::new()
                .name("store-writer".into())
                .spawn(move || writer::run(db, &writer_keys, head, waiting))?;
            Self::with_reader(&path, keys, made_now, Some((only, jobs, thread)))
        };
        start().map_err(|error: StoreError| error.at(&path))
    }

    /// Opens the store for reading, beside a running hub or without one.
    pub fn open_readonly(path: &Path, keys: Keys) -> Result<Self, StoreError> {
        let path: Arc<Path> = path.into();
        Self::with_reader(&path, keys, false, None).map_err(|error| error.at(&path))
    }

    fn with_reader(
        path: &Arc<Path>,
        keys: Keys,
        made_now: bool,
        writer: Option<(open::OnlyHub, writer::Jobs, JoinHandle<()>)>,
    ) -> Result<Self, StoreError> {
        let db = open::for_reading(path, &keys)?;
        let (questions, waiting) = mpsc::channel(QUEUE);
        let reader_keys = keys.clone();
        let reader = thread::Builder::new()
            .name("store-reader".into())
            .spawn(move || reader::run(&db, &reader_keys, waiting))?;
        let ends = close::Ends::new((questions, reader), writer);
        Ok(Self(Arc::new(Inner {
            path: Arc::clone(path),
            keys,
            made_now,
            ends,
        })))
    }

    /// Whether there was no file, or an empty one, before this hub opened the store.
    pub fn is_made_now(&self) -> bool {
        self.0.made_now
    }

    /// The keyed digest by which the content of a document is recognised.
    pub fn digest(&self, source: &str, content: &[u8]) -> [u8; 32] {
        self.0.keys.digest().digest(&[source.as_bytes(), content])
    }

    /// Does a job in a transaction that other jobs may share, and answers when the transaction is on disk. An error
    /// means that nothing of the job was kept. A job that was handed over is done even if its caller stops waiting.
    pub async fn write<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Writing<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (job, answer) = along::boxed(job);
        let jobs = self.0.ends.jobs().map_err(|error| error.at(&self.0.path))?;
        self.hand_over(jobs.at_once, job, answer).await
    }

    /// Asks a question. All rows that a question reads are of one moment, and a question never waits for the writer.
    pub async fn read<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Reading<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (reply, answer) = oneshot::channel();
        let boxed: reader::StoreQuestion =
            Box::new(move |reading| drop(reply.send(unbroken(|| question(&reading)))));
        let questions = self
            .0
            .ends
            .questions()
            .map_err(|error| error.at(&self.0.path))?;
        self.hand_over(questions, boxed, answer).await
    }

    async fn hand_over<T, J>(
        &self,
        to: mpsc::Sender<J>,
        job: J,
        answer: oneshot::Receiver<Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        to.send(job).await.map_err(|_| self.stopped())?;
        drop(to); // a store that closes does not wait for a caller that only waits for an answer
        answer
            .await
            .map_err(|_| self.stopped())?
            .map_err(|error| error.at(&self.0.path))
    }

    fn stopped(&self) -> StoreError {
        StoreError::Stopped(StorePath::default()).at(&self.0.path)
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Store({})", self.0.path.display())
    }
}

fn unbroken<T>(job: impl FnOnce() -> Result<T, StoreError>) -> Result<T, StoreError> {
    // nothing of a broken job lives on: its rows are undone and its counts thrown away
    catch_unwind(AssertUnwindSafe(job))
        .unwrap_or_else(|_| Err(StoreError::Panicked(StorePath::default())))
}

/// Questions to the store. Given to the closure of [`Store::read`].
pub struct Reading<'a> {
    db: &'a Connection,
    keys: &'a Keys,
    /// The versions of the alias keys in use, once they were asked for: every identity asks several times.
    alias_versions: RefCell<Vec<u32>>,
}

impl<'a> Reading<'a> {
    fn new(db: &'a Connection, keys: &'a Keys) -> Self {
        Self {
            db,
            keys,
            alias_versions: RefCell::default(),
        }
    }
}

/// Changes to the store, and questions on the way. Given to the closure of [`Store::write`].
pub struct Writing<'a> {
    reading: Reading<'a>,
    head: Cell<Head>,
    tally: RefCell<Tally>,
}

impl<'a> Writing<'a> {
    fn new(reading: Reading<'a>, head: Head) -> Self {
        Self {
            reading,
            head: Cell::new(head),
            tally: RefCell::default(),
        }
    }

    fn into_parts(self) -> (Head, Tally) {
        (self.head.into_inner(), self.tally.into_inner())
    }

    fn count(&self, what: Tallied, who: &str, code: &str, by: i64) {
        self.tally.borrow_mut().add(what, who, code, by);
    }
}

impl<'a> Deref for Writing<'a> {
    type Target = Reading<'a>;

    fn deref(&self) -> &Reading<'a> {
        &self.reading
    }
}
