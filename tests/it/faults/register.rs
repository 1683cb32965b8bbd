//! The register of consents does not answer, or changes between the question and the record.

use super::Report;
use super::alone::Alone;
use super::reports::signals;
use schakel::arrival::Settlement;
use schakel::message::Inbound;
use schakel::number::{AlertNo, AnswerNo, DocumentNo};
use schakel::outcome::{Code, Outcome};
use schakel::pipeline;
use schakel::pipeline::consent::Said;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::time::timeout;

/// Some milliseconds are enough.
const SOON: Duration = Duration::from_secs(30);
const MEANDER: &str = "00000099000000003000/school";

/// A consent, and a signal that may go to the wijkteam because of it.
fn consent_and_signal() -> [Inbound; 2] {
    let [consent, signal] = &signals(1)[..] else {
        panic!("a consent and a signal")
    };
    [consent, signal]
        .map(|Report { source, sent, .. }| crate::given::inbound(source, sent.body.clone()))
}

async fn outcomes(alone: &Alone) -> Vec<Outcome> {
    alone
        .ends()
        .await
        .into_iter()
        .map(|(_, outcome)| outcome)
        .collect()
}

#[tokio::test]
async fn a_register_that_does_not_answer_is_no_verdict() {
    let alone = Alone::new();
    let [consent, signal] = consent_and_signal();
    assert_eq!(
        alone.take(vec![consent], &pipeline::triage).await,
        [Settlement::Ack]
    );
    let stranger = rusqlite::Connection::open(alone.folder.path().join("hub.db")).unwrap();
    stranger
        .execute_batch("ALTER TABLE statement RENAME TO away")
        .unwrap();
    let taken = timeout(SOON, alone.take(vec![signal.clone()], &pipeline::triage)).await;
    assert_eq!(
        taken.expect("it is given back, and not asked for ever"),
        [Settlement::Redeliver]
    );
    assert_eq!(
        outcomes(&alone).await,
        [Outcome::Register],
        "nothing of it is on record"
    );
    stranger
        .execute_batch("ALTER TABLE away RENAME TO statement")
        .unwrap();
    assert_eq!(
        alone.take(vec![signal], &pipeline::triage).await,
        [Settlement::Ack]
    );
    assert_eq!(outcomes(&alone).await, [Outcome::Register, Outcome::Routed]);
}

/// On one thread: once the decision was called its question stands before the store, and what this test asks stands behind it.
#[tokio::test(flavor = "current_thread")]
async fn a_withdrawal_between_the_question_and_the_record_is_heard() {
    let alone = Alone::new();
    let [consent, signal] = consent_and_signal();
    assert_eq!(
        alone.take(vec![consent], &pipeline::triage).await,
        [Settlement::Ack]
    );
    let subject = alone.documents().await[0].subject.unwrap();
    let mut said = alone
        .hub
        .store
        .read(move |store| store.statements(subject, &MEANDER.parse().unwrap()))
        .await
        .unwrap();
    assert_eq!(said.len(), 4);
    said.iter_mut()
        .for_each(|statement| statement.said = Said::No);

    let (go, gate) = std::sync::mpsc::channel::<()>();
    let holds = Arc::new(AtomicBool::new(false));
    let (store, flag) = (alone.hub.store.clone(), Arc::clone(&holds));
    let withdrawal = tokio::spawn(async move {
        let withdraw = move |store: &schakel::store::Writing<'_>| {
            flag.store(true, Ordering::SeqCst);
            gate.recv().unwrap();
            store.keep_statements(
                subject,
                &MEANDER.parse().unwrap(),
                DocumentNo(1),
                &said,
                &[],
            )
        };
        store.write(withdraw).await
    });
    while !holds.load(Ordering::SeqCst) {
        tokio::task::yield_now().await; // from here on every record stands behind the withdrawal
    }
    let decided = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&decided);
    let decide: Box<schakel::hub::intake::Decide> =
        Box::new(move |catalog, limits, inbound, fingerprint, today| {
            flag.store(true, Ordering::SeqCst);
            pipeline::triage(catalog, limits, inbound, fingerprint, today)
        });
    let between = async {
        while !decided.load(Ordering::SeqCst) {
            tokio::task::yield_now().await;
        }
        alone.hub.store.read(|_| Ok(())).await.unwrap(); // the facts have been read
        go.send(()).unwrap();
    };
    let (settled, ()) = tokio::join!(alone.take(vec![signal], &*decide), between);
    withdrawal.await.unwrap().unwrap();
    assert_eq!(settled, [Settlement::Ack]);
    assert_eq!(
        outcomes(&alone).await,
        [Outcome::Register, Outcome::Nothing]
    );
    assert_eq!(
        alone
            .hub
            .store
            .read(|store| store.overview())
            .await
            .unwrap()
            .dispatches,
        0
    );
}

/// A court said in January that this parent has no gezag; a form of March has it ticked.
#[tokio::test]
async fn a_form_that_contradicts_what_was_established_is_kept_and_told_and_undoes_nothing() {
    let alone = Alone::new();
    alone.hub.catalog.store(Arc::new(crate::given::outspoken()));
    let about = |id: &str, kind: &str, gezag: &str, day: &str| {
        let mut event = crate::given::about(kind, |data| {
            data["leerling"] = serde_json::json!({ "pgn": "999900031", "achternaam": "Voorbeeld", "geboortedatum": "2014-09-17" });
            data["gever"]["gezag"] = gezag.into();
            data["dag"] = day.into();
        });
        event["id"] = id.into();
        crate::given::inbound("meander", event.to_string())
    };
    let all = [
        about("form-before", "toestemming.verleend", "ja", "2026-01-05"),
        about("court", "gezag.vastgesteld", "nee", "2026-01-12"),
        about("form-after", "toestemming.verleend", "ja", "2026-03-02"),
        about(
            "form-that-agrees",
            "toestemming.geweigerd",
            "nee",
            "2026-03-02",
        ),
    ];
    for message in all {
        assert_eq!(
            alone.take(vec![message], &pipeline::triage).await,
            [Settlement::Ack]
        );
    }
    assert_eq!(outcomes(&alone).await, [Outcome::Register; 4]);
    let read = |store: &schakel::store::Reading<'_>| {
        Ok((
            store.open_alerts(AlertNo::START, 9)?,
            store.due_answers("meander", AnswerNo::START, 9)?,
        ))
    };
    let (alerts, answers) = alone.hub.store.read(read).await.unwrap();
    assert_eq!(
        alerts
            .iter()
            .map(|alert| (alert.code, alert.document))
            .collect::<Vec<_>>(),
        [(Code::Contradiction, Some(DocumentNo(3)))]
    );
    let codes: Vec<serde_json::Value> = answers
        .iter()
        .map(|answer| {
            serde_json::from_slice::<serde_json::Value>(&answer.body).unwrap()["data"]["code"]
                .clone()
        })
        .collect();
    assert_eq!(
        codes,
        [
            ().into(),
            ().into(),
            "register.contradiction".into(),
            ().into()
        ] as [serde_json::Value; 4]
    );
}
