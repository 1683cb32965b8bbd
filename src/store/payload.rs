//! The body of a document <-> sealed bytes, kept no longer than a dispatch needs them.

use super::error::{Flaw, Rejection, StoreError};
use super::{Reading, Writing};
use crate::number::DocumentNo;
use rusqlite::OptionalExtension;

impl Reading<'_> {
    /// The body of a document; none when the body has gone.
    pub fn payload(&self, document: DocumentNo) -> Result<Option<Vec<u8>>, StoreError> {
        let mut one = self.db.prepare_cached(
            "SELECT source, id, nonce, sealed FROM payload JOIN document ON document.n = payload.document WHERE document.n = ?1",
        )?;
        let found: Option<(String, String, [u8; 24], Vec<u8>)> = one
            .query_row([document], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
            })
            .optional()?;
        let Some((source, id, nonce, sealed)) = found else {
            return Ok(None);
        };
        let plain = self.keys.open(&nonce, &context(&source, &id), &sealed);
        plain.map(Some).ok_or(StoreError::corrupt(Flaw::Payload))
    }
}

impl Writing<'_> {
    /// Seals and keeps the body of a document, in the place of an earlier body.
    pub fn put_payload(
        &self,
        document: DocumentNo,
        source: &str,
        id: &str,
        body: &[u8],
    ) -> Result<(), StoreError> {
        let (nonce, sealed) = self.sealed(&context(source, id), body)?;
        let row = (document, nonce, sealed);
        // nearly always the first body: an upsert would pay for the other case each time
        let mut insert = self.db.prepare_cached(
            "INSERT OR IGNORE INTO payload (document, nonce, sealed) VALUES (?1, ?2, ?3)",
        )?;
        if insert.execute((row.0, row.1, &row.2))? == 0 {
            self.db
                .prepare_cached("UPDATE payload SET nonce = ?2, sealed = ?3 WHERE document = ?1")?
                .execute(row)?;
        }
        Ok(())
    }

    /// Seals bytes under a nonce that was never used before.
    pub(super) fn sealed(
        &self,
        context: &[u8],
        plain: &[u8],
    ) -> Result<([u8; 24], Vec<u8>), StoreError> {
        let mut nonce = [0; 24];
        getrandom::fill(&mut nonce)?;
        let sealed = self.keys.seal(&nonce, context, plain);
        let sealed = sealed.ok_or_else(|| StoreError::rejected(Rejection::TooLarge))?;
        Ok((nonce, sealed))
    }

    /// Deletes the body of a document, also when a dispatch still needs it. False when there was none.
    pub fn drop_payload(&self, document: DocumentNo) -> Result<bool, StoreError> {
        Ok(self
            .db
            .prepare_cached("DELETE FROM payload WHERE document = ?1")?
            .execute([document])?
            > 0)
    }
}

/// Ties the sealed bytes to their document: moved to another row they do not open.
fn context(source: &str, id: &str) -> Vec<u8> {
    [source.as_bytes(), &[0], id.as_bytes()].concat()
}
