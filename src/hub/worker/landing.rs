//! Attempts that have landed -> on record, one lot after another, while other attempts go on. A lane stays closed until its attempt is on
//! record.

use super::{Event, Stays, Worker};
use crate::hub::Hub;
use crate::hub::receipts::{self, Attempt, Haste, Tried};
use crate::party::Party;
use crate::store::StoreError;
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, pending};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::sleep;
use tracing::error;

/// The attempts that have landed and are not on record.
#[derive(Default)]
pub(super) struct Landing {
    landed: Vec<Attempt>,
    recording: Option<BoxFuture<'static, RecordedLot>>,
}

/// A lot of attempts, and whether the lot is on record.
pub(super) struct RecordedLot {
    attempts: Arc<Vec<Attempt>>,
    went: Result<(), StoreError>,
}

impl Landing {
    /// Waits for the end of the lot that is being recorded; for ever when there is none.
    pub(super) async fn recorded(&mut self) -> RecordedLot {
        let recorded = match &mut self.recording {
            Some(recording) => recording.await,
            None => pending().await,
        };
        self.recording = None;
        recorded
    }

    fn record(
        &mut self,
        hub: &Arc<Hub>,
        partner: &Party,
        attempts: Arc<Vec<Attempt>>,
        (haste, wait): (Haste, Duration),
    ) {
        let (hub, partner) = (Arc::clone(hub), partner.clone());
        let recording = async move {
            if !wait.is_zero() {
                sleep(wait).await;
            }
            let went = receipts::record(&hub, &partner, &attempts, haste).await;
            RecordedLot { attempts, went }
        };
        self.recording = Some(recording.boxed());
    }
}

impl Worker {
    /// Takes in all attempts that have landed; those on their way to the record already are not waited for.
    pub(super) fn land(&mut self, first: Attempt) {
        let mut landed = vec![first];
        landed.extend(self.flight.landed());
        let any = |so: fn(&Tried) -> bool| landed.iter().any(|attempt| so(&attempt.tried));
        if !any(|tried| !matches!(tried, Tried::Delivered)) {
            self.heard(Event::Delivered);
        } else if any(|tried| matches!(tried, Tried::Failed(_))) {
            self.heard(Event::Failed);
        }
        if let Some(longest) = receipts::longest_asked(&landed) {
            self.heard(Event::AskedToWait(longest));
        }
        self.landing.landed.append(&mut landed);
        self.record_landed();
    }

    fn record_landed(&mut self) {
        if self.landing.recording.is_some() || self.landing.landed.is_empty() {
            return;
        }
        let attempts = Arc::new(std::mem::take(&mut self.landing.landed));
        let haste = self.haste(&attempts);
        self.landing
            .record(&self.hub, &self.partner, attempts, (haste, Duration::ZERO));
    }

    /// Whether a lane, an order or the hub waits for the record of these attempts.
    fn haste(&self, attempts: &[Attempt]) -> Haste {
        let waits = |attempt: &Attempt| {
            !matches!(attempt.tried, Tried::Delivered) || self.handed.is_left(attempt.about.subject)
        };
        let stands = self.handed.len() > 0 || !self.held.is_empty() || self.room() == 0;
        if stands || self.hub.stopping.is_requested() || attempts.iter().any(waits) {
            Haste::AtOnce
        } else {
            Haste::Along
        }
    }

    /// Takes in the end of recording a lot: its lanes open. While the store refuses the lot, the lanes stay closed and the recording is
    /// tried again.
    pub(super) async fn end(&mut self, recorded: RecordedLot) {
        let RecordedLot { attempts, went } = recorded;
        if let Err(error) = went {
            error!(%error, partner = %self.partner, attempts = attempts.len(), "cannot record what was sent, trying again");
            if matches!(error, StoreError::Stopped(_)) || self.hub.stopping.is_requested() {
                self.ended = true; // the hub does not go on either; a due dispatch stays due, and is sent again under the same id
                return;
            }
            self.reach.store_fails();
            let again = (Haste::AtOnce, self.pace.longer());
            self.landing
                .record(&self.hub, &self.partner, attempts, again);
            return;
        }
        // a dispatch that stays due or is parked holds its lane, and the store alone will know the dispatch
        let stays = |attempt: &Attempt| {
            matches!(
                attempt.tried,
                Tried::Failed(_) | Tried::NotMade(Stays::Undecided(_))
            )
        };
        if attempts.iter().any(stays) {
            self.handed.lost();
        }
        self.reach.landed(&attempts);
        self.flight.ended(&attempts);
        if attempts
            .iter()
            .any(|attempt| self.handed.is_left(attempt.about.subject))
        {
            self.heard(Event::LeftToStore);
        }
        self.record_landed();
        self.carry_out_held().await;
    }
}
