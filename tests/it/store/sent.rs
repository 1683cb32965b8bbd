//! What was sent under a report number, for every reporter apart, and that an older file knows it still.

use super::{Scratch, dispatch, document, keys};
use crate::moment::ms;
use schakel::number::{DispatchNo, DocumentNo};
use schakel::outcome::{Code, Outcome};
use schakel::party::Party;
use schakel::store::{AfterFailure, Numbered, Store, StoreError, Writing};

/// Takes a file back to before report numbers were kept for every reporter apart.
pub(super) const BEFORE: &str = "DROP TABLE reporter_choice; DROP TABLE sighting; DROP TABLE retold; DROP TABLE numbered;
    ALTER TABLE statement DROP COLUMN unit; ALTER TABLE document DROP COLUMN verdicts; PRAGMA user_version = 9;
    CREATE INDEX near_no ON near (hash); CREATE TRIGGER a_no_is_seen_from_near AFTER INSERT ON statement BEGIN SELECT 1; END;
    CREATE TRIGGER a_standing_is_seen_from_near AFTER INSERT ON standing BEGIN SELECT 1; END;
    CREATE TABLE report (controller TEXT NOT NULL, key_version INTEGER NOT NULL, number_hash BLOB NOT NULL,
      partner TEXT NOT NULL, document INTEGER NOT NULL REFERENCES document, subject BLOB,
      PRIMARY KEY (controller, key_version, number_hash)) STRICT, WITHOUT ROWID;";

/// A document of a reporter under number M1, with a dispatch to each of these.
fn sends(
    store: &Writing<'_>,
    id: &'static str,
    reporter: &str,
    to: &[&str],
) -> Result<(DocumentNo, Vec<DispatchNo>), StoreError> {
    let n = store.insert_document(&document(id, 1, Outcome::Routed))?;
    store.put_numbered(&Numbered {
        number: "M1",
        reporter: &reporter.parse().unwrap(),
        document: n,
        handed_over: false,
    })?;
    let one = |(at, to): (u128, &&str)| {
        Ok(store
            .insert_dispatch(&dispatch(
                n,
                u128::from(n.0.unsigned_abs()) * 100 + at,
                &to.parse().unwrap(),
                None,
            ))?
            .seq)
    };
    Ok((
        n,
        (0..).zip(to).map(one).collect::<Result<_, StoreError>>()?,
    ))
}

#[tokio::test]
async fn under_a_number_stands_what_has_gone_or_may_still_go_for_each_reporter() {
    let scratch = Scratch::new();
    scratch
        .write(|store| {
            let (_, seqs) = sends(
                store,
                "a",
                "s1/school",
                &["l/leerplicht", "w/wijkteam", "x/smw", "y/smw"],
            )?;
            store.delivered(seqs[0], ms(5))?;
            store.failed(seqs[1], Code::Unroutable, 1, AfterFailure::Park)?;
            store.withdrawn(seqs[2], Code::Refused, ms(5))?;
            sends(store, "b", "s2/school", &["w/wijkteam"])?;
            let under: Vec<_> = store
                .sent_under("M1")?
                .into_iter()
                .map(|sent| (sent.reporter, sent.to))
                .collect();
            let pair = |reporter: &str, to: &str| {
                (
                    reporter.parse::<Party>().unwrap(),
                    to.parse::<Party>().unwrap(),
                )
            };
            let first = ["l/leerplicht", "w/wijkteam", "y/smw"].map(|to| pair("s1/school", to));
            assert_eq!(
                under,
                [&first[..], &[pair("s2/school", "w/wijkteam")]].concat()
            );
            assert!(store.sent_under("M2")?.is_empty());
            Ok(())
        })
        .await;
}

#[tokio::test]
async fn a_file_of_before_numbers_were_kept_for_each_reporter_is_carried_over() {
    let scratch = Scratch::new();
    scratch
        .write(|store| sends(store, "a", "s1/school", &["l/leerplicht"]).map(drop))
        .await;
    let kept = "CREATE TEMP TABLE kept AS SELECT * FROM numbered;";
    let back = "INSERT INTO report SELECT '', key_version, number_hash, reporter, document, NULL FROM kept;";
    scratch
        .stranger()
        .execute_batch(&format!("{kept}{BEFORE}{back}"))
        .unwrap();
    let folder = scratch.close();
    let store = Store::open(&folder.path().join("hub.db"), keys()).unwrap();
    let under = store.read(|store| store.sent_under("M1")).await.unwrap();
    assert_eq!(
        (
            under.len(),
            &*under[0].reporter.to_string(),
            &*under[0].to.to_string()
        ),
        (1, "s1/school", "l/leerplicht")
    );
    assert_eq!(
        store
            .read(|store| store.retold(DocumentNo(1)))
            .await
            .unwrap(),
        None
    );
}
