//! Jobs that need no commit of their own -> done in a commit that is made anyway, and soon in any case.

use super::error::{StoreError, StorePath};
use super::{Store, Writing, unbroken, writer};
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::sleep;

/// Longest wait of a job for another job that is committed at once.
const COMPANY: Duration = Duration::from_millis(50);

/// The result of a job, for its caller.
type JobAnswer<T> = oneshot::Receiver<Result<T, StoreError>>;

impl Store {
    /// As [`Store::write`], for a job that may wait a moment: the job goes on record with the next commit, or after
    /// 50 ms by itself. For jobs that may be done again, with the same result, when the process ends in between.
    pub async fn write_along<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Writing<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (job, mut answer) = boxed(job);
        let jobs = self.0.ends.jobs().map_err(|error| error.at(&self.0.path))?;
        jobs.along.send(job).await.map_err(|_| self.stopped())?;
        drop(jobs); // as in `write`: a store that closes does not wait for this
        let answered = tokio::select! {
            answered = &mut answer => answered,
            () = sleep(COMPANY) => {
                self.commit_soon().await;
                answer.await
            }
        };
        answered
            .map_err(|_| self.stopped())?
            .map_err(|error| error.at(&self.0.path))
    }

    /// Makes a commit for jobs that wait for one. A store that closes makes one anyway.
    async fn commit_soon(&self) {
        let (nothing, _) = boxed(|_| Ok(()));
        if let Ok(jobs) = self.0.ends.jobs() {
            let _ = jobs.at_once.send(nothing).await;
        }
    }
}

/// A job as the writer takes it, and the channel of its answer.
pub(super) fn boxed<T: Send + 'static>(
    job: impl FnOnce(&Writing<'_>) -> Result<T, StoreError> + Send + 'static,
) -> (writer::Job, JobAnswer<T>) {
    let (reply, answer) = oneshot::channel();
    let boxed: writer::Job = Box::new(move |writing| {
        let done = match writing {
            Some(writing) => unbroken(|| job(writing)),
            None => Err(StoreError::Stopped(StorePath::default())),
        };
        let went = done.as_ref().map(|_| ()).map_err(Clone::clone);
        let tell: writer::JobReply =
            Box::new(move |committed| drop(reply.send(committed.and(done))));
        (went, tell)
    });
    (boxed, answer)
}
