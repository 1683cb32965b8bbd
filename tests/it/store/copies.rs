//! One file is a whole copy: that of a store that was closed, and the one that `backup` makes of a store at work.

use super::{Scratch, Store, dispatch, document, keys, partner};
use crate::moment::ms;
use schakel::number::{DispatchNo, DocumentNo, LineNo};
use schakel::outcome::Outcome;
use schakel::store::{LogSort, NoCopy, StoreError};
use serde_json::json;
use std::fs;
use std::os::unix::fs::{FileExt, PermissionsExt};
use std::path::Path;
use std::time::Duration;

const LINES: i64 = 3;

async fn filled() -> Scratch {
    let scratch = Scratch::new();
    scratch
        .write(|store| {
            let n = store.insert_document(&document("d", 1, Outcome::Routed))?;
            store.put_payload(n, "school", "d", b"{}")?;
            store.insert_dispatch(&dispatch(n, 1, &partner("p1"), Some(1)))?;
            (1..=LINES).try_for_each(|at| {
                store
                    .append_log(ms(at), LogSort::Decision, "c1", &json!({}))
                    .map(drop)
            })
        })
        .await;
    scratch
}

/// All that a copy must hold, when it is opened where nothing else lies beside it.
async fn assert_whole(copy: &Path) {
    let alone = tempfile::tempdir().unwrap();
    let path = alone.path().join("copy.db");
    fs::copy(copy, &path).unwrap();
    let store = Store::open(&path, keys()).unwrap();
    let whole = store.verify(|_| ()).await.unwrap().unwrap();
    assert_eq!((whole.lines, whole.last), (LINES, Some(ms(LINES))));
    assert_eq!(
        store
            .read(|store| store.payload(DocumentNo(1)))
            .await
            .unwrap()
            .as_deref(),
        Some(&b"{}"[..])
    );
    assert_eq!(
        store
            .read(|store| store.due_dispatches(&partner("p1"), ms(10), 9))
            .await
            .unwrap()
            .len(),
        1
    );
    assert_eq!(
        store
            .write(|store| store.append_log(ms(9), LogSort::Action, "c1", &json!({})))
            .await,
        Ok(LineNo(LINES + 1)),
        "a hub goes on with it"
    );
}

#[tokio::test]
async fn a_closed_store_is_one_file() {
    let scratch = filled().await;
    let still_held = scratch.store.clone();
    tokio::task::spawn_blocking(move || still_held.close())
        .await
        .unwrap();
    let wal = fs::metadata(scratch.folder.path().join("hub.db-wal")).map_or(0, |file| file.len());
    assert_eq!(wal, 0, "nothing is left beside the file");
    assert_whole(&scratch.path()).await;
    let late = scratch
        .store
        .write(|store| store.append_log(ms(9), LogSort::Action, "c1", &json!({})))
        .await;
    assert!(matches!(late, Err(StoreError::Stopped(_))), "{late:?}");
    assert!(matches!(
        scratch.store.read(|store| store.overview()).await,
        Err(StoreError::Stopped(_))
    ));
}

/// The log may be whole while the dispatches beside it are not.
#[tokio::test]
async fn of_a_store_with_a_damaged_page_there_is_no_copy() {
    let scratch = filled().await;
    let page: i64 = scratch
        .stranger()
        .query_row(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'dispatch'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    let path = scratch.path();
    scratch.store.close();
    let file = fs::OpenOptions::new().write(true).open(&path).unwrap();
    file.write_all_at(&[0xff; 20], (page.unsigned_abs() - 1) * 4096 + 1)
        .unwrap();
    let store = Store::open_readonly(&path, keys()).unwrap();
    assert_eq!(
        store.verify(|_| ()).await.unwrap().unwrap().lines,
        LINES,
        "its log is whole"
    );
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("copy.sqlite");
    let made = store.backup(&to, |_, _| {}).await;
    assert!(matches!(made, Err(NoCopy::Damaged(_))), "{made:?}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn a_closed_store_is_one_file_also_when_somebody_looks_on() {
    let scratch = filled().await;
    let looking = Store::open_readonly(&scratch.path(), keys()).unwrap();
    assert_eq!(
        looking.read(|store| store.overview()).await.unwrap().routed,
        1
    );
    let own = scratch.store.clone();
    tokio::task::spawn_blocking(move || own.close())
        .await
        .unwrap();
    assert_whole(&scratch.path()).await;
}

#[tokio::test]
async fn a_copy_of_a_store_at_work_is_whole_private_and_smaller_than_two_files() {
    let scratch = filled().await;
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("copy.sqlite");
    let looking = Store::open_readonly(&scratch.path(), keys()).unwrap();
    let made = looking.backup(&to, |_, _| {}).await.unwrap();
    assert_eq!(
        (made.log.lines, made.bytes),
        (LINES, fs::metadata(&to).unwrap().len())
    );
    assert_eq!(
        made.log,
        scratch.store.verify(|_| ()).await.unwrap().unwrap()
    );
    let names: Vec<_> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(names, ["copy.sqlite"], "nothing lies beside it");
    assert_eq!(
        fs::metadata(&to).unwrap().permissions().mode() & 0o777,
        0o600
    );
    assert_whole(&to).await;
    let again = looking.backup(&to, |_, _| {}).await;
    assert_eq!(
        again,
        Err(NoCopy::Exists(to.clone())),
        "nothing is written over"
    );
    assert_whole(&to).await;
}

#[tokio::test]
async fn what_an_earlier_copy_left_behind_is_taken_over_and_a_folder_that_is_not_there_is_named() {
    let scratch = filled().await;
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("copy.sqlite");
    fs::write(folder.path().join("copy.sqlite.deel"), "half").unwrap();
    let held = fs::File::open(folder.path().join("copy.sqlite.deel")).unwrap();
    held.lock().unwrap();
    assert_eq!(
        scratch.store.backup(&to, |_, _| {}).await,
        Err(NoCopy::Busy(to.clone()))
    );
    held.unlock().unwrap();
    scratch.store.backup(&to, |_, _| {}).await.unwrap();
    assert_whole(&to).await;
    assert!(!folder.path().join("copy.sqlite.deel").exists());
    let nowhere = folder.path().join("missing").join("copy.sqlite");
    let refused = scratch.store.backup(&nowhere, |_, _| {}).await.unwrap_err();
    assert!(
        matches!(refused, NoCopy::Unwritable(..))
            && refused.to_string().contains("the folder does not exist"),
        "{refused}"
    );
}

#[tokio::test]
async fn a_store_whose_log_was_changed_gives_no_copy() {
    let scratch = filled().await;
    scratch
        .stranger()
        .execute_batch("DROP TRIGGER log_keeps_its_lines; UPDATE log SET at = 9 WHERE n = 2")
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let refused = scratch
        .store
        .backup(&folder.path().join("copy.sqlite"), |_, _| {})
        .await
        .unwrap_err();
    assert!(matches!(refused, NoCopy::Broken(_)), "{refused}");
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        0,
        "nothing is left of it"
    );
}

#[tokio::test]
async fn the_store_knows_how_large_it_is_and_what_its_disk_has_left() {
    let scratch = filled().await;
    let sizes = scratch.store.sizes();
    assert_eq!(
        sizes.wal_bytes,
        fs::metadata(scratch.folder.path().join("hub.db-wal"))
            .unwrap()
            .len()
    );
    assert!(
        sizes.wal_bytes > 0 && sizes.disk_free_bytes.is_some_and(|free| free > 0),
        "{sizes:?}"
    );
}

#[tokio::test]
async fn what_was_to_wait_longer_than_its_schedule_is_brought_near() {
    const DAY: i64 = 86_400_000;
    let scratch = filled().await;
    let dues = scratch
        .write(|store| {
            for (event, (due, attempts)) in [(2 * DAY, 0), (2 * DAY, 1), (120, 1), (2 * DAY, 7)]
                .into_iter()
                .enumerate()
            {
                let placed = store.insert_dispatch(&dispatch(
                    DocumentNo(1),
                    10 + event as u128,
                    &partner("p2"),
                    None,
                ))?;
                store.failed(
                    placed.seq,
                    schakel::outcome::Code::Timeout,
                    attempts,
                    schakel::store::AfterFailure::Retry { due: ms(due) },
                )?;
            }
            assert_eq!(
                store.bound_waits(ms(100), &[0, 50, 500].map(Duration::from_millis))?,
                3
            );
            (2..=5)
                .map(|seq| Ok(store.dispatch(DispatchNo(seq))?.unwrap().due))
                .collect::<Result<Vec<_>, _>>()
        })
        .await;
    assert_eq!(dues, [100, 150, 120, 600].map(ms));
}
