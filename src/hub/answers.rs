//! Recorded answers -> each source's own answer queue, and nowhere else.

use super::answer::TYPE;
use super::{Hub, Mailboxes};
use crate::broker::{Failure, Mailbox, Message};
use crate::stopping::Stopping;
use crate::store::{DueAnswer, StoreError};
use crate::topology;
use futures_util::future::{join, join_all};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tracing::warn;

const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// Answers of one source on their way at once.
const WINDOW: u32 = 128;

/// The way back to all sources.
pub struct Answers {
    waiting: BTreeMap<String, Arc<Notify>>,
    tellers: JoinSet<()>,
}

impl Answers {
    /// Starts a teller for every source of the catalog.
    pub fn start(hub: &Arc<Hub>, mailboxes: &Mailboxes, stopping: &Stopping) -> Self {
        let mut waiting = BTreeMap::new();
        let mut tellers = JoinSet::new();
        for source in hub.catalog.load().sources.keys() {
            let notify = Arc::new(Notify::new());
            let mailbox = mailboxes(&topology::answer_queue(source));
            tellers.spawn(tell(Arc::clone(hub), source.clone(), mailbox, Arc::clone(&notify), stopping.clone()));
            waiting.insert(source.clone(), notify);
        }
        Self { waiting, tellers }
    }

    /// There is something to tell these sources.
    pub(super) fn wake(&self, sources: &BTreeSet<String>) {
        for notify in sources.iter().filter_map(|source| self.waiting.get(source)) {
            notify.notify_one();
        }
    }

    /// Tells what is still to be told, once, and ends.
    pub async fn finish(self) {
        self.wake(&self.waiting.keys().cloned().collect());
        self.tellers.join_all().await;
    }
}

async fn tell(hub: Arc<Hub>, source: String, mailbox: Mailbox, waiting: Arc<Notify>, stopping: Stopping) {
    let mut pause = FIRST_PAUSE;
    loop {
        let last = stopping.is_requested();
        match tell_all(&hub, &source, &mailbox).await {
            Ok(()) => pause = FIRST_PAUSE,
            Err(trouble) => {
                warn!(source, %trouble, "answers wait in the store");
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
        }
        if last {
            return;
        }
        // woken for new answers; now and then on its own for those that could not be sent
        let _ = timeout(pause.max(FIRST_PAUSE * 2), waiting.notified()).await;
    }
}

#[derive(Debug, thiserror::Error)]
enum Trouble {
    #[error("{0}")]
    Store(#[from] StoreError),
    #[error("publishing failed: {0:?}")]
    Broker(Failure),
}

/// Page after page; while one page is being sent, the one before is taken off the record.
async fn tell_all(hub: &Arc<Hub>, source: &str, mailbox: &Mailbox) -> Result<(), Trouble> {
    let (mut after, mut told) = (0, Vec::new());
    loop {
        let (page, forgotten) = join(tell_page(hub, source, mailbox, after), forget(hub, std::mem::take(&mut told))).await;
        forgotten?;
        let (last, done, failure) = page?;
        told = done;
        match (last, failure) {
            (_, Some(failure)) => {
                forget(hub, told).await?;
                return Err(Trouble::Broker(failure));
            }
            (None, None) => return Ok(()),
            (Some(last), None) => after = last,
        }
    }
}

/// Answers that the broker has are no longer due.
async fn forget(hub: &Hub, told: Vec<i64>) -> Result<(), StoreError> {
    if told.is_empty() {
        return Ok(());
    }
    hub.store.write(move |store| told.iter().try_for_each(|n| store.answered(*n).map(drop))).await
}

/// Sends the answers after number `after`: the last that was found, those that the broker has, and what went wrong with another.
async fn tell_page(hub: &Hub, source: &str, mailbox: &Mailbox, after: i64) -> Result<(Option<i64>, Vec<i64>, Option<Failure>), StoreError> {
    let name = source.to_owned();
    let due = hub.store.read(move |store| store.due_answers(&name, after, WINDOW)).await?;
    let told = join_all(due.iter().map(|answer| send(source, mailbox, answer))).await;
    let failure = told.iter().find_map(|told| told.err());
    let done = due.iter().zip(&told).filter(|(_, told)| told.is_ok()).map(|(answer, _)| answer.n).collect();
    Ok((due.last().map(|answer| answer.n), done, failure))
}

async fn send(source: &str, mailbox: &Mailbox, answer: &DueAnswer) -> Result<(), Failure> {
    let event: serde_json::Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let id = event.get("id").and_then(serde_json::Value::as_str).unwrap_or_default();
    let message = Message {
        exchange: topology::ANSWERS,
        routing_key: source,
        message_id: id,
        kind: TYPE,
        content_type: "application/cloudevents+json; charset=utf-8",
        headers: &[],
        body: &answer.body,
    };
    mailbox.publish(message).await
}
