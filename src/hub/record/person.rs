//! A match -> the subject on record; a merge of subjects goes to the log, and a possible match to a person.

use super::hex;
use crate::clock::Moment;
use crate::message::{Identity, SubjectId};
use crate::number::DocumentNo;
use crate::outcome::Code;
use crate::pipeline::identity::sighting::{Matched, Why};
use crate::pipeline::{Facts, Question};
use crate::store::{LogSort, Settled, StoreError, Writing};
use serde_json::json;

/// The subject of a document, and the other subjects that the document may be about.
pub struct Person<'a> {
    question: &'a Question,
    settled: Settled,
    matched: Matched,
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
    store: &Writing<'_>,
    question: &'a Question,
    matched: Matched,
    secret: bool,
) -> Result<Person<'a>, StoreError> {
    let Question {
        controller,
        identity,
        ..
    } = question;
    let settled = store.settle(controller, identity, &matched, secret, false)?;
    let mut asked = Vec::new();
    for possible in &matched.perhaps {
        // one number with two birth dates is a mistake in one of two files, whatever the ruling is
        if possible.why == Why::BirthDate || store.is_secret(possible.subject)? {
            asked.push((possible.subject, possible.why));
        }
    }
    Ok(Person {
        question,
        settled,
        matched,
        secret,
        asked,
    })
}

/// The person of a statement. A statement that may withhold is kept for an uncertain subject too, and holds up every possible match.
pub fn of_statement<'a>(
    store: &Writing<'_>,
    question: &'a Question,
    restricts: bool,
) -> Result<Person<'a>, StoreError> {
    let Question {
        controller,
        identity,
        ..
    } = question;
    let matched = store.matched(controller, identity, true)?;
    let settled = store.settle(controller, identity, &matched, restricts, true)?;
    Ok(Person {
        question,
        settled,
        matched,
        secret: false,
        asked: Vec::new(),
    })
}

/// Records that a document that goes no further says that the address is secret. True when that is new.
pub fn hide(
    store: &Writing<'_>,
    controller: &str,
    identity: &Identity,
) -> Result<bool, StoreError> {
    match store.meet(controller, identity, true)?.subject {
        Some(subject) => store.keep_secret(subject),
        None => Ok(false),
    }
}

/// Puts the possible matches of a dispatch that waited before a person, once the subject turns out not to be certain; as on arrival of a
/// document.
pub fn unsure(
    store: &Writing<'_>,
    n: DocumentNo,
    whom: &[(SubjectId, Why)],
    now: Moment,
) -> Result<(), StoreError> {
    let Some(document) = store.document(n)?.filter(|_| !whom.is_empty()) else {
        return Ok(());
    };
    let Some(subject) = document.subject else {
        return Ok(());
    };
    let subject = store.current(subject)?;
    let others: Vec<(SubjectId, Why)> = whom
        .iter()
        .copied()
        .filter(|(other, _)| *other != subject)
        .collect();
    store
        .ask_about_matches(now, &document.controller, n, subject, &others)
        .map(drop)
}

impl Person<'_> {
    /// The subject on record; none when the document has no mark to know a subject by.
    pub const fn subject(&self) -> Option<SubjectId> {
        self.settled.subject
    }

    /// Whether the subject's address is secret.
    pub const fn has_secret_address(&self) -> bool {
        self.secret
    }

    /// Records that the subject's address is secret. True when that is new.
    pub fn keep_secret(&self, store: &Writing<'_>) -> Result<bool, StoreError> {
        match self.settled.subject {
            Some(subject) => store.keep_secret(subject),
            None => Ok(false),
        }
    }

    /// Records the sighting in document `n`. `yes`: a yes would have decided, were a possible match certain. True when earlier rulings
    /// must be asked again.
    pub fn record(
        &self,
        store: &Writing<'_>,
        facts: &Facts,
        n: DocumentNo,
        now: Moment,
        yes: bool,
    ) -> Result<bool, StoreError> {
        let others: Vec<(SubjectId, Why)> =
            facts.perhaps.asked(yes).chain(self.asked.clone()).collect();
        if let Some(number) = &self.question.report_number {
            store.renew_number(number.expose())?;
        }
        let shown = ShownPerson {
            statement: false,
            alone: false,
            others,
        };
        self.keep(store, n, now, &shown)
    }

    /// Records the sighting in statement `n`, which has been kept. The possible matches of a statement that may withhold are put before a
    /// person; so is a statement that takes back a consent which no subject on record can have given: such a statement is about a child
    /// with a mistaken name, say.
    pub fn record_statement(
        &self,
        store: &Writing<'_>,
        n: DocumentNo,
        now: Moment,
        restricts: bool,
        withdraws: bool,
    ) -> Result<(), StoreError> {
        if self.question.identity.pgn.is_none() {
            store.was_without_number(n)?;
        }
        // a possible match by the very same words is no better known than this subject: there is nothing to compare
        let perhaps = self
            .matched
            .perhaps
            .iter()
            .filter(|possible| !possible.in_same_words);
        let others: Vec<(SubjectId, Why)> = perhaps
            .filter(|_| restricts)
            .map(|possible| (possible.subject, possible.why))
            .collect();
        let alone = withdraws && self.matched.own.is_empty() && others.is_empty();
        let shown = ShownPerson {
            statement: true,
            alone,
            others,
        };
        let wonders = self.keep(store, n, now, &shown)?;
        let stranger = restricts && !self.question.identity.is_somebody();
        let waits = self
            .matched
            .perhaps
            .iter()
            .any(|possible| possible.in_same_words);
        if (alone && !waits || stranger) && !wonders {
            store.raise_alert(now, Code::Manual, Some(n), None)?;
        }
        Ok(())
    }

    fn keep(
        &self,
        store: &Writing<'_>,
        n: DocumentNo,
        now: Moment,
        shown: &ShownPerson,
    ) -> Result<bool, StoreError> {
        let Question {
            controller,
            identity,
            ..
        } = self.question;
        let Settled {
            subject: Some(subject),
            merged,
        } = &self.settled
        else {
            // there is no pair of subjects to ask a person about, only a document
            if !shown.others.is_empty() {
                store.raise_alert(now, Code::Manual, Some(n), None)?;
            }
            return Ok(false);
        };
        let statement = shown.statement.then_some(n);
        store.sighted(controller, identity, *subject, statement, shown.alone)?;
        for from in merged {
            let told = json!({
                "action": "subject.merged", "actor": "hub", "subject": hex(&from.0), "into": hex(&subject.0), "document": n,
            });
            store.append_log(now, LogSort::Action, controller, &told)?;
        }
        let others: Vec<(SubjectId, Why)> = shown
            .others
            .iter()
            .copied()
            .filter(|(other, _)| other != subject && !merged.contains(other))
            .collect();
        let wonders = store.ask_about_matches(now, controller, n, *subject, &others)?;
        Ok(!merged.is_empty() || wonders)
    }
}
