//! A recorded batch -> the ends to log, the dispatches that may go at once, and the sources with answers.

use crate::catalog::Catalog;
use crate::clock::Moment;
use crate::hub::consents::{ConsentChange, ConsentEpoch};
use crate::message::SubjectId;
use crate::number::{DispatchNo, DocumentNo};
use crate::outcome::Outcome;
use crate::party::Party;
use crate::pipeline::{Share, Triaged};
use std::collections::BTreeSet;
use std::sync::Arc;
use tokio::time::Instant;

/// A dispatch that is on record and may be sent at once.
pub struct Ready {
    pub(in crate::hub) seq: DispatchNo,
    pub(in crate::hub) document: DocumentNo,
    pub(in crate::hub) partner: Party,
    pub(in crate::hub) triaged: Arc<Triaged>,
    pub(in crate::hub) share: Share,
    pub(in crate::hub) recorded: Moment,
    /// The moment of the ruling, by the clock that does not jump; none until the batch is on record.
    pub(in crate::hub) ruled: Option<Instant>,
    /// The epoch of all consents when the facts were read.
    pub(in crate::hub) epoch: u64,
    /// The catalog of the ruling; none, like `ruled`, until the batch is on record.
    pub(in crate::hub) catalog: Option<Arc<Catalog>>,
    pub(in crate::hub) subject: Option<SubjectId>,
}

/// The results of recording a batch.
pub struct Recorded {
    /// The end of each document, to be logged once that is on record.
    pub(in crate::hub) ends: Vec<(DocumentNo, Outcome)>,
    epoch: Arc<ConsentEpoch>,
    /// The changes of consents, until they are on record.
    pub(in crate::hub) consent_changes: Vec<ConsentChange>,
    pub(in crate::hub) ready: Vec<Ready>,
    pub(in crate::hub) sources: BTreeSet<String>,
}

impl Recorded {
    pub(super) fn new(epoch: &Arc<ConsentEpoch>) -> Self {
        Self {
            ends: Vec::new(),
            epoch: Arc::clone(epoch),
            consent_changes: Vec::new(),
            ready: Vec::new(),
            sources: BTreeSet::new(),
        }
    }

    /// The epoch of a ruling that is made now.
    pub(super) fn epoch(&self) -> u64 {
        self.epoch.now()
    }

    /// Begins a change of consents, if there was one: earlier rulings are to be asked again.
    pub(super) fn consents_changed(&mut self, changed: bool) {
        self.consent_changes
            .extend(changed.then(|| self.epoch.change()));
    }
}
