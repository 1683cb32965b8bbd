//! Answers that a source has -> off the record, one lot after another, while other answers are being sent.

use crate::hub::Hub;
use crate::number::AnswerNo;
use crate::store::{Store, StoreError};
use futures_util::future::pending;
use tokio::task::JoinSet;

/// The most answers that may be sent and still on record.
const MOST: usize = 1024;

/// The answers that one source has and that are still on record. A process that ends before they are off the record sends them again,
/// under the same ids.
pub(super) struct Forgetting {
    store: Store,
    told: Vec<AnswerNo>,
    /// At most one job.
    going: JoinSet<Result<(), StoreError>>,
}

impl Forgetting {
    pub(super) fn of(hub: &Hub) -> Self {
        Self {
            store: hub.store.clone(),
            told: Vec::new(),
            going: JoinSet::new(),
        }
    }

    /// Adds answers that the source has: these leave the record with a commit that is made anyway.
    pub(super) fn add(&mut self, told: Vec<AnswerNo>) {
        self.told.extend(told);
        if self.going.is_empty() {
            self.begin();
        }
    }

    fn begin(&mut self) {
        let told = std::mem::take(&mut self.told);
        if told.is_empty() {
            return;
        }
        let store = self.store.clone();
        self.going.spawn(async move {
            store
                .write_along(move |store| {
                    told.iter().try_for_each(|n| store.answered(*n).map(drop))
                })
                .await
        });
    }

    /// Waits until the running lot is off the record, and starts the next lot.
    async fn next(&mut self) -> Option<Result<(), StoreError>> {
        let gone = self.going.join_next().await?.unwrap_or(Ok(())); // a task that panicked has logged that itself
        self.begin();
        Some(gone)
    }

    /// Waits until no more than [`MOST`] sent answers are still on record.
    pub(super) async fn has_room(&mut self) -> Result<(), StoreError> {
        while self.told.len() >= MOST
            && let Some(gone) = self.next().await
        {
            gone?;
        }
        Ok(())
    }

    /// Waits until all sent answers are off the record.
    pub(super) async fn all(&mut self) -> Result<(), StoreError> {
        let mut went = Ok(());
        while let Some(gone) = self.next().await {
            went = went.and(gone);
        }
        went
    }

    /// Takes sent answers off the record for as long as that works; returns the error that stopped it.
    pub(super) async fn fails(&mut self) -> StoreError {
        loop {
            match self.next().await {
                Some(Ok(())) => {}
                Some(Err(error)) => return error,
                None => pending().await,
            }
        }
    }
}
