//! A new key for aliases -> the aliases that are written from now on; an old key -> gone, once no subject is known by that key alone.
//!
//! Values are not kept, so an alias cannot be made anew by itself: each is when a document about its subject comes
//! in, and both keys count until then.

use super::error::StoreError;
use super::{Reading, Writing};
use crate::clock::Moment;

/// Subjects and reports that would no longer be found without a key.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Unmatched {
    /// Subjects with an alias that was written by this key only.
    pub subjects: i64,
    /// Subjects among these with a statement or standing that may withhold.
    pub refused: i64,
    /// Documents under report numbers.
    pub reports: i64,
}

impl Reading<'_> {
    /// The versions of the keys in use, newest first.
    pub fn key_versions(&self) -> Result<Vec<u32>, StoreError> {
        self.alias_versions()
    }

    /// The version that the next key will have.
    pub fn next_key_version(&self) -> Result<u32, StoreError> {
        Ok(self
            .db
            .prepare_cached("SELECT max(version) + 1 FROM alias_key")?
            .query_row([], |row| row.get(0))?)
    }

    /// Counts of subjects and reports that are known by this key only.
    pub fn unmatched_without(&self, version: u32) -> Result<Unmatched, StoreError> {
        let mut subjects = self.db.prepare(
            "SELECT count(*), ifnull(sum(EXISTS (SELECT 1 FROM restriction WHERE restriction.subject = only.subject)), 0)
             FROM (SELECT DISTINCT subject FROM alias AS this WHERE key_version = ?1 AND subject IS NOT NULL AND NOT EXISTS (
               SELECT 1 FROM alias AS newer WHERE newer.subject = this.subject AND newer.sort = this.sort AND newer.key_version <> ?1)
             UNION SELECT subject FROM sighting WHERE key_version = ?1 AND NOT EXISTS (
               SELECT 1 FROM sighting AS newer WHERE newer.subject = sighting.subject AND newer.key_version <> ?1
               AND (sighting.pgn IS NULL OR newer.pgn IS NOT NULL) AND (sighting.surname IS NULL OR newer.surname IS NOT NULL)
               AND (sighting.first_name IS NULL OR newer.first_name IS NOT NULL) AND (sighting.address IS NULL OR newer.address IS NOT NULL))
             UNION SELECT subject FROM near WHERE key_version = ?1 AND NOT EXISTS (
               SELECT 1 FROM near AS newer WHERE newer.subject = near.subject AND newer.sort = near.sort AND newer.key_version <> ?1)) AS only",
        )?;
        let (subjects, refused) =
            subjects.query_row([version], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let mut reports = self.db.prepare(
            "SELECT count(*) FROM (SELECT document, reporter FROM numbered WHERE key_version = ?1
             EXCEPT SELECT document, reporter FROM numbered WHERE key_version <> ?1)",
        )?;
        Ok(Unmatched {
            subjects,
            refused,
            reports: reports.query_row([version], |row| row.get(0))?,
        })
    }
}

impl Writing<'_> {
    /// Writes with this key from now on.
    pub fn adopt_key(&self, version: u32, key: &[u8; 32]) -> Result<(), StoreError> {
        // before the row: a reader that sees the row has the key
        self.keys.add_alias_key(version, key);
        let made = self
            .keys
            .alias_fingerprint(version)
            .ok_or_else(|| StoreError::MissingKey(Default::default(), version))?;
        self.db
            .prepare_cached("INSERT INTO alias_key (version, fingerprint) VALUES (?1, ?2)")?
            .execute((version, made))?;
        self.forget_alias_versions();
        Ok(())
    }

    /// Takes a key out of use, and deletes all hashes by this key. Only aliases, their parts and the numbers of
    /// reports go.
    pub fn retire_key(&self, version: u32, at: Moment) -> Result<(), StoreError> {
        for sql in [
            "DELETE FROM alias WHERE key_version = ?1",
            "DELETE FROM near WHERE key_version = ?1",
            "DELETE FROM sighting WHERE key_version = ?1",
            "DELETE FROM numbered WHERE key_version = ?1",
        ] {
            self.db.prepare(sql)?.execute([version])?;
        }
        self.db
            .prepare_cached("UPDATE alias_key SET retired = ?2 WHERE version = ?1")?
            .execute((version, at))?;
        self.forget_alias_versions();
        Ok(())
    }
}
