//! The changes of the record, as plain data, in the order in which the store applies them.

use super::rows::{NewDocument, StoredVerdict};
use crate::message::SubjectId;
use crate::number::DocumentNo;
use crate::outcome::{Code, Outcome, Problem};
use crate::party::Party;
use crate::pipeline::Share;
use crate::pipeline::consent::{Evidence, Standing, Statement};
use crate::pipeline::identity::sighting::{Sighting, Why};
use serde_json::Value;
use std::borrow::Cow;
use std::collections::BTreeSet;
use uuid::Uuid;

/// The end of a document, and the changes that record it.
pub struct Decided<'a> {
    /// The number of the document.
    pub n: DocumentNo,
    /// The end of the document.
    pub outcome: Outcome,
    /// The changes, in the order of applying.
    pub changes: Vec<RecordChange<'a>>,
    /// Earlier rulings must be asked again.
    pub consents_changed: bool,
    /// The sources with a new answer.
    pub told: BTreeSet<String>,
}

impl Decided<'_> {
    /// Nothing but a number and an end.
    pub(super) const fn new(n: DocumentNo, outcome: Outcome) -> Self {
        Self {
            n,
            outcome,
            changes: Vec::new(),
            consents_changed: false,
            told: BTreeSet::new(),
        }
    }
}

/// One change of the record. It may hold personal data, and so is never printed.
pub enum RecordChange<'a> {
    /// A document's row: a new one, or the new end of a row that is there.
    Document {
        /// The number of the row.
        n: DocumentNo,
        /// The row is there already.
        restated: bool,
        /// All but the problems and the verdicts.
        row: NewDocument<'a>,
        /// The verdict on each candidate.
        verdicts: Vec<StoredVerdict>,
        /// The problems of a document that was stopped.
        problems: Vec<Problem>,
    },
    /// The document came again after its end.
    CameAgain(DocumentNo),
    /// The body of a document, to be sealed.
    Payload {
        /// The document.
        document: DocumentNo,
        /// Its source.
        source: &'a str,
        /// Its id.
        id: &'a str,
        /// The body.
        body: Cow<'a, [u8]>,
    },
    /// The body of a document is kept no longer.
    PayloadGone(DocumentNo),
    /// A subject that was not known before.
    Subject {
        /// Its id.
        id: SubjectId,
        /// The controller that knows the subject.
        controller: &'a str,
        /// The number of the subject is known.
        numbered: bool,
    },
    /// The number of a subject became known.
    NumberKnown(SubjectId),
    /// One subject turned out to be another.
    Merged {
        /// The subject that is one no longer.
        from: SubjectId,
        /// The subject that takes over all statements and sightings.
        into: SubjectId,
    },
    /// The address of a subject is secret.
    Secret(SubjectId),
    /// A sighting of a subject.
    Sighted {
        /// The controller that knows the subject.
        controller: &'a str,
        /// The subject.
        subject: SubjectId,
        /// The sighting.
        sighting: Sighting,
    },
    /// The statements of a document named no number.
    WithoutNumber(DocumentNo),
    /// Statements and standings for a subject.
    Statements {
        /// The subject.
        subject: SubjectId,
        /// The discloser to which the statements count.
        discloser: Party,
        /// The document.
        document: DocumentNo,
        /// The statements.
        said: Cow<'a, [Statement]>,
        /// The standings.
        established: Cow<'a, [Standing]>,
    },
    /// The evidence of the statements of a document.
    Evidence(DocumentNo, Evidence),
    /// The subject of a document on record is another one.
    IsAbout(DocumentNo, SubjectId),
    /// A share that is due.
    Dispatch(Due),
    /// A document under a report number.
    Numbering {
        /// The report number.
        number: Cow<'a, str>,
        /// The reporter that used the number.
        reporter: Party,
        /// The document.
        document: DocumentNo,
        /// The document is not the report: the matter was handed over with this document.
        handed_over: bool,
    },
    /// A report number was named: it is kept by the newest key as well.
    NumberSeen(&'a str),
    /// A person must look at a document.
    Alert(DocumentNo, Code),
    /// A person is asked whether a subject is one of others.
    Question {
        /// The controller that knows the subjects.
        controller: &'a str,
        /// The document in which the question arose.
        document: DocumentNo,
        /// The subject.
        subject: SubjectId,
        /// The others.
        others: Vec<(SubjectId, Why)>,
    },
    /// A decision, in the log of a controller.
    DecisionLogged(&'a str, Value),
    /// An act of the hub, in the log of a controller.
    ActionLogged(&'a str, Value),
    /// An answer to a source.
    Answer(Cow<'a, str>, Vec<u8>),
    /// The last answer about a document, where it differs from the first.
    Retold(DocumentNo, String),
}

/// A share of a document that goes to one partner.
pub struct Due {
    /// The id of the event.
    pub event: Uuid,
    /// The document.
    pub document: DocumentNo,
    /// The partner.
    pub partner: Party,
    /// The share.
    pub share: Share,
    /// The dispatches of one lane go in their order.
    pub lane: Option<SubjectId>,
    /// The rows of the decision table behind the share.
    pub rows: String,
    /// The categories of the share.
    pub categories: String,
}
