//! An identity, within one controller -> the random id under which the hub knows that subject.
//!
//! A PGN decides. Name, birth date and address only find a subject that no other PGN points to; an alias of two subjects finds neither.
//! Two subjects that one document shows to be the same become one. A PGN with another birth date than before is nobody's yet.

use super::alias::{Alias, FALLBACK, PGN, Target};
use super::error::StoreError;
use super::{Reading, Writing};
use crate::message::{Identity, SubjectId};
use rusqlite::OptionalExtension;

/// What an identity leads to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Found {
    /// The subject.
    pub subject: Option<SubjectId>,
    /// Another, who is the same by what this identity says: the two are one as soon as that is recorded.
    pub same: Option<SubjectId>,
    /// Another, who has the same number and another birth date.
    pub against: Option<SubjectId>,
}

/// Where a document about somebody belongs, and what it showed about others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Settled {
    /// The subject; none when the identity was empty.
    pub subject: Option<SubjectId>,
    /// Nobody was known by that identity before.
    pub made: bool,
    /// Who was merged into it.
    pub merged: Option<SubjectId>,
    /// Who has the same number and another birth date.
    pub against: Option<SubjectId>,
    /// Who has the same name, birth date and address, and another number.
    pub twin: Option<SubjectId>,
}

/// An identity, looked up.
struct Look {
    by_pgn: Alias,
    by_fallback: Alias,
    found: Found,
}

impl Reading<'_> {
    /// Whom this controller knows by that identity.
    pub fn known_by(&self, controller: &str, identity: &Identity) -> Result<Found, StoreError> {
        Ok(self.look(controller, identity)?.found)
    }

    /// How often the consents about a subject, or about two that are one, have changed.
    pub fn consent_version(&self, found: &Found) -> Result<i64, StoreError> {
        let mut one = self.db.prepare_cached("SELECT consent FROM subject WHERE id = ?1")?;
        let mut sum = 0;
        for subject in found.all() {
            sum += one.query_row([subject], |row| row.get::<_, i64>(0)).optional()?.unwrap_or(0);
        }
        Ok(sum)
    }

    /// The subject that goes on under this id, or under the one that it was merged into.
    pub fn current(&self, subject: SubjectId) -> Result<SubjectId, StoreError> {
        let mut one = self.db.prepare_cached("SELECT ifnull(merged, id) FROM subject WHERE id = ?1")?;
        Ok(one.query_row([subject], |row| row.get(0)).optional()?.unwrap_or(subject))
    }

    /// Nobody can be found any more by what this identity has first: its number, else its address, else what it is near by. `before` is
    /// whom it was kept for.
    pub fn is_lost(&self, controller: &str, identity: &Identity, before: SubjectId) -> Result<bool, StoreError> {
        let Look { by_pgn, by_fallback, .. } = self.look(controller, identity)?;
        match (&identity.pgn, &identity.fallback) {
            (Some(_), _) => Ok(matches!(by_pgn.target, Target::Unknown)),
            (None, Some(_)) => Ok(matches!(by_fallback.target, Target::Unknown)),
            (None, None) => {
                let mut near = self.db.prepare_cached("SELECT NOT EXISTS (SELECT 1 FROM near WHERE subject = ?1)")?;
                Ok(near.query_row([before], |row| row.get(0))?)
            }
        }
    }

    pub(super) fn has_pgn(&self, subject: SubjectId) -> Result<bool, StoreError> {
        Ok(self.db.prepare_cached("SELECT pgn FROM subject WHERE id = ?1")?.query_row([subject], |row| row.get(0))?)
    }

    fn look(&self, controller: &str, identity: &Identity) -> Result<Look, StoreError> {
        let by_pgn = self.alias(controller, PGN, identity.pgn.as_ref())?;
        let by_fallback = self.alias(controller, FALLBACK, identity.fallback.as_ref())?;
        let found = match (by_pgn.target, by_fallback.target) {
            (Target::Of(known), _) if self.born_another_day(controller, known, identity)? => {
                Found { subject: self.of_number_and_birth(controller, identity)?, same: None, against: Some(known) }
            }
            (Target::Of(known), Target::Of(other)) if other != known && !self.has_pgn(other)? && !self.are_different(known, other)? => {
                Found { subject: Some(known), same: Some(other), against: None }
            }
            (Target::Of(known), _) => Found { subject: Some(known), ..Found::default() },
            (_, Target::Of(known)) if identity.pgn.is_none() || !self.has_pgn(known)? => Found { subject: Some(known), ..Found::default() },
            _ => Found::default(),
        };
        Ok(Look { by_pgn, by_fallback, found })
    }
}

impl Found {
    /// Everybody whose consents count.
    pub fn all(&self) -> impl Iterator<Item = SubjectId> {
        self.subject.into_iter().chain(self.same)
    }
}

impl Writing<'_> {
    /// Finds the subject, or makes one; adds what is missing to what it is known by, and merges two that are one. An empty identity is nobody.
    pub fn subject(&self, controller: &str, identity: &Identity) -> Result<Settled, StoreError> {
        if identity.pgn.is_none() && identity.fallback.is_none() {
            return Ok(Settled::default());
        }
        let Look { by_pgn, by_fallback, found } = self.look(controller, identity)?;
        self.renew_alias(controller, PGN, identity.pgn.as_ref(), &by_pgn)?;
        let numbered = identity.pgn.is_some();
        let subject = match found.subject {
            Some(subject) => subject,
            None => self.new_subject(controller, numbered)?,
        };
        self.put_near(controller, identity, subject)?;
        let made = found.subject.is_none();
        let mut settled = Settled { subject: Some(subject), made, against: found.against, ..Settled::default() };
        if found.against.is_some() {
            return Ok(settled); // whose address this is nobody can tell either
        }
        self.renew_alias(controller, FALLBACK, identity.fallback.as_ref(), &by_fallback)?;
        if let (Some(pgn), Target::Unknown) = (&identity.pgn, by_pgn.target) {
            self.db.prepare_cached("UPDATE subject SET pgn = 1 WHERE id = ?1")?.execute([subject])?;
            self.put_alias(controller, PGN, pgn, Some(subject))?;
        }
        if let Some(other) = found.same {
            self.merge(other, subject)?;
            settled.merged = Some(other);
        }
        match (&identity.fallback, by_fallback.target) {
            (Some(fallback), Target::Unknown) => self.put_alias(controller, FALLBACK, fallback, Some(subject))?,
            // two of that name, birth date and address, and known to be two: from now on it finds neither
            (Some(fallback), Target::Of(other)) if other != subject && settled.merged.is_none() => {
                self.blank_alias(controller, FALLBACK, fallback)?;
                settled.twin = Some(other);
            }
            _ => {}
        }
        Ok(settled)
    }

    /// A subject of its own for somebody of whom only parts of an identity are known.
    pub fn stranger(&self, controller: &str, identity: &Identity) -> Result<SubjectId, StoreError> {
        let subject = self.new_subject(controller, false)?;
        self.put_near(controller, identity, subject)?;
        Ok(subject)
    }

    /// Something changed in the consents about a subject: rulings on the version before must be asked again. Returns the new version.
    pub fn raise_consent_version(&self, subject: SubjectId) -> Result<i64, StoreError> {
        let mut raise = self.db.prepare_cached("UPDATE subject SET consent = consent + 1 WHERE id = ?1 RETURNING consent")?;
        Ok(raise.query_row([subject], |row| row.get(0))?)
    }

    fn new_subject(&self, controller: &str, pgn: bool) -> Result<SubjectId, StoreError> {
        let mut id = [0; 16];
        getrandom::fill(&mut id)?;
        let mut insert = self.db.prepare_cached("INSERT INTO subject (id, controller, pgn) VALUES (?1, ?2, ?3)")?;
        insert.execute((id, controller, pgn))?;
        Ok(SubjectId(id))
    }
}
