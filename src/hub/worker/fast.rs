//! Dispatches that were handed over -> attempts, with the ruling still in hand. A dispatch that cannot go like that is left to the store.

use super::{Event, Worker};
use crate::catalog::Catalog;
use crate::hub::receipts::Dispatched;
use crate::hub::record::Ready;
use crate::metrics::PreparedBy;
use crate::pipeline::minimise;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::time::Instant;

/// A ruling older than this is asked again before it is acted on.
const FRESH: Duration = Duration::from_secs(1);

impl Worker {
    pub(super) fn hold(&mut self, ready: Ready) {
        if self.handed.arrives(ready.seq, ready.subject, ready) {
            self.heard(Event::LeftToStore);
        }
    }

    /// Drops all dispatches that were handed over: the store is asked for all that is due.
    pub(super) fn leave_to_store(&mut self) {
        self.handed.lost();
        self.heard(Event::LeftToStore);
    }

    /// Sends the handed-over dispatches that may go now, with the ruling still in hand.
    pub(super) fn go(&mut self) {
        while self.room() > 0 {
            if self.inbox.missed.load(Ordering::SeqCst) {
                return self.leave_to_store();
            }
            let flight = &self.flight;
            let Some(ready) = self.handed.next(|lane| flight.is_busy(lane)) else {
                return;
            };
            if self.pace.is_quiet(Instant::now()) || self.cannot_be_relied_on() {
                return self.leave_to_store();
            }
            let catalog = self.hub.catalog.load_full();
            if self.is_stale(&ready, &catalog) {
                self.handed.leave(ready.subject);
                self.heard(Event::LeftToStore);
            } else {
                self.fast(ready, &catalog);
            }
        }
    }

    /// Whether the ruling in hand is older than the rules, the consents or the time allow.
    fn is_stale(&self, ready: &Ready, catalog: &Arc<Catalog>) -> bool {
        let ruled_by = ready.catalog.as_ref();
        let other_rules = !ruled_by.is_some_and(|ruled_by| Arc::ptr_eq(ruled_by, catalog));
        let changed = other_rules || self.hub.consent_epoch.now() != ready.epoch;
        let fresh = ready.ruled.is_some_and(|ruled| ruled.elapsed() <= FRESH);
        changed || !fresh
    }

    fn fast(&mut self, ready: Ready, catalog: &Catalog) {
        let Ready {
            seq,
            triaged,
            share,
            recorded,
            subject,
            document,
            ..
        } = ready;
        let event = minimise(
            catalog,
            triaged.valid(),
            &share,
            &self.partner,
            &recorded.rfc3339(),
        );
        self.hub.metrics.prepared(PreparedBy::Fast, 1);
        self.take_off(
            Dispatched {
                seq,
                document,
                subject,
                attempts: 0,
                recorded,
            },
            event,
            None,
        );
    }
}
