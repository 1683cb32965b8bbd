//! Evidence of a statement <-> sealed bytes, kept as long as the statement: consent that cannot be shown is none
//! (AVG 7 lid 1).

use super::error::{Flaw, StoreError};
use super::{Reading, Writing};
use crate::message::Private;
use crate::number::DocumentNo;
use crate::pipeline::consent::Evidence;
use rusqlite::OptionalExtension;

impl Reading<'_> {
    /// The evidence of the statements of a document; none where the document named none.
    pub fn evidence(&self, document: DocumentNo) -> Result<Option<Evidence>, StoreError> {
        let mut one = self
            .db
            .prepare_cached("SELECT nonce, sealed FROM evidence WHERE document = ?1")?;
        let found: Option<([u8; 24], Vec<u8>)> = one
            .query_row([document], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let Some((nonce, sealed)) = found else {
            return Ok(None);
        };
        let plain = self
            .keys
            .open(&nonce, &context(document), &sealed)
            .and_then(|plain| serde_json::from_slice(&plain).ok());
        let (place, wording): (Option<String>, Option<String>) =
            plain.ok_or(StoreError::corrupt(Flaw::Evidence))?;
        Ok(Some(Evidence {
            place: place.map(Private::new),
            wording: wording.map(Private::new),
        }))
    }
}

impl Writing<'_> {
    /// Keeps the evidence of the statements of a document, if the document named any.
    pub fn keep_evidence(
        &self,
        document: DocumentNo,
        evidence: &Evidence,
    ) -> Result<(), StoreError> {
        let [place, wording] =
            [&evidence.place, &evidence.wording].map(|text| text.as_ref().map(Private::expose));
        if place.or(wording).is_none() {
            return Ok(());
        }
        let plain = serde_json::to_vec(&(place, wording)).unwrap_or_default();
        let (nonce, sealed) = self.sealed(&context(document), &plain)?;
        let mut insert = self
            .db
            .prepare_cached("INSERT INTO evidence (document, nonce, sealed) VALUES (?1, ?2, ?3)")?;
        insert.execute((document, nonce, sealed))?;
        Ok(())
    }
}

/// Ties the sealed bytes to their document: moved to another row they do not open.
fn context(document: DocumentNo) -> Vec<u8> {
    [b"evidence".as_slice(), &document.0.to_be_bytes()].concat()
}
