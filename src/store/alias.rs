//! A value, within one controller -> its hashes by every key that counts, and the row that one of them leads to.
//!
//! The store says which versions of the key count, so that a question and its answer are of one moment; the keys are held elsewhere.

use super::error::StoreError;
use super::{Reading, Writing};
use crate::message::{Private, SubjectId};
use rusqlite::OptionalExtension;

/// A PGN.
pub(super) const PGN: &str = "pgn";
/// Name, birth date and address.
pub(super) const FALLBACK: &str = "fallback";

/// Where an alias points to.
#[derive(Clone, Copy)]
pub(super) enum Target {
    Unknown,
    Of(SubjectId),
    OfSeveral,
}

/// What an alias leads to, and whether the newest key wrote it.
pub(super) struct Alias {
    pub(super) target: Target,
    pub(super) newest: bool,
}

/// A hash and the version of the key that made it.
pub(super) type Hash = (u32, [u8; 32]);

impl Reading<'_> {
    /// The versions that count, newest first.
    pub(super) fn alias_versions(&self) -> Result<Vec<u32>, StoreError> {
        let mut known = self.alias_versions.borrow_mut();
        if known.is_empty() {
            let mut all = self.db.prepare_cached("SELECT version FROM alias_key WHERE retired IS NULL ORDER BY version DESC")?;
            *known = all.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        }
        Ok(known.clone())
    }

    fn hash(&self, version: u32, controller: &str, sort: &str, value: &str) -> Result<Hash, StoreError> {
        let hash = self.keys.alias(version, controller, sort, value);
        hash.map(|hash| (version, hash)).ok_or_else(|| StoreError::MissingKey(Default::default(), version))
    }

    /// The hashes of a value, that of the newest key first. A key that is not here is an error: who is looked up by it would not be found.
    pub(super) fn hashes(&self, controller: &str, sort: &str, value: &str) -> Result<Vec<Hash>, StoreError> {
        self.alias_versions()?.into_iter().map(|version| self.hash(version, controller, sort, value)).collect()
    }

    /// The hash that is written today.
    pub(super) fn newest_hash(&self, controller: &str, sort: &str, value: &str) -> Result<Hash, StoreError> {
        let newest = self.alias_versions()?.first().copied().ok_or(StoreError::corrupt("er is geen sleutel voor aliassen"))?;
        self.hash(newest, controller, sort, value)
    }

    pub(super) fn alias(&self, controller: &str, sort: &str, value: Option<&Private<String>>) -> Result<Alias, StoreError> {
        let unknown = Alias { target: Target::Unknown, newest: true };
        let Some(value) = value else { return Ok(unknown) };
        let mut one =
            self.db.prepare_cached("SELECT subject FROM alias WHERE controller = ?1 AND sort = ?2 AND key_version = ?3 AND hash = ?4")?;
        for (nth, (version, hash)) in self.hashes(controller, sort, value.expose())?.into_iter().enumerate() {
            if let Some(subject) = one.query_row((controller, sort, version, hash), |row| row.get(0)).optional()? {
                let target = match subject {
                    Some(subject) => Target::Of(subject),
                    None => Target::OfSeveral,
                };
                return Ok(Alias { target, newest: nth == 0 });
            }
        }
        Ok(unknown)
    }
}

impl Writing<'_> {
    /// The keys that count are no longer those that were asked for.
    pub(super) fn forget_alias_versions(&self) {
        self.alias_versions.borrow_mut().clear();
    }

    /// Points an alias to a subject, by the newest key; no subject: to neither of several.
    pub(super) fn put_alias(
        &self,
        controller: &str,
        sort: &str,
        value: &Private<String>,
        subject: Option<SubjectId>,
    ) -> Result<(), StoreError> {
        let (version, hash) = self.newest_hash(controller, sort, value.expose())?;
        let sql = "INSERT INTO alias (controller, sort, key_version, hash, subject) VALUES (?1, ?2, ?3, ?4, ?5)";
        self.db.prepare_cached(sql)?.execute((controller, sort, version, hash, subject))?;
        Ok(())
    }

    /// An alias that an older key wrote is written by the newest as well: the older key can go once all are.
    pub(super) fn renew_alias(
        &self,
        controller: &str,
        sort: &str,
        value: Option<&Private<String>>,
        found: &Alias,
    ) -> Result<(), StoreError> {
        let subject = match found.target {
            Target::Unknown => return Ok(()),
            Target::Of(subject) => Some(subject),
            Target::OfSeveral => None,
        };
        match value.filter(|_| !found.newest) {
            Some(value) => self.put_alias(controller, sort, value, subject),
            None => Ok(()),
        }
    }

    /// From now on it leads to nobody, by whatever key it is looked up.
    pub(super) fn blank_alias(&self, controller: &str, sort: &str, value: &Private<String>) -> Result<(), StoreError> {
        let sql = "UPDATE alias SET subject = NULL WHERE controller = ?1 AND sort = ?2 AND key_version = ?3 AND hash = ?4";
        for (version, hash) in self.hashes(controller, sort, value.expose())? {
            self.db.prepare_cached(sql)?.execute((controller, sort, version, hash))?;
        }
        Ok(())
    }
}
