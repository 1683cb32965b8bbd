//! Answers that a source has -> off the record, one lot after another, while others are told.

use crate::hub::Hub;
use crate::number::AnswerNo;
use crate::store::{Store, StoreError};
use futures_util::future::pending;
use tokio::task::JoinSet;

/// So many may be told and still on record.
const MOST: usize = 1024;

/// What one source was told and is still on record. A process that ends before it is off tells it again, under the same ids.
pub(super) struct Forgetting {
    store: Store,
    told: Vec<AnswerNo>,
    /// At most one.
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

    /// The source has these. They go with a commit that is made anyway.
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

    /// The lot that is going is off the record; the next goes.
    async fn next(&mut self) -> Option<Result<(), StoreError>> {
        let gone = self.going.join_next().await?.unwrap_or(Ok(())); // a panic has said so itself
        self.begin();
        Some(gone)
    }

    /// Waits until no more is still on record than may be.
    pub(super) async fn has_room(&mut self) -> Result<(), StoreError> {
        while self.told.len() >= MOST
            && let Some(gone) = self.next().await
        {
            gone?;
        }
        Ok(())
    }

    /// Waits until all is off the record.
    pub(super) async fn all(&mut self) -> Result<(), StoreError> {
        let mut went = Ok(());
        while let Some(gone) = self.next().await {
            went = went.and(gone);
        }
        went
    }

    /// Goes on with what was told, for as long as that works: why something could not be taken off the record.
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
