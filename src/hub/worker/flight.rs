//! One partner's dispatches in flight: the attempts, their numbers and the lanes that stay closed until the attempts' ends are on record.

use crate::hub::receipts::{Attempt, Dispatched};
use crate::message::SubjectId;
use crate::number::DispatchNo;
use crate::store::Dispatch;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use futures_util::stream::{FuturesUnordered, StreamExt};
use std::collections::BTreeSet;

/// The attempts of one partner.
#[derive(Default)]
pub(super) struct Flight {
    flying: FuturesUnordered<BoxFuture<'static, Attempt>>,
    lanes: BTreeSet<SubjectId>,
    seqs: BTreeSet<DispatchNo>,
}

impl Flight {
    /// The number of attempts that have not ended.
    pub(super) fn len(&self) -> usize {
        self.seqs.len()
    }

    /// Whether another dispatch of this lane has not ended.
    pub(super) fn is_busy(&self, lane: Option<SubjectId>) -> bool {
        lane.is_some_and(|subject| self.lanes.contains(&subject))
    }

    /// Whether this dispatch has not ended.
    pub(super) fn has(&self, seq: DispatchNo) -> bool {
        self.seqs.contains(&seq)
    }

    /// Whether neither this dispatch nor another of its lane is in flight.
    pub(super) fn may_start(&self, dispatch: &Dispatch) -> bool {
        !self.has(dispatch.seq) && !self.is_busy(dispatch.subject)
    }

    /// Starts an attempt, which closes its lane.
    pub(super) fn take_off(
        &mut self,
        about: Dispatched,
        attempt: impl Future<Output = Attempt> + Send + 'static,
    ) {
        self.lanes.extend(about.subject);
        self.seqs.insert(about.seq);
        self.flying.push(attempt.boxed());
    }

    /// Waits for the next attempt that lands; none when all have.
    pub(super) async fn next(&mut self) -> Option<Attempt> {
        self.flying.next().await
    }

    /// The attempts that have landed already, without waiting.
    pub(super) fn landed(&mut self) -> Vec<Attempt> {
        let mut landed = Vec::new();
        while let Some(Some(next)) = self.flying.next().now_or_never() {
            landed.push(next);
        }
        landed
    }

    /// Opens the lanes of attempts with an end on record.
    pub(super) fn ended(&mut self, landed: &[Attempt]) {
        for attempt in landed {
            self.seqs.remove(&attempt.about.seq);
            if let Some(subject) = attempt.about.subject {
                self.lanes.remove(&subject);
            }
        }
    }
}
