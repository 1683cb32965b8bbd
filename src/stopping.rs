//! One wish to stop -> every task that should end its work in order.

use signal_hook::consts::{SIGINT, SIGTERM, SIGXFSZ};
use signal_hook::iterator::Signals;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex, PoisonError, TryLockError};
use std::thread;
use std::time::Duration;
use tokio::sync::watch;

/// Time for the last words of a process that ends itself.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// The switch that asks all tasks to stop. Dropping it asks too.
#[derive(Debug)]
pub struct StopSwitch(watch::Sender<bool>);

/// Listens for the wish to stop. Cheap to clone: every task has its own.
#[derive(Debug, Clone)]
pub struct Stopping(watch::Receiver<bool>, WaitingFor);

/// The work that the stop waits for now, in words for the log.
#[derive(Debug, Clone)]
struct WaitingFor(Arc<Mutex<&'static str>>);

/// A wish to stop and its listener.
pub fn stopping() -> (StopSwitch, Stopping) {
    let (sender, receiver) = watch::channel(false);
    let waiting = WaitingFor(Arc::new(Mutex::new("the hub to begin")));
    (StopSwitch(sender), Stopping(receiver, waiting))
}

impl StopSwitch {
    /// Asks all tasks to stop. Asking twice does no harm.
    pub fn request(&self) {
        self.0.send_replace(true);
    }
}

impl Stopping {
    /// Returns once a stop was requested, at once if that was before the call.
    pub async fn requested(&mut self) {
        // an error means that no switch is left to ask: that is a wish to stop as well
        let _ = self.0.wait_for(|asked| *asked).await;
    }

    /// Whether a stop was requested.
    pub fn is_requested(&self) -> bool {
        *self.0.borrow() || self.0.has_changed().is_err()
    }

    /// Says what the hub waits for before its end, for the log line when patience runs out.
    pub fn waits_for(&self, what: &'static str) {
        *self.1.0.lock().unwrap_or_else(PoisonError::into_inner) = what;
    }

    /// The latest words given to [`Stopping::waits_for`]. Reading them waits for no lock.
    fn waited_for(&self) -> &'static str {
        match self.1.0.try_lock() {
            Ok(what) => *what,
            Err(TryLockError::Poisoned(what)) => *what.into_inner(),
            Err(TryLockError::WouldBlock) => "something unknown",
        }
    }
}

/// Makes a write to a file that may not grow any further fail, instead of ending the process without a word.
pub fn outlive_full_files() -> std::io::Result<()> {
    // a registered handler is enough; nothing needs to look at the flag
    signal_hook::flag::register(SIGXFSZ, Arc::new(AtomicBool::new(false))).map(drop)
}

/// Starts a thread that hears of SIGTERM and SIGINT, and ends the process when the stop then takes longer than agreed.
///
/// `flush` waits, not long, until the last words have been written. The end needs nothing that can hang: no
/// runtime, no lock, no log.
/// Nothing is lost by that end: messages that were not acknowledged come again, and dispatches that are due stay due.
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
        // a thread that cannot start, or that hangs, costs the words and not the end
        drop(
            thread::Builder::new()
                .name("last words".into())
                .spawn(last_words),
        );
        let _ = is_said.recv_timeout(LAST_WORDS);
        // at once: the system's libraries may hang in an orderly exit too
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
