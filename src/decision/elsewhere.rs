//! A no that came in by another door -> the register of the discloser, and an answer to its sources that a no came in, without the sender.
//!
//! The no is kept as a document of the discloser's own, under a name that the hub gives: nothing that the discloser can look at leads to
//! the sender, which may be the very help that the child asked for.

use super::lost::{KeptBefore, Withholding, known_again, noes};
use super::rows::NewDocument;
use super::{Acquainted, Decided, Document, RecordChange, Step, answer, hex, person};
use crate::catalog::partner::Source;
use crate::message::SubjectId;
use crate::number::DocumentNo;
use crate::outcome::Outcome;
use crate::pipeline::door::Discloser;
use crate::pipeline::{Question, Triaged};
use serde_json::json;
use std::borrow::Cow;
use uuid::Uuid;

/// The namespace of the ids of these documents; the value has no meaning of its own.
const NOES: Uuid = Uuid::from_u128(0x8d1e_5b90_47c2_4f0b_9a36_c05d_2f71_e8a4);

/// The copy of a no at another discloser.
pub struct CopiedNo<'a> {
    /// The discloser.
    pub discloser: &'a Discloser,
    /// The first source of the discloser: the copy is a document of that source.
    pub source: &'a Source,
    /// The question about the subject, for the discloser's controller.
    pub question: Question,
    /// The id of the copy.
    pub id: String,
}

/// The copies of the noes of a document: one at every other discloser where the noes count.
pub fn copies<'a>(document: &Document, triaged: &'a Triaged) -> Vec<CopiedNo<'a>> {
    if noes(triaged).is_empty() {
        return Vec::new();
    }
    let copy = |discloser: &'a Discloser| {
        Some(CopiedNo {
            discloser,
            source: discloser.sources.first()?,
            question: Question {
                controller: discloser.controller.clone(),
                ..triaged.question().clone()
            },
            id: id(document, discloser),
        })
    };
    triaged.door().others.iter().filter_map(copy).collect()
}

/// The id of the copy at a discloser. The digest has a key: the sender cannot be found by trying all senders.
fn id(document: &Document, discloser: &Discloser) -> String {
    Uuid::new_v5(
        &NOES,
        format!(
            "{} {} {}",
            hex(&document.digest),
            discloser.party,
            discloser.controller
        )
        .as_bytes(),
    )
    .to_string()
}

/// Keeps a copy that is new. None where the discloser does not know the subject, and only a certain subject counts.
pub fn kept<'a>(
    step: Step<'a>,
    triaged: &'a Triaged,
    copy: &'a CopiedNo<'a>,
    acquainted: &'a Acquainted,
) -> Option<Decided<'a>> {
    let Step { catalog, now, .. } = step;
    let CopiedNo {
        discloser,
        question,
        id,
        ..
    } = copy;
    if triaged.door().certain_only && acquainted.matched.own.is_empty() {
        return None;
    }
    let n = step.next;
    let mut decided = Decided::new(n, Outcome::Register);
    let changes = &mut decided.changes;
    let person = person::of_statement(question, acquainted, true, changes);
    let subject = person.subject()?;
    changes.push(RecordChange::Document {
        n,
        restated: false,
        row: row(step, copy, subject),
        verdicts: Vec::new(),
        problems: Vec::new(),
    });
    if triaged.secret_address() {
        person.keep_secret(changes);
    }
    // the place of the evidence would reveal the sender
    changes.push(RecordChange::Statements {
        subject,
        discloser: discloser.party.clone(),
        document: n,
        said: Cow::Owned(noes(triaged)),
        established: Cow::Borrowed(&[]),
    });
    person.record_statement(n, true, triaged.withdraws(), changes);
    changes.push(log(step, copy, n, subject));
    let in_force = discloser
        .sources
        .iter()
        .filter(|source| source.in_force(now.day()));
    for source in in_force {
        let body = answer::no_elsewhere(catalog, &source.name, id, n, now);
        changes.push(RecordChange::Answer(Cow::Borrowed(&source.name), body));
        decided.told.insert(source.name.clone());
    }
    decided.consents_changed = true;
    Some(decided)
}

/// The row of the copy.
fn row<'a>(step: Step<'a>, copy: &'a CopiedNo<'a>, subject: SubjectId) -> NewDocument<'a> {
    NewDocument {
        source: &copy.source.name,
        id: &copy.id,
        labels: "",
        controller: &copy.discloser.controller,
        subject: Some(subject),
        arrived: step.now,
        ..step.described(Outcome::Register)
    }
}

/// The line in the log of the discloser.
fn log<'a>(
    step: Step<'a>,
    copy: &'a CopiedNo<'a>,
    n: DocumentNo,
    subject: SubjectId,
) -> RecordChange<'a> {
    let said = json!({ "outcome": Outcome::Register.as_str(), "catalog": step.catalog.version, "subject": hex(&subject.0) });
    let line = json!({ "document": n, "source": copy.source.name, "id": copy.id, "kind": step.document.kind, "decision": said });
    RecordChange::DecisionLogged(&copy.discloser.controller, line)
}

/// Looks up the copy of a repeated document anew, like the document itself, and keeps the noes once more where the subject of the copy
/// cannot be found any more.
pub fn kept_again<'a>(
    step: Step<'a>,
    triaged: &'a Triaged,
    copy: &'a CopiedNo<'a>,
    record: &'a KeptBefore,
) -> Decided<'a> {
    let mut decided = Decided::new(record.n, Outcome::Duplicate);
    let withholding = Withholding {
        said: noes(triaged),
        established: Vec::new(),
    };
    let own = (&copy.question, &copy.discloser.party);
    let subject = known_again(own, triaged, record, withholding, &mut decided.changes);
    if let Some(subject) = subject {
        decided.changes.push(log(step, copy, record.n, subject));
        decided.consents_changed = true;
    }
    decided
}
