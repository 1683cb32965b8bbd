//! A store -> the same with millions of documents that have ended, or with dispatches that wait for a partner who never answers.

use crate::contender::Ground;
use crate::letter::HOME;
use crate::scene::SOURCE;
use anyhow::{Context, Result};
use rusqlite::Connection;
use schakel::clock::Moment;
use schakel::keys::Keys;
use schakel::outcome::Outcome;
use schakel::party::Party;
use schakel::store::{NewDispatch, NewDocument, Store};
use std::path::Path;
use uuid::Uuid;

/// Documents in one transaction.
const BATCH: usize = 1000;

/// Puts `count` delivered documents into a store that no hub has open, as a year or more would leave them: document, verdict, dispatch,
/// subject and alias. Straight into the tables, for the way through the hub would take an hour.
pub(crate) fn with_history(ground: &Ground, file: &str, count: usize) -> Result<()> {
    let db = Connection::open(ground.folder.join(file))?;
    db.execute_batch(&format!(
        "PRAGMA synchronous = OFF; PRAGMA cache_size = -500000; PRAGMA foreign_keys = OFF; BEGIN;
         CREATE TEMP TABLE numbers AS WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {count}) SELECT n FROM n;
         INSERT INTO document (source, id, digest, kind, controller, subject, outcome, arrived, catalog, verdicts)
           SELECT '{SOURCE}', printf('h%08d', n), randomblob(32), 'verzuimmelding/1', 'Stichting Bench', randomblob(16), 'routed', n, 'x',
             json_array(json_array('00000099000000000000', 'leerplicht', NULL, '1', 'ID ADRES PGN'))
           FROM numbers;
         INSERT INTO dispatch (event, document, partner, role, subject, rows, categories, state, due, recorded, ended)
           SELECT randomblob(16), n, '00000099000000000000/leerplicht', 'leerplicht', subject, '1', 'ID ADRES PGN', 'delivered', 1, 1, 2
           FROM document WHERE catalog = 'x';
         INSERT INTO subject SELECT subject, controller, 1, 0 FROM document WHERE catalog = 'x' AND n % 5 = 0;
         INSERT INTO alias SELECT controller, 'pgn', 1, randomblob(32), subject FROM document WHERE catalog = 'x' AND n % 5 = 0;
         COMMIT; PRAGMA wal_checkpoint(TRUNCATE);"
    ))
    .context("de opslag is niet te vullen")
}

/// Records `count` documents that are due to partner 1, each about another pupil as far as there are.
pub(crate) async fn with_due(
    ground: &mut Ground,
    file: &str,
    count: usize,
    place: &str,
) -> Result<()> {
    let letters = ground.letters(count)?;
    let store = Store::open(
        &ground.folder.join(file),
        keys(&ground.folder.join("schakel.key"))?,
    )?;
    let mut batches = letters.into_iter().map(|letter| {
        (
            letter.id,
            String::from_utf8_lossy(&letter.body).replace(HOME, place),
        )
    });
    loop {
        let batch: Vec<(String, String)> = batches.by_ref().take(BATCH).collect();
        if batch.is_empty() {
            return Ok(());
        }
        let job = move |store: &schakel::store::Writing<'_>| {
            for (id, body) in &batch {
                let event = Uuid::new_v5(&Uuid::NAMESPACE_URL, id.as_bytes());
                let mut digest = [0; 32];
                digest
                    .iter_mut()
                    .zip(event.as_bytes())
                    .for_each(|(to, from)| *to = *from);
                let n = store.insert_document(&NewDocument {
                    source: SOURCE,
                    id,
                    digest,
                    kind: Some("verzuimmelding/1"),
                    labels: "",
                    controller: "Stichting Bench",
                    subject: None,
                    outcome: Outcome::Routed,
                    problems: &[],
                    total: 0,
                    verdicts: &[],
                    arrived: Moment::from_ms(1),
                    catalog: "x",
                })?;
                store.put_payload(n, SOURCE, id, body.as_bytes())?;
                store.insert_dispatch(&NewDispatch {
                    event,
                    document: n,
                    partner: &Party::new("00000099000000000001", "leerplicht"),
                    subject: None,
                    rows: "1",
                    categories: "ID ADRES PGN SCHOOL VERZ REDEN",
                    recorded: Moment::from_ms(1),
                    due: Moment::from_ms(1),
                })?;
            }
            Ok(())
        };
        store.write(job).await?;
    }
}

fn keys(path: &Path) -> Result<Keys> {
    let text = std::fs::read_to_string(path)?;
    let digit = |at: usize| {
        text.get(at * 2..at * 2 + 2)
            .and_then(|pair| u8::from_str_radix(pair, 16).ok())
    };
    let master: Option<Vec<u8>> = (0..32).map(digit).collect();
    let master: [u8; 32] = master
        .and_then(|bytes| bytes.try_into().ok())
        .context("de sleutel is niet te lezen")?;
    Ok(Keys::from_master(&master))
}
