//! Settlements of one channel generation -> one ack for as many as may be acked.

use crate::arrival::{Settlement, settlement};
use futures_util::stream::FuturesOrdered;
use futures_util::{FutureExt, StreamExt};
use std::future::Future;
use std::pin::Pin;
use tokio::sync::oneshot;

type SettledDelivery = Pin<Box<dyn Future<Output = (u64, Settlement)> + Send>>;

/// Deliveries in the hub, in the order in which the broker gave them.
#[derive(Default)]
pub(super) struct InFlight(FuturesOrdered<SettledDelivery>);

/// The settlements of one look.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Deliveries {
    /// Tag up to which every message is on record.
    pub(super) ack: Option<u64>,
    /// The message after that tag is to come again, and with it the channel's generation ends.
    pub(super) redeliver: bool,
}

impl InFlight {
    /// Registers a delivery, and returns the way to answer it.
    pub(super) fn register(&mut self, tag: u64) -> oneshot::Sender<Settlement> {
        let (reply, answer) = oneshot::channel();
        self.0
            .push_back(Box::pin(async move { (tag, settlement(answer).await) }));
        reply
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Waits for the oldest settlement and takes all that follow without a gap. Never called without deliveries.
    pub(super) async fn batch(&mut self) -> Deliveries {
        let mut batch = Deliveries::default();
        let mut next = self.0.next().await;
        while let Some((tag, settlement)) = next {
            match settlement {
                Settlement::Ack => batch.ack = Some(tag),
                Settlement::Redeliver => {
                    batch.redeliver = true;
                    break;
                }
            }
            next = self.0.next().now_or_never().flatten();
        }
        batch
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn three() -> (InFlight, [oneshot::Sender<Settlement>; 3]) {
        let mut flight = InFlight::default();
        let replies = [flight.register(1), flight.register(2), flight.register(3)];
        (flight, replies)
    }

    #[tokio::test]
    async fn one_ack_covers_all_that_are_ready() {
        let (mut flight, replies) = three();
        for reply in replies {
            reply.send(Settlement::Ack).unwrap();
        }
        assert_eq!(
            flight.batch().await,
            Deliveries {
                ack: Some(3),
                redeliver: false
            }
        );
        assert!(flight.is_empty());
    }

    #[tokio::test]
    async fn a_gap_holds_back_what_comes_after_it() {
        let (mut flight, [first, second, third]) = three();
        third.send(Settlement::Ack).unwrap();
        first.send(Settlement::Ack).unwrap();
        assert_eq!(
            flight.batch().await,
            Deliveries {
                ack: Some(1),
                redeliver: false
            }
        );
        assert_eq!(flight.batch().now_or_never(), None);
        second.send(Settlement::Ack).unwrap();
        assert_eq!(
            flight.batch().await,
            Deliveries {
                ack: Some(3),
                redeliver: false
            }
        );
    }

    #[tokio::test]
    async fn a_lost_reply_ends_the_batch_before_it() {
        let (mut flight, [first, second, third]) = three();
        first.send(Settlement::Ack).unwrap();
        third.send(Settlement::Ack).unwrap();
        drop(second);
        assert_eq!(
            flight.batch().await,
            Deliveries {
                ack: Some(1),
                redeliver: true
            }
        );
    }

    #[tokio::test]
    async fn the_oldest_lost_means_that_nothing_is_acked() {
        let (mut flight, [first, ..]) = three();
        drop(first);
        assert_eq!(
            flight.batch().await,
            Deliveries {
                ack: None,
                redeliver: true
            }
        );
    }
}
