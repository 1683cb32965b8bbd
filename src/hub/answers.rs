//! Recorded answers -> each source's own answer queue, and nowhere else.

mod forgetting;

use super::Hub;
use crate::catalog::Catalog;
use crate::catalog::way::WayIn;
use crate::channel::{AnswerChannel, AnswerEvent, Failure, Ways};
use crate::decision::answer::TYPE;
use crate::health::Weight;
use crate::number::AnswerNo;
use crate::outcome::Code;
use crate::stopping::{StopSwitch, Stopping, stopping};
use crate::store::{DueAnswer, StoreError};
use forgetting::Forgetting;
use futures_util::future::join_all;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio::time::sleep;
use tracing::warn;

const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// The most answers of one source that are being sent at once.
const WINDOW: u32 = 128;

/// The tellers: for every source a task that sends the recorded answers to that source.
pub struct Answers {
    hub: Arc<Hub>,
    tellers: Mutex<BTreeMap<String, Teller>>,
}

struct Teller {
    way: WayIn,
    waiting: Arc<Notify>,
    stop: StopSwitch,
    task: JoinSet<()>,
}

impl Answers {
    /// Starts a teller for every source of the catalog.
    pub fn start(hub: &Arc<Hub>, ways: &Ways) -> Self {
        let answers = Self {
            hub: Arc::clone(hub),
            tellers: Mutex::default(),
        };
        answers.begin(&hub.catalog.load(), ways);
        answers
    }

    fn tellers(&self) -> MutexGuard<'_, BTreeMap<String, Teller>> {
        self.tellers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn begin(&self, catalog: &Catalog, ways: &Ways) {
        let mut tellers = self.tellers();
        for (name, source) in &catalog.sources {
            if tellers.contains_key(name) {
                continue;
            }
            let (waiting, (stop, stopping)) = (Arc::new(Notify::new()), stopping());
            let mut task = JoinSet::new();
            task.spawn(tell(
                Arc::clone(&self.hub),
                name.clone(),
                ways.answers(&source.way),
                Arc::clone(&waiting),
                stopping,
            ));
            tellers.insert(
                name.clone(),
                Teller {
                    way: source.way.clone(),
                    waiting,
                    stop,
                    task,
                },
            );
        }
    }

    /// Wakes the tellers of these sources, for which new answers are on record.
    pub(super) fn wake(&self, sources: &BTreeSet<String>) {
        let tellers = self.tellers();
        for teller in sources.iter().filter_map(|source| tellers.get(source)) {
            teller.waiting.notify_one();
        }
    }

    /// Follows a change of the catalog: new sources and those with another way get a teller; tellers of gone sources and old ways tell
    /// once more and end.
    pub(crate) async fn follow(&self, catalog: &Catalog, ways: &Ways) {
        let gone: Vec<Teller> = {
            let mut tellers = self.tellers();
            let stays = |name: &str, teller: &Teller| {
                let source = catalog.sources.get(name);
                source.is_some_and(|source| source.way == teller.way)
            };
            let names: Vec<String> = tellers
                .iter()
                .filter(|(name, teller)| !stays(name, teller))
                .map(|(name, _)| name.clone())
                .collect();
            names
                .iter()
                .filter_map(|name| tellers.remove(name))
                .collect()
        };
        end(gone).await;
        self.begin(catalog, ways);
    }

    /// Sends all answers that wait, once, and ends the tellers.
    pub async fn finish(self) {
        let all = std::mem::take(&mut *self.tellers());
        end(all.into_values()).await;
    }
}

async fn end(tellers: impl IntoIterator<Item = Teller>) {
    let asked = tellers.into_iter().map(
        |Teller {
             waiting,
             stop,
             task,
             ..
         }| {
            stop.request();
            waiting.notify_one();
            task
        },
    );
    for mut task in asked.collect::<Vec<_>>() {
        while task.join_next().await.is_some() {} // a task that panicked has logged that itself
    }
}

async fn tell(
    hub: Arc<Hub>,
    source: String,
    channel: AnswerChannel,
    waiting: Arc<Notify>,
    stopping: Stopping,
) {
    let mut pause = FIRST_PAUSE;
    let mut telling = Telling {
        forgetting: Forgetting::of(&hub),
        hub,
        source,
        channel,
        after: AnswerNo::START,
    };
    loop {
        let last = stopping.is_requested();
        match telling.tell_all().await {
            Ok(()) => pause = FIRST_PAUSE,
            Err(trouble) => {
                warn!(source = telling.source, %trouble, "answers wait in the store");
                pause = (pause * 2).min(LONGEST_PAUSE);
                telling.begin_again().await;
            }
        }
        if last {
            return telling.begin_again().await;
        }
        // woken for new answers; now and then unasked, for answers that could not be sent
        while let Some(error) = telling.rest(&waiting, pause.max(FIRST_PAUSE * 2)).await {
            warn!(source = telling.source, %error, "answers that were told stay on record, and are told again");
            pause = (pause * 2).min(LONGEST_PAUSE);
            telling.begin_again().await;
        }
    }
}

#[derive(Debug, thiserror::Error)]
enum Trouble {
    #[error("{0}")]
    Store(#[from] StoreError),
    #[error("sending failed: {0:?}")]
    Channel(Failure),
}

/// Whether the source's side is unsafe: an answer confirmed now may be lost a moment later, and would be off the record. Such an answer
/// stays due.
fn cannot_be_relied_on(hub: &Hub, source: &str, channel: &AnswerChannel) -> bool {
    let is_unsafe = |name: &String| hub.health.is_wrong(Code::Unsafe, name, Weight::NotReady);
    channel.rests_on(source).iter().any(is_unsafe)
}

/// The sending of one source's answers.
struct Telling {
    hub: Arc<Hub>,
    source: String,
    channel: AnswerChannel,
    /// Answers up to this number were sent, or are sent once more after all sent answers are off the record.
    after: AnswerNo,
    forgetting: Forgetting,
}

impl Telling {
    /// Sends all due answers page by page; while one page is being sent, the earlier pages are taken off the record.
    async fn tell_all(&mut self) -> Result<(), Trouble> {
        while !cannot_be_relied_on(&self.hub, &self.source, &self.channel) {
            self.forgetting.has_room().await?;
            let (last, told, failure) =
                tell_page(&self.hub, &self.source, &self.channel, self.after).await?;
            self.forgetting.add(told);
            match (last, failure) {
                (_, Some(failure)) => return Err(Trouble::Channel(failure)),
                (None, None) => return Ok(()),
                (Some(last), None) => self.after = last,
            }
        }
        self.begin_again().await;
        Ok(())
    }

    /// Waits until there are new answers or the pause is over; ends earlier, with the error, when a sent answer cannot be taken off the
    /// record.
    async fn rest(&mut self, waiting: &Notify, pause: Duration) -> Option<StoreError> {
        tokio::select! {
            () = waiting.notified() => None,
            () = sleep(pause) => None,
            error = self.forgetting.fails() => Some(error),
        }
    }

    /// Starts from the first answer again, once all sent answers are off the record: an answer that is still on record then is sent next.
    async fn begin_again(&mut self) {
        if let Err(error) = self.forgetting.all().await {
            warn!(source = self.source, %error, "answers that were told stay on record, and are told again");
        }
        self.after = AnswerNo::START;
    }
}

/// Sends the answers after number `after`: the number of the last answer found, the answers that the source has, and why another one
/// failed.
async fn tell_page(
    hub: &Hub,
    source: &str,
    channel: &AnswerChannel,
    after: AnswerNo,
) -> Result<(Option<AnswerNo>, Vec<AnswerNo>, Option<Failure>), StoreError> {
    let name = source.to_owned();
    let due = hub
        .store
        .read(move |store| store.due_answers(&name, after, WINDOW))
        .await?;
    let told = join_all(
        by_document(&due)
            .into_iter()
            .map(|answers| send_in_order(source, channel, answers)),
    )
    .await;
    let failure = told.iter().find_map(|(_, failure)| *failure);
    let done = told.into_iter().flat_map(|(done, _)| done).collect();
    Ok((due.last().map(|answer| answer.n), done, failure))
}

/// An answer and its event.
type Told<'a> = (&'a DueAnswer, Value);

/// The answers about each document, in their order; the documents in the order of their first answers.
fn by_document(due: &[DueAnswer]) -> Vec<Vec<Told<'_>>> {
    let mut documents: Vec<Vec<Told<'_>>> = Vec::new();
    let mut place: BTreeMap<String, usize> = BTreeMap::new();
    for answer in due {
        let event: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        let document = event
            .pointer("/data/document")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned();
        let at = *place.entry(document).or_insert(documents.len());
        match documents.get_mut(at) {
            Some(told) => told.push((answer, event)),
            None => documents.push(vec![(answer, event)]),
        }
    }
    documents
}

/// Sends the answers about one document in order: the last answer is the one that holds, so a later answer waits for the one before. Gives
/// the answers that the source has, and why the next one failed.
async fn send_in_order(
    source: &str,
    channel: &AnswerChannel,
    answers: Vec<Told<'_>>,
) -> (Vec<AnswerNo>, Option<Failure>) {
    let mut done = Vec::with_capacity(answers.len());
    for (answer, event) in answers {
        let id = event.get("id").and_then(Value::as_str).unwrap_or_default();
        let told = AnswerEvent {
            id,
            event_type: TYPE,
            body: &answer.body,
        };
        match channel.send(source, told).await {
            Ok(_) => done.push(answer.n),
            Err(failure) => return (done, Some(failure)),
        }
    }
    (done, None)
}
