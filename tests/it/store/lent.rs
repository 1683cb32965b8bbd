//! A first name that a document lacks: who may take it from what was told before.

use super::Scratch;
use super::identity::{JAN, NO, YES, heard, known, says};

/// A statement may have the first name of the one child that earlier documents told of; a document that is judged may not.
#[tokio::test]
async fn a_report_without_number_and_first_name_takes_them_from_nobody() {
    let scratch = Scratch::new();
    scratch
        .write(|store| {
            let bare = JAN.without_number().without_first_name();
            says(store, "c1", JAN, YES, 1)?;
            let facts = known(store, bare)?;
            assert!(
                facts.statements.is_empty(),
                "it may be a twin of whom nothing is known yet"
            );
            assert_eq!(facts.perhaps.statements.len(), 1, "a person is asked");
            says(store, "c1", bare, NO, 2)?;
            assert_eq!(
                heard(store, JAN)?,
                (vec![(1, YES), (2, NO)], false),
                "a statement is of the one child that it fits"
            );
            Ok(())
        })
        .await;
}
