//! Triaged: a document with its candidates, and the question about the facts that must be known first.

use super::candidate::Candidate;
use super::team::Choice;
use crate::catalog::partner::Source;
use crate::message::{Identity, Private};
use crate::outcome::{Problem, Stop};
use crate::party::Party;
use crate::pipeline::consent::{Standing, Statement};
use crate::pipeline::door::Door;
use crate::pipeline::free_text::Flag;
use crate::pipeline::span::Span;
use crate::pipeline::validate::Valid;
use jiff::civil::Date;
use std::sync::Arc;

/// The facts that the shell must look up.
#[derive(Debug, Clone)]
pub struct Question {
    /// Controller within which the subject is known.
    pub controller: String,
    /// The subject of the document.
    pub identity: Identity,
    /// Number of the report that the document answers or corrects; none when it does neither.
    pub report_number: Option<Private<String>>,
    /// The discloser whose consents must be known; none when no row asks for any.
    pub consents_of: Option<Party>,
    /// Statements at the reporter must be known as well: an answer goes no further than the consent on which the report went.
    pub consents_behind: bool,
}

/// A document with its candidates and its question. Only `propose` makes one.
#[derive(Debug)]
pub struct Triaged {
    pub(in crate::pipeline) valid: Valid,
    pub(in crate::pipeline) source: Arc<Source>,
    pub(in crate::pipeline) candidates: Vec<Candidate>,
    /// The choices by which one of several candidates is left.
    pub(in crate::pipeline) choices: Vec<Choice>,
    pub(in crate::pipeline) question: Question,
    pub(in crate::pipeline) born: Option<Date>,
    pub(in crate::pipeline) days: Option<Span>,
    pub(in crate::pipeline) secret_address: bool,
    /// The address is secret and there is no number: the statements about this subject cannot be told apart.
    pub(in crate::pipeline) unmatched: bool,
    /// The source stands in the list of organisations that take part.
    pub(in crate::pipeline) takes_part: bool,
    pub(in crate::pipeline) flagged: Vec<Flag>,
    /// The document corrects a report, and follows that report.
    pub(super) follows: bool,
    /// The stop for every partner but those that have the report that the document corrects.
    pub(super) otherwise: Option<Stop>,
    /// The optional texts that were wrong, and were left out of the document.
    pub(super) left_out: Vec<Problem>,
    /// Remarks for the sender of a document that goes on.
    pub(super) remarks: Vec<Problem>,
    pub(in crate::pipeline) statements: Vec<Statement>,
    pub(in crate::pipeline) standings: Vec<Standing>,
    /// The registers where the statements count.
    pub(super) door: Door,
}

impl Triaged {
    /// The question about the facts that must be known.
    pub fn question(&self) -> &Question {
        &self.question
    }

    /// The document.
    pub fn valid(&self) -> &Valid {
        &self.valid
    }

    /// The source that sent the document.
    pub fn source(&self) -> &Arc<Source> {
        &self.source
    }

    /// The free texts with words that should not be there.
    pub fn flagged(&self) -> &[Flag] {
        &self.flagged
    }

    /// The optional texts that were wrong and left out, of a duty that goes on without them.
    pub fn left_out(&self) -> &[Problem] {
        &self.left_out
    }

    /// Remarks for the sender of a document that goes on.
    pub fn remarks(&self) -> &[Problem] {
        &self.remarks
    }

    /// Notes the optional texts that were left out.
    pub(in crate::pipeline) fn without(self, left_out: Vec<Problem>) -> Self {
        Self { left_out, ..self }
    }

    /// Whether the document corrects a report, and follows it to every partner with the report.
    pub fn follows(&self) -> bool {
        self.follows
    }

    /// The stop for all partners but those that have the corrected report: a home that is not known, or a duty without a partner.
    pub fn otherwise(&self) -> Option<&Stop> {
        self.otherwise.as_ref()
    }

    /// Whether no recipient may learn the home of the subject.
    pub fn secret_address(&self) -> bool {
        self.secret_address
    }
}
