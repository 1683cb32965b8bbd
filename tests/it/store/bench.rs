//! What a document costs the store. By hand: `cargo test --release --test it store::bench -- --nocapture`; with `TMPDIR` on a
//! memory disk it is the same without the waiting for the disk.

use super::{Scratch, document, meet, person};
use crate::moment::ms;
use schakel::keys::DigestKey;
use schakel::number::{AnswerNo, DispatchNo};
use schakel::outcome::{Code, Outcome};
use schakel::party::Party;
use schakel::store::{LogSort, NewDispatch, StoreError, StoredBefore, StoredVerdict, Writing};
use serde_json::json;
use std::time::{Duration, Instant};
use uuid::Uuid;

const BATCH: u128 = 64;
const BATCHES: u128 = if cfg!(debug_assertions) { 10 } else { 1500 };
const PARTNERS: [&str; 4] = [
    "00000099000000001000",
    "00000099000000001100",
    "00000099000000001200",
    "00000099000000001300",
];

/// One routed document: identity, subject, row, payload, two verdicts, one dispatch, one answer, one line.
fn record(
    store: &Writing<'_>,
    key: &DigestKey,
    number: u128,
    body: &[u8],
) -> Result<(DispatchNo, AnswerNo), StoreError> {
    let id =
        Uuid::from_u128(number.wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835)).to_string();
    let digest = key.digest(&[&number.to_be_bytes(), body]);
    assert_eq!(store.known("school", &id, &digest)?, StoredBefore::New);
    let (pgn, fallback) = (
        format!("{:09}", number % 5000),
        format!("name {}", number % 5000),
    );
    let subject = meet(store, "c1", &person(Some(&pgn), Some(&fallback)), false)?.subject;
    let mut new = document(&id, 0, Outcome::Routed);
    (new.digest, new.subject) = (digest, subject);
    let to = super::partner(PARTNERS[(number % 4) as usize]);
    let partner = &to;
    let judged = |role: &str, code| StoredVerdict {
        partner: Some(Party::new(&partner.oin, role)),
        role: role.into(),
        code,
        rows: "1a 2".into(),
        categories: "verzuim identificatie".into(),
    };
    let verdicts = [
        judged("leerplicht", None),
        judged("wijkteam", Some(Code::NoConsent)),
    ];
    new.verdicts = &verdicts;
    let n = store.insert_document(&new)?;
    store.put_payload(n, "school", &id, body)?;
    let event = Uuid::new_v5(&Uuid::NAMESPACE_URL, id.as_bytes());
    let (rows, categories) = ("1a 2", "verzuim identificatie");
    let placed = store.insert_dispatch(&NewDispatch {
        event,
        document: n,
        partner,
        subject,
        rows,
        categories,
        recorded: ms(1),
        due: ms(1),
    })?;
    let answer = store.put_answer(
        "school",
        format!(r#"{{"id":"{id}","uitkomst":"routed"}}"#).as_bytes(),
    )?;
    let line = json!({"document": n, "row": "1a", "version": "2026.1", "facts": ["a", "b"], "categories": ["verzuim", "identificatie"],
        "verdicts": [{"partner": partner.oin, "role": "leerplicht"}, {"partner": partner.oin, "role": "wijkteam", "code": "disclosure.no_consent"}]});
    store.append_log(ms(1), LogSort::Decision, "c1", &line)?;
    Ok((placed.seq, answer))
}

/// A receipt: one update, one line, and the payload goes.
fn receive(store: &Writing<'_>, (seq, answer): (DispatchNo, AnswerNo)) -> Result<(), StoreError> {
    assert!(store.delivered(seq, ms(2))?);
    store.append_log(
        ms(2),
        LogSort::Processing,
        "c1",
        &json!({"dispatch": seq, "receipt": "delivered"}),
    )?;
    store.answered(answer).map(drop)
}

#[tokio::test]
async fn a_batch_costs_what_it_costs() {
    let scratch = Scratch::new();
    let key = super::keys().digest().clone();
    let body: std::sync::Arc<[u8]> = vec![b'x'; 1500].into();
    let (mut recording, mut received, mut whole) = (Duration::ZERO, Duration::ZERO, Vec::new());
    for batch in 0..BATCHES {
        let (body, key) = (body.clone(), key.clone());
        let began = Instant::now();
        let (placed, took) = scratch
            .write(move |store| {
                let began = Instant::now();
                let numbers = batch * BATCH..(batch + 1) * BATCH;
                let placed: Vec<_> = numbers
                    .map(|number| record(store, &key, number, &body))
                    .collect::<Result<_, _>>()?;
                Ok((placed, began.elapsed()))
            })
            .await;
        whole.push(began.elapsed());
        recording += took;
        received += scratch
            .write(move |store| {
                let began = Instant::now();
                placed.into_iter().try_for_each(|seq| receive(store, seq))?;
                Ok(began.elapsed())
            })
            .await;
    }
    let view = scratch.read(|store| store.overview()).await;
    assert_eq!(u128::try_from(view.routed).unwrap(), BATCH * BATCHES);
    whole.sort_unstable();
    let each = |all: Duration| all.as_secs_f64() * 1e6 / (BATCH * BATCHES) as f64;
    println!(
        "record  {:.1} us a document, without the commit",
        each(recording)
    );
    println!(
        "receipt {:.1} us a document, without the commit",
        each(received)
    );
    println!(
        "commits of 64, all in: median {:?}, worst {:?}",
        whole[whole.len() / 2],
        whole[whole.len() - 1]
    );
    let mut due = Duration::ZERO;
    for _ in 0..100 {
        let began = Instant::now();
        scratch
            .read(|store| store.due_dispatches(&super::partner(PARTNERS[0]), ms(1), 256))
            .await;
        due += began.elapsed();
    }
    println!("asking for what is due, nothing being due: {:?}", due / 100);
    let began = Instant::now();
    let lines = scratch.store.verify(|_| ()).await.unwrap().unwrap().lines;
    println!("verify: {lines} lines in {:?}", began.elapsed());
}
