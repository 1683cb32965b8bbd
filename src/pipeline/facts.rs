//! What is known when the table is asked: the answer to a question, as of one moment.

use super::consent::{Standing, Statement};
use super::held::Sent;
use super::identity::sighting::Why;
use crate::message::SubjectId;
use crate::party::Party;
use jiff::civil::Date;

/// The answer to a question, as of one moment.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The day of sending, in the Netherlands.
    pub today: Date,
    /// What was sent under the number that this answers or corrects, in the order of recording.
    pub sent: Vec<Sent>,
    /// The reporter that a person chose for this document, where several used its number.
    pub chosen_reporter: Option<Party>,
    /// What was said about consent for this subject, to this discloser.
    pub statements: Vec<Statement>,
    /// Standings: what was established about the givers that may decide for this subject.
    pub standings: Vec<Standing>,
    /// A no was said that may be about this subject, and no person has looked yet.
    pub doubt: bool,
    /// Statements and standings of possible matches that no person has looked at yet.
    pub perhaps: Perhaps,
    /// Some document has said that the address of this subject is secret, whether or not this one says so.
    pub secret_address: bool,
}

/// Statements and findings that may be about the subject, or about another.
#[derive(Debug, Clone, Default)]
pub struct Perhaps {
    /// What was said about consent.
    pub statements: Vec<Statement>,
    /// Standings of the possible matches.
    pub standings: Vec<Standing>,
    /// Who else it may be, of whom anything of this was told, or may be meant.
    pub matches: Vec<Doubtful>,
}

/// A possible match with statements at the discloser, its own or of a match of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Doubtful {
    /// Who.
    pub subject: SubjectId,
    /// Why it may be the same.
    pub why: Why,
    /// Any of it may take away what another statement gave.
    pub withholds: bool,
}

impl Perhaps {
    /// Whom a person is asked about. `yes`: a yes would have decided, were the subject whom it may be.
    pub fn asked(&self, yes: bool) -> impl Iterator<Item = (SubjectId, Why)> {
        self.matches
            .iter()
            .filter(move |possible| possible.withholds || yes)
            .map(|possible| (possible.subject, possible.why))
    }
}

impl Facts {
    /// Nothing is known, or nothing was asked.
    pub const fn none(today: Date) -> Self {
        Self {
            today,
            sent: Vec::new(),
            chosen_reporter: None,
            statements: Vec::new(),
            standings: Vec::new(),
            doubt: false,
            perhaps: Perhaps {
                statements: Vec::new(),
                standings: Vec::new(),
                matches: Vec::new(),
            },
            secret_address: false,
        }
    }

    /// The lane in which a partner has, or waits for, what a source sent under this number.
    pub fn lane(&self, reporter: &Party, to: &Party) -> Option<SubjectId> {
        self.sent
            .iter()
            .filter(|sent| sent.reporter == *reporter && sent.to == *to)
            .find_map(|sent| sent.lane)
    }
}
