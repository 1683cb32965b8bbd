//! One wish to stop -> everyone who should end their work in order.

use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::watch;

/// Whoever holds this can ask the rest to stop. Dropping it asks too.
#[derive(Debug)]
pub struct Stop(watch::Sender<bool>, Waiting);

/// Hears of the wish to stop. Cheap to clone: everyone has their own.
#[derive(Debug, Clone)]
pub struct Stopping(watch::Receiver<bool>, Waiting);

/// What the stop waits for now, in words for the log.
#[derive(Debug, Clone)]
struct Waiting(Arc<Mutex<&'static str>>);

/// A wish to stop and its listener.
pub fn stopping() -> (Stop, Stopping) {
    let (sender, receiver) = watch::channel(false);
    let waiting = Waiting(Arc::new(Mutex::new("the hub to begin")));
    (Stop(sender, waiting.clone()), Stopping(receiver, waiting))
}

impl Stop {
    /// Asks everyone to stop. Asking twice does no harm.
    pub fn request(&self) {
        self.0.send_replace(true);
    }

    /// What is waited for: the last that [`Stopping::waits_for`] was told.
    pub fn waits_for(&self) -> &'static str {
        *self.1.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Stopping {
    /// Returns once stopping is asked for, at once when it was already.
    pub async fn requested(&mut self) {
        // an error means that nobody is left to ask: that is a wish to stop as well
        let _ = self.0.wait_for(|asked| *asked).await;
    }

    /// Was stopping asked for?
    pub fn is_requested(&self) -> bool {
        *self.0.borrow() || self.0.has_changed().is_err()
    }

    /// Says what the hub waits for before it can end, for whoever loses patience.
    pub fn waits_for(&self, what: &'static str) {
        *self.1.0.lock().unwrap_or_else(PoisonError::into_inner) = what;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn everyone_hears_of_it_also_afterwards() {
        let (stop, mut early) = stopping();
        assert!(!early.is_requested());
        let waiting = tokio::spawn(async move { early.requested().await });
        stop.request();
        waiting.await.unwrap();
        let mut late = Stopping(stop.0.subscribe(), stop.1.clone());
        assert!(late.is_requested());
        late.requested().await;
    }

    #[test]
    fn what_is_waited_for_is_the_last_that_was_said() {
        let (stop, stopping) = stopping();
        stopping.waits_for("one");
        stopping.clone().waits_for("the other");
        assert_eq!(stop.waits_for(), "the other");
    }

    #[tokio::test]
    async fn a_lost_stop_is_a_wish_to_stop() {
        let (stop, mut stopping) = stopping();
        drop(stop);
        assert!(stopping.is_requested());
        stopping.requested().await;
    }
}
