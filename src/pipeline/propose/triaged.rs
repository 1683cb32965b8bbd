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

/// What the shell must look up.
#[derive(Debug, Clone)]
pub struct Question {
    /// Within which controller the subject is known.
    pub controller: String,
    /// The subject of the document.
    pub identity: Identity,
    /// Which report it answers or corrects; none when it does neither.
    pub report_number: Option<Private<String>>,
    /// The discloser whose consents must be known; none when no row asks for any.
    pub consents_of: Option<Party>,
    /// What was said at the one who reported must be known as well: an answer goes no further than the consent on which the report went.
    pub consents_behind: bool,
}

/// A document with its candidates and its question. Only `propose` makes one.
#[derive(Debug)]
pub struct Triaged {
    pub(in crate::pipeline) valid: Valid,
    pub(in crate::pipeline) source: Arc<Source>,
    pub(in crate::pipeline) candidates: Vec<Candidate>,
    /// The choices of which one candidate may be left.
    pub(in crate::pipeline) choices: Vec<Choice>,
    pub(in crate::pipeline) question: Question,
    pub(in crate::pipeline) born: Option<Date>,
    pub(in crate::pipeline) days: Option<Span>,
    pub(in crate::pipeline) secret_address: bool,
    /// Its address is secret and there is no number: nobody can tell whose statements count.
    pub(in crate::pipeline) unmatched: bool,
    /// The source stands in the list of organisations that take part.
    pub(in crate::pipeline) takes_part: bool,
    pub(in crate::pipeline) flagged: Vec<Flag>,
    /// It corrects a report, and follows it.
    pub(super) follows: bool,
    /// The stop for every partner but those that have the report that the document corrects.
    pub(super) otherwise: Option<Stop>,
    /// The optional texts that were wrong, and are not in it.
    pub(super) left_out: Vec<Problem>,
    /// What its sender should know, though it goes on.
    pub(super) remarks: Vec<Problem>,
    pub(in crate::pipeline) statements: Vec<Statement>,
    pub(in crate::pipeline) standings: Vec<Standing>,
    /// At whose register it counts.
    pub(super) door: Door,
}

impl Triaged {
    /// What must be known.
    pub fn question(&self) -> &Question {
        &self.question
    }

    /// The document.
    pub fn valid(&self) -> &Valid {
        &self.valid
    }

    /// The source that sent it.
    pub fn source(&self) -> &Arc<Source> {
        &self.source
    }

    /// The free texts in which something stands that should not.
    pub fn flagged(&self) -> &[Flag] {
        &self.flagged
    }

    /// The optional texts that were wrong, of a duty that goes without them.
    pub fn left_out(&self) -> &[Problem] {
        &self.left_out
    }

    /// What its sender should know, though it goes on.
    pub fn remarks(&self) -> &[Problem] {
        &self.remarks
    }

    /// The same, of which these were left out.
    pub(in crate::pipeline) fn without(self, left_out: Vec<Problem>) -> Self {
        Self { left_out, ..self }
    }

    /// It corrects a report, and follows it to whoever has that.
    pub fn follows(&self) -> bool {
        self.follows
    }

    /// What stops it for everybody but those who have the report that it corrects: a home that is not known, a duty that nobody can be given.
    pub fn otherwise(&self) -> Option<&Stop> {
        self.otherwise.as_ref()
    }

    /// No recipient may learn where the subject lives.
    pub fn secret_address(&self) -> bool {
        self.secret_address
    }
}
