//! A match -> the random id under which the hub knows the subject, within one controller. Several subjects that are
//! one become one.

use super::error::StoreError;
use super::{Reading, Writing};
use crate::message::{Identity, SubjectId};
use crate::pipeline::identity::sighting::Matched;
use rusqlite::OptionalExtension;

/// The subject of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settled {
    /// The subject; none where the document told too little to identify one.
    pub subject: Option<SubjectId>,
    /// The subjects that were merged into this one.
    pub merged: Vec<SubjectId>,
}

impl Reading<'_> {
    /// The id of the subject that this one was merged into, or the id itself.
    pub fn current(&self, subject: SubjectId) -> Result<SubjectId, StoreError> {
        let mut one = self
            .db
            .prepare_cached("SELECT ifnull(merged, id) FROM subject WHERE id = ?1")?;
        Ok(one
            .query_row([subject], |row| row.get(0))
            .optional()?
            .unwrap_or(subject))
    }

    pub(super) fn has_pgn(&self, subject: SubjectId) -> Result<bool, StoreError> {
        Ok(self
            .db
            .prepare_cached("SELECT pgn FROM subject WHERE id = ?1")?
            .query_row([subject], |row| row.get(0))?)
    }
}

impl Writing<'_> {
    /// Settles the subject of a document without statements, and keeps the sighting. `even_so` as for
    /// [`Writing::settle`].
    pub fn meet(
        &self,
        controller: &str,
        identity: &Identity,
        even_so: bool,
    ) -> Result<Settled, StoreError> {
        let matched = self.matched(controller, identity, false)?;
        let settled = self.settle(controller, identity, &matched, even_so, false)?;
        if let Some(subject) = settled.subject {
            self.sighted(controller, identity, subject, None, false)?;
        }
        Ok(settled)
    }

    /// The subject of a match, or a new one; several subjects that are one become one. An identity that tells too
    /// little gets no subject, unless `even_so`. A statement about a stranger (`alone`) gets a subject of its own,
    /// however alike the words.
    pub fn settle(
        &self,
        controller: &str,
        identity: &Identity,
        matched: &Matched,
        even_so: bool,
        alone: bool,
    ) -> Result<Settled, StoreError> {
        let numbered = identity.pgn.is_some();
        let mut found = matched.own.clone();
        found.sort_by_key(|subject| !self.has_pgn(*subject).unwrap_or(false));
        let Some((subject, others)) = found.split_first() else {
            if identity.is_nobody() || !(even_so || identity.is_somebody()) {
                return Ok(Settled::default());
            }
            let subject = match matched.same_words.filter(|_| !alone) {
                Some(subject) => subject,
                None => self.new_subject(controller, numbered)?,
            };
            return Ok(Settled {
                subject: Some(subject),
                merged: Vec::new(),
            });
        };
        for other in others {
            self.merge(*other, *subject)?;
        }
        if numbered {
            self.db
                .prepare_cached("UPDATE subject SET pgn = 1 WHERE id = ?1 AND pgn = 0")?
                .execute([subject])?;
        }
        Ok(Settled {
            subject: Some(*subject),
            merged: others.to_vec(),
        })
    }

    fn new_subject(&self, controller: &str, pgn: bool) -> Result<SubjectId, StoreError> {
        let mut id = [0; 16];
        getrandom::fill(&mut id)?;
        let mut insert = self
            .db
            .prepare_cached("INSERT INTO subject (id, controller, pgn) VALUES (?1, ?2, ?3)")?;
        insert.execute((id, controller, pgn))?;
        Ok(SubjectId(id))
    }
}
