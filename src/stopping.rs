//! One wish to stop -> everyone who should end their work in order.

use signal_hook::consts::{SIGINT, SIGTERM, SIGXFSZ};
use signal_hook::iterator::Signals;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex, PoisonError, TryLockError};
use std::thread;
use std::time::Duration;
use tokio::sync::watch;

/// So long the last words of a process that ends itself may take.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// Whoever holds this can ask the rest to stop. Dropping it asks too.
#[derive(Debug)]
pub struct StopSwitch(watch::Sender<bool>);

/// Hears of the wish to stop. Cheap to clone: everyone has their own.
#[derive(Debug, Clone)]
pub struct Stopping(watch::Receiver<bool>, WaitingFor);

/// What the stop waits for now, in words for the log.
#[derive(Debug, Clone)]
struct WaitingFor(Arc<Mutex<&'static str>>);

/// A wish to stop and its listener.
pub fn stopping() -> (StopSwitch, Stopping) {
    let (sender, receiver) = watch::channel(false);
    let waiting = WaitingFor(Arc::new(Mutex::new("the hub to begin")));
    (StopSwitch(sender), Stopping(receiver, waiting))
}

impl StopSwitch {
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

    /// Says what the hub waits for before it can end, for whoever loses patience.
    pub fn waits_for(&self, what: &'static str) {
        *self.1.0.lock().unwrap_or_else(PoisonError::into_inner) = what;
    }

    /// What is waited for: the last that [`Stopping::waits_for`] was told. Waits for nobody itself.
    fn waited_for(&self) -> &'static str {
        match self.1.0.try_lock() {
            Ok(what) => *what,
            Err(TryLockError::Poisoned(what)) => *what.into_inner(),
            Err(TryLockError::WouldBlock) => "something unknown",
        }
    }
}

/// From now on a file that may not grow any further is a write that fails, and not the end of the process without a word.
pub fn outlive_full_files() -> std::io::Result<()> {
    // that somebody listens is enough; nobody needs to hear it
    signal_hook::flag::register(SIGXFSZ, Arc::new(AtomicBool::new(false))).map(drop)
}

/// From now on a thread of its own hears of SIGTERM and SIGINT, and ends the process when the stop then takes longer than agreed.
///
/// `flush` waits, not long, until the last words have been written. The end needs nothing that can hang: no runtime, no lock, no log. Nothing is lost by it: what was not acknowledged comes again, what is
/// due stays due.
pub fn end_within(patience: Duration, stopping: Stopping, flush: fn()) -> std::io::Result<()> {
    let mut signals = Signals::new([SIGTERM, SIGINT])?;
    let watch = move || {
        if signals.forever().next().is_none() {
            return;
        }
        thread::sleep(patience);
        let (said, is_said) = channel();
        let last_words = move || {
            let (waits_for, seconds) = (stopping.waited_for(), patience.as_secs());
            tracing::error!(
                waits_for,
                seconds,
                "did not stop in time and ends here; what was not finished comes again at the next start"
            );
            flush();
            said.send(())
        };
        // a thread that cannot be had, or that hangs, costs the words and not the end
        drop(
            thread::Builder::new()
                .name("last words".into())
                .spawn(last_words),
        );
        let _ = is_said.recv_timeout(LAST_WORDS);
        // at once: what the system's libraries would do at an orderly exit may hang too
        signal_hook::low_level::exit(1);
    };
    thread::Builder::new()
        .name("stop".into())
        .spawn(watch)
        .map(drop)
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
        let mut late = Stopping(stop.0.subscribe(), stopping().1.1);
        assert!(late.is_requested());
        late.requested().await;
    }

    #[test]
    fn what_is_waited_for_is_the_last_that_was_said() {
        let (stop, stopping) = stopping();
        stopping.waits_for("one");
        stopping.clone().waits_for("the other");
        assert_eq!(stopping.waited_for(), "the other");
        let held = stopping.1.0.lock().unwrap();
        assert_eq!(
            stopping.waited_for(),
            "something unknown",
            "and nobody waits for who holds it"
        );
        drop((held, stop));
    }

    #[tokio::test]
    async fn a_lost_stop_is_a_wish_to_stop() {
        let (stop, mut stopping) = stopping();
        drop(stop);
        assert!(stopping.is_requested());
        stopping.requested().await;
    }
}
