//! Troubles of the hub and of the parts that it stands on -> ready, degraded or not ready, by name.
//!
//! Each part reports a trouble when it sees one, and reports when that trouble is over. Nothing here asks any part.

use crate::outcome::Code;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::time::Instant;

/// Name for a trouble with all queues of the catalog together.
pub const ALL_QUEUES: &str = "in.*";

/// How much a trouble takes from the hub.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Part of the work waits; the rest goes on.
    Degraded,
    /// Nothing can be taken or recorded, or what is on record may be lost.
    NotReady,
}

/// A present trouble.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// Code of the trouble.
    pub code: Code,
    /// Name of the queue, partner, connection or setting; empty when there is only one.
    pub about: String,
    /// How much the trouble takes.
    pub weight: Weight,
    /// The trouble and the remedy, for a person. Dutch.
    pub words: String,
    /// Begin of the trouble, on the clock that does not jump.
    pub since: Instant,
}

/// All present troubles. Clones share them.
#[derive(Debug, Clone, Default)]
pub struct Health(Arc<Mutex<BTreeMap<(Code, String), Trouble>>>);

impl Health {
    /// Reports a trouble. A trouble that is reported again keeps its begin, and takes the new words.
    pub fn wrong(&self, code: Code, about: &str, weight: Weight, words: impl Into<String>) {
        let (mut all, words) = (self.all(), words.into());
        match all.get_mut(&(code, about.to_owned())) {
            Some(known) => (known.weight, known.words) = (weight, words),
            None => {
                let trouble = Trouble {
                    code,
                    about: about.to_owned(),
                    weight,
                    words,
                    since: Instant::now(),
                };
                all.insert((code, about.to_owned()), trouble);
            }
        }
    }

    /// Reports that a trouble is over, or never was.
    pub fn right(&self, code: Code, about: &str) {
        self.all().remove(&(code, about.to_owned()));
    }

    /// Whether this trouble is present, with this weight.
    pub fn is_wrong(&self, code: Code, about: &str, weight: Weight) -> bool {
        self.all().values().any(|trouble| {
            trouble.code == code && trouble.about == about && trouble.weight >= weight
        })
    }

    /// All present troubles, by code and name.
    pub fn troubles(&self) -> Vec<Trouble> {
        self.all().values().cloned().collect()
    }

    fn all(&self) -> MutexGuard<'_, BTreeMap<(Code, String), Trouble>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trouble_keeps_its_begin_until_it_is_over() {
        let health = Health::default();
        health.wrong(Code::QueueUnread, "in.school", Weight::Degraded, "een");
        let since = health.troubles()[0].since;
        health
            .clone()
            .wrong(Code::QueueUnread, "in.school", Weight::NotReady, "twee");
        let all = health.troubles();
        assert_eq!(
            (
                all.len(),
                all[0].since,
                all[0].weight,
                all[0].words.as_str()
            ),
            (1, since, Weight::NotReady, "twee")
        );
        health.right(Code::QueueUnread, "in.other");
        assert_eq!(health.troubles().len(), 1);
        health.right(Code::QueueUnread, "in.school");
        assert_eq!(health.troubles(), []);
    }
}
