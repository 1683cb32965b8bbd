//! The intake alone, without a broker: decisions that panic, messages that come back, a store that fails.

use crate::given::{TODAY, texts};
use crate::node::until;
use schakel::arrival::{Arrival, Settlement};
use schakel::broker::{BrokerSettings, Publisher};
use schakel::catalog::Catalog;
use schakel::clock;
use schakel::hub::Hub;
use schakel::hub::answers::Answers;
use schakel::hub::intake::{self, Decide};
use schakel::hub::outgoing::Outgoing;
use schakel::keys::Keys;
use schakel::message::{Inbound, Private};
use schakel::outcome::{Code, Outcome};
use schakel::pipeline;
use schakel::stopping::{Stop, Stopping, stopping};
use schakel::store::{Deaths, Doing, Reading, State, Store, StoredDocument, Writing};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;
use tempfile::TempDir;
use tokio::sync::{mpsc, oneshot};

const BOMB: &str = "<!-- boom -->";

/// A hub with a store of its own and a broker that is not there.
pub(super) struct Alone {
    pub(super) hub: Arc<Hub>,
    pub(super) folder: TempDir,
    _running: Stop,
}

fn keys() -> Keys {
    Keys::from_master(&[7; 32])
}

impl Alone {
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("hub.db"), keys()).unwrap();
        Self::with(store, folder)
    }

    fn with(store: Store, folder: TempDir) -> Self {
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
            consent_epoch: AtomicU64::new(0),
            stopping: asked,
            schedule: vec![Duration::from_secs(1)],
            clock: Arc::new(clock::now_ms),
            dice: Arc::new(|| 500),
        };
        Self {
            hub: Arc::new(hub),
            folder,
            _running: running,
        }
    }

    fn digest(&self, inbound: &Inbound) -> [u8; 32] {
        self.hub
            .digest
            .digest(&[inbound.source.as_bytes(), inbound.body.expose()])
    }

    /// The same folder, opened by the next process.
    fn restarted(self) -> Self {
        let Self { hub, folder, .. } = self;
        hub.store.close(); // who is still sending holds it too
        let store = Store::open(&folder.path().join("hub.db"), keys()).unwrap();
        Self::with(store, folder)
    }

    /// What a process leaves that ends while it is doing this with a message.
    fn killed(self, inbound: &Inbound, doing: Doing) -> Self {
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
        let mailboxes = move |name: &str| publisher.mailbox(name);
        let all = self
            .hub
            .catalog
            .load()
            .partners
            .iter()
            .map(|partner| partner.party())
            .collect(); // all look at once
        (
            Outgoing::start(&self.hub, &mailboxes, stopping, &all),
            Answers::start(&self.hub, &mailboxes),
        )
    }

    /// Runs the ways out until it is so.
    async fn take_until(&self, what: &str, so: impl AsyncFnMut() -> bool) {
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
        let (_again, agains) = mpsc::channel(1);
        intake::run(&self.hub, arrivals, agains, decide, &outgoing, &answers).await;
        let mut settled = Vec::new();
        for reply in replies {
            settled.push(reply.await.expect("every message is answered"));
        }
        settled
    }

    pub(super) async fn documents(&self) -> Vec<StoredDocument> {
        let all =
            |store: &Reading<'_>| (1..).map_while(|n| store.document(n).transpose()).collect();
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

fn bomb() -> Inbound {
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

const POISON: Outcome = Outcome::Stopped(Code::Poison);

fn ended(id: &str, outcome: Outcome) -> (String, Outcome) {
    (id.to_owned(), outcome)
}

#[tokio::test]
async fn a_decision_that_panics_sets_its_message_aside_and_its_neighbours_go_on() {
    let alone = Alone::new();
    let (calls, decide) = breaking();
    let settled = alone
        .take(vec![message(1), bomb(), message(2)], &decide)
        .await;
    assert_eq!(settled, [Settlement::Ack; 3]);
    assert_eq!(calls.load(Ordering::SeqCst), 3);
    assert_eq!(
        alone.ends().await,
        [
            ended("01AB.1", Outcome::Routed),
            ended("bomb", POISON),
            ended("01AB.2", Outcome::Routed)
        ]
    );
    let kept = alone
        .hub
        .store
        .read(|store| Ok((store.payload(2)?, store.open_alerts(0, 9)?)))
        .await
        .unwrap();
    assert!(
        kept.0
            .is_some_and(|payload| payload.starts_with(BOMB.as_bytes())),
        "it is kept for a person"
    );
    assert_eq!(
        kept.1
            .iter()
            .map(|alert| (alert.code, alert.document))
            .collect::<Vec<_>>(),
        [(Code::Poison, Some(2))]
    );
}

#[tokio::test]
async fn a_message_that_broke_the_process_twice_is_set_aside_without_being_read() {
    let (calls, decide) = breaking();
    let alone = Alone::new()
        .killed(&bomb(), Doing::Reading)
        .killed(&bomb(), Doing::Reading);
    assert_eq!(
        alone
            .take(vec![again(bomb()), again(message(1))], &decide)
            .await,
        [Settlement::Ack; 2]
    );
    assert_eq!(
        calls.load(Ordering::SeqCst),
        1,
        "only the innocent one is read"
    );
    assert_eq!(
        alone.ends().await,
        [ended("bomb", POISON), ended("01AB.1", Outcome::Routed)]
    );
}

#[tokio::test]
async fn a_hub_that_is_killed_again_and_again_while_it_records_calls_nobody_poison_for_that() {
    let (calls, decide) = breaking();
    let mut alone = Alone::new();
    for _ in 0..9 {
        alone = alone.killed(&message(1), Doing::Recording);
    }
    assert_eq!(
        alone.take(vec![again(message(1))], &decide).await,
        [Settlement::Ack]
    );
    assert_eq!(
        (alone.ends().await, calls.load(Ordering::SeqCst)),
        (vec![ended("01AB.1", Outcome::Routed)], 1)
    );
    for _ in 0..10 {
        alone = alone.killed(&message(2), Doing::Recording);
    }
    assert_eq!(
        alone.take(vec![again(message(2))], &decide).await,
        [Settlement::Ack],
        "what can never be recorded ends as well"
    );
    assert_eq!(alone.ends().await.len(), 2);
    assert_eq!(alone.documents().await[1].outcome, POISON);
}

/// The mark is where the next process looks for it only while the message is at work.
#[tokio::test]
async fn who_is_recorded_or_only_waits_when_the_process_ends_is_not_counted() {
    let mut alone = Alone::new();
    let seen = Arc::new(AtomicUsize::new(0));
    for _ in 0..4 {
        let (count, lock) = (Arc::clone(&seen), alone.folder.path().join("hub.db.lock"));
        let decide: Box<Decide> = Box::new(move |catalog, limits, inbound, fingerprint, _| {
            assert_eq!(
                std::fs::read(&lock).unwrap().first(),
                Some(&b'r'),
                "it is marked while it is read"
            );
            count.fetch_add(1, Ordering::SeqCst);
            pipeline::triage(catalog, limits, inbound, fingerprint, TODAY)
        });
        assert_eq!(
            alone
                .take(vec![again(message(1)), again(message(2))], &decide)
                .await,
            [Settlement::Ack; 2]
        );
        alone = alone.restarted();
    }
    assert_eq!(seen.load(Ordering::SeqCst), 8);
    let digest = alone.digest(&message(2));
    assert_eq!(
        alone
            .hub
            .store
            .read(move |store| store.deaths(&digest))
            .await
            .unwrap(),
        Deaths::default()
    );
}

#[tokio::test]
async fn a_message_that_comes_back_often_but_does_no_harm_is_read_each_time() {
    let alone = Alone::new();
    let (calls, decide) = breaking();
    for _ in 0..5 {
        assert_eq!(
            alone.take(vec![again(message(1))], &decide).await,
            [Settlement::Ack]
        );
    }
    assert_eq!(calls.load(Ordering::SeqCst), 5);
    let [document] = &alone.documents().await[..] else {
        panic!("one document")
    };
    assert_eq!((document.outcome, document.again), (Outcome::Routed, 4));
}

#[tokio::test]
async fn a_message_that_came_back_is_taken_alone() {
    let alone = Alone::new();
    let (_, decide) = breaking();
    let stranger = rusqlite::Connection::open(alone.folder.path().join("hub.db")).unwrap();
    let no = "CREATE TRIGGER no BEFORE INSERT ON document WHEN NEW.id = '01AB.2' BEGIN SELECT RAISE(ABORT, 'no'); END";
    stranger.execute_batch(no).unwrap();
    let settled = alone
        .take(vec![message(1), again(message(2)), message(3)], &decide)
        .await;
    assert_eq!(
        settled,
        [Settlement::Ack, Settlement::Redeliver, Settlement::Ack]
    );
    assert_eq!(
        alone.ends().await,
        [
            ended("01AB.1", Outcome::Routed),
            ended("01AB.3", Outcome::Routed)
        ]
    );
    let settled = alone
        .take(vec![message(4), message(2), message(5)], &decide)
        .await;
    assert_eq!(
        settled,
        [Settlement::Redeliver; 3],
        "in one transaction it is all or nothing"
    );
    assert_eq!(alone.documents().await.len(), 2);
}

#[tokio::test]
async fn a_store_that_cannot_write_leaves_everything_to_redelivery() {
    let Alone { hub, folder, .. } = Alone::new();
    drop(hub);
    let looking = Store::open_readonly(&folder.path().join("hub.db"), keys()).unwrap();
    let alone = Alone::with(looking, folder);
    let (_, decide) = breaking();
    let settled = alone
        .take(
            vec![message(1), bomb(), again(message(2)), message(3)],
            &decide,
        )
        .await;
    assert_eq!(settled, [Settlement::Redeliver; 4]);
    assert!(alone.documents().await.is_empty());
}

#[tokio::test]
async fn what_comes_twice_is_a_duplicate_and_leads_to_nothing_more() {
    let alone = Alone::new();
    let (_, decide) = breaking();
    for _ in 0..2 {
        assert_eq!(
            alone.take(vec![message(1), message(1)], &decide).await,
            [Settlement::Ack; 2]
        );
    }
    let seen = alone
        .hub
        .store
        .read(|store| store.overview())
        .await
        .unwrap();
    assert_eq!((seen.routed, seen.duplicate, seen.dispatches), (1, 3, 1));
}

#[tokio::test]
async fn an_answer_and_the_answer_to_its_repeat_in_the_same_batch_have_their_own_ids() {
    let alone = Alone::new();
    let (_, decide) = breaking();
    alone.take(vec![message(1), message(1)], &decide).await;
    let told = alone
        .hub
        .store
        .read(|store| store.due_answers("thorbecke", 0, 9))
        .await
        .unwrap();
    let ids: std::collections::BTreeSet<String> = told
        .iter()
        .map(|answer| {
            serde_json::from_slice::<serde_json::Value>(&answer.body).unwrap()["id"].to_string()
        })
        .collect();
    assert_eq!((told.len(), ids.len()), (2, 2));
}

#[tokio::test]
async fn an_id_that_comes_with_other_content_is_stopped_and_sent_to_nobody() {
    let alone = Alone::new();
    let (_, decide) = breaking();
    let other = crate::given::inbound(
        "thorbecke",
        crate::given::xml(&[("<Nummer>7<", "<Nummer>1<"), ("Voorbeeld", "Ander")]),
    );
    assert_eq!(
        alone.take(vec![message(1), other], &decide).await,
        [Settlement::Ack; 2]
    );
    assert_eq!(
        alone.ends().await,
        [
            ended("01AB.1", Outcome::Routed),
            ended("01AB.1", Outcome::Stopped(Code::IdConflict))
        ]
    );
    assert_eq!(
        alone
            .hub
            .store
            .read(|store| store.overview())
            .await
            .unwrap()
            .dispatches,
        1
    );
}

#[tokio::test]
async fn a_body_that_no_longer_fits_its_schema_is_not_sent_and_a_person_hears_of_it() {
    let alone = Alone::new();
    let (_, decide) = breaking();
    alone.take(vec![message(1)], &decide).await;
    let put = |store: &Writing<'_>| {
        let body = store.payload(1)?.expect("a body to send");
        let mut body: serde_json::Value = serde_json::from_slice(&body).unwrap();
        body["data"]["verzuim"]["begindatum"] = "gisteren".into();
        store.put_payload(1, "thorbecke", "01AB.1", body.to_string().as_bytes())
    };
    alone.hub.store.write(put).await.unwrap();
    // a later run of the hub finds what is due
    alone
        .take_until("it is parked", async || {
            alone
                .hub
                .store
                .read(|store| store.dispatch(1))
                .await
                .unwrap()
                .is_some_and(|dispatch| dispatch.state == State::Parked)
        })
        .await;
    let alerts = alone
        .hub
        .store
        .read(|store| store.open_alerts(0, 9))
        .await
        .unwrap();
    assert_eq!(
        alerts
            .iter()
            .map(|alert| (alert.code, alert.dispatch))
            .collect::<Vec<_>>(),
        [(Code::Manual, Some(1))]
    );
}

/// The wijkteam's row asks consent. A statement that knows the pupil by address only, then in one batch a report that ties the number to the
/// address, and one that gives the number alone: the second says more about the subject of the third than was known when the facts were read.
#[tokio::test]
async fn a_report_that_tells_more_about_the_subject_of_the_next_does_not_hold_up_the_batch() {
    let alone = Alone::new();
    let decide = pipeline::triage;
    let example = |path: &str| -> serde_json::Value {
        serde_json::from_slice(
            &std::fs::read(
                std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
                    .join("schemas")
                    .join(path),
            )
            .unwrap(),
        )
        .unwrap()
    };
    let mut statement = example("toestemming.verleend/examples/valid/ouder.json");
    statement["data"]["leerling"]
        .as_object_mut()
        .unwrap()
        .remove("pgn");
    let mut both = example("verzuimmelding/examples/valid/zestien-uur.json");
    let pupil = statement["data"]["leerling"].clone();
    both["data"]["leerling"]["achternaam"] = pupil["achternaam"].clone();
    both["data"]["leerling"]["geboortedatum"] = pupil["geboortedatum"].clone();
    both["data"]["leerling"]["adres"] =
        serde_json::json!({ "postcode": pupil["postcode"], "huisnummer": pupil["huisnummer"] });
    let mut number = both.clone();
    number["id"] = "number-alone".into();
    number["data"]["leerling"]
        .as_object_mut()
        .unwrap()
        .remove("adres");
    let inbound = |event: &serde_json::Value| crate::given::inbound("meander", event.to_string());
    assert_eq!(
        alone.take(vec![inbound(&statement)], &decide).await,
        [Settlement::Ack]
    );
    assert_eq!(
        alone
            .take(vec![inbound(&both), inbound(&number)], &decide)
            .await,
        [Settlement::Ack; 2]
    );
    let seen = alone
        .hub
        .store
        .read(|store| store.overview())
        .await
        .unwrap();
    assert_eq!((seen.register, seen.routed, seen.stopped), (1, 2, 0));
}
