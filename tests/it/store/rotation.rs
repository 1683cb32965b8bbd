//! A new key for aliases: whoever was known stays known, nothing but aliases changes, and an old key goes only with what it costs.

use super::identity::{JAN, Says, known, loses_gezag, report, says};
use super::{Scratch, document, keys, meet, partner};
use crate::moment::ms;
use rusqlite::types::Value;
use schakel::number::DoubtNo;
use schakel::outcome::Outcome;
use schakel::pipeline::consent::Said;
use schakel::store::{Numbered, Store, StoreError, Unmatched, Writing};
use std::collections::BTreeMap;

const KEY: [u8; 32] = [9; 32];

/// All rows of all tables that hold anything, but those that a rotation may touch.
fn everything_else(scratch: &Scratch) -> BTreeMap<String, Vec<Vec<Value>>> {
    let db = scratch.stranger();
    let mut names = db
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
        .unwrap();
    let names: Vec<String> = names
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let others = names
        .into_iter()
        .filter(|name| !["sighting", "numbered", "alias_key"].contains(&name.as_str()));
    let table = |name: String| {
        let mut all = db.prepare(&format!("SELECT * FROM {name}")).unwrap();
        let columns = all.column_count();
        let rows = all
            .query_map([], |row| (0..columns).map(|at| row.get(at)).collect())
            .unwrap();
        (name, rows.map(Result::unwrap).collect::<Vec<Vec<Value>>>())
    };
    let tables: BTreeMap<_, _> = others.map(table).collect();
    assert!(tables.len() > 10 && !tables["statement"].is_empty() && !tables["document"].is_empty());
    tables
}

fn reporters(store: &Writing<'_>) -> Result<Vec<String>, StoreError> {
    Ok(store
        .reporters("M1")?
        .into_iter()
        .map(|(reporter, _)| reporter.oin)
        .collect())
}

async fn adopt(scratch: &Scratch) {
    scratch
        .write(|store| store.adopt_key(store.next_key_version()?, &KEY))
        .await;
}

const YES: Said = Said::Yes;
const NO: Said = Said::No;

#[tokio::test]
async fn a_rotation_touches_aliases_only_and_whoever_was_known_stays_known() {
    let scratch = Scratch::new();
    scratch
        .write(|store| {
            says(store, "c1", JAN, YES, 1)?;
            says(
                store,
                "c1",
                Says {
                    home: "8011BB|2",
                    ..JAN
                }
                .without_number(),
                NO,
                2,
            )?;
            let n = store.insert_document(&document("m", 1, Outcome::Register))?;
            store.put_numbered(&Numbered {
                number: "M1",
                reporter: &partner("r1"),
                document: n,
                handed_over: false,
            })
        })
        .await;
    let before = everything_else(&scratch);
    adopt(&scratch).await;
    assert_eq!(everything_else(&scratch), before);
    scratch
        .write(|store| {
            let found = store
                .matched("c1", &JAN.without_home().identity(), false)?
                .own[0];
            let facts = known(store, JAN)?;
            assert_eq!(
                (facts.statements.len(), facts.doubt),
                (1, true),
                "a near match is seen by the old key"
            );
            assert_eq!(reporters(store)?, ["r1"]);
            let n = report(store, "c1", JAN)?;
            assert_eq!(store.document(n)?.unwrap().subject, Some(found));
            store.put_numbered(&Numbered {
                number: "M1",
                reporter: &partner("r2"),
                document: n,
                handed_over: false,
            })?;
            assert_eq!(
                reporters(store)?,
                ["r1", "r2"],
                "a second reporter is noticed across keys"
            );
            // what was said before and after the change of keys is of one giver
            says(store, "c1", JAN, NO, 3)?;
            let givers: Vec<String> = known(store, JAN)?
                .statements
                .into_iter()
                .map(|said| said.giver)
                .collect();
            assert_eq!(givers[0], givers[1]);
            Ok(())
        })
        .await;
}

#[tokio::test]
async fn who_nearly_match_are_seen_though_each_was_written_by_another_key() {
    let scratch = Scratch::new();
    // known by the old key; after the change somebody says no about a child of that birth date and address, spelled otherwise
    scratch.write(|store| says(store, "c1", JAN, YES, 1)).await;
    adopt(&scratch).await;
    scratch
        .write(|store| {
            says(
                store,
                "c1",
                Says {
                    name: "janssen",
                    ..JAN
                }
                .without_number(),
                NO,
                2,
            )?;
            assert_eq!(
                store.open_doubts(DoubtNo::START, 9)?.len(),
                1,
                "a person is asked"
            );
            assert!(
                known(store, JAN.without_home())?.doubt,
                "also when the report says no address"
            );
            Ok(())
        })
        .await;
    // the other way round: the no by the old key, the child by the new one, first in a document that asks nothing
    let piet = Says {
        pgn: "999900043",
        first: "piet",
        name: "pietersen",
        born: "2015-03-04",
        home: "8011CC|7",
    };
    let scratch = Scratch::new();
    scratch
        .write(move |store| {
            says(
                store,
                "c1",
                Says {
                    name: "peters",
                    ..piet
                }
                .without_number(),
                NO,
                1,
            )
        })
        .await;
    adopt(&scratch).await;
    scratch
        .write(move |store| {
            meet(store, "c1", &piet.identity(), false)?;
            assert!(known(store, piet.without_home())?.doubt);
            Ok(())
        })
        .await;
}

#[tokio::test]
async fn a_pair_that_waits_for_a_person_goes_on_waiting_when_the_key_that_showed_it_is_gone() {
    let scratch = Scratch::new();
    scratch
        .write(|store| {
            says(store, "c1", JAN, YES, 1)?;
            says(
                store,
                "c1",
                Says {
                    name: "janssen",
                    ..JAN
                }
                .without_number(),
                NO,
                2,
            )?;
            assert!(known(store, JAN.without_home())?.doubt);
            Ok(())
        })
        .await;
    adopt(&scratch).await;
    scratch
        .write(|store| {
            meet(store, "c1", &JAN.without_home().identity(), false)?;
            store.retire_key(1, ms(5))?;
            assert!(
                known(store, JAN.without_home())?.doubt,
                "nobody has looked yet"
            );
            Ok(())
        })
        .await;
}

#[tokio::test]
async fn an_old_key_goes_when_all_have_come_by_and_says_before_whom_it_would_lose() {
    let scratch = Scratch::new();
    let other = Says {
        pgn: "999900043",
        first: "piet",
        name: "pietersen",
        ..JAN
    };
    scratch
        .write(move |store| {
            says(store, "c1", JAN, YES, 1)?;
            says(store, "c1", other, NO, 2)
        })
        .await;
    adopt(&scratch).await;
    scratch
        .write(move |store| {
            assert_eq!(
                store.unmatched_without(1)?,
                Unmatched {
                    subjects: 2,
                    refused: 1,
                    reports: 0
                }
            );
            report(store, "c1", JAN)?;
            assert_eq!(
                store.unmatched_without(1)?,
                Unmatched {
                    subjects: 1,
                    refused: 1,
                    reports: 0
                }
            );
            report(store, "c1", other)?;
            assert_eq!(store.unmatched_without(1)?, Unmatched::default());
            store.retire_key(1, ms(5))?;
            assert_eq!(store.key_versions()?, [2]);
            assert_eq!(
                (
                    known(store, JAN)?.statements.len(),
                    known(store, other)?.statements.len()
                ),
                (1, 1)
            );
            Ok(())
        })
        .await;
}

#[tokio::test]
async fn what_took_gezag_away_counts_among_what_an_old_key_would_lose() {
    let scratch = Scratch::new();
    scratch.write(|store| loses_gezag(store, "c1", JAN)).await;
    adopt(&scratch).await;
    let lost = scratch.read(|store| store.unmatched_without(1)).await;
    assert_eq!(
        lost,
        Unmatched {
            subjects: 1,
            refused: 1,
            reports: 0
        }
    );
}

#[tokio::test]
async fn a_store_whose_keys_are_not_all_here_does_not_open() {
    let scratch = Scratch::new();
    adopt(&scratch).await;
    let path = scratch.path();
    let folder = scratch.close();
    let wrong = keys();
    wrong.add_alias_key(2, &[8; 32]);
    for keys in [keys(), wrong] {
        let refused = Store::open(&path, keys).unwrap_err();
        assert!(
            matches!(refused, StoreError::MissingKey(_, 2))
                && refused.to_string().contains("version 2"),
            "{refused}"
        );
    }
    let right = keys();
    right.add_alias_key(2, &KEY);
    Store::open(&path, right).unwrap();
    drop(folder);
}
