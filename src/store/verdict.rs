//! The verdicts on the candidates of a document <-> a column of its row, which shows the categories that went to each partner, or why they
//! were withheld.

use super::error::{Flaw, StoreError};
use super::tally::Tallied;
use super::{Reading, Writing};
use crate::decision::rows::StoredVerdict;
use crate::number::DocumentNo;
use crate::party::Party;
use serde_json::{Value, json};

/// One verdict in the column: organisation, role, code, rows and categories.
type VerdictCell = (Option<String>, String, Option<String>, String, String);

impl Reading<'_> {
    /// Every verdict on a document, in the order of partner and role.
    pub fn verdicts(&self, document: DocumentNo) -> Result<Vec<StoredVerdict>, StoreError> {
        let mut column = self
            .db
            .prepare_cached("SELECT verdicts FROM document WHERE n = ?1")?;
        let mut rows = column.query([document])?;
        let column: Option<String> = match rows.next()? {
            Some(row) => row.get(0)?,
            None => None,
        };
        match column {
            Some(column) => read(&column).ok_or(StoreError::corrupt(Flaw::Verdicts)),
            None => self.former_verdicts(document),
        }
    }

    /// The verdicts of a document of before they stood in its row.
    fn former_verdicts(&self, document: DocumentNo) -> Result<Vec<StoredVerdict>, StoreError> {
        let mut all = self
            .db
            .prepare_cached("SELECT partner, role, code, rows, categories FROM verdict WHERE document = ?1 ORDER BY partner, role")?;
        let rows = all.query_map([document], |row| {
            let (organisation, role): (String, String) = (row.get(0)?, row.get(1)?);
            Ok(StoredVerdict {
                partner: (!organisation.is_empty()).then(|| Party::with_role(&organisation, &role)),
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
    pub(super) fn count_verdicts(&self, verdicts: &[StoredVerdict], by: i64) {
        for verdict in last_of_each(verdicts) {
            match verdict.code {
                Some(code) => self.count(Tallied::Withheld, &verdict.role, code.as_str(), by),
                None => self.count(Tallied::Shared, &verdict.role, "", by),
            }
        }
    }
}

/// Of several verdicts on one partner and role the last.
fn last_of_each(verdicts: &[StoredVerdict]) -> impl Iterator<Item = &StoredVerdict> {
    let counts = |(at, one): &(usize, &StoredVerdict)| {
        let mut later = verdicts.iter().skip(at + 1);
        !later.any(|other| other.partner == one.partner && other.role == one.role)
    };
    verdicts
        .iter()
        .enumerate()
        .filter(counts)
        .map(|(_, verdict)| verdict)
}

/// The column for these verdicts; none where there are none.
pub(super) fn column(verdicts: &[StoredVerdict]) -> Option<String> {
    let cell = |verdict: &StoredVerdict| {
        let StoredVerdict {
            partner,
            role,
            code,
            rows,
            categories,
        } = verdict;
        let organisation = partner.as_ref().map(Party::without_role); // the role has a place of its own
        json!([
            organisation,
            role,
            code.map(|code| code.as_str()),
            rows,
            categories
        ])
    };
    (!verdicts.is_empty()).then(|| {
        last_of_each(verdicts)
            .map(cell)
            .collect::<Value>()
            .to_string()
    })
}

fn read(column: &str) -> Option<Vec<StoredVerdict>> {
    let mut cells: Vec<VerdictCell> = serde_json::from_str(column).ok()?;
    cells.sort();
    let verdict = |(organisation, role, code, rows, categories): VerdictCell| {
        Some(StoredVerdict {
            partner: organisation.map(|organisation| Party::with_role(&organisation, &role)),
            role,
            code: code.map(|code| code.parse()).transpose().ok()?,
            rows,
            categories,
        })
    };
    cells.into_iter().map(verdict).collect()
}
