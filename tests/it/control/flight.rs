//! The loops of a hub with a broker in memory that confirms when the test says so: what operators do between sending and receipt.

use crate::given::{TODAY, inbound, texts, xml};
use crate::moment::ms;
use schakel::arrival::{Arrival, Settlement};
use schakel::broker::{Mailbox, PublishFailure, Request};
use schakel::catalog::Catalog;
use schakel::channel::Ways;
use schakel::cli::said::in_dutch;
use schakel::clock::Moment;
use schakel::desk::{self, Actor, Desk, Order, Said};
use schakel::hub::{self, Hub};
use schakel::keys::Keys;
use schakel::message::Inbound;
use schakel::number::DispatchNo;
use schakel::outcome::Code;
use schakel::pipeline::{self, Limits};
use schakel::stopping::{StopSwitch as Asker, stopping};
use schakel::store::{Dispatch, State, Store};
use schakel::topology::ANSWERS;
use serde_json::Value;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::TempDir;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::timeout;

const PATIENCE: Duration = Duration::from_secs(60);

/// A hub whose broker is the test.
pub(super) struct Memory {
    pub(super) hub: Arc<Hub>,
    to: mpsc::Sender<Arrival>,
    desk: Desk,
    /// What goes to the partner that is watched.
    zwolle: mpsc::Receiver<Request>,
    /// What everybody else got: exchange, routing key and body.
    heard: Arc<Mutex<Vec<(String, String, Value)>>>,
    stop: Asker,
    working: JoinHandle<()>,
    folder: TempDir,
}

impl Memory {
    /// Delivers one thing to a partner at a time; a reload reads `next`.
    fn start(next: impl Fn() -> Catalog + Send + Sync + 'static) -> Self {
        Self::watching(
            "to.leerplicht-zwolle",
            Catalog::compile(&texts()).unwrap(),
            next,
        )
    }

    /// The same with this catalog, to see what goes to this exchange.
    pub(super) fn watching(
        exchange: &'static str,
        catalog: Catalog,
        next: impl Fn() -> Catalog + Send + Sync + 'static,
    ) -> Self {
        let noon = Arc::new(AtomicI64::new(
            Moment::start_of(TODAY).ms() + 12 * 3_600_000,
        ));
        Self::by(
            noon,
            Duration::from_secs(100_000),
            tempfile::tempdir().unwrap(),
            exchange,
            catalog,
            next,
        )
    }

    /// The same on the store in a folder, with this clock and this wait between two tries.
    pub(super) fn by(
        time: Arc<AtomicI64>,
        wait: Duration,
        folder: TempDir,
        exchange: &'static str,
        catalog: Catalog,
        next: impl Fn() -> Catalog + Send + Sync + 'static,
    ) -> Self {
        let keys = Keys::from_master(&[7; 32]);
        let (stop, stopping) = stopping();
        let hub = Arc::new(Hub {
            catalog: Arc::new(catalog).into(),
            digest: keys.digest().clone(),
            store: Store::open(&folder.path().join("hub.db"), keys).unwrap(),
            limits: Limits {
                message_bytes: 1 << 20,
                documents: 100,
            },
            batch: 64,
            window: 1,
            consent_epoch: <_>::default(),
            stopping,
            schedule: vec![wait; 3],
            clock: Arc::new(move || ms(time.load(Ordering::SeqCst))),
            dice: Arc::new(|| 0),
            metrics: schakel::metrics::Metrics::default(),
            health: schakel::health::Health::default(),
            steady: <_>::default(),
        });
        let (to_zwolle, zwolle) = mpsc::channel(64);
        let heard: Arc<Mutex<Vec<(String, String, Value)>>> = Arc::default();
        let others = Arc::clone(&heard);
        let mailboxes = move |name: &str| match name {
            name if name == exchange => Mailbox::to(to_zwolle.clone()),
            _ => {
                let (to, mut from) = mpsc::channel::<Request>(64);
                let others = Arc::clone(&others);
                tokio::spawn(async move {
                    while let Some(request) = from.recv().await {
                        let body = serde_json::from_slice(request.body()).unwrap();
                        let told = (
                            request.exchange().to_owned(),
                            request.routing_key().to_owned(),
                            body,
                        );
                        others.lock().unwrap().push(told);
                        request.answer(Ok(()));
                    }
                });
                Mailbox::to(to)
            }
        };
        let (desk, requests) = desk::desk(Arc::new(move || Ok(next())));
        let (to, arrivals) = mpsc::channel(64);
        let own = Arc::clone(&hub);
        // on a thread of its own: the compiler does not see that this future may move between threads
        let runtime = tokio::runtime::Handle::current();
        let working = tokio::task::spawn_blocking(move || {
            runtime
                .block_on(hub::work(
                    &own,
                    arrivals,
                    &pipeline::triage,
                    &Ways::over(mailboxes),
                    requests.served(),
                    None,
                ))
                .unwrap();
        });
        Self {
            hub,
            to,
            desk,
            zwolle,
            heard,
            stop,
            working,
            folder,
        }
    }

    /// Report `n` on a pupil, recorded.
    pub(super) async fn arrives(&self, n: usize, pgn: &str) {
        let body = xml(&[("<Nummer>7<", &format!("<Nummer>{n}<")), ("999900031", pgn)]);
        self.comes(inbound("thorbecke", body)).await;
    }

    /// A message, recorded.
    pub(super) async fn comes(&self, inbound: Inbound) {
        let (reply, settled) = oneshot::channel();
        self.to
            .send(Arrival {
                inbound,
                reply,
                since: tokio::time::Instant::now(),
            })
            .await
            .unwrap();
        assert_eq!(settled.await.unwrap(), Settlement::Ack);
    }

    /// The next that is sent to the partner that is watched, not confirmed yet.
    pub(super) async fn sent(&mut self) -> Request {
        timeout(PATIENCE, self.zwolle.recv())
            .await
            .expect("something is sent")
            .unwrap()
    }

    /// The partner that is watched has all that was sent to it by now.
    pub(super) fn confirm_what_was_sent(&mut self) {
        while let Ok(request) = self.zwolle.try_recv() {
            request.answer(Ok(()));
        }
    }

    /// Waits until so many answers came to a source, and gives them all, in order.
    pub(super) async fn answers(&self, source: &str, count: usize) -> Vec<Value> {
        let all = || self.heard(|(exchange, key, _)| exchange == ANSWERS && key == source);
        let enough = async || all().len() >= count;
        crate::node::until("the answers are there", enough)
            .await
            .unwrap_or_else(|_| panic!("{count} answers: {:?}", all()));
        all()
            .into_iter()
            .map(|event| event["data"].clone())
            .collect()
    }

    /// Waits until so many events came to a partner's exchange, and gives them all, in order.
    pub(super) async fn mailbox(&self, exchange: &str, count: usize) -> Vec<Value> {
        let all = || self.heard(|(other, _, _)| other == exchange);
        let enough = async || all().len() >= count;
        crate::node::until("the events are there", enough)
            .await
            .unwrap_or_else(|_| panic!("{count} events to {exchange}: {:?}", all()));
        all()
    }

    fn heard(&self, which: impl Fn(&(String, String, Value)) -> bool) -> Vec<Value> {
        self.heard
            .lock()
            .unwrap()
            .iter()
            .filter(|told| which(told))
            .map(|(_, _, body)| body.clone())
            .collect()
    }

    pub(super) async fn ask(&self, order: Order) -> mpsc::Receiver<Said> {
        let actor = Actor::operator(None, "test".to_owned());
        self.ask_as(order, actor).await
    }

    pub(super) async fn ask_as(&self, order: Order, actor: Actor) -> mpsc::Receiver<Said> {
        self.desk.ask(order, actor, "test".to_owned()).await
    }

    pub(super) async fn dispatch(&self, seq: DispatchNo) -> Dispatch {
        self.hub
            .store
            .read(move |store| store.dispatch(seq))
            .await
            .unwrap()
            .expect("a dispatch")
    }

    /// Gives everybody the time that the hub needs to do what it is going to do.
    async fn a_while(&self) {
        for _ in 0..200 {
            self.hub.store.write(|_| Ok(())).await.unwrap();
            self.dispatch(DispatchNo(1)).await;
        }
    }

    pub(super) async fn becomes(&self, seq: DispatchNo, state: State) {
        crate::node::until("the dispatch is as it must be", async || {
            self.dispatch(seq).await.state == state
        })
        .await
        .unwrap();
    }

    pub(super) async fn stops(mut self) -> TempDir {
        drop(self.to);
        // what nobody has read is not confirmed either: the broker has gone
        self.zwolle.close();
        while let Ok(request) = self.zwolle.try_recv() {
            request.answer(Err(PublishFailure::Interrupted));
        }
        self.stop.request();
        timeout(PATIENCE, self.working)
            .await
            .expect("the hub stops")
            .unwrap();
        self.hub.store.close();
        self.folder
    }
}

/// Everything that was said, the end included.
pub(super) async fn all(mut answers: mpsc::Receiver<Said>) -> (Vec<String>, Option<bool>) {
    let (mut lines, mut end) = (Vec::new(), None);
    while let Some(said) = timeout(PATIENCE, answers.recv()).await.expect("an answer") {
        match said {
            Said::Progress { .. } => {}
            Said::Answer(answer) => {
                let said = in_dutch(&answer);
                (lines, end) = (said.lines, Some(said.done));
            }
        }
    }
    (lines, end)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_in_flight_is_dropped_only_if_it_does_not_arrive() {
    let mut memory = Memory::start(|| Catalog::compile(&texts()).unwrap());
    memory.arrives(1, "999900031").await;
    let first = memory.sent().await;
    let asked = memory
        .ask(Order::Drop {
            dispatch: DispatchNo(1),
        })
        .await;
    memory.a_while().await;
    assert_eq!(
        memory.dispatch(DispatchNo(1)).await.state,
        State::Due,
        "nothing may be said about it before it has landed"
    );
    first.answer(Ok(()));
    let (lines, end) = all(asked).await;
    assert!(
        end == Some(false) && lines[0].starts_with("bezorging 1 is al bezorgd op 2026-03-20T12:00"),
        "{lines:?}"
    );
    assert_eq!(
        memory.dispatch(DispatchNo(1)).await.state,
        State::Delivered,
        "the partner has it, and so says the record"
    );

    memory.arrives(2, "999900031").await;
    let second = memory.sent().await;
    memory.arrives(3, "999900031").await;
    let asked = memory
        .ask(Order::Drop {
            dispatch: DispatchNo(2),
        })
        .await;
    memory.a_while().await;
    second.answer(Err(PublishFailure::Timeout));
    let (lines, end) = all(asked).await;
    assert_eq!(end, Some(true), "{lines:?}");
    assert_eq!(
        memory.dispatch(DispatchNo(2)).await.code,
        Some(Code::Dropped)
    );
    let third = memory.sent().await;
    assert_ne!(
        third.message_id(),
        "",
        "the lane goes on, though a pause was due"
    );
    third.answer(Ok(()));
    memory.becomes(DispatchNo(3), State::Delivered).await;
    memory.stops().await;
}

/// Leerplicht in Zwolle is not connected any more on the tests' day.
fn without_zwolle() -> Catalog {
    let mut texts = texts();
    let exchange = "exchange = \"to.leerplicht-zwolle\" } }\n";
    assert!(texts.partners.text.contains(exchange));
    texts.partners.text = texts
        .partners
        .text
        .replace(exchange, &format!("{exchange}until = 2026-03-01\n"));
    Catalog::compile(&texts).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ruling_by_an_older_catalog_is_asked_again_before_it_is_acted_on() {
    let mut memory = Memory::start(without_zwolle);
    memory.arrives(1, "999900031").await;
    let first = memory.sent().await;
    memory.arrives(2, "999900043").await; // lies with the worker, ruled and ready, until there is room
    let (lines, end) = all(memory.ask(Order::Reload).await).await;
    assert_eq!(end, Some(true), "{lines:?}");
    first.answer(Ok(()));
    memory.becomes(DispatchNo(1), State::Delivered).await;
    memory.becomes(DispatchNo(2), State::Parked).await; // a duty: somebody must still have it
    assert!(
        memory.zwolle.try_recv().is_err(),
        "nothing was sent by the old rules"
    );
    memory.stops().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_can_never_arrive_is_parked_at_the_first_try_and_what_may_is_tried_again() {
    let mut memory = Memory::start(|| Catalog::compile(&texts()).unwrap());
    memory.arrives(1, "999900031").await;
    memory.sent().await.answer(Err(PublishFailure::Unwritable));
    memory.becomes(DispatchNo(1), State::Parked).await;
    let parked = memory.dispatch(DispatchNo(1)).await;
    assert_eq!((parked.attempts, parked.code), (1, Some(Code::Rejected)));
    memory.arrives(2, "999900110").await;
    memory.sent().await.answer(Err(PublishFailure::Rejected));
    let tried = async || memory.dispatch(DispatchNo(2)).await.attempts == 1;
    crate::node::until("the try is on record", tried)
        .await
        .unwrap();
    assert_eq!(memory.dispatch(DispatchNo(2)).await.state, State::Due);
    memory.stops().await;
}
