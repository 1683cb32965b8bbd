//! Reports of 1.2 KB -> on record, with the store: what that costs, on one core.
//!
//! `record 1120 1 64` records 1,120 reports, each of another child (`5`: five of each child, one after another), 64 to a batch, and prints
//! what was written. Under `valgrind --tool=callgrind` the difference of two counts, divided, is the cost of one document.

#![allow(
    clippy::print_stdout,
    clippy::expect_used,
    reason = "it prints figures, and a bench that cannot start has nothing to tell"
)]

mod shared;

use schakel::catalog::Catalog;
use schakel::catalog::format::bsn;
use schakel::clock::Moment;
use schakel::decision::Document;
use schakel::hub::record;
use schakel::keys::Keys;
use schakel::message::Inbound;
use schakel::pipeline;
use schakel::store::Store;
use shared::{DAY, LIMITS, catalog, inbound};
use std::sync::Arc;
use std::time::{Duration, Instant};

const MESSAGE: &str = include_str!("message.json");

/// Report `n` on a child, who has name, birth date and home of its own.
fn report(n: usize, pgn: &str) -> Inbound {
    let own: usize = pgn.parse().unwrap_or_default();
    let letters = pgn.bytes().map(|digit| char::from(digit - b'0' + b'a'));
    let born = format!("2012-{:02}-{:02}", own % 12 + 1, own % 28 + 1);
    let text = MESSAGE
        .replace("01AB-2026-000017", &format!("01AB-2026-{n:06}"))
        .replace("999900043", pgn)
        .replace("Voorbeeld\"", &format!("{}\"", letters.collect::<String>()))
        .replace("2012-05-04", &born)
        .replace(
            "\"huisnummer\":12",
            &format!("\"huisnummer\":{}", own % 10_000),
        );
    inbound("json", &text)
}

/// Judges and records a batch.
async fn take(store: &Store, keys: &Keys, catalog: &Arc<Catalog>, batch: &[Inbound]) {
    let judged = |inbound: &Inbound| {
        pipeline::triage(catalog, LIMITS, inbound, "fingerprint", DAY)
            .expect("a payload that can be read")
            .into_iter()
            .map(|judged| Document::read(catalog, inbound, "fingerprint", keys.digest(), judged))
            .collect::<Vec<_>>()
    };
    let documents: Vec<Document> = batch.iter().flat_map(judged).collect();
    let (by, now) = (
        Arc::clone(catalog),
        Moment::start_of(DAY).later(Duration::from_secs(12 * 3600)),
    );
    store
        .write(move |store| {
            record::batch(store, &by, &documents, &Arc::default(), DAY, now).map(drop)
        })
        .await
        .expect("a store that works");
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut numbers = std::env::args()
        .skip(1)
        .filter_map(|word| word.parse::<usize>().ok());
    let mut given = |usual| numbers.next().unwrap_or(usual);
    let (count, each, size) = (given(1120), given(1).max(1), given(64).max(1));
    let folder = tempfile::tempdir().expect("a folder");
    let keys = Keys::from_master(&[7; 32]);
    let store = Store::open(&folder.path().join("hub.db"), keys.clone()).expect("a store");
    let catalog = Arc::new(catalog());
    let pupils: Vec<String> = (999_900_006..=999_999_990_u32)
        .map(|number| number.to_string())
        .filter(|number| bsn(number))
        .collect();
    let reports: Vec<Inbound> = (0..count)
        .zip(pupils.iter().cycle().flat_map(|pgn| vec![pgn; each]))
        .map(|(n, pgn)| report(n, pgn))
        .collect();
    let since = Instant::now();
    for batch in reports.chunks(size) {
        take(&store, &keys, &catalog, batch).await;
    }
    let took = since.elapsed();
    let seen = store.read(|store| store.overview()).await.expect("figures");
    let each = took.as_micros() as f64 / count.max(1) as f64;
    println!(
        "record {} documents, {} dispatches, {} stopped: {each:.0} µs each",
        seen.routed + seen.nothing + seen.stopped,
        seen.dispatches,
        seen.stopped
    );
    store.close();
}
