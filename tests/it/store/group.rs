//! Group commit: who shares a transaction, who is told what, and when.

use super::{Scratch, dispatch, document, partner};
use crate::moment::ms;
use futures_util::poll;
use schakel::number::{DocumentNo, LineNo};
use schakel::outcome::Outcome;
use schakel::store::{LogSort, Store, StoreError, StorePath, Writing};
use serde_json::json;
use std::pin::{Pin, pin};
use std::sync::mpsc::{Receiver, Sender, channel};

type Answer<'a> = Pin<Box<dyn Future<Output = Result<(), StoreError>> + 'a>>;

/// A job that says when it has begun and then keeps the writer until it is let go.
struct Held<'a> {
    answer: Answer<'a>,
    begun: Receiver<()>,
    go: Sender<()>,
}

/// Hands the job over; what is handed over after it waits in the queue.
async fn hold(store: &Store) -> Held<'_> {
    let ((say, begun), (go, wait)) = (channel(), channel());
    let mut answer: Answer<'_> = Box::pin(store.write(move |_| {
        say.send(()).unwrap();
        wait.recv().unwrap();
        Ok(())
    }));
    assert!(poll!(&mut answer).is_pending());
    Held { answer, begun, go }
}

fn line(store: &Writing<'_>) -> Result<LineNo, StoreError> {
    store.append_log(ms(1), LogSort::Action, "c1", &json!({"did": "something"}))
}

fn lines(scratch: &Scratch) -> i64 {
    scratch
        .stranger()
        .query_row("SELECT count(*) FROM log", [], |row| row.get(0))
        .unwrap()
}

#[tokio::test]
async fn nobody_is_answered_before_the_commit_of_the_whole_group() {
    let scratch = Scratch::new();
    let first = hold(&scratch.store).await;
    first.begun.recv().unwrap();
    let mut done = pin!(scratch.store.write(line));
    assert!(poll!(&mut done).is_pending());
    let last = hold(&scratch.store).await;
    first.go.send(()).unwrap();
    last.begun.recv().unwrap();
    assert!(
        poll!(&mut done).is_pending(),
        "answered while its transaction was still open"
    );
    assert_eq!(lines(&scratch), 0);
    last.go.send(()).unwrap();
    assert_eq!(done.await, Ok(LineNo(1)));
    assert_eq!(lines(&scratch), 1);
    first.answer.await.unwrap();
    last.answer.await.unwrap();
}

#[tokio::test]
async fn a_commit_that_fails_is_told_to_the_whole_group_and_the_next_one_is_fine() {
    let scratch = Scratch::new();
    // found out at the commit, not before: a row that refers to nothing, checked late
    scratch
        .stranger()
        .execute_batch(
            "CREATE TABLE parent (n INTEGER PRIMARY KEY);
             CREATE TABLE late (n INTEGER REFERENCES parent DEFERRABLE INITIALLY DEFERRED);
             CREATE TRIGGER spoil AFTER INSERT ON answer BEGIN INSERT INTO late VALUES (42); END;",
        )
        .unwrap();
    let first = hold(&scratch.store).await;
    let mut good = pin!(scratch.store.write(line));
    let mut spoilt = pin!(
        scratch
            .store
            .write(|store| store.put_answer("school", b"x"))
    );
    assert!(poll!(&mut good).is_pending() && poll!(&mut spoilt).is_pending());
    first.go.send(()).unwrap();
    assert!(first.answer.await.is_err());
    assert!(good.await.is_err());
    assert!(spoilt.await.is_err());
    assert_eq!(lines(&scratch), 0);
    assert_eq!(scratch.store.write(line).await, Ok(LineNo(1)));
    scratch.store.verify(|_| ()).await.unwrap().unwrap();
}

#[tokio::test]
async fn a_job_that_fails_or_panics_is_undone_and_its_neighbours_are_kept() {
    let scratch = Scratch::new();
    let first = hold(&scratch.store).await;
    let mut before = pin!(scratch.store.write(line));
    let mut fails = pin!(scratch.store.write(|store| {
        let n = store.insert_document(&document("d", 1, Outcome::Routed))?;
        store.insert_dispatch(&dispatch(n, 1, &partner("p1"), None))?;
        line(store)?;
        Err::<(), _>(StoreError::Stopped(StorePath::default()))
    }));
    let mut panics = pin!(scratch.store.write::<()>(|store| {
        line(store)?;
        panic!("on purpose")
    }));
    let mut after = pin!(scratch.store.write(line));
    assert!(poll!(&mut before).is_pending() && poll!(&mut fails).is_pending());
    assert!(poll!(&mut panics).is_pending() && poll!(&mut after).is_pending());
    first.go.send(()).unwrap();
    assert_eq!(before.await, Ok(LineNo(1)));
    assert!(matches!(fails.await, Err(StoreError::Stopped(_))));
    assert!(matches!(panics.await, Err(StoreError::Panicked(_))));
    assert_eq!(after.await, Ok(LineNo(2)));
    assert_eq!(
        scratch.store.verify(|_| ()).await.unwrap().unwrap().lines,
        2
    );
    let view = scratch.read(|store| store.overview()).await;
    assert_eq!(
        (view.routed, view.dispatches),
        (0, 0),
        "what was undone is not counted"
    );
}

#[tokio::test]
async fn a_job_that_was_handed_over_is_done_even_if_nobody_waits() {
    let scratch = Scratch::new();
    let first = hold(&scratch.store).await;
    {
        let mut forgotten = pin!(scratch.store.write(line));
        assert!(poll!(&mut forgotten).is_pending());
    }
    first.go.send(()).unwrap();
    scratch.write(|_| Ok(())).await;
    assert_eq!(lines(&scratch), 1);
}

#[tokio::test]
async fn a_question_does_not_wait_for_the_writer() {
    let scratch = Scratch::new();
    let held = hold(&scratch.store).await;
    held.begun.recv().unwrap();
    assert_eq!(
        scratch
            .read(|store| store.documents(DocumentNo::END, 10))
            .await,
        []
    );
    held.go.send(()).unwrap();
}
