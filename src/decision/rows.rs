//! Documents and verdicts, as rows of the record.

#[cfg(doc)]
use super::RecordChange;
use crate::clock::Moment;
use crate::message::SubjectId;
use crate::number::DocumentNo;
use crate::outcome::{Code, Outcome, Problem};
use crate::party::Party;

/// The record of a document, whatever its end.
#[derive(Debug, Clone, Copy)]
pub struct NewDocument<'a> {
    /// The source of the document.
    pub source: &'a str,
    /// The id within the source.
    pub id: &'a str,
    /// Keyed digest of the content.
    pub digest: [u8; 32],
    /// The kind, once known.
    pub kind: Option<&'a str>,
    /// The labels that the document is counted under, with blanks between.
    pub labels: &'a str,
    /// The controller of the source.
    pub controller: &'a str,
    /// The subject of the document.
    pub subject: Option<SubjectId>,
    /// The end of the document. Never [`Outcome::Duplicate`]: for that there is [`RecordChange::CameAgain`].
    pub outcome: Outcome,
    /// The problems of a document that was stopped.
    pub problems: &'a [Problem],
    /// Number of problems in all.
    pub total: usize,
    /// The verdict on each candidate; of several on one partner and role the last counts.
    pub verdicts: &'a [StoredVerdict],
    /// Moment of arrival.
    pub arrived: Moment,
    /// The version of the rules that judged the document.
    pub catalog: &'a str,
}

/// A document on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredDocument {
    /// The number of the document.
    pub n: DocumentNo,
    /// The source of the document.
    pub source: String,
    /// The id within the source.
    pub id: String,
    /// The kind, once known.
    pub kind: Option<String>,
    /// The controller of the source.
    pub controller: String,
    /// The subject of the document.
    pub subject: Option<SubjectId>,
    /// The end of the document.
    pub outcome: Outcome,
    /// The problems of a document that was stopped.
    pub problems: Vec<Problem>,
    /// Number of problems in all.
    pub total: usize,
    /// Moment of arrival; of a document that was stopped and came again, the last arrival.
    pub arrived: Moment,
    /// Number of times that the document came again.
    pub again: i64,
    /// The version of the rules that judged the document.
    pub catalog: String,
}

/// Earlier documents with the same source and id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoredBefore {
    /// There are none.
    New,
    /// The same document had its end before, and gets the same answer: [`RecordChange::CameAgain`].
    Duplicate {
        /// The document.
        n: DocumentNo,
        /// The end of that document.
        outcome: Outcome,
    },
    /// The same document was stopped before, so it is judged anew, in the same row.
    Stopped {
        /// The document.
        n: DocumentNo,
    },
    /// The id belongs to other content that was not stopped. To be recorded as a stop; when it conflicted before, by
    /// restating `n`.
    Conflict {
        /// The document, when this same conflict came before.
        n: Option<DocumentNo>,
    },
}

/// A verdict on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredVerdict {
    /// The candidate; none where no partner was found for the role.
    pub partner: Option<Party>,
    /// The role in which the candidate would receive.
    pub role: String,
    /// Why the data was withheld; none when data was shared.
    pub code: Option<Code>,
    /// The rows of the decision table behind the verdict.
    pub rows: String,
    /// The categories that were shared.
    pub categories: String,
}
