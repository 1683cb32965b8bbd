//! A repeated statement -> its noes and findings, kept once more where the subject they were kept for cannot be found any more.

use super::sightings::sighted_beside;
use super::{Acquainted, RecordChange, Settled, person};
use crate::message::SubjectId;
use crate::number::DocumentNo;
use crate::party::Party;
use crate::pipeline::consent::{Said, Standing, Statement};
use crate::pipeline::identity::sighting::Sighting;
use crate::pipeline::{Question, Triaged};
use std::borrow::Cow;

/// The record of the subject that a statement was kept for.
pub struct KeptBefore {
    /// The document of the statement.
    pub n: DocumentNo,
    /// The subject.
    pub subject: SubjectId,
    /// The rows of its sightings.
    pub sightings: Vec<Sighting>,
    /// The subject cannot be found by any mark any more.
    pub lost: bool,
    /// The subjects that the statement may be about.
    pub acquainted: Acquainted,
}

/// The parts of a statement that may withhold: a yes is not kept once more, for its withdrawal may have been lost with the same key.
pub(super) struct Withholding {
    pub(super) said: Vec<Statement>,
    pub(super) established: Vec<Standing>,
}

/// The noes of a statement.
pub(super) fn noes(triaged: &Triaged) -> Vec<Statement> {
    let no = |statement: &&Statement| statement.said == Said::No;
    triaged.statements().iter().filter(no).cloned().collect()
}

/// Writes the subject's sighting by the newest key. Where the subject that the statement was kept for cannot be found any more, whatever
/// the statement withholds is kept once more at this discloser, for the subject that is matched now. Gives the subject of the new copy:
/// earlier rulings must then be asked again.
pub(super) fn known_again<'a>(
    (question, discloser): (&'a Question, &Party),
    triaged: &Triaged,
    record: &'a KeptBefore,
    withholding: Withholding,
    changes: &mut Vec<RecordChange<'a>>,
) -> Option<SubjectId> {
    let Withholding { said, established } = withholding;
    let (n, acquainted) = (record.n, &record.acquainted);
    let Question {
        controller,
        identity,
        ..
    } = question;
    if !record.lost {
        let settled = Settled {
            subject: Some(record.subject),
            merged: Vec::new(),
        };
        let rows = (&settled, record.sightings.as_slice());
        sighted_beside(
            controller,
            identity,
            acquainted,
            rows,
            (Some(n), false),
            changes,
        );
        return None;
    }
    if said.is_empty() && established.is_empty() {
        return None;
    }
    let person = person::of_statement(question, acquainted, true, changes);
    let subject = person.subject()?;
    if triaged.secret_address() {
        person.keep_secret(changes);
    }
    changes.push(RecordChange::Statements {
        subject,
        discloser: discloser.clone(),
        document: n,
        said: Cow::Owned(said),
        established: Cow::Owned(established),
    });
    changes.push(RecordChange::IsAbout(n, subject));
    // the subject of the consent that is taken back was known when the statement came first
    person.record_statement(n, true, false, changes);
    Some(subject)
}
