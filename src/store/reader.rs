//! Questions -> answers, one after the other, each on one unmoving picture of the store.

use super::Reading;
use crate::keys::Keys;
use rusqlite::Connection;
use tokio::sync::mpsc::Receiver;

/// A question and the answer to the caller that waits. Never panics.
pub(super) type StoreQuestion = Box<dyn FnOnce(Reading<'_>) + Send>;

/// Answers questions until no caller is left.
pub(super) fn run(db: &Connection, keys: &Keys, mut questions: Receiver<StoreQuestion>) {
    while let Some(question) = questions.blocking_recv() {
        // a transaction that only reads: all statements of one question see the same moment; without one they still see the truth
        let _moment = db.unchecked_transaction();
        question(Reading::new(db, keys));
    }
}
