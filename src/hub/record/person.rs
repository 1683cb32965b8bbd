//! A match -> the subject on record; who was merged goes to the log, and who may be the same to a person.

use super::hex;
use crate::message::{Identity, SubjectId};
use crate::outcome::Code;
use crate::pipeline::identity::sighting::{Matched, Why};
use crate::pipeline::{Facts, Question};
use crate::store::{LogSort, Settled, StoreError, Writing};
use serde_json::json;

/// Who a document is about, and who else it may be about.
pub struct Person<'a> {
    question: &'a Question,
    settled: Settled,
    matched: Matched,
    /// Nobody may learn where the subject lives: some document said so, this one or another.
    secret: bool,
    /// Whom a person is asked about, whatever was said of them.
    asked: Vec<(SubjectId, Why)>,
}

/// What a document showed of somebody.
struct ShownPerson {
    /// It is a statement, which is kept for the subject.
    statement: bool,
    /// A statement that takes back what nobody on record can have said.
    alone: bool,
    /// Whom a person is to be asked about.
    others: Vec<(SubjectId, Why)>,
}

/// For a document that is ruled on, of whom it is about, as `matched`. `secret`: some document says that the address is.
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
        // one number with two birth dates is a mistake in one of two files, whatever was said
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

/// For a statement. One that may withhold is kept whoever it is about: it holds up whoever it may be about.
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

/// A document that goes no further said that the address is secret. True when that is new.
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

/// What waited to be sent turned out not to be sure: whoever it may be about as well is put before a person, as when a document comes.
pub fn unsure(
    store: &Writing<'_>,
    n: i64,
    whom: &[(SubjectId, Why)],
    now: i64,
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
    /// The subject on record; none when there is nothing to know anybody by.
    pub const fn subject(&self) -> Option<SubjectId> {
        self.settled.subject
    }

    /// Nobody may learn where the subject lives.
    pub const fn has_secret_address(&self) -> bool {
        self.secret
    }

    /// Keeps that this document says so, if it does. True when that is new.
    pub fn keep_secret(&self, store: &Writing<'_>) -> Result<bool, StoreError> {
        match self.settled.subject {
            Some(subject) => store.keep_secret(subject),
            None => Ok(false),
        }
    }

    /// What document `n` showed. `yes`: a yes would have decided, were the subject whom it may be. True when rulings that were made before
    /// must be asked again.
    pub fn record(
        &self,
        store: &Writing<'_>,
        facts: &Facts,
        n: i64,
        now: i64,
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

    /// The same, for a statement that has been kept. Whoever one that may withhold may also be about waits for a person; and so does one that
    /// takes back what nobody on record can have said: it is about a child whose name, say, was mistaken.
    pub fn record_statement(
        &self,
        store: &Writing<'_>,
        n: i64,
        now: i64,
        restricts: bool,
        withdraws: bool,
    ) -> Result<(), StoreError> {
        if self.question.identity.pgn.is_none() {
            store.was_without_number(n)?;
        }
        // who spoke in the very same words before is no more known than this: there is nothing to compare
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
        n: i64,
        now: i64,
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
            // there is no pair to ask a person about, only a document
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
