//! A recorded batch -> the ends to log, the dispatches that may go at once, and the sources with answers.

use crate::catalog::Catalog;
use crate::clock::Moment;
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
    /// The epoch of all consents when the facts were read; until the batch is on record, the number of consent changes within the batch so
    /// far.
    pub(in crate::hub) epoch: u64,
    /// The catalog of the ruling; none, like `ruled`, until the batch is on record.
    pub(in crate::hub) catalog: Option<Arc<Catalog>>,
    pub(in crate::hub) subject: Option<SubjectId>,
}

/// The results of recording a batch.
#[derive(Default)]
pub struct Recorded {
    /// The end of each document, to be logged once that is on record.
    pub(in crate::hub) ends: Vec<(DocumentNo, Outcome)>,
    /// The number of changes of consents: an earlier ruling must be asked again.
    pub(in crate::hub) consent_changes: u64,
    pub(in crate::hub) ready: Vec<Ready>,
    pub(in crate::hub) sources: BTreeSet<String>,
}

impl Recorded {
    /// Counts a change of consents, if there was one: earlier rulings are to be asked again.
    pub(in crate::hub) fn consents_changed(&mut self, changed: bool) {
        self.consent_changes += u64::from(changed);
    }
}
