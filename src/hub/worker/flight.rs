//! One partner's dispatches in flight: the attempts, their numbers and the lanes that stay closed until the attempts' ends are on record.

use crate::hub::receipts::{Attempt, Dispatched};
use crate::message::SubjectId;
use crate::number::DispatchNo;
use crate::store::Dispatch;
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, ready};
use futures_util::stream::{FuturesUnordered, StreamExt};
use std::collections::BTreeSet;
use tokio::task::unconstrained;

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

    /// Starts an attempt, which closes its lane. The attempt begins here and now: one that waited until the worker comes round to it would
    /// go by a ruling that is no longer of the moment of sending.
    pub(super) fn take_off(
        &mut self,
        about: Dispatched,
        attempt: impl Future<Output = Attempt> + Send + 'static,
    ) {
        self.lanes.extend(about.subject);
        self.seqs.insert(about.seq);
        let mut attempt = attempt.boxed();
        let begun = unconstrained(&mut attempt).now_or_never();
        self.flying.push(match begun {
            Some(landed) => ready(landed).boxed(),
            None => attempt,
        });
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Moment;
    use crate::hub::receipts::Tried;
    use crate::number::DocumentNo;
    use tokio::sync::oneshot;

    const ABOUT: Dispatched = Dispatched {
        seq: DispatchNo(1),
        document: DocumentNo(1),
        subject: Some(SubjectId([1; 16])),
        attempts: 0,
        recorded: Moment::from_ms(0),
    };

    #[tokio::test]
    async fn an_attempt_begins_when_it_takes_off_and_is_in_flight_until_it_has_ended() {
        let (sent, mut seen) = oneshot::channel();
        let (confirm, confirmed) = oneshot::channel();
        let mut flight = Flight::default();
        flight.take_off(ABOUT, async move {
            sent.send(()).unwrap();
            confirmed.await.unwrap();
            Attempt {
                about: ABOUT,
                tried: Tried::Delivered,
                fewer: None,
                whom: Vec::new(),
            }
        });
        assert_eq!(
            seen.try_recv(),
            Ok(()),
            "sent, though nobody asked for the next"
        );
        assert!(flight.landed().is_empty());
        confirm.send(()).unwrap();
        let landed = [flight.next().await.unwrap()];
        assert!(flight.has(ABOUT.seq) && flight.is_busy(ABOUT.subject));
        flight.ended(&landed);
        assert_eq!((flight.len(), flight.is_busy(ABOUT.subject)), (0, false));
    }
}
