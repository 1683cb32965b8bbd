//! A stranger with the file and SQLite, but without the key: whatever is done to the log, it shows.

use super::{Keys, Scratch, Store, keys};
use crate::moment::ms;
use schakel::number::LineNo;
use schakel::store::{Broken, Damage, LogSort, StoreError};
use serde_json::json;
use sha2::{Digest, Sha256};

const LINES: i64 = 1205; // more than one page

async fn filled() -> Scratch {
    let scratch = Scratch::new();
    scratch
        .write(|store| {
            (1..=LINES).try_for_each(|at| {
                store
                    .append_log(ms(at), LogSort::Decision, "c1", &json!({"row": at}))
                    .map(drop)
            })
        })
        .await;
    scratch
}

async fn check(sql: &str, expected: Result<i64, Broken>) {
    let folder = filled().await.close();
    let path = folder.path().join("hub.db");
    let stranger = rusqlite::Connection::open(&path).unwrap();
    stranger
        .execute_batch("DROP TRIGGER log_keeps_its_lines; DROP TRIGGER log_loses_no_line")
        .unwrap();
    stranger.execute_batch(sql).unwrap();
    drop(stranger);
    let store = Store::open_readonly(&path, keys()).unwrap();
    assert_eq!(
        store.verify(|_| ()).await.unwrap().map(|whole| whole.lines),
        expected,
        "{sql}"
    );
}

#[tokio::test]
async fn a_log_as_it_was_written_is_whole() {
    check("", Ok(LINES)).await;
}

#[tokio::test]
async fn a_changed_field_shows_whichever_it_is() {
    for change in [
        "at = 9",
        "sort = 'action'",
        "controller = 'c2'",
        "body = '{}'",
        "hash = zeroblob(32)",
    ] {
        check(
            &format!("UPDATE log SET {change} WHERE n = 1100"),
            Err(Broken {
                line: LineNo(1100),
                what: Damage::Changed,
            }),
        )
        .await;
    }
}

#[tokio::test]
async fn a_line_rewritten_with_its_own_hash_shows_in_the_next() {
    let before = filled().await.read(|store| store.log(LineNo(698), 2)).await;
    assert_eq!((before[1].n, before[1].at), (LineNo(700), ms(700)));
    let forged = [
        &700_i64.to_be_bytes()[..],
        &700_i64.to_be_bytes(),
        b"decision",
        b"c1",
        b"{}",
    ];
    let mut hash = Sha256::new_with_prefix(before[0].hash);
    for part in forged {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let hash: String = hash
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let sql = format!("UPDATE log SET body = '{{}}', hash = x'{hash}' WHERE n = 700");
    check(
        &sql,
        Err(Broken {
            line: LineNo(701),
            what: Damage::Changed,
        }),
    )
    .await;
}

#[tokio::test]
async fn a_line_taken_out_shows() {
    check(
        "DELETE FROM log WHERE n = 700",
        Err(Broken {
            line: LineNo(700),
            what: Damage::Missing,
        }),
    )
    .await;
    let closed_up = "DELETE FROM log WHERE n = 700; UPDATE log SET n = -(n - 1) WHERE n > 700; UPDATE log SET n = -n WHERE n < 0";
    check(
        closed_up,
        Err(Broken {
            line: LineNo(700),
            what: Damage::Changed,
        }),
    )
    .await;
}

#[tokio::test]
async fn lines_that_changed_places_show() {
    let swap = "UPDATE log SET n = -3 WHERE n = 3; UPDATE log SET n = 3 WHERE n = 4; UPDATE log SET n = 4 WHERE n = -3";
    check(
        swap,
        Err(Broken {
            line: LineNo(3),
            what: Damage::Changed,
        }),
    )
    .await;
}

#[tokio::test]
async fn a_tail_cut_off_shows() {
    check(
        "DELETE FROM log WHERE n > 1000",
        Err(Broken {
            line: LineNo(1001),
            what: Damage::Truncated,
        }),
    )
    .await;
    check(
        "DELETE FROM log",
        Err(Broken {
            line: LineNo(1),
            what: Damage::Truncated,
        }),
    )
    .await;
}

#[tokio::test]
async fn a_head_moved_along_shows() {
    let back = "DELETE FROM log WHERE n > 1000; UPDATE head SET n = 1000, hash = (SELECT hash FROM log WHERE n = 1000)";
    check(
        back,
        Err(Broken {
            line: LineNo::START,
            what: Damage::Signature,
        }),
    )
    .await;
    check(
        "DELETE FROM log; DELETE FROM head",
        Err(Broken {
            line: LineNo::START,
            what: Damage::Signature,
        }),
    )
    .await;
}

#[tokio::test]
async fn lines_after_the_signed_end_show() {
    let scratch = filled().await;
    let old = scratch.folder.path().join("old.db");
    scratch
        .stranger()
        .execute("VACUUM INTO ?1", [old.to_str().unwrap()])
        .unwrap();
    scratch
        .write(|store| store.append_log(ms(0), LogSort::Action, "c1", &json!({})))
        .await;
    let folder = scratch.close();
    let stranger = rusqlite::Connection::open(folder.path().join("hub.db")).unwrap();
    stranger
        .execute("ATTACH ?1 AS old", [old.to_str().unwrap()])
        .unwrap();
    stranger
        .execute_batch("DELETE FROM head; INSERT INTO head SELECT * FROM old.head")
        .unwrap();
    drop(stranger);
    let store = Store::open_readonly(&folder.path().join("hub.db"), keys()).unwrap();
    let found = store.verify(|_| ()).await.unwrap();
    assert_eq!(
        found,
        Err(Broken {
            line: LineNo(LINES + 1),
            what: Damage::NotSigned
        })
    );
}

#[tokio::test]
async fn a_chain_made_anew_with_another_key_shows() {
    let folder = tempfile::tempdir().unwrap();
    let (path, forged) = (folder.path().join("hub.db"), Keys::from_master(&[8; 32]));
    let forger = Store::open(&path, forged).unwrap();
    forger
        .write(|store| store.append_log(ms(1), LogSort::Action, "c1", &json!({})))
        .await
        .unwrap();
    drop(forger);
    let stranger = rusqlite::Connection::open(&path).unwrap();
    stranger
        .execute("UPDATE made SET fingerprint = ?1", [keys().fingerprint()])
        .unwrap();
    let store = Store::open_readonly(&path, keys()).unwrap();
    let found = store.verify(|_| ()).await.unwrap();
    assert_eq!(
        found,
        Err(Broken {
            line: LineNo::START,
            what: Damage::Signature
        })
    );
}

#[tokio::test]
async fn a_hub_does_not_write_on_after_a_log_that_was_cut() {
    let folder = filled().await.close();
    let path = folder.path().join("hub.db");
    let stranger = rusqlite::Connection::open(&path).unwrap();
    stranger
        .execute_batch(
            "DROP TRIGGER log_loses_no_line; DELETE FROM log WHERE n = (SELECT max(n) FROM log)",
        )
        .unwrap();
    drop(stranger);
    assert!(matches!(
        Store::open(&path, keys()),
        Err(StoreError::Corrupt(..))
    ));
}

#[tokio::test]
async fn the_log_refuses_changes_and_deletions() {
    let scratch = filled().await;
    for sql in [
        "UPDATE log SET at = 0 WHERE n = 1",
        "DELETE FROM log WHERE n = 1205",
    ] {
        let refused = scratch.stranger().execute(sql, []).unwrap_err();
        assert!(refused.to_string().contains("append-only"), "{refused}");
    }
}

#[tokio::test]
async fn a_log_that_grows_is_verified_to_where_it_has_come() {
    let scratch = filled().await;
    let mut grown = 0;
    let whole =
        scratch.store.verify(|_| {
            grown += 1;
            let stopped = std::sync::mpsc::channel();
            let store = scratch.store.clone();
            if grown == 1 {
                std::thread::spawn(move || {
                    let runtime = tokio::runtime::Builder::new_current_thread()
                        .build()
                        .unwrap();
                    runtime
                        .block_on(store.write(|store| {
                            store.append_log(ms(0), LogSort::Action, "c1", &json!({}))
                        }))
                        .unwrap();
                    stopped.0.send(()).unwrap();
                });
                stopped.1.recv().unwrap();
            }
        });
    assert_eq!(whole.await.unwrap().unwrap().lines, LINES + 1);
}
