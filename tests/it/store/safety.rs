//! The file itself: one hub, one key, nothing readable in it, nothing lost by an abrupt end, errors that say what to do.

use super::{Keys, Scratch, Store, dispatch, document, keys, meet, partner, person};
use crate::moment::ms;
use schakel::number::{DocumentNo, LineNo};
use schakel::outcome::Outcome;
use schakel::store::{LogSort, StoreError};
use serde_json::json;
use std::os::unix::fs::PermissionsExt;

const SECRET: &[u8] = b"burgerservicenummer 999999990";

async fn put_secret(scratch: &Scratch, id: &'static str) -> DocumentNo {
    scratch
        .write(move |store| {
            let n = store.insert_document(&document(id, 1, Outcome::Routed))?;
            meet(
                store,
                "c1",
                &person(Some("999999990"), Some("jansen")),
                false,
            )?;
            store.put_payload(n, "school", id, SECRET)?;
            store.insert_dispatch(&dispatch(
                n,
                n.0.unsigned_abs().into(),
                &partner("p1"),
                None,
            ))?;
            store.append_log(ms(1), LogSort::Processing, "c1", &json!({"document": n}))?;
            Ok(n)
        })
        .await
}

#[tokio::test]
async fn a_second_hub_is_refused_until_the_first_has_gone() {
    let scratch = Scratch::new();
    let refused = Store::open(&scratch.path(), keys()).unwrap_err();
    assert!(matches!(refused, StoreError::OtherHub(_)));
    assert!(
        refused
            .to_string()
            .contains(scratch.path().to_str().unwrap()),
        "{refused}"
    );
    let looking = Store::open_readonly(&scratch.path(), keys()).unwrap();
    put_secret(&scratch, "d").await;
    assert_eq!(
        looking.read(|store| store.overview()).await.unwrap().routed,
        1
    );
    assert!(matches!(
        looking.write(|_| Ok(())).await,
        Err(StoreError::ReadOnly(_))
    ));
    let folder = scratch.close();
    Store::open(&folder.path().join("hub.db"), keys()).unwrap();
}

#[tokio::test]
async fn after_an_abrupt_end_everything_that_was_answered_is_there() {
    let scratch = Scratch::new();
    let n = put_secret(&scratch, "d").await;
    // what a process leaves behind that ends here and now: the file and its write-ahead log, nothing folded in
    let left = tempfile::tempdir().unwrap();
    for name in ["hub.db", "hub.db-wal"] {
        std::fs::copy(scratch.folder.path().join(name), left.path().join(name)).unwrap();
    }
    let again = Store::open(&left.path().join("hub.db"), keys()).unwrap();
    assert_eq!(
        again
            .read(move |store| store.payload(n))
            .await
            .unwrap()
            .as_deref(),
        Some(SECRET)
    );
    assert_eq!(
        again
            .read(|store| store.due_dispatches(&partner("p1"), ms(10), 9))
            .await
            .unwrap()
            .len(),
        1
    );
    assert_eq!(
        again
            .write(|store| store.append_log(ms(2), LogSort::Action, "c1", &json!({})))
            .await,
        Ok(LineNo(2))
    );
    assert_eq!(again.verify(|_| ()).await.unwrap().unwrap().lines, 2);
}

#[tokio::test]
async fn another_key_is_refused_and_opens_no_payload() {
    let scratch = Scratch::new();
    let n = put_secret(&scratch, "d").await;
    let other = Keys::from_master(&[8; 32]);
    let folder = scratch.close();
    let path = folder.path().join("hub.db");
    for refused in [
        Store::open(&path, other.clone()),
        Store::open_readonly(&path, other.clone()),
    ] {
        let refused = refused.unwrap_err();
        assert!(
            matches!(refused, StoreError::WrongKey(_))
                && refused.to_string().contains("another key"),
            "{refused}"
        );
    }
    let stranger = rusqlite::Connection::open(&path).unwrap();
    stranger
        .execute("UPDATE made SET fingerprint = ?1", [other.fingerprint()])
        .unwrap();
    let fooled = Store::open_readonly(&path, other).unwrap();
    assert!(matches!(
        fooled.read(move |store| store.payload(n)).await,
        Err(StoreError::Corrupt(..))
    ));
}

#[tokio::test]
async fn a_payload_moved_to_another_document_does_not_open() {
    let scratch = Scratch::new();
    let (_, b) = (
        put_secret(&scratch, "a").await,
        put_secret(&scratch, "b").await,
    );
    let swap = "UPDATE payload SET (nonce, sealed) = (SELECT nonce, sealed FROM payload WHERE document = 1) WHERE document = 2";
    scratch.stranger().execute(swap, []).unwrap();
    assert!(matches!(
        scratch.store.read(move |store| store.payload(b)).await,
        Err(StoreError::Corrupt(..))
    ));
}

#[tokio::test]
async fn nothing_of_a_person_can_be_read_in_the_files() {
    let scratch = Scratch::new();
    put_secret(&scratch, "d").await;
    for file in std::fs::read_dir(scratch.folder.path()).unwrap() {
        let file = file.unwrap();
        let bytes = std::fs::read(file.path()).unwrap();
        for word in [&b"burgerservicenummer"[..], b"999999990", b"jansen"] {
            assert!(
                !bytes.windows(word.len()).any(|part| part == word),
                "{:?}",
                file.file_name()
            );
        }
        assert_eq!(
            file.metadata().unwrap().permissions().mode() & 0o077,
            0,
            "{:?}",
            file.file_name()
        );
    }
    assert!(!format!("{:?} {:?}", keys(), keys().digest()).contains('7'));
}

#[tokio::test]
async fn a_file_that_is_not_ours_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hub.db");
    let strange = rusqlite::Connection::open(&path).unwrap();
    strange.execute_batch("CREATE TABLE theirs (n)").unwrap();
    assert!(matches!(
        Store::open(&path, keys()),
        Err(StoreError::Corrupt(..))
    ));
    strange
        .execute_batch("DROP TABLE theirs; PRAGMA user_version = 1")
        .unwrap();
    assert!(matches!(
        Store::open(&path, keys()),
        Err(StoreError::Corrupt(..))
    ));
    std::fs::write(&path, [b'x'; 4096]).unwrap();
    assert!(matches!(
        Store::open(&path, keys()),
        Err(StoreError::Corrupt(..))
    ));
    assert_eq!(std::fs::read(&path).unwrap(), [b'x'; 4096]);
}

#[tokio::test]
async fn a_file_of_before_evidence_was_kept_is_carried_over() {
    let scratch = Scratch::new();
    let older = "DROP TABLE evidence; DROP VIEW restriction; DROP VIEW testimony; PRAGMA user_version = 5;
        DROP INDEX alert_about; ALTER TABLE alert DROP COLUMN source; ALTER TABLE alert DROP COLUMN about;
        CREATE VIEW restriction AS SELECT subject, discloser, document FROM statement WHERE said = 0 OR authority <> 'ja'
        UNION ALL SELECT subject, discloser, document FROM standing WHERE known <> 'ja';";
    scratch
        .stranger()
        .execute_batch(super::sent::BEFORE)
        .unwrap();
    scratch.stranger().execute_batch(older).unwrap();
    let folder = scratch.close();
    let store = Store::open(&folder.path().join("hub.db"), keys()).unwrap();
    assert!(
        store
            .read(|store| store.evidence(DocumentNo(1)))
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn a_file_of_a_newer_version_is_refused() {
    let scratch = Scratch::new();
    scratch
        .stranger()
        .pragma_update(None, "user_version", 999)
        .unwrap();
    let folder = scratch.close();
    let path = folder.path().join("hub.db");
    assert!(matches!(
        Store::open(&path, keys()),
        Err(StoreError::Newer(_))
    ));
    assert!(matches!(
        Store::open_readonly(&path, keys()),
        Err(StoreError::Newer(_))
    ));
}

#[tokio::test]
async fn a_folder_that_is_not_there_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("missing").join("hub.db");
    for refused in [
        Store::open(&path, keys()),
        Store::open_readonly(&path, keys()),
    ] {
        let refused = refused.unwrap_err();
        assert!(matches!(refused, StoreError::Io(..)) && refused.is_stall());
        assert!(
            refused.to_string().contains(path.to_str().unwrap()),
            "{refused}"
        );
    }
}

#[tokio::test]
async fn a_full_disk_undoes_the_group_and_says_so() {
    let scratch = Scratch::new();
    put_secret(&scratch, "d").await;
    let too_much = scratch.store.write(|store| {
        store.append_log(ms(2), LogSort::Action, "c1", &json!({}))?;
        Err::<(), _>(StoreError::from(full()))
    });
    let refused = too_much.await.unwrap_err();
    assert!(matches!(refused, StoreError::Full(_)) && refused.is_stall());
    assert!(refused.to_string().contains("is full"), "{refused}");
    assert_eq!(
        scratch.store.verify(|_| ()).await.unwrap().unwrap().lines,
        1
    );
}

fn full() -> rusqlite::Error {
    rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_FULL), None)
}
