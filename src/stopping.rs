//! One wish to stop -> everyone who should end their work in order.

use tokio::sync::watch;

/// Whoever holds this can ask the rest to stop. Dropping it asks too.
#[derive(Debug)]
pub struct Stop(watch::Sender<bool>);

/// Hears of the wish to stop. Cheap to clone: everyone has their own.
#[derive(Debug, Clone)]
pub struct Stopping(watch::Receiver<bool>);

/// A wish to stop and its listener.
pub fn stopping() -> (Stop, Stopping) {
    let (sender, receiver) = watch::channel(false);
    (Stop(sender), Stopping(receiver))
}

impl Stop {
    /// Asks everyone to stop. Asking twice does no harm.
    pub fn request(&self) {
        self.0.send_replace(true);
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
        let mut late = Stopping(stop.0.subscribe());
        assert!(late.is_requested());
        late.requested().await;
    }

    #[tokio::test]
    async fn a_lost_stop_is_a_wish_to_stop() {
        let (stop, mut stopping) = stopping();
        drop(stop);
        assert!(stopping.is_requested());
        stopping.requested().await;
    }
}
