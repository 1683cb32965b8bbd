//! Questions -> answers, one after the other, each on one unmoving picture of the store.

use super::Reading;
use crate::keys::Keys;
use rusqlite::Connection;
use tokio::sync::mpsc::Receiver;

/// Asks its question, answers who waits. Never panics.
pub(super) type Question = Box<dyn FnOnce(Reading<'_>) + Send>;

/// Works until nobody can ask any more.
pub(super) fn run(db: &Connection, keys: &Keys, mut questions: Receiver<Question>) {
    while let Some(question) = questions.blocking_recv() {
        // a transaction that only reads: all statements of one question see the same moment; without one they still see the truth
        let _moment = db.unchecked_transaction();
        question(Reading::new(db, keys));
    }
}
