//! The intake alone, without a broker: messages go in, and their settlements come out.

use crate::given::{TODAY, texts};
use crate::node::until;
use schakel::arrival::{Arrival, Settlement};
use schakel::broker::{BrokerSettings, Publisher};
use schakel::catalog::Catalog;
use schakel::channel::Ways;
use schakel::clock;
use schakel::hub::Hub;
use schakel::hub::answers::Answers;
use schakel::hub::intake::{self, Decide};
use schakel::hub::outgoing::Outgoing;
use schakel::keys::Keys;
use schakel::message::{Inbound, Private};
use schakel::number::DocumentNo;
use schakel::outcome::Outcome;
use schakel::pipeline;
use schakel::stopping::{StopSwitch, Stopping, stopping};
use schakel::store::{Doing, Reading, Store, StoredDocument};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tempfile::TempDir;
use tokio::sync::{mpsc, oneshot};

pub(super) const BOMB: &str = "<!-- boom -->";

/// A hub with a store of its own and a broker that is not there.
pub(super) struct Alone {
    pub(super) hub: Arc<Hub>,
    pub(super) folder: TempDir,
    _running: StopSwitch,
}

pub(super) fn keys() -> Keys {
    Keys::from_master(&[7; 32])
}

impl Alone {
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("hub.db"), keys()).unwrap();
        Self::with(store, folder)
    }

    pub(super) fn with(store: Store, folder: TempDir) -> Self {
        let (running, asked) = stopping();
        let limits = pipeline::Limits {
            message_bytes: 1 << 20,
            documents: 100,
        };
        let (catalog, digest) = (
            Arc::new(Catalog::compile(&texts()).unwrap()).into(),
            keys().digest().clone(),
        );
        let hub = Hub {
            metrics: schakel::metrics::Metrics::default(),
            health: schakel::health::Health::default(),
            steady: <_>::default(),
            catalog,
            store,
            digest,
            limits,
            batch: 64,
            window: 8,
            consent_epoch: <_>::default(),
            stopping: asked,
            schedule: vec![Duration::from_secs(1)],
            clock: Arc::new(clock::now),
            dice: Arc::new(|| 500),
        };
        Self {
            hub: Arc::new(hub),
            folder,
            _running: running,
        }
    }

    pub(super) fn digest(&self, inbound: &Inbound) -> [u8; 32] {
        self.hub
            .digest
            .digest(&[inbound.source.as_bytes(), inbound.body.expose()])
    }

    /// The same folder, opened by the next process.
    pub(super) fn restarted(self) -> Self {
        let Self { hub, folder, .. } = self;
        hub.store.close(); // who is still sending holds it too
        let store = Store::open(&folder.path().join("hub.db"), keys()).unwrap();
        Self::with(store, folder)
    }

    /// What a process leaves that ends while it is doing this with a message.
    pub(super) fn killed(self, inbound: &Inbound, doing: Doing) -> Self {
        let mark = self.hub.store.mark(self.digest(inbound));
        if doing == Doing::Recording {
            mark.recording();
        }
        std::mem::forget(mark);
        self.restarted()
    }

    fn ways_out(&self, stopping: &Stopping) -> (Outgoing, Answers) {
        let settings = BrokerSettings {
            url: Private::new("amqp://guest:guest@127.0.0.1:9/nowhere".to_owned()),
            prefetch: 8,
            confirm_timeout: Duration::from_secs(1),
            connect_timeout: Duration::from_secs(1),
        };
        let publisher = Publisher::new(settings);
        let ways = Ways::over(move |name: &str| publisher.mailbox(name));
        let all = self
            .hub
            .catalog
            .load()
            .partners
            .iter()
            .map(|partner| partner.party())
            .collect(); // all look at once
        (
            Outgoing::start(&self.hub, &ways, stopping, &all),
            Answers::start(&self.hub, &ways),
        )
    }

    /// Runs the ways out until it is so.
    pub(super) async fn take_until(&self, what: &str, so: impl AsyncFnMut() -> bool) {
        let (_stop, stopping) = stopping();
        let _ways = self.ways_out(&stopping);
        until(what, so).await.unwrap();
    }

    /// Takes these messages in, all at once, and gives what the broker is told of each.
    pub(super) async fn take(&self, messages: Vec<Inbound>, decide: &Decide) -> Vec<Settlement> {
        let (_stop, stopping) = stopping();
        let (outgoing, answers) = self.ways_out(&stopping);
        let (to, arrivals) = mpsc::channel(64);
        let mut replies = Vec::new();
        for inbound in messages {
            let (reply, settlement) = oneshot::channel();
            to.send(Arrival {
                inbound,
                reply,
                since: tokio::time::Instant::now(),
            })
            .await
            .unwrap();
            replies.push(settlement);
        }
        drop(to);
        let (_desk, errands) = schakel::hub::errand::errands();
        intake::run(&self.hub, arrivals, errands, decide, &outgoing, &answers).await;
        let mut settled = Vec::new();
        for reply in replies {
            settled.push(reply.await.expect("every message is answered"));
        }
        settled
    }

    pub(super) async fn documents(&self) -> Vec<StoredDocument> {
        let all = |store: &Reading<'_>| {
            (1..)
                .map_while(|n| store.document(DocumentNo(n)).transpose())
                .collect()
        };
        self.hub.store.read(all).await.unwrap()
    }

    /// How each document ended, by the number in its id.
    pub(super) async fn ends(&self) -> Vec<(String, Outcome)> {
        self.documents()
            .await
            .into_iter()
            .map(|document| (document.id, document.outcome))
            .collect()
    }
}

pub(super) fn message(n: usize) -> Inbound {
    crate::given::inbound(
        "thorbecke",
        crate::given::xml(&[("<Nummer>7<", &format!("<Nummer>{n}<"))]),
    )
}

pub(super) fn bomb() -> Inbound {
    let mut inbound = crate::given::inbound("thorbecke", format!("{BOMB}<MeldenRelatiefVerzuim/>"));
    inbound.message_id = Some("bomb".to_owned());
    inbound
}

pub(super) fn again(mut inbound: Inbound) -> Inbound {
    inbound.redelivered = true;
    inbound
}

/// `pipeline::triage` on the tests' day, which panics for one message; and how often it was called.
pub(super) fn breaking() -> (Arc<AtomicUsize>, Box<Decide>) {
    let calls = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&calls);
    let decide: Box<Decide> = Box::new(move |catalog, limits, inbound, fingerprint, _| {
        count.fetch_add(1, Ordering::SeqCst);
        assert!(!inbound.body.expose().starts_with(BOMB.as_bytes()), "boom");
        pipeline::triage(catalog, limits, inbound, fingerprint, TODAY)
    });
    (calls, decide)
}
