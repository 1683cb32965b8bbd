//! Jobs that need no commit of their own: they go with the next, soon in any case, and at the latest when the store closes.

use super::{Scratch, document, keys};
use schakel::number::DocumentNo;
use schakel::outcome::Outcome;
use schakel::store::{Store, StoreError, StorePath, Writing};
use std::time::Duration;
use tokio::task::{JoinHandle, yield_now};
use tokio::time::timeout;

const PATIENCE: Duration = Duration::from_secs(60);

fn keeps(id: &'static str) -> impl FnOnce(&Writing<'_>) -> Result<DocumentNo, StoreError> + Send {
    move |store| store.insert_document(&document(id, 1, Outcome::Nothing))
}

/// A job that waits for company.
async fn handed_over(
    store: &Store,
    id: &'static str,
) -> JoinHandle<Result<DocumentNo, StoreError>> {
    let store = store.clone();
    let job = tokio::spawn(async move { store.write_along(keeps(id)).await });
    yield_now().await; // on one thread: by now it stands before the store
    job
}

async fn documents(scratch: &Scratch) -> Vec<String> {
    let all = scratch
        .read(|store| store.documents(DocumentNo::END, 9))
        .await;
    all.into_iter().map(|document| document.id).collect()
}

#[tokio::test]
async fn what_may_wait_is_on_record_with_what_may_not() {
    let scratch = Scratch::new();
    let along = handed_over(&scratch.store, "along").await;
    scratch.write(keeps("at once")).await;
    assert_eq!(documents(&scratch).await, ["along", "at once"]);
    assert_eq!(along.await.unwrap().unwrap(), DocumentNo(2));
}

#[tokio::test]
async fn what_has_no_company_does_not_wait_for_long() {
    let scratch = Scratch::new();
    let alone = scratch.store.write_along(keeps("alone"));
    let n = timeout(PATIENCE, alone).await.expect("it is not forgotten");
    assert_eq!(n.unwrap(), DocumentNo(1));
    assert_eq!(documents(&scratch).await, ["alone"]);
}

#[tokio::test]
async fn what_waits_when_the_store_closes_is_on_record() {
    let Scratch { store, folder } = Scratch::new();
    let waits = handed_over(&store, "waits").await;
    store.close();
    assert_eq!(waits.await.unwrap().unwrap(), DocumentNo(1));
    let after = store.write_along(keeps("too late")).await;
    assert!(matches!(after, Err(StoreError::Stopped(_))), "{after:?}");
    let store = Store::open(&folder.path().join("hub.db"), keys()).unwrap();
    let all = store
        .read(|store| store.documents(DocumentNo::END, 9))
        .await;
    assert_eq!(all.unwrap().len(), 1);
}

#[tokio::test]
async fn what_fails_takes_nothing_along() {
    let scratch = Scratch::new();
    let store = scratch.store.clone();
    let fails = tokio::spawn(async move {
        let job = |store: &Writing<'_>| {
            keeps("fails")(store)?;
            Err::<(), _>(StoreError::Busy(StorePath::default()))
        };
        store.write_along(job).await
    });
    yield_now().await;
    scratch.write(keeps("at once")).await;
    assert!(matches!(fails.await.unwrap(), Err(StoreError::Busy(_))));
    assert_eq!(documents(&scratch).await, ["at once"]);
}
