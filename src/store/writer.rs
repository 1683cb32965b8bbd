//! Jobs that wait -> one transaction, one commit, and only then their answers.
//!
//! Group commit without a linger timer: whatever waits when a commit has returned goes into the next one.

use super::error::{DiskFaultSort, StoreError};
use super::log::Head;
use super::tally::Tally;
use super::{Reading, Writing};
use crate::keys::Keys;
use rusqlite::{Connection, TransactionBehavior};
use std::time::Duration;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tracing::warn;

/// More jobs than this do not share a commit, so that the first of them does not wait long.
const MOST: usize = 256;
/// How long a store that closes waits for others that have it open.
const PATIENCE: Duration = Duration::from_secs(2);

/// Told how the commit went, passes it on to whoever asked.
pub(super) type JobReply = Box<dyn FnOnce(Result<(), StoreError>) + Send>;

/// Does its work in a savepoint, or none when there is nothing to write to; says how it went and who is waiting. Never panics.
pub(super) type Job =
    Box<dyn FnOnce(Option<&Writing<'_>>) -> (Result<(), StoreError>, JobReply) + Send>;

/// Where jobs are handed over.
#[derive(Clone)]
pub(super) struct Jobs {
    /// For the next commit.
    pub(super) at_once: Sender<Job>,
    /// For a commit that is made anyway.
    pub(super) along: Sender<Job>,
}

/// Jobs that wait.
pub(super) struct WaitingJobs {
    at_once: Receiver<Job>,
    along: Receiver<Job>,
}

impl WaitingJobs {
    /// The next, those for which somebody waits first.
    fn next(&mut self) -> Option<Job> {
        let at_once = self.at_once.try_recv();
        at_once.or_else(|_| self.along.try_recv()).ok()
    }
}

/// So many of each may wait for the store before the next has to wait to be let in.
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

/// Folds the write-ahead log into the file, so that a copy of that one file is whole. Who has it open beside us may keep that from
/// happening: then the rest stays in `-wal`, where the next start finds it.
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
    drop(db.close()); // what it would not do by now the next start does
}

/// One transaction. On an error nothing of it is kept, and `head` is what it was.
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
    // the first has the transaction to itself: undoing it undoes the whole, which is cheaper than a savepoint that is not needed
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
        let own = match all.savepoint() {
            Ok(own) => own,
            Err(error) => {
                answers.push(job(None).1);
                return Err(error.into());
            }
        };
        let writing = Writing::new(Reading::new(&own, keys), tip);
        let (went, answer) = job(Some(&writing));
        answers.push(answer);
        let (reached, counted) = writing.into_parts();
        if own.is_autocommit() {
            // a full disk or a failing one makes SQLite undo everything, also the neighbours
            return Err(undone(went));
        }
        match went {
            Ok(()) => {
                own.commit()?;
                tip = reached;
                tally.merge(counted);
            }
            Err(_) => own.finish()?, // its own caller hears why
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
