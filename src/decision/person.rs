//! A match -> the subject on record; a merge of subjects goes to the log, and a possible match to a person.

use super::{Acquainted, RecordChange, Settled, hex, settle, sighted};
use crate::message::SubjectId;
use crate::number::DocumentNo;
use crate::outcome::Code;
use crate::pipeline::identity::sighting::Why;
use crate::pipeline::{Facts, Question};
use serde_json::json;

/// The subject of a document, and the other subjects that the document may be about.
pub struct Person<'a> {
    question: &'a Question,
    acquainted: &'a Acquainted,
    settled: Settled,
    /// Some document, this one or another, says that the subject's address is secret.
    secret: bool,
    /// Possible matches that are put before a person, whatever the ruling is.
    asked: Vec<(SubjectId, Why)>,
}

/// The sighting of a subject in a document.
struct ShownPerson {
    /// The document is a statement, which is kept for the subject.
    statement: bool,
    /// The document is a statement that takes back a consent which no subject on record can have given.
    alone: bool,
    /// Possible matches that are put before a person.
    others: Vec<(SubjectId, Why)>,
}

/// The person of a document that is ruled on, by its match. `secret`: some document says that the address is secret.
pub fn of_ruling<'a>(
    question: &'a Question,
    acquainted: &'a Acquainted,
    secret: bool,
    changes: &mut Vec<RecordChange<'a>>,
) -> Person<'a> {
    let Question {
        controller,
        identity,
        ..
    } = question;
    let settled = settle(controller, identity, acquainted, (secret, false), changes);
    // one number with two birth dates is a mistake in one of two files, whatever the ruling is
    let asked = acquainted.matched.perhaps.iter().filter(|possible| {
        possible.why == Why::BirthDate || acquainted.secret.contains(&possible.subject)
    });
    Person {
        question,
        acquainted,
        settled,
        secret,
        asked: asked
            .map(|possible| (possible.subject, possible.why))
            .collect(),
    }
}

/// The person of a statement. A statement that may withhold is kept for an uncertain subject too, and holds up every possible match.
pub fn of_statement<'a>(
    question: &'a Question,
    acquainted: &'a Acquainted,
    restricts: bool,
    changes: &mut Vec<RecordChange<'a>>,
) -> Person<'a> {
    let Question {
        controller,
        identity,
        ..
    } = question;
    Person {
        question,
        acquainted,
        settled: settle(controller, identity, acquainted, (restricts, true), changes),
        secret: false,
        asked: Vec::new(),
    }
}

impl<'a> Person<'a> {
    /// The subject on record; none when the document has no mark to know a subject by.
    pub const fn subject(&self) -> Option<SubjectId> {
        self.settled.subject
    }

    /// Whether the subject's address is secret.
    pub const fn has_secret_address(&self) -> bool {
        self.secret
    }

    /// Keeps that the subject's address is secret. True when that is new.
    pub fn keep_secret(&self, changes: &mut Vec<RecordChange<'a>>) -> bool {
        self.settled.keep_secret(self.acquainted, changes)
    }

    /// Records the sighting in document `n`. `yes`: a yes would have decided, were a possible match certain. True when earlier rulings
    /// must be asked again.
    pub fn record(
        &self,
        facts: &Facts,
        n: DocumentNo,
        yes: bool,
        changes: &mut Vec<RecordChange<'a>>,
    ) -> bool {
        let others: Vec<(SubjectId, Why)> =
            facts.perhaps.asked(yes).chain(self.asked.clone()).collect();
        if let Some(number) = &self.question.report_number {
            changes.push(RecordChange::NumberSeen(number.expose()));
        }
        let shown = ShownPerson {
            statement: false,
            alone: false,
            others,
        };
        self.keep(n, shown, changes)
    }

    /// Records the sighting in statement `n`, which has been kept. The possible matches of a statement that may withhold are put before a
    /// person; so is a statement that takes back a consent which no subject on record can have given: such a statement is about a child
    /// with a mistaken name, say.
    pub fn record_statement(
        &self,
        n: DocumentNo,
        restricts: bool,
        withdraws: bool,
        changes: &mut Vec<RecordChange<'a>>,
    ) {
        let (identity, matched) = (&self.question.identity, &self.acquainted.matched);
        if identity.pgn.is_none() {
            changes.push(RecordChange::WithoutNumber(n));
        }
        // a possible match by the very same words is no better known than this subject: there is nothing to compare
        let perhaps = matched
            .perhaps
            .iter()
            .filter(|possible| restricts && !possible.in_same_words);
        let others: Vec<(SubjectId, Why)> = perhaps
            .map(|possible| (possible.subject, possible.why))
            .collect();
        let alone = withdraws && matched.own.is_empty() && others.is_empty();
        let shown = ShownPerson {
            statement: true,
            alone,
            others,
        };
        let wonders = self.keep(n, shown, changes);
        let stranger = restricts && !identity.is_somebody();
        let waits = matched
            .perhaps
            .iter()
            .any(|possible| possible.in_same_words);
        if (alone && !waits || stranger) && !wonders {
            changes.push(RecordChange::Alert(n, Code::Manual));
        }
    }

    fn keep(&self, n: DocumentNo, shown: ShownPerson, changes: &mut Vec<RecordChange<'a>>) -> bool {
        let (controller, acquainted) = (self.question.controller.as_str(), self.acquainted);
        let Settled {
            subject: Some(subject),
            merged,
        } = &self.settled
        else {
            // there is no pair of subjects to ask a person about, only a document
            if !shown.others.is_empty() {
                changes.push(RecordChange::Alert(n, Code::Manual));
            }
            return false;
        };
        let seen = (shown.statement.then_some(n), shown.alone);
        let identity = &self.question.identity;
        sighted(
            controller,
            identity,
            acquainted,
            &self.settled,
            seen,
            changes,
        );
        for from in merged {
            let told = json!({
                "action": "subject.merged", "actor": "hub", "subject": hex(&from.0), "into": hex(&subject.0), "document": n,
            });
            changes.push(RecordChange::ActionLogged(controller, told));
        }
        let is_other = |(other, _): &(SubjectId, Why)| self.settled.all().all(|own| own != *other);
        let others = shown.others.into_iter().filter(is_other).collect();
        let wonders = ask(acquainted, &self.settled, (controller, n), others, changes);
        !merged.is_empty() || wonders
    }
}

/// Most possible matches that are put before a person at once.
pub const MOST_MATCHES: usize = 20;

/// Asks a person about each of `others` for which there is no question on record yet; about the first [`MOST_MATCHES`], and about the rest
/// when another document about the subject comes in. True when there were any.
fn ask<'a>(
    acquainted: &Acquainted,
    settled: &Settled,
    (controller, document): (&'a str, DocumentNo),
    others: Vec<(SubjectId, Why)>,
    changes: &mut Vec<RecordChange<'a>>,
) -> bool {
    let Some(subject) = settled.subject else {
        return false;
    };
    let mut new: Vec<(SubjectId, Why)> = Vec::new();
    for (other, why) in others.into_iter().take(MOST_MATCHES) {
        let known = settled.all().any(|own| acquainted.is_asked(own, other));
        if !known && new.iter().all(|(named, _)| *named != other) {
            new.push((other, why));
        }
    }
    let wonders = !new.is_empty();
    if wonders {
        changes.push(RecordChange::Question {
            controller,
            document,
            subject,
            others: new,
        });
    }
    wonders
}
