//! Changes of consents -> an epoch, by which a ruling is known to be older than a change.
//!
//! A change begins within the job that writes it, on the thread of the store, where rulings are recorded as well: a ruling of the epoch of
//! now has heard of every change before it. A change ends once its commit has ended. Between the two a reader beside that thread cannot know
//! whether it saw the change.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The number of changes of consents, and of everything else that a ruling about a person rests on.
#[derive(Debug, Default)]
pub struct ConsentEpoch {
    begun: AtomicU64,
    ended: AtomicU64,
}

impl ConsentEpoch {
    /// The epoch of now: a ruling of an older one is asked again.
    pub fn now(&self) -> u64 {
        self.begun.load(Ordering::SeqCst)
    }

    /// The epoch of now, unless a change is on its way to the record: facts that are read meanwhile may be from before it or after it.
    pub fn settled(&self) -> Option<u64> {
        let ended = self.ended.load(Ordering::SeqCst);
        Some(self.now()).filter(|begun| *begun == ended)
    }

    /// Begins a change. To be called in the job that writes it, and to be kept until the commit has ended: as part of its result.
    pub fn change(self: &Arc<Self>) -> ConsentChange {
        self.begun.fetch_add(1, Ordering::SeqCst);
        ConsentChange(Arc::clone(self))
    }
}

/// A change that is on its way to the record; it ends when this is dropped.
#[derive(Debug)]
#[must_use = "the change has ended once this is dropped"]
pub struct ConsentChange(Arc<ConsentEpoch>);

impl Drop for ConsentChange {
    fn drop(&mut self) {
        self.0.ended.fetch_add(1, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ruling_is_old_from_the_begin_of_a_change_and_nothing_is_settled_before_its_end() {
        let epoch = Arc::new(ConsentEpoch::default());
        let before = epoch.now();
        assert_eq!(epoch.settled(), Some(before));
        let (one, other) = (epoch.change(), epoch.change());
        let within = epoch.now();
        assert!(within != before && epoch.settled().is_none());
        drop(one);
        assert_eq!((epoch.settled(), epoch.now()), (None, within));
        drop(other);
        assert_eq!(epoch.settled(), Some(within));
    }
}
