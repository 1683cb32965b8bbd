//! An identity, within one controller -> the random id under which the hub knows that subject.
//!
//! A PGN decides. Name, birth date and address only find a subject that no other PGN points to; an alias of two subjects finds neither.

use super::error::StoreError;
use super::{Reading, Writing};
use crate::message::{Identity, Private, SubjectId};
use rusqlite::OptionalExtension;

const PGN: &str = "pgn";
const FALLBACK: &str = "fallback";

/// Where an alias points to.
enum Alias {
    Unknown,
    Of(SubjectId),
    OfSeveral,
}

impl Reading<'_> {
    /// The subject that this controller knows by that identity.
    pub fn find_subject(&self, controller: &str, identity: &Identity) -> Result<Option<SubjectId>, StoreError> {
        let by_pgn = self.alias(controller, PGN, identity.pgn.as_ref())?;
        let by_fallback = self.alias(controller, FALLBACK, identity.fallback.as_ref())?;
        self.choose(identity, &by_pgn, &by_fallback)
    }

    /// How often the consents about a subject have changed.
    pub fn consent_version(&self, subject: SubjectId) -> Result<i64, StoreError> {
        let mut one = self.db.prepare_cached("SELECT consent FROM subject WHERE id = ?1")?;
        Ok(one.query_row([subject], |row| row.get(0)).optional()?.unwrap_or(0))
    }

    fn choose(&self, identity: &Identity, by_pgn: &Alias, by_fallback: &Alias) -> Result<Option<SubjectId>, StoreError> {
        match (by_pgn, by_fallback) {
            (Alias::Of(subject), _) => Ok(Some(*subject)),
            (_, Alias::Of(subject)) if identity.pgn.is_none() || !self.has_pgn(*subject)? => Ok(Some(*subject)),
            _ => Ok(None),
        }
    }

    fn alias(&self, controller: &str, sort: &str, value: Option<&Private<String>>) -> Result<Alias, StoreError> {
        let Some(value) = value else { return Ok(Alias::Unknown) };
        let mut one =
            self.db.prepare_cached("SELECT subject FROM alias WHERE controller = ?1 AND sort = ?2 AND key_version = ?3 AND hash = ?4")?;
        let key = (controller, sort, self.keys.alias_version(), self.keys.alias(controller, sort, value.expose()));
        Ok(match one.query_row(key, |row| row.get(0)).optional()? {
            None => Alias::Unknown,
            Some(Some(subject)) => Alias::Of(subject),
            Some(None) => Alias::OfSeveral,
        })
    }

    fn has_pgn(&self, subject: SubjectId) -> Result<bool, StoreError> {
        Ok(self.db.prepare_cached("SELECT pgn FROM subject WHERE id = ?1")?.query_row([subject], |row| row.get(0))?)
    }
}

impl Writing<'_> {
    /// Finds the subject, or makes one, and adds the aliases that are missing. An empty identity is nobody.
    pub fn subject(&self, controller: &str, identity: &Identity) -> Result<Option<SubjectId>, StoreError> {
        if identity.pgn.is_none() && identity.fallback.is_none() {
            return Ok(None);
        }
        let by_pgn = self.alias(controller, PGN, identity.pgn.as_ref())?;
        let by_fallback = self.alias(controller, FALLBACK, identity.fallback.as_ref())?;
        let newly_numbered = identity.pgn.as_ref().filter(|_| matches!(by_pgn, Alias::Unknown));
        let subject = match self.choose(identity, &by_pgn, &by_fallback)? {
            Some(subject) => {
                if newly_numbered.is_some() {
                    self.db.prepare_cached("UPDATE subject SET pgn = 1 WHERE id = ?1")?.execute([subject])?;
                }
                subject
            }
            None => self.new_subject(controller, newly_numbered.is_some())?,
        };
        if let Some(pgn) = newly_numbered {
            self.put_alias(controller, PGN, pgn, subject)?;
        }
        match (&identity.fallback, by_fallback) {
            (Some(fallback), Alias::Unknown) => self.put_alias(controller, FALLBACK, fallback, subject)?,
            // two of that name, birth date and address, each with a number of their own: from now on it finds neither
            (Some(fallback), Alias::Of(other)) if other != subject && self.has_pgn(other)? => {
                self.blank_alias(controller, FALLBACK, fallback)?;
            }
            _ => {}
        }
        Ok(Some(subject))
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

    /// One that was not there.
    fn put_alias(&self, controller: &str, sort: &str, value: &Private<String>, subject: SubjectId) -> Result<(), StoreError> {
        let hash = self.keys.alias(controller, sort, value.expose());
        let sql = "INSERT INTO alias (controller, sort, key_version, hash, subject) VALUES (?1, ?2, ?3, ?4, ?5)";
        self.db.prepare_cached(sql)?.execute((controller, sort, self.keys.alias_version(), hash, subject))?;
        Ok(())
    }

    fn blank_alias(&self, controller: &str, sort: &str, value: &Private<String>) -> Result<(), StoreError> {
        let hash = self.keys.alias(controller, sort, value.expose());
        let sql = "UPDATE alias SET subject = NULL WHERE controller = ?1 AND sort = ?2 AND key_version = ?3 AND hash = ?4";
        self.db.prepare_cached(sql)?.execute((controller, sort, self.keys.alias_version(), hash))?;
        Ok(())
    }
}
