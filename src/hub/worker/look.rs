//! The store -> the due dispatches of one partner, and the lanes with dispatches that only the store has.

use super::{Event, IDLE_LOOK, Worker};
use crate::clock::Moment;
use crate::message::SubjectId;
use crate::number::DispatchNo;
use crate::party::Party;
use crate::store::{Dispatch, Store, StoreError};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tracing::warn;

/// Batches of dispatches that only the store has and whose lanes are kept apart: no fewer than can be in hand when one does not fit. More
/// than that are a backlog.
const KEPT_APART: usize = 5;

/// The bounds of a look.
struct LookFor {
    partner: Party,
    now: Moment,
    /// The most due dispatches.
    limit: usize,
    /// The most dispatches that have not ended; one more is asked for.
    most: usize,
    horizon: Option<DispatchNo>,
}

/// One partner's dispatches in the store at one moment.
struct LookedUp {
    due: Vec<Dispatch>,
    /// The due time of the next dispatch after those.
    next: Option<Moment>,
    /// The dispatches that have not ended, up to `upto`.
    open: Vec<(DispatchNo, Option<SubjectId>)>,
    /// The last dispatch of the look; later ones will be handed over.
    upto: DispatchNo,
}

impl Worker {
    /// Takes in the dispatches that were handed over, so that the look leaves them alone.
    fn catch_up(&mut self) {
        if self.inbox.missed.swap(false, Ordering::SeqCst) {
            self.handed.lost();
        }
        while self.handed.has_place()
            && let Ok(ready) = self.inbox.ready.try_recv()
        {
            self.hold(*ready);
        }
    }

    /// Takes from the store the dispatches that are due, not in flight and not in hand, asks the table again, and sends those that may
    /// still go.
    pub(super) async fn look(&mut self) {
        self.catch_up();
        let hub = Arc::clone(&self.hub);
        let now = hub.due_now();
        let limit = self.room() + self.flight.len() + self.handed.len();
        let most = limit + KEPT_APART * hub.batch;
        let asked = LookFor {
            partner: self.partner.clone(),
            now,
            limit,
            most,
            horizon: self.handed.horizon(),
        };
        let LookedUp {
            due,
            next,
            open,
            upto,
        } = match found(&hub.store, asked).await {
            Ok(found) => found,
            Err(error) => {
                warn!(%error, partner = %self.partner, "the store does not answer, nothing is sent");
                self.reach.store_fails();
                self.heard(Event::Failed);
                return;
            }
        };
        self.reach.looked(open.len() as u64);
        let full = due.len() >= limit;
        let fresh: Vec<Dispatch> = due
            .into_iter()
            .filter(|dispatch| {
                dispatch.seq <= upto
                    && !self.handed.has(dispatch.seq)
                    && self.flight.may_start(dispatch)
            })
            .collect();
        let (room, lot) = (self.room(), self.lot);
        let (started, more) = (fresh.len(), full || fresh.len() > room.min(lot));
        let others = lot < room.min(started); // they could go as well
        if !fresh.is_empty() && !self.start(fresh).await {
            return;
        }
        if open.len() > most {
            self.handed.overwhelmed(upto);
        } else {
            let flight = &self.flight;
            let open = open.into_iter().filter(|(seq, _)| !flight.has(*seq));
            self.handed.looked(upto, open, more);
        }
        let wait = match next {
            _ if others || full && started > 0 => Duration::ZERO,
            Some(due) if due > now => due.since(now),
            _ => IDLE_LOOK,
        };
        self.heard(Event::Looked(wait));
    }
}

async fn found(store: &Store, asked: LookFor) -> Result<LookedUp, StoreError> {
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let LookFor {
        partner,
        now,
        horizon,
        ..
    } = asked;
    let (limit, most) = (number(asked.limit), number(asked.most).saturating_add(1));
    store
        .read(move |store| {
            let upto = match horizon {
                Some(upto) => upto,
                None => store.last_dispatch()?,
            };
            Ok(LookedUp {
                due: store.due_dispatches(&partner, now, limit)?,
                next: store.next_due(&partner, now)?,
                open: store.open_dispatches(&partner, upto, most)?,
                upto,
            })
        })
        .await
}
