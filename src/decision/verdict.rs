//! A judgement -> the row of its verdict, and the same as the log shows it.

use super::rows::StoredVerdict;
use crate::catalog::Catalog;
use crate::party::Party;
use crate::pipeline::{Judgement, Verdict};
use serde_json::{Value, json};

pub(super) fn of(catalog: &Catalog, judgement: &Judgement) -> StoredVerdict {
    let partner = judgement.partner.as_ref().map(|partner| partner.party());
    let role = judgement.role.clone();
    match &judgement.verdict {
        Verdict::Share(share) => {
            let rows: Vec<&str> = share
                .grants()
                .iter()
                .map(|grant| grant.row.id.as_str())
                .collect();
            let categories = catalog.terms.codes(share.categories(catalog)).join(" ");
            StoredVerdict {
                partner,
                role,
                code: None,
                rows: rows.join(" "),
                categories,
            }
        }
        Verdict::Withhold { row, code } => {
            let rows = row.as_ref().map(|row| row.id.clone()).unwrap_or_default();
            StoredVerdict {
                partner,
                role,
                code: Some(*code),
                rows,
                categories: String::new(),
            }
        }
    }
}

pub(super) fn shown(verdict: &StoredVerdict) -> Value {
    let StoredVerdict {
        partner,
        role,
        code,
        rows,
        categories,
    } = verdict;
    let partner = partner
        .as_ref()
        .map(Party::without_role)
        .unwrap_or_default();
    match code {
        None => json!({ "partner": partner, "role": role, "rows": rows, "share": categories }),
        Some(code) => {
            json!({ "partner": partner, "role": role, "rows": rows, "withhold": code.as_str() })
        }
    }
}
