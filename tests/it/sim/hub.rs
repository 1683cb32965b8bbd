//! Real hubs, one after the other, on one real store; and what can be done to them.

use super::agree::Record;
use super::broker::Broker;
use super::place::{START, texts};
use crate::moment::ms;
use arc_swap::ArcSwap;
use rusqlite::Connection;
use schakel::catalog::{Catalog, Texts};
use schakel::channel::Ways;
use schakel::desk::{self, Actor, Desk, Order, Said, Which};
use schakel::hub::{self, Hub};
use schakel::keys::Keys;
use schakel::number::{AlertNo, DispatchNo, DocumentNo};
use schakel::pipeline::{self, Limits};
use schakel::stopping::{StopSwitch, stopping};
use schakel::store::{Reading, Store, StoreError};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// Waits between tries, in seconds.
const SCHEDULE: [u64; 4] = [5, 30, 300, 3600];
/// Before SQLite gives up waiting for whoever holds the file.
const HOLD: Duration = Duration::from_secs(2);

fn keys() -> Keys {
    Keys::from_master(&[7; 32])
}

/// What is the same for all hubs of a run.
pub(super) struct Hubs {
    folder: TempDir,
    /// Which catalog is in the folders.
    pub(super) catalog: usize,
    clock: Arc<AtomicI64>,
    generation: usize,
}

/// A hub at work.
pub(super) struct Running {
    hub: Option<Arc<Hub>>,
    stop: StopSwitch,
    work: JoinHandle<Result<(), StoreError>>,
    path: PathBuf,
    desk: Desk,
    /// What is in the folders to be reloaded; nothing: something that does not compile.
    new: Arc<Mutex<Option<Catalog>>>,
    /// What the operator still hears.
    asked: Vec<mpsc::Receiver<Said>>,
    /// The operator asked something and was never answered.
    unanswered: bool,
    /// Somebody else who has the file open.
    stranger: Connection,
    stalled: Option<Instant>,
    refusing: bool,
}

impl Hubs {
    pub(super) fn new() -> Self {
        // in memory where the system has a place for that: nothing is left of a run, and a commit costs nothing
        let folder = tempfile::tempdir_in("/dev/shm")
            .or_else(|_| tempfile::tempdir())
            .unwrap();
        Self {
            folder,
            catalog: 0,
            clock: Arc::new(AtomicI64::new(START)),
            generation: 0,
        }
    }

    /// What a hub reads from its folders.
    pub(super) fn read(&self) -> Catalog {
        static TEXTS: LazyLock<[Texts; 2]> = LazyLock::new(texts);
        Catalog::compile(&TEXTS[self.catalog]).unwrap()
    }

    /// Tries after the first before a dispatch is parked.
    pub(super) fn tries(&self) -> usize {
        SCHEDULE.len()
    }

    pub(super) async fn advance(&self, ms: i64) {
        self.clock.fetch_add(ms, Ordering::SeqCst);
        tokio::time::advance(Duration::from_millis(u64::try_from(ms).unwrap())).await;
    }

    fn path(&self) -> PathBuf {
        self.folder
            .path()
            .join(format!("hub-{}.db", self.generation))
    }

    pub(super) fn start(&mut self, broker: &mut Broker) -> Running {
        self.start_on(self.path(), broker)
    }

    /// What a killed hub leaves: what is committed at this moment, and nothing of what it was about to write.
    pub(super) fn copy(&mut self, hub: &Running) -> PathBuf {
        self.generation += 1;
        let to = self.path();
        if hub.stalled.is_none() {
            hub.stranger.execute_batch("BEGIN IMMEDIATE").unwrap();
        }
        let with = |path: &Path, more: &str| PathBuf::from(format!("{}{more}", path.display()));
        for more in ["", "-wal"] {
            std::fs::copy(with(&hub.path, more), with(&to, more)).unwrap();
        }
        hub.stranger.execute_batch("ROLLBACK").unwrap();
        to
    }

    pub(super) fn start_on(&mut self, path: PathBuf, broker: &mut Broker) -> Running {
        let clock = Arc::clone(&self.clock);
        let (stop, stopping) = stopping();
        let dice = AtomicU64::new(0);
        let hub = Arc::new(Hub {
            catalog: ArcSwap::from_pointee(self.read()),
            store: Store::open(&path, keys()).unwrap(),
            digest: keys().digest().clone(),
            limits: Limits {
                message_bytes: 1 << 20,
                documents: 100,
            },
            batch: 8,
            window: 3,
            consent_epoch: <_>::default(),
            stopping,
            schedule: SCHEDULE.map(Duration::from_secs).to_vec(),
            clock: Arc::new(move || ms(clock.load(Ordering::SeqCst))),
            metrics: schakel::metrics::Metrics::default(),
            health: schakel::health::Health::default(),
            steady: <_>::default(),
            dice: Arc::new(move || {
                u32::try_from(dice.fetch_add(377, Ordering::SeqCst) % 1001).unwrap()
            }),
        });
        let (arrivals, mailboxes) = broker.connect();
        let new = Arc::new(Mutex::new(None));
        let folders = Arc::clone(&new);
        let (desk, requests) = desk::desk(Arc::new(move || {
            folders.lock().unwrap().take().ok_or_else(Vec::new)
        }));
        let own = Arc::clone(&hub);
        let work = tokio::task::spawn_local(async move {
            hub::work(
                &own,
                arrivals,
                &pipeline::triage,
                &Ways::over(mailboxes),
                requests.served(),
                None,
            )
            .await
        });
        let stranger = Connection::open(&path).unwrap();
        stranger.busy_timeout(Duration::from_secs(10)).unwrap();
        // triggers of the last run that had no end
        let mut running = Running {
            hub: Some(hub),
            stop,
            work,
            path,
            desk,
            new,
            asked: Vec::new(),
            unanswered: false,
            stranger,
            stalled: None,
            refusing: true,
        };
        running.mend();
        running
    }
}

impl Running {
    /// Changes with every commit.
    pub(super) fn changes(&self) -> i64 {
        self.stranger
            .query_row("PRAGMA data_version", [], |row| row.get(0))
            .unwrap()
    }

    /// Everything that the store was asked until now has been answered; held, it answers only questions.
    pub(super) async fn store_has_answered(&self) {
        let answered = self.hub().store.read(|_| Ok(()));
        match self.stalled {
            None => drop(tokio::try_join!(answered, self.hub().store.write(|_| Ok(()))).unwrap()),
            Some(_) => answered.await.unwrap(),
        }
    }

    pub(super) fn stall(&mut self) {
        if self.stalled.is_none() {
            self.stranger.execute_batch("BEGIN IMMEDIATE").unwrap();
            self.stalled = Some(Instant::now());
        }
    }

    /// The store waits five real seconds for its file; a run is quicker, unless the machine is busy with something else.
    pub(super) fn not_too_long(&mut self) {
        if self.stalled.is_some_and(|since| since.elapsed() > HOLD) {
            self.mend();
        }
    }

    /// Every job that writes a line of the log fails, and so does the count of what came back.
    pub(super) fn refuse(&mut self) {
        if self.stalled.is_none() && !self.refusing {
            let no = |table: &str| {
                format!(
                    "CREATE TRIGGER no_{table} BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'no'); END;"
                )
            };
            self.stranger
                .execute_batch(&["log", "suspect", "statement", "answer"].map(no).concat())
                .unwrap();
            self.refusing = true;
        }
    }

    pub(super) fn mend(&mut self) {
        if self.stalled.take().is_some() {
            self.stranger.execute_batch("ROLLBACK").unwrap();
        }
        if std::mem::take(&mut self.refusing) {
            let yes = |table: &str| format!("DROP TRIGGER IF EXISTS no_{table};");
            self.stranger
                .execute_batch(&["log", "suspect", "statement", "answer"].map(yes).concat())
                .unwrap();
        }
    }

    pub(super) fn is_hindered(&self) -> bool {
        self.refusing || self.stalled.is_some()
    }

    pub(super) fn has_ended(&self) -> bool {
        self.work.is_finished()
    }

    pub(super) fn stop(&self) {
        self.stop.request();
    }

    /// Ends all tasks where they are; true if the operator had asked something that was never answered.
    pub(super) async fn kill(&mut self) -> bool {
        self.stalled = None;
        self.work.abort();
        while Arc::strong_count(self.hub()) > 1 {
            tokio::task::yield_now().await;
        }
        self.hub = None; // and the lock on its file goes
        self.listen();
        self.unanswered
    }

    fn hub(&self) -> &Arc<Hub> {
        self.hub.as_ref().expect("a hub that was not killed")
    }

    pub(super) fn end(&self) {
        self.work.abort();
    }

    /// Which catalog is in force.
    pub(super) fn version(&self) -> String {
        self.hub().catalog.load().version.clone()
    }

    pub(super) async fn reload(&mut self, new: Option<Catalog>) {
        *self.new.lock().unwrap() = new;
        self.ask(Order::Reload).await;
    }

    /// Everything that is parked may try again.
    pub(super) async fn replay(&mut self) {
        let which = Which::Filter {
            partner: None,
            code: None,
            kind: None,
            since: None,
            until: None,
            parked: true,
        };
        self.ask(Order::Replay {
            which,
            dry_run: false,
        })
        .await;
    }

    async fn ask(&mut self, order: Order) {
        let actor = Actor::operator(None, "wacht".to_owned());
        let answers = self.desk.ask(order, actor, "een proef".to_owned()).await;
        self.asked.push(answers);
    }

    /// Hears the operator's answers; true while some are still to come.
    pub(super) fn listen(&mut self) -> bool {
        self.asked.retain_mut(|answers| {
            loop {
                match answers.try_recv() {
                    Ok(Said::Answer(_)) => return false,
                    Err(mpsc::error::TryRecvError::Disconnected) => {
                        self.unanswered = true;
                        return false;
                    }
                    Ok(_) => {}
                    Err(mpsc::error::TryRecvError::Empty) => return true,
                }
            }
        });
        !self.asked.is_empty()
    }

    pub(super) async fn record(&self) -> Record {
        let all = |store: &Reading<'_>| {
            let documents: Result<Vec<_>, _> = (1..)
                .map_while(|n| store.document(DocumentNo(n)).transpose())
                .collect();
            documents?
                .into_iter()
                .map(|document| Ok((store.dispatches(document.n)?, document)))
                .collect()
        };
        let documents: Vec<_> = self.hub().store.read(all).await.unwrap();
        Record {
            documents: documents
                .into_iter()
                .map(|(dispatches, document)| (document, dispatches))
                .collect(),
        }
    }

    /// The dispatches that a person has been asked for.
    pub(super) async fn alerts(&self) -> BTreeSet<DispatchNo> {
        let open = self
            .hub()
            .store
            .read(|store| store.open_alerts(AlertNo::START, u32::MAX))
            .await
            .unwrap();
        open.into_iter()
            .filter_map(|alert| alert.dispatch)
            .collect()
    }

    pub(super) async fn answers_left(&self) -> usize {
        self.hub()
            .store
            .read(|store| store.sources_with_answers())
            .await
            .unwrap()
            .len()
    }

    pub(super) async fn log_is_whole(&self) -> Result<(), String> {
        self.hub()
            .store
            .verify(|_| {})
            .await
            .unwrap()
            .map(drop)
            .map_err(|broken| broken.to_string())
    }
}
