//! A document that came before -> its sender's last answer once more. A repeated statement is matched anew: its subject may be known by a
//! key that is gone.

use super::lost::{KeptBefore, Withholding, known_again, noes};
use super::{Decided, End, RecordChange, Step, answer, hex};
use crate::number::DocumentNo;
use crate::outcome::Outcome;
use crate::pipeline::consent::Standing;
use serde_json::json;

/// The record of a document that came before.
pub struct RepeatRecord {
    /// Its number.
    pub n: DocumentNo,
    /// Its end.
    pub first: Outcome,
    /// The subject of a statement, where it was kept for one.
    pub kept: Option<KeptBefore>,
    /// The `data` of the last answer, where that differs from the first.
    pub last: Option<String>,
}

/// Decides on a document that came before.
pub fn repeat<'a>(step: Step<'a>, record: &'a RepeatRecord) -> Decided<'a> {
    let RepeatRecord { n, first, .. } = *record;
    let mut decided = Decided::new(n, Outcome::Duplicate);
    decided.changes.push(RecordChange::CameAgain(n));
    let triaged = match &step.document.end {
        End::Triaged(triaged) => Some(&**triaged),
        End::Stopped(_) => None,
    };
    let mut kept_for = None;
    if let (Some(triaged), Some(kept)) = (triaged, &record.kept) {
        let findings = triaged.standings().iter().filter(|one| one.may_withhold());
        let withholding = Withholding {
            said: noes(triaged),
            established: findings.cloned().collect::<Vec<Standing>>(),
        };
        let own = (triaged.question(), &triaged.source().party());
        let subject = known_again(own, triaged, kept, withholding, &mut decided.changes);
        decided.consents_changed = subject.is_some();
        kept_for = subject.map(|subject| hex(&subject.0));
    }
    let said = json!({ "outcome": Outcome::Duplicate.as_str(), "first": first.as_str(), "subject": kept_for });
    decided.changes.push(step.log_of(n, &said));
    let last = record.last.as_deref();
    step.answer(
        &mut decided,
        answer::repeated(step.about(), triaged, first, last),
    );
    decided
}
