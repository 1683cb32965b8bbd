//! A match -> the random id under which the hub knows that subject, within one controller. Several that are one become one.

use super::error::StoreError;
use super::{Reading, Writing};
use crate::message::{Identity, SubjectId};
use crate::pipeline::identity::sighting::{Basis, Matched};
use rusqlite::OptionalExtension;

/// Where a document about a subject belongs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settled {
    /// The subject; none where too little was told to know anybody by.
    pub subject: Option<SubjectId>,
    /// The subjects that were merged into it.
    pub merged: Vec<SubjectId>,
}

impl Reading<'_> {
    /// How often the consents changed of whom it is and of whom it may be. Who never had any does not count.
    pub fn basis(&self, matched: &Matched) -> Result<Basis, StoreError> {
        let mut one = self
            .db
            .prepare_cached("SELECT consent FROM subject WHERE id = ?1 AND consent > 0")?;
        let mut versions = |subjects: &mut dyn Iterator<Item = SubjectId>| {
            let mut versions = Vec::new();
            for subject in subjects {
                versions.extend(
                    one.query_row([subject], |row| row.get(0))
                        .optional()?
                        .map(|version: i64| (subject, version)),
                );
            }
            Ok::<_, StoreError>(versions)
        };
        let own = versions(&mut matched.own.iter().copied())?;
        let perhaps = versions(&mut matched.perhaps.iter().map(|possible| possible.subject))?;
        Ok(Basis {
            own,
            perhaps,
            unsure: matched.unsure.clone(),
        })
    }

    /// The subject that goes on under this id, or under the one that it was merged into.
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
    /// Who was seen in a document in which nothing was said about consent; kept as such. `even_so` as for [`Writing::settle`].
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

    /// The subject of a match, or a new one; several become one. Somebody of whom too little is told is nobody, unless `even_so`. What was
    /// said of a stranger (`alone`) is nobody else's, however alike the words.
    pub fn settle(
        &self,
        controller: &str,
        identity: &Identity,
        matched: &Matched,
        even_so: bool,
        alone: bool,
    ) -> Result<Settled, StoreError> {
        let numbered = identity.pgn.is_some();
        let mut own = matched.own.clone();
        own.sort_by_key(|subject| !self.has_pgn(*subject).unwrap_or(false));
        let Some((subject, others)) = own.split_first() else {
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

    /// Something changed in the consents about a subject: rulings on the version before must be asked again. Returns the new version.
    pub fn raise_consent_version(&self, subject: SubjectId) -> Result<i64, StoreError> {
        let mut raise = self.db.prepare_cached(
            "UPDATE subject SET consent = consent + 1 WHERE id = ?1 RETURNING consent",
        )?;
        Ok(raise.query_row([subject], |row| row.get(0))?)
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
