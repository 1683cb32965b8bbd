//! Jobs that wait -> one transaction, one commit, and only then their answers.
//!
//! Group commit without a linger timer: jobs that wait when a commit has returned go into the next one.

use super::error::{DiskFaultSort, StoreError};
use super::log::Head;
use super::tally::Tally;
use super::{Reading, Writing};
use crate::keys::Keys;
use rusqlite::{Connection, TransactionBehavior};
use std::time::Duration;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tracing::warn;

/// Most jobs that share a commit, so that the first of them does not wait long.
const MOST: usize = 256;
/// Time that a store that closes waits for other programs that have the file open.
const PATIENCE: Duration = Duration::from_secs(2);

/// Takes the result of the commit, and passes the answer on to the caller.
pub(super) type JobReply = Box<dyn FnOnce(Result<(), StoreError>) + Send>;

/// Does its work in a savepoint, or none when there is no transaction; returns its result and its reply. Never panics.
pub(super) type Job =
    Box<dyn FnOnce(Option<&Writing<'_>>) -> (Result<(), StoreError>, JobReply) + Send>;

/// The channels on which jobs are handed over.
#[derive(Clone)]
pub(super) struct Jobs {
    /// Jobs for the next commit.
    pub(super) at_once: Sender<Job>,
    /// Jobs for a commit that is made anyway.
    pub(super) along: Sender<Job>,
}

/// Jobs that wait.
pub(super) struct WaitingJobs {
    at_once: Receiver<Job>,
    along: Receiver<Job>,
}

impl WaitingJobs {
    /// The next job, jobs for the next commit first.
    fn next(&mut self) -> Option<Job> {
        let at_once = self.at_once.try_recv();
        at_once.or_else(|_| self.along.try_recv()).ok()
    }
}

/// Makes the channels. At most `most` jobs of each sort wait for the store; a caller beyond them waits to be let in.
pub(super) fn jobs(most: usize) -> (Jobs, WaitingJobs) {
    let ((at_once, first), (along, company)) = (channel(most), channel(most));
    let waiting = WaitingJobs {
        at_once: first,
        along: company,
    };
    (Jobs { at_once, along }, waiting)
}

/// Does jobs until no caller is left.
pub(super) fn run(mut db: Connection, keys: &Keys, mut head: Head, mut jobs: WaitingJobs) {
    while let Some(first) = jobs.at_once.blocking_recv().or_else(|| jobs.next()) {
        let mut answers = Vec::new();
        let ended = group(&mut db, keys, &mut head, first, &mut jobs, &mut answers);
        for answer in answers {
            answer(ended.clone());
        }
    }
    fold(db);
}

/// Folds the write-ahead log into the file, so that a copy of that one file is whole. Another program that has the
/// file open may prevent that: then the rest stays in `-wal`, where the next start finds it.
fn fold(db: Connection) {
    let folded = db.busy_timeout(PATIENCE).and_then(|()| {
        db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| {
            row.get::<_, i64>(0)
        })
    });
    const APART: &str = "not everything is in the one file of the store: copy it with its `-wal`, or use `schakel backup`";
    match folded {
        Ok(0) => {}
        Ok(_) => warn!(why = "another program has it open", "{APART}"),
        Err(error) => warn!(why = %StoreError::from(error), "{APART}"),
    }
    drop(db.close()); // the next start does what is left
}

/// Does the jobs of one transaction. On an error none of their rows are kept, and `head` is unchanged.
fn group(
    db: &mut Connection,
    keys: &Keys,
    head: &mut Head,
    first: Job,
    jobs: &mut WaitingJobs,
    answers: &mut Vec<JobReply>,
) -> Result<(), StoreError> {
    let mut all = match db.transaction_with_behavior(TransactionBehavior::Immediate) {
        Ok(all) => all,
        Err(error) => {
            answers.push(first(None).1);
            return Err(error.into());
        }
    };
    let (mut tip, mut tally) = (*head, Tally::default());
    // the first job has the transaction to itself: undoing the whole transaction is cheaper than a savepoint that is not needed
    let writing = Writing::new(Reading::new(&all, keys), tip);
    let (went, answer) = first(Some(&writing));
    answers.push(answer);
    let (reached, counted) = writing.into_parts();
    if all.is_autocommit() {
        return Err(undone(went));
    }
    if went.is_err() {
        return Ok(all.rollback()?); // its own caller hears why
    }
    tip = reached;
    tally.merge(counted);
    while answers.len() < MOST
        && let Some(job) = jobs.next()
    {
        let savepoint = match all.savepoint() {
            Ok(savepoint) => savepoint,
            Err(error) => {
                answers.push(job(None).1);
                return Err(error.into());
            }
        };
        let writing = Writing::new(Reading::new(&savepoint, keys), tip);
        let (went, answer) = job(Some(&writing));
        answers.push(answer);
        let (reached, counted) = writing.into_parts();
        if savepoint.is_autocommit() {
            // a full disk or a failing one makes SQLite undo everything, also the other jobs
            return Err(undone(went));
        }
        match went {
            Ok(()) => {
                savepoint.commit()?;
                tip = reached;
                tally.merge(counted);
            }
            Err(_) => savepoint.finish()?, // its own caller hears why
        }
    }
    tally.write(&all)?;
    if tip != *head {
        tip.write(&all, keys)?;
    }
    all.commit()?;
    *head = tip;
    Ok(())
}

fn undone(went: Result<(), StoreError>) -> StoreError {
    went.err()
        .unwrap_or_else(|| StoreError::disk(DiskFaultSort::Undone))
}
