//! A report and the withdrawal that comes right behind it, recorded together: what was ruled on before the withdrawal is asked again.

use super::{child, documents, memory, report, wijkteams, yes};
use crate::control::flight::Memory;
use crate::given::{TODAY, about, inbound, outspoken};
use crate::moment::ms;
use schakel::decision::Document;
use schakel::hub::consents::ConsentEpoch;
use schakel::hub::record;
use schakel::keys::Keys;
use schakel::message::Inbound;
use schakel::pipeline::{self, Limits};
use schakel::store::{State, Store, Writing};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

const PUPILS: [&str; 3] = ["999900031", "999900043", "999900055"];

fn withdrawal(pgn: &str) -> Value {
    let mut event = about("toestemming.ingetrokken", |data| {
        data["leerling"] = child(pgn);
    });
    event["id"] = json!(format!("nee {}", &pgn[6..]));
    event
}

fn from_school(event: &Value) -> Inbound {
    inbound("meander", event.to_string())
}

/// Messages that all wait before the first of them can be recorded.
async fn come_together(memory: &Memory, [one, other, third]: [Inbound; 3]) {
    let (go, gate) = std::sync::mpsc::channel::<()>();
    let holds = Arc::new(AtomicBool::new(false));
    let (store, flag) = (memory.hub.store.clone(), Arc::clone(&holds));
    let held = tokio::spawn(async move {
        let hold = move |_: &Writing<'_>| {
            flag.store(true, Ordering::SeqCst);
            gate.recv().unwrap();
            Ok(())
        };
        store.write(hold).await
    });
    while !holds.load(Ordering::SeqCst) {
        tokio::task::yield_now().await;
    }
    tokio::join!(
        memory.comes(one),
        memory.comes(other),
        memory.comes(third),
        async { go.send(()).unwrap() } // comes last: the three have been handed over
    );
    held.await.unwrap().unwrap();
}

/// On a machine that stands still for a moment the withdrawal comes too late to be recorded with the report, which then goes; not three
/// times in a row.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_ruled_on_before_a_withdrawal_of_its_own_batch_stays() {
    let mut memory = memory();
    let mut stayed = 0_usize;
    for pgn in PUPILS {
        let id = format!("m-{}", &pgn[6..]);
        let all = [yes(pgn, |_| {}), report(&id, pgn, |_| {}), withdrawal(pgn)];
        come_together(&memory, all.each_ref().map(from_school)).await;
        let all = documents(&memory).await;
        let own = all.iter().find(|document| document.id == id).unwrap();
        let dispatch = wijkteams(&memory, own.n).await;
        let mut end = State::Due;
        let ended = async || {
            memory.confirm_what_was_sent();
            end = memory.dispatch(dispatch).await.state;
            end != State::Due
        };
        crate::node::until("it goes, or is taken back", ended)
            .await
            .unwrap();
        stayed += usize::from(end == State::Dropped);
    }
    assert_ne!(stayed, 0, "at least one of the three stays");
    memory.stops().await;
}

/// A worker that reads the register beside the thread of the store cannot know on which side of a commit it was.
#[tokio::test]
async fn a_change_of_consents_begins_before_its_commit_and_ends_after_it() {
    let folder = tempfile::tempdir().unwrap();
    let keys = Keys::from_master(&[7; 32]);
    let store = Store::open(&folder.path().join("hub.db"), keys.clone()).unwrap();
    let catalog = outspoken();
    let (limits, inbound) = (
        Limits {
            message_bytes: 1 << 20,
            documents: 9,
        },
        from_school(&yes("999900031", |_| {})),
    );
    let judged = pipeline::triage(&catalog, limits, &inbound, "-", TODAY)
        .unwrap()
        .remove(0);
    let document = Document::read(&catalog, &inbound, "-", keys.digest(), judged);
    let epoch = Arc::<ConsentEpoch>::default();
    let (own, before) = (Arc::clone(&epoch), epoch.now());
    let job = move |store: &Writing<'_>| {
        let recorded = record::batch(store, &catalog, &[document], &own, TODAY, ms(1))?;
        assert!(
            own.now() > before && own.settled().is_none(),
            "not on record"
        );
        Ok(recorded)
    };
    let recorded = store.write(job).await.unwrap();
    assert_eq!(epoch.settled(), None, "on record, and nobody has been told");
    drop(recorded);
    assert_eq!(epoch.settled(), Some(epoch.now()));
}
