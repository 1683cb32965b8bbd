//! A statement about consent -> rows of the hub's own register; no dispatch.

use super::stopped::stopped;
use super::{Acquainted, Decided, RecordChange, Step, answer, hex, person};
use crate::clock::Moment;
use crate::outcome::{Code, Outcome, Stop};
use crate::pipeline::Triaged;
use crate::pipeline::consent::{Authority, Standing, Statement, established};
use serde_json::json;
use std::borrow::Cow;

/// The record of the subject of a statement, and of its giver.
pub struct StatementRecord {
    /// The subjects that the statement may be about.
    pub acquainted: Acquainted,
    /// The subjects that the document may be about, where it says that the address is secret and may be stopped.
    pub hidden: Option<Acquainted>,
    /// The discloser used the report number that the statement names.
    pub is_reporter: bool,
    /// The statements of the document, as the register will give them.
    pub said: Vec<Statement>,
    /// The standings at the discloser, those of the document last, as the register will give them.
    pub standings: Vec<Standing>,
}

/// Keeps a statement, unless its claims or its subject cannot be right.
pub fn kept<'a>(step: Step<'a>, triaged: &'a Triaged, record: &'a StatementRecord) -> Decided<'a> {
    let (question, discloser) = (triaged.question(), triaged.source().party());
    let hidden = record.hidden.as_ref();
    if let Some((_, path)) = triaged.claimed_report()
        && !record.is_reporter
    {
        // the same answer for a number of another reporter, so that guessing a number tells nothing
        return stopped(step, &Stop::at(Code::Invalid, path, "bekend"), hidden);
    }
    if !triaged.door().own {
        return passed_on(step, triaged, hidden);
    }
    let (statements, standings) = (triaged.statements(), triaged.standings());
    let restricts = statements.iter().any(Statement::may_withhold)
        || standings.iter().any(Standing::may_withhold);
    let mut decided = Decided::new(step.n(), Outcome::Register);
    let (n, changes) = (decided.n, &mut decided.changes);
    let person = person::of_statement(question, &record.acquainted, restricts, changes);
    let Some(subject) = person.subject() else {
        // no subject to keep the statement for: a person must find out whom the statement is about
        return stopped(step, &subject_unknown(), hidden);
    };
    let mut row = step.described(Outcome::Register);
    row.subject = Some(subject);
    changes.push(step.row(row, Vec::new(), Vec::new()));
    changes.extend(step.without_body());
    if triaged.secret_address() {
        person.keep_secret(changes);
    }
    changes.push(RecordChange::Statements {
        subject,
        discloser,
        document: n,
        said: Cow::Borrowed(statements),
        established: Cow::Borrowed(standings),
    });
    changes.push(RecordChange::Evidence(n, triaged.evidence()));
    person.record_statement(n, restricts, triaged.withdraws(), changes);
    let said = json!({ "outcome": Outcome::Register.as_str(), "catalog": step.catalog.version, "subject": hex(&subject.0) });
    changes.push(step.log(&said));
    let contradicts = contradicts(record, step.now);
    if contradicts {
        changes.push(RecordChange::Alert(n, Code::Contradiction));
    }
    step.answer(
        &mut decided,
        answer::kept(step.about(), triaged, contradicts),
    );
    decided.consents_changed = true;
    decided
}

/// Decides on a statement that counts at other disclosers only: its own source has no file on the subject, and gets the same answer whether
/// the others have one or not.
fn passed_on<'a>(step: Step<'a>, triaged: &'a Triaged, hidden: Option<&Acquainted>) -> Decided<'a> {
    if triaged.question().identity.is_nobody() {
        return stopped(step, &subject_unknown(), hidden);
    }
    let mut decided = Decided::new(step.n(), Outcome::Register);
    let row = step.row(step.described(Outcome::Register), Vec::new(), Vec::new());
    decided.changes.push(row);
    decided.changes.extend(step.without_body());
    let said = json!({ "outcome": Outcome::Register.as_str(), "catalog": step.catalog.version });
    decided.changes.push(step.log(&said));
    step.answer(&mut decided, answer::kept(step.about(), triaged, false));
    decided.consents_changed = true;
    decided
}

fn subject_unknown() -> Stop {
    Stop::at(Code::Manual, "/data", "subject")
}

/// Whether a statement of this document claims another authority (gezag) of a giver than was established. The established authority
/// counts.
fn contradicts(record: &StatementRecord, now: Moment) -> bool {
    let today = now.day();
    let contradicted = |claim: &Statement| {
        let known = established(&record.standings, &claim.giver, today)
            .filter(|known| *known != Authority::Unknown);
        claim.authority != Authority::Unknown && known.is_some_and(|known| known != claim.authority)
    };
    !record.standings.is_empty() && record.said.iter().any(contradicted)
}
