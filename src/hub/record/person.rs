//! An identity -> the subject on record; who was merged goes to the log, and who may be the same to a person.

use super::hex;
use crate::facts;
use crate::message::{Identity, SubjectId};
use crate::outcome::Code;
use crate::pipeline::{Facts, Question};
use crate::store::{LogSort, Place, Settled, StoreError, Why, Writing};
use serde_json::json;

/// Who a document is about, and who else it may be about.
pub struct Person {
    settled: Settled,
    others: Vec<(SubjectId, Why)>,
    /// Nothing that it is known by leads to one subject alone.
    stranger: bool,
    /// The register knows that the address is secret.
    secret: bool,
}

/// For a document that was ruled on. Facts that changed since they were read make the ruling worthless.
pub fn of_ruling(store: &Writing<'_>, question: &Question, known: &Facts) -> Result<Person, StoreError> {
    let Question { controller, identity, .. } = question;
    let mut others = Vec::new();
    let found = store.known_by(controller, identity)?;
    // the report may have come in the same batch
    if facts::sent(store, question, &found)? != known.sent {
        return Err(StoreError::Outdated(Place::default()));
    }
    if let Some(discloser) = &question.consents_of {
        others = store.possibly(controller, identity, &found, discloser)?;
        let (now, doubt) = (store.consent_version(&found)?, !others.is_empty());
        if now != known.consent_version || doubt != known.doubt {
            return Err(StoreError::Outdated(Place::default()));
        }
    }
    let settled = store.subject(controller, identity)?;
    let subjects = settled.subject.into_iter().chain(settled.against);
    if store.is_secret_for(controller, identity, subjects)? != known.secret_address {
        return Err(StoreError::Outdated(Place::default()));
    }
    Ok(Person { settled, others, stranger: false, secret: known.secret_address })
}

/// For a statement. One that may withhold is kept whoever it is about: it holds up whoever it may be about.
pub fn of_statement(store: &Writing<'_>, question: &Question, restricts: bool) -> Result<Person, StoreError> {
    let Question { controller, identity, .. } = question;
    let mut settled = store.subject(controller, identity)?;
    let stranger = settled.subject.is_none() && restricts && identity.near.name_birth.is_some();
    if stranger {
        settled.subject = Some(store.stranger(controller, identity)?);
    }
    Ok(Person { settled, others: Vec::new(), stranger, secret: false })
}

/// A document that goes no further said that the address is secret. True when that is new.
pub fn hide(store: &Writing<'_>, controller: &str, identity: &Identity) -> Result<bool, StoreError> {
    match store.subject(controller, identity)?.subject {
        Some(subject) => store.keep_secret(subject),
        None => Ok(false),
    }
}

impl Person {
    /// The subject on record; none when there is nothing to know anybody by.
    pub const fn subject(&self) -> Option<SubjectId> {
        self.settled.subject
    }

    /// Nobody may learn where the subject lives: some document said so, this one or another.
    pub const fn has_secret_address(&self) -> bool {
        self.secret
    }

    /// This document says that the address is secret. True when that is new.
    pub fn keep_secret(&mut self, store: &Writing<'_>) -> Result<bool, StoreError> {
        self.secret = true;
        match self.settled.subject {
            Some(subject) => store.keep_secret(subject),
            None => Ok(false),
        }
    }

    /// What document `n` showed. True when rulings that were made before must be asked again.
    pub fn record(&self, store: &Writing<'_>, question: &Question, n: i64, now: i64) -> Result<bool, StoreError> {
        let controller = &question.controller;
        if let Some(number) = &question.report_number {
            store.renew_number(number.expose())?;
        }
        let Settled { subject: Some(subject), merged, against, twin, .. } = self.settled else {
            // there is no pair to ask a person about, only a document
            if !self.others.is_empty() {
                store.raise_alert(now, Code::Manual, Some(n), None)?;
            }
            return Ok(false);
        };
        if let Some(from) = merged {
            let told = json!({
                "action": "subject.merged", "actor": "hub", "subject": hex(&from.0), "into": hex(&subject.0), "document": n,
            });
            store.append_log(now, LogSort::Action, controller, &told)?;
        }
        let mut others = self.others.clone();
        others.extend(against.map(|other| (other, Why::BirthDate)));
        if let Some(twin) = twin
            && store.said_without_number(twin, None)?
        {
            others.push((twin, Why::Twins));
        }
        let wonders = store.wonder(now, controller, n, subject, &others)?;
        Ok(merged.is_some() || wonders)
    }

    /// The same, for a statement that has been kept: whoever it may also be about waits for a person. So does one that takes back what
    /// nobody on record can have said: it is about a child whose birth date, say, was mistaken.
    pub fn record_statement(
        mut self,
        store: &Writing<'_>,
        question: &Question,
        n: i64,
        now: i64,
        restricts: bool,
        withdraws: bool,
    ) -> Result<(), StoreError> {
        let without_number = question.identity.pgn.is_none();
        if without_number {
            store.was_without_number(n)?;
        }
        if let (true, Some(subject)) = (restricts, self.settled.subject) {
            self.others = store.possible_matches(subject, without_number)?;
        }
        let wonders = self.record(store, question, n, now)?;
        let matches_nobody = self.stranger || withdraws && self.settled.made;
        if matches_nobody && !wonders {
            store.raise_alert(now, Code::Manual, Some(n), None)?;
        }
        Ok(())
    }
}
