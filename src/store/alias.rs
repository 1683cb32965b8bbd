//! A value, within one controller -> its hashes by every key in use.
//!
//! The store tells which versions of the key are in use, so that a question and its answer are of one moment; the
//! keys are held elsewhere.

use super::error::{Flaw, StoreError};
use super::{Reading, Writing};

/// A hash and the version of the key that made it.
pub(super) type Hash = (u32, [u8; 32]);

impl Reading<'_> {
    /// The versions in use, newest first.
    pub(super) fn alias_versions(&self) -> Result<Vec<u32>, StoreError> {
        let mut known = self.alias_versions.borrow_mut();
        if known.is_empty() {
            let mut all = self.db.prepare_cached(
                "SELECT version FROM alias_key WHERE retired IS NULL ORDER BY version DESC",
            )?;
            *known = all
                .query_map([], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
        }
        Ok(known.clone())
    }

    pub(super) fn hash(
        &self,
        version: u32,
        controller: &str,
        sort: &str,
        value: &str,
    ) -> Result<Hash, StoreError> {
        let hash = self.keys.alias(version, controller, sort, value);
        hash.map(|hash| (version, hash))
            .ok_or_else(|| StoreError::MissingKey(Default::default(), version))
    }

    /// The hashes of a value, that of the newest key first. A key that is absent is an error: a subject known by that
    /// key would not be found.
    pub(super) fn hashes(
        &self,
        controller: &str,
        sort: &str,
        value: &str,
    ) -> Result<Vec<Hash>, StoreError> {
        self.alias_versions()?
            .into_iter()
            .map(|version| self.hash(version, controller, sort, value))
            .collect()
    }

    /// The hash of a value by the newest key.
    pub(super) fn newest_hash(
        &self,
        controller: &str,
        sort: &str,
        value: &str,
    ) -> Result<Hash, StoreError> {
        let newest = self
            .alias_versions()?
            .first()
            .copied()
            .ok_or(StoreError::corrupt(Flaw::NoAliasKey))?;
        self.hash(newest, controller, sort, value)
    }
}

impl Writing<'_> {
    /// Forgets the versions in use, because they have changed.
    pub(super) fn forget_alias_versions(&self) {
        self.alias_versions.borrow_mut().clear();
    }
}
