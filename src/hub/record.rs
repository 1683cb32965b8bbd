//! Judged documents -> on record, in one transaction for the whole batch: what is known of each is gathered, its end is decided, and the
//! changes are applied, before the next one has its turn.

mod gather;
mod ready;

pub use ready::{Ready, Recorded};

use crate::catalog::Catalog;
use crate::clock::Moment;
use crate::decision::{
    Decided, Document, End, RecordChange, Step, elsewhere, kept, repeat, ruled, stopped,
};
use crate::hub::consents::ConsentEpoch;
use crate::number::{DispatchNo, DocumentNo};
use crate::outcome::Outcome;
use crate::pipeline::Triaged;
use crate::store::{StoreError, StoredBefore, Writing};
use jiff::civil::Date;
use std::sync::Arc;

/// Rules on a batch and records the batch within one transaction: all of it or nothing. Each document is ruled on with those before it in
/// the batch on record already, and takes these into account.
pub fn batch(
    store: &Writing<'_>,
    catalog: &Catalog,
    documents: &[Document],
    epoch: &Arc<ConsentEpoch>,
    today: Date,
    now: Moment,
) -> Result<Recorded, StoreError> {
    let mut recording = Recording {
        store,
        recorded: Recorded::new(epoch),
    };
    for document in documents {
        if let Some(digest) = &document.suspect {
            store.clear_suspect(digest)?;
        }
        if let Some(n) = document.handles {
            store.handle_alerts_of_document(n, now)?; // a document that is stopped once more raises a new alert
        }
        let step = Step {
            catalog,
            document,
            before: None,
            next: store.next_document()?,
            today,
            now,
        };
        recording.record(step)?;
    }
    Ok(recording.recorded)
}

/// The recording of a batch, as far as it came.
struct Recording<'a> {
    store: &'a Writing<'a>,
    recorded: Recorded,
}

impl Recording<'_> {
    fn record(&mut self, step: Step<'_>) -> Result<(), StoreError> {
        let (store, document) = (self.store, step.document);
        let known = store.known(&document.source, &document.id, &document.digest)?;
        let before = match known {
            StoredBefore::Duplicate { n, outcome } => return self.repeat(step, n, outcome),
            StoredBefore::Conflict { n } if document.is_question() => {
                let step = Step { before: n, ..step };
                let hidden = gather::hidden(store, document)?;
                let decided = stopped::stopped(step, &ruled::id_conflict(), hidden.as_ref());
                return self.end(step, decided, None);
            }
            StoredBefore::Conflict { n } => n,
            StoredBefore::Stopped { n } => Some(n),
            StoredBefore::New => None,
        };
        let step = Step { before, ..step };
        match &document.end {
            End::Stopped(stop) => {
                let hidden = gather::hidden(store, document)?;
                self.end(step, stopped::stopped(step, stop, hidden.as_ref()), None)
            }
            End::Triaged(triaged) if triaged.is_statement() => self.keep(step, triaged),
            End::Triaged(triaged) => {
                let epoch = self.recorded.epoch();
                let known = gather::for_ruling(store, step, triaged)?;
                let decided = ruled::ruled(step, triaged, &known);
                self.end(step, decided, Some((triaged, epoch)))
            }
        }
    }

    /// Keeps a statement, and a copy of its noes at every other discloser where they count.
    fn keep(&mut self, step: Step<'_>, triaged: &Triaged) -> Result<(), StoreError> {
        let known = gather::for_statement(self.store, step, triaged)?;
        let decided = kept::kept(step, triaged, &known);
        let is_kept = decided.outcome == Outcome::Register;
        self.end(step, decided, None)?;
        if !is_kept {
            return Ok(());
        }
        for copy in elsewhere::copies(step.document, triaged) {
            let (source, digest) = (&copy.source.name, &step.document.digest);
            if self.store.known(source, &copy.id, digest)? != StoredBefore::New {
                continue;
            }
            let question = &copy.question;
            let acquainted =
                self.store
                    .acquainted(&question.controller, &question.identity, true)?;
            let step = Step {
                next: self.store.next_document()?,
                ..step
            };
            if let Some(decided) = elsewhere::kept(step, triaged, &copy, &acquainted) {
                self.apply(step, &decided)?;
            }
        }
        Ok(())
    }

    /// Answers a document that came before, and looks its subject up anew where it is a statement.
    fn repeat(&mut self, step: Step<'_>, n: DocumentNo, first: Outcome) -> Result<(), StoreError> {
        let known = gather::for_repeat(self.store, step, n, first)?;
        self.end(step, repeat::repeat(step, &known), None)?;
        let (End::Triaged(triaged), Outcome::Register) = (&step.document.end, first) else {
            return Ok(());
        };
        for copy in elsewhere::copies(step.document, triaged) {
            let (source, digest) = (&copy.source.name, &step.document.digest);
            let StoredBefore::Duplicate { n, .. } = self.store.known(source, &copy.id, digest)?
            else {
                continue;
            };
            if let Some(known) = gather::kept_before(self.store, &copy.question, n)? {
                let decided = elsewhere::kept_again(step, triaged, &copy, &known);
                self.apply(step, &decided)?;
            }
        }
        Ok(())
    }

    /// Applies the end of a document of the batch. `triaged`: the document, where its dispatches may go at once, with the epoch of its
    /// ruling.
    fn end(
        &mut self,
        step: Step<'_>,
        decided: Decided<'_>,
        triaged: Option<(&Arc<Triaged>, u64)>,
    ) -> Result<(), StoreError> {
        let placed = self.apply(step, &decided)?;
        self.recorded.ends.push((decided.n, decided.outcome));
        let Some((triaged, epoch)) = triaged else {
            return Ok(());
        };
        let due = decided
            .changes
            .into_iter()
            .filter_map(|change| match change {
                RecordChange::Dispatch(due) => Some(due),
                _ => None,
            });
        let new = due.zip(placed).filter_map(|(due, seq)| Some((seq?, due)));
        self.recorded.ready.extend(new.map(|(seq, due)| Ready {
            seq,
            document: due.document,
            partner: due.partner,
            triaged: Arc::clone(triaged),
            share: due.share,
            recorded: step.now,
            ruled: None,
            epoch,
            catalog: None,
            subject: due.lane,
        }));
        Ok(())
    }

    fn apply(
        &mut self,
        step: Step<'_>,
        decided: &Decided<'_>,
    ) -> Result<Vec<Option<DispatchNo>>, StoreError> {
        self.recorded.consents_changed(decided.consents_changed);
        self.recorded.sources.extend(decided.told.iter().cloned());
        self.store.apply(&decided.changes, step.now)
    }
}
