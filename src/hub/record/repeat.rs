//! A document that came before -> its sender's last answer once more. A repeated statement is matched anew: its subject may be known by a
//! key that is gone.

use super::lost::known_again;
use super::step::Step;
use super::{End, Recorded, elsewhere, hex};
use crate::hub::answer;
use crate::number::DocumentNo;
use crate::outcome::Outcome;
use crate::pipeline::consent::{Said, Standing, Statement};
use crate::store::StoreError;
use serde_json::json;

pub(super) fn repeat(
    step: Step<'_>,
    n: DocumentNo,
    first: Outcome,
    recorded: &mut Recorded,
) -> Result<(DocumentNo, Outcome), StoreError> {
    let Step {
        store, document, ..
    } = step;
    store.came_again(n)?;
    let mut kept_for = None;
    if let (Outcome::Register, End::Triaged(triaged)) = (first, &document.end) {
        let said: Vec<Statement> = triaged
            .statements()
            .iter()
            .filter(|statement| statement.said == Said::No)
            .cloned()
            .collect();
        let established: Vec<Standing> = triaged
            .standings()
            .iter()
            .filter(|standing| standing.may_withhold())
            .cloned()
            .collect();
        let own = (triaged.question(), triaged.source().party());
        let (subject, changed) =
            known_again(step, triaged, (own.0, &own.1), n, &said, &established)?;
        let changed = changed | elsewhere::kept_again(step, triaged, &said)?;
        recorded.consents_changed(changed);
        kept_for = subject.map(|subject| hex(&subject.0));
    }
    let said = json!({ "outcome": Outcome::Duplicate.as_str(), "first": first.as_str(), "subject": kept_for });
    step.log(n, &said)?;
    let last = store.retold(n)?;
    let triaged = match &document.end {
        End::Triaged(triaged) => Some(&**triaged),
        End::Stopped(_) => None,
    };
    step.answer(&answer::repeated(
        step.about(),
        triaged,
        first,
        last.as_deref(),
    ))?;
    Ok((n, Outcome::Duplicate))
}
