//! What a batch led to, once it is on record: ends to be logged, dispatches that may go at once, sources to be told.

use crate::catalog::Catalog;
use crate::message::SubjectId;
use crate::outcome::Outcome;
use crate::party::Party;
use crate::pipeline::{Share, Triaged};
use std::collections::BTreeSet;
use std::sync::Arc;
use tokio::time::Instant;

/// A dispatch that is on record and may be sent at once.
pub struct Ready {
    pub(in crate::hub) seq: i64,
    pub(in crate::hub) document: i64,
    pub(in crate::hub) partner: Party,
    pub(in crate::hub) triaged: Arc<Triaged>,
    pub(in crate::hub) share: Share,
    pub(in crate::hub) recorded: i64,
    /// When it was ruled on, by the clock that does not jump.
    pub(in crate::hub) ruled: Option<Instant>,
    /// The epoch of all consents when its facts were read: until the batch is on record, how often they had changed within that.
    pub(in crate::hub) epoch: u64,
    /// The catalog that it was ruled by; none, like `ruled`, until the batch is on record.
    pub(in crate::hub) catalog: Option<Arc<Catalog>>,
    pub(in crate::hub) subject: Option<SubjectId>,
}

/// What a batch led to.
#[derive(Default)]
pub struct Recorded {
    /// How each document ended, to be logged once that is on record.
    pub(in crate::hub) ends: Vec<(i64, Outcome)>,
    /// How often somebody's consents changed: whoever ruled before must ask again.
    pub(in crate::hub) consent_changes: u64,
    pub(in crate::hub) ready: Vec<Ready>,
    pub(in crate::hub) sources: BTreeSet<String>,
}

impl Recorded {
    /// What was ruled on before this, if consents did change, is to be asked again.
    pub(in crate::hub) fn consents_changed(&mut self, changed: bool) {
        self.consent_changes += u64::from(changed);
    }
}
