//! The answers of all rows about a candidate -> the verdict.

use crate::catalog::policy::RowState;
use crate::outcome::Code;
use crate::pipeline::disclosure::{Asked, Grant, Judgement, Share, Verdict};
use crate::pipeline::facts::Facts;
use crate::pipeline::free_text;
use crate::pipeline::propose::Triaged;
use std::sync::Arc;

/// The verdict by all answers: a prohibition goes first; rows that let categories through add up; else the nearest reason is told.
pub(super) fn verdict(triaged: &Triaged, facts: &Facts, asked: &[Asked]) -> Verdict {
    let banned = |asked: &&Asked| {
        asked.row.state == RowState::Geblokkeerd && asked.said == Err(Code::Prohibited)
    };
    if let Some(ban) = asked.iter().find(banned) {
        return Verdict::Withhold {
            row: Some(Arc::clone(&ban.row)),
            code: Code::Prohibited,
        };
    }
    let grants: Vec<Grant> = asked
        .iter()
        .filter_map(|a| {
            Some(Grant {
                row: Arc::clone(&a.row),
                categories: a.said.ok()?,
            })
        })
        .collect();
    if !grants.is_empty() {
        let without = free_text::taken_out(&triaged.flagged, &grants);
        return Verdict::Share(Share {
            grants,
            without,
            secret_address: triaged.secret_address || facts.secret_address,
        });
    }
    let reasons = asked
        .iter()
        .filter_map(|asked| Some((&asked.row, asked.said.err()?)));
    match reasons.max_by_key(|(_, code)| weight(*code)) {
        Some((row, code)) => Verdict::Withhold {
            row: Some(Arc::clone(row)),
            code,
        },
        None => Verdict::Withhold {
            row: None,
            code: Code::NoRow,
        },
    }
}

/// The rank of a reason to withhold: of several, the reason that a person could do least about is told.
fn weight(code: Code) -> u8 {
    match code {
        Code::Prohibited => 5,
        Code::Refused => 4,
        Code::Manual | Code::NoWijk | Code::NoResidence => 3,
        Code::NoConsent => 2,
        _ => 1,
    }
}

impl Judgement {
    /// Makes a person look first, whatever the rows say.
    pub(super) fn waits(&mut self) {
        self.asked
            .iter_mut()
            .filter(|asked| asked.said.is_ok())
            .for_each(|asked| asked.said = Err(Code::Manual));
        let row = match &self.verdict {
            Verdict::Withhold {
                code: Code::Prohibited,
                ..
            } => return,
            Verdict::Withhold { row, .. } => row.clone(),
            Verdict::Share(share) => share.grants.first().map(|grant| Arc::clone(&grant.row)),
        };
        self.verdict = Verdict::Withhold {
            row,
            code: Code::Manual,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::{Code, weight};

    #[test]
    fn the_reason_that_a_person_could_least_do_something_about_is_the_one_that_is_told() {
        let codes = [
            Code::Condition,
            Code::NoConsent,
            Code::Manual,
            Code::Refused,
            Code::Prohibited,
        ];
        assert!(codes.is_sorted_by(|one, other| weight(*one) < weight(*other)));
    }
}
