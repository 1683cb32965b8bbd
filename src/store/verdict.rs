//! A verdict about a candidate -> a row that shows which categories went to which partner, or why they were withheld.

use super::error::StoreError;
use super::tally::Tallied;
use super::{Reading, Writing};
use crate::decision::rows::StoredVerdict;
use crate::number::DocumentNo;
use crate::outcome::Code;
use crate::party::Party;

impl Reading<'_> {
    /// Every verdict on a document.
    pub fn verdicts(&self, document: DocumentNo) -> Result<Vec<StoredVerdict>, StoreError> {
        let mut all = self
            .db
            .prepare_cached("SELECT partner, role, code, rows, categories FROM verdict WHERE document = ?1 ORDER BY partner, role")?;
        let rows = all.query_map([document], |row| {
            let (organisation, role): (String, String) = (row.get(0)?, row.get(1)?);
            let partner =
                (!organisation.is_empty()).then(|| Party::with_role(&organisation, &role));
            Ok(StoredVerdict {
                partner,
                role,
                code: row.get(2)?,
                rows: row.get(3)?,
                categories: row.get(4)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Writing<'_> {
    /// Records a verdict; a later one on the same document, partner and role replaces it.
    pub fn put_verdict(
        &self,
        document: DocumentNo,
        verdict: &StoredVerdict,
    ) -> Result<(), StoreError> {
        let StoredVerdict {
            partner,
            role,
            code,
            rows,
            categories,
        } = verdict;
        // the role has a column of its own
        let partner = partner
            .as_ref()
            .map(Party::without_role)
            .unwrap_or_default();
        let row = (document, &partner, role, code, rows, categories);
        let mut insert = self.db.prepare_cached(
            "INSERT OR IGNORE INTO verdict (document, partner, role, code, rows, categories) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?;
        if insert.execute(row)? == 0 {
            let mut before = self.db.prepare_cached(
                "SELECT code FROM verdict WHERE document = ?1 AND partner = ?2 AND role = ?3",
            )?;
            let before: Option<Code> =
                before.query_row((document, &partner, role), |row| row.get(0))?;
            self.count_verdict(role, before, -1);
            let mut replace = self.db.prepare_cached(
                "UPDATE verdict SET code = ?4, rows = ?5, categories = ?6 WHERE document = ?1 AND partner = ?2 AND role = ?3",
            )?;
            replace.execute(row)?;
        }
        self.count_verdict(role, *code, 1);
        Ok(())
    }

    fn count_verdict(&self, role: &str, code: Option<Code>, by: i64) {
        match code {
            Some(code) => self.count(Tallied::Withheld, role, code.as_str(), by),
            None => self.count(Tallied::Shared, role, "", by),
        }
    }
}
