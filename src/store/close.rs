//! A store at work -> its threads ended in order, and all rows in one file.

use super::error::{StoreError, StorePath};
use super::open::OnlyHub;
use super::{Inner, Store, reader, writer};
use std::fs::File;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use tokio::sync::mpsc::Sender;

/// The channels to the threads of a store, until the store closes.
pub(super) struct Ends(Mutex<OpenEnds>);

struct OpenEnds {
    questions: Option<Sender<reader::StoreQuestion>>,
    jobs: Option<writer::Jobs>,
    reader: Option<JoinHandle<()>>,
    writer: Option<JoinHandle<()>>,
    only: Option<OnlyHub>,
    readonly: bool,
}

impl Ends {
    pub(super) fn new(
        (questions, reader): (Sender<reader::StoreQuestion>, JoinHandle<()>),
        writer: Option<(OnlyHub, writer::Jobs, JoinHandle<()>)>,
    ) -> Self {
        let readonly = writer.is_none();
        let (only, jobs, writer) = match writer {
            Some((only, jobs, writer)) => (Some(only), Some(jobs), Some(writer)),
            None => (None, None, None),
        };
        Self(Mutex::new(OpenEnds {
            questions: Some(questions),
            jobs,
            reader: Some(reader),
            writer,
            only,
            readonly,
        }))
    }

    pub(super) fn jobs(&self) -> Result<writer::Jobs, StoreError> {
        let open = self.open();
        open.jobs.clone().ok_or_else(|| if open.readonly { StoreError::ReadOnly } else { StoreError::Stopped }(StorePath::default()))
    }

    pub(super) fn questions(&self) -> Result<Sender<reader::StoreQuestion>, StoreError> {
        self.open()
            .questions
            .clone()
            .ok_or_else(|| StoreError::Stopped(StorePath::default()))
    }

    /// Does something with the lock file of the one hub that may write; nothing in a store opened for reading.
    pub(super) fn with_lock_file<T>(&self, act: impl FnOnce(&File) -> T) -> Option<T> {
        self.open().only.as_ref().map(|only| act(only.file()))
    }

    fn open(&self) -> MutexGuard<'_, OpenEnds> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store {
    /// Closes the store for every holder, after the jobs that were handed over; blocks until then.
    pub fn close(&self) {
        self.0.close();
    }
}

impl Inner {
    /// Ends the reader first: SQLite folds its write-ahead log into the file when its last connection goes, if that
    /// connection may write. The lock goes after the last commit.
    fn close(&self) {
        let taken = |open: &mut OpenEnds| (open.questions.take(), open.reader.take());
        let (questions, reader) = taken(&mut self.ends.open());
        drop(questions);
        end(reader);
        let taken = |open: &mut OpenEnds| (open.jobs.take(), open.writer.take(), open.only.take());
        let (jobs, writer, only) = taken(&mut self.ends.open());
        drop(jobs);
        end(writer);
        drop(only);
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.close();
    }
}

fn end(thread: Option<JoinHandle<()>>) {
    if let Some(thread) = thread.filter(|thread| thread.thread().id() != thread::current().id()) {
        let _ = thread.join(); // a thread that panicked has said so itself
    }
}
