//! A statement about consent -> rows of the hub's own register; no dispatch.

use super::step::Step;
use super::stopped::stopped;
use super::{elsewhere, hex, person};
use crate::clock::Moment;
use crate::hub::answer;
use crate::message::SubjectId;
use crate::number::DocumentNo;
use crate::outcome::{Code, Outcome, Stop};
use crate::party::Party;
use crate::pipeline::Triaged;
use crate::pipeline::consent::{Authority, Standing, Statement, established};
use crate::store::{NewDocument, StoreError, Writing};
use serde_json::json;
use std::collections::BTreeSet;

/// Keeps a statement, unless its claims or its subject cannot be right. `told` gets the sources that have an answer waiting, beside the
/// statement's own.
pub(super) fn kept(
    step: Step<'_>,
    triaged: &Triaged,
    told: &mut BTreeSet<String>,
) -> Result<(DocumentNo, Outcome), StoreError> {
    let Step { store, now, .. } = step;
    let (question, discloser) = (triaged.question(), triaged.source().party());
    if let Some((number, path)) = triaged.claimed_report()
        && store
            .reporters(number)?
            .iter()
            .all(|(reporter, _)| *reporter != discloser)
    {
        // the same answer for a number of another reporter, so that guessing a number tells nothing
        return stopped(step, &Stop::at(Code::Invalid, path, "bekend"));
    }
    let (statements, standings) = (triaged.statements(), triaged.standings());
    if !triaged.door().own {
        return passed_on(step, triaged, told);
    }
    let restricts = statements.iter().any(Statement::may_withhold)
        || standings.iter().any(Standing::may_withhold);
    let person = person::of_statement(store, question, restricts)?;
    let Some(subject) = person.subject() else {
        // no subject to keep the statement for: a person must find out whom the statement is about
        return stopped(step, &Stop::at(Code::Manual, "/data", "subject"));
    };
    let new = NewDocument {
        subject: Some(subject),
        ..step.described(Outcome::Register)
    };
    let n = step.insert(&new)?;
    if step.before.is_some() {
        step.store.drop_payload(n)?;
    }
    if triaged.secret_address() {
        store.keep_secret(subject)?;
    }
    store.keep_statements(subject, &discloser, n, statements, standings)?;
    store.keep_evidence(n, &triaged.evidence())?;
    person.record_statement(store, n, now, restricts, triaged.withdraws())?;
    let said = json!({ "outcome": Outcome::Register.as_str(), "catalog": step.catalog.version, "subject": hex(&subject.0) });
    step.log(n, &said)?;
    let contradicts = contradicts(store, subject, &discloser, n, now)?;
    if contradicts {
        store.raise_alert(now, Code::Contradiction, Some(n), None)?;
    }
    step.answer(&answer::kept(step.about(), triaged, contradicts))?;
    elsewhere::kept(step, triaged, told)?;
    Ok((n, Outcome::Register))
}

/// Keeps a statement that counts at other disclosers only: its own source has no file on the subject, and gets the same answer whether the
/// others have one or not.
fn passed_on(
    step: Step<'_>,
    triaged: &Triaged,
    told: &mut BTreeSet<String>,
) -> Result<(DocumentNo, Outcome), StoreError> {
    if triaged.question().identity.is_nobody() {
        return stopped(step, &Stop::at(Code::Manual, "/data", "subject"));
    }
    let n = step.insert(&step.described(Outcome::Register))?;
    if step.before.is_some() {
        step.store.drop_payload(n)?;
    }
    let said = json!({ "outcome": Outcome::Register.as_str(), "catalog": step.catalog.version });
    step.log(n, &said)?;
    step.answer(&answer::kept(step.about(), triaged, false))?;
    elsewhere::kept(step, triaged, told)?;
    Ok((n, Outcome::Register))
}

/// Whether a statement of this document claims another authority (gezag) of a giver than was established. The established authority
/// counts.
fn contradicts(
    store: &Writing<'_>,
    subject: SubjectId,
    discloser: &Party,
    document: DocumentNo,
    now: Moment,
) -> Result<bool, StoreError> {
    let standings = store.standings(subject, discloser)?;
    if standings.is_empty() {
        return Ok(false);
    }
    let today = now.day();
    let sayings = store.sayings(subject, discloser)?;
    Ok(sayings
        .iter()
        .filter(|(n, _)| *n == document)
        .any(|(_, claim)| {
            let known = established(&standings, &claim.giver, today)
                .filter(|known| *known != Authority::Unknown);
            claim.authority != Authority::Unknown
                && known.is_some_and(|known| known != claim.authority)
        }))
}
