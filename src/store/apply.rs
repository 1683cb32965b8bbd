//! Changes, as they were decided -> rows. Nothing is decided here.

use super::Writing;
use super::dispatch::NewDispatch;
use super::error::StoreError;
use super::log::LogSort;
use super::sent::Numbered;
use crate::clock::Moment;
use crate::decision::RecordChange;
use crate::decision::changes::Due;
use crate::decision::rows::NewDocument;
use crate::number::DispatchNo;

impl Writing<'_> {
    /// Applies changes in their order. Gives the number of each dispatch among them, in order; none for an event that was on record
    /// already.
    pub fn apply(
        &self,
        changes: &[RecordChange<'_>],
        now: Moment,
    ) -> Result<Vec<Option<DispatchNo>>, StoreError> {
        let mut placed = Vec::new();
        for change in changes {
            self.apply_one(change, now, &mut placed)?;
        }
        Ok(placed)
    }

    fn put_due(&self, due: &Due, now: Moment) -> Result<Option<DispatchNo>, StoreError> {
        let placed = self.insert_dispatch(&NewDispatch {
            event: due.event,
            document: due.document,
            partner: &due.partner,
            subject: due.lane,
            rows: &due.rows,
            categories: &due.categories,
            recorded: now,
            due: now,
        })?;
        Ok(placed.new.then_some(placed.seq))
    }

    #[allow(
        clippy::too_many_lines,
        reason = "an arm for each change, in one match: none can be forgotten"
    )]
    fn apply_one(
        &self,
        change: &RecordChange<'_>,
        now: Moment,
        placed: &mut Vec<Option<DispatchNo>>,
    ) -> Result<(), StoreError> {
        match change {
            RecordChange::Dispatch(due) => self.put_due(due, now).map(|seq| placed.push(seq)),
            RecordChange::Document {
                n,
                restated,
                row,
                verdicts,
                problems,
            } => {
                let row = NewDocument {
                    problems,
                    verdicts,
                    ..*row
                };
                if *restated {
                    self.restate_document(*n, &row)
                } else {
                    self.insert_document_as(*n, &row)
                }
            }
            RecordChange::CameAgain(n) => self.came_again(*n),
            RecordChange::Payload {
                document,
                source,
                id,
                body,
            } => self.put_payload(*document, source, id, body),
            RecordChange::PayloadGone(n) => self.drop_payload(*n).map(drop),
            RecordChange::IsAbout(n, subject) => self.is_about(*n, *subject),
            RecordChange::Subject {
                id,
                controller,
                numbered,
            } => self.put_subject(*id, controller, *numbered),
            RecordChange::NumberKnown(subject) => self.number_is_known(*subject),
            RecordChange::Merged { from, into } => self.merge(*from, *into),
            RecordChange::Secret(subject) => self.keep_secret(*subject).map(drop),
            RecordChange::Sighted {
                controller,
                subject,
                sighting,
            } => self.put_sighting(controller, *subject, sighting),
            RecordChange::WithoutNumber(n) => self.was_without_number(*n),
            RecordChange::Statements {
                subject,
                discloser,
                document,
                said,
                established,
            } => self.keep_statements(*subject, discloser, *document, said, established),
            RecordChange::Evidence(n, evidence) => self.keep_evidence(*n, evidence),
            RecordChange::Numbering {
                number,
                reporter,
                document,
                handed_over,
            } => self.put_numbered(&Numbered {
                number,
                reporter,
                document: *document,
                handed_over: *handed_over,
            }),
            RecordChange::NumberSeen(number) => self.renew_number(number),
            RecordChange::Alert(n, code) => self.raise_alert(now, *code, Some(*n), None).map(drop),
            RecordChange::Question {
                controller,
                document,
                subject,
                others,
            } => self
                .ask_about_matches(now, controller, *document, *subject, others)
                .map(drop),
            RecordChange::DecisionLogged(controller, line) => self
                .append_log(now, LogSort::Decision, controller, line)
                .map(drop),
            RecordChange::ActionLogged(controller, line) => self
                .append_log(now, LogSort::Action, controller, line)
                .map(drop),
            RecordChange::Answer(source, body) => self.put_answer(source, body).map(drop),
            RecordChange::Retold(n, said) => self.put_retold(*n, said),
        }
    }
}
