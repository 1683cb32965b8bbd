//! Ruling 26: what may not say whom it is about tells nobody anything that can be used, and is not sent.

use super::{
    case::{Case, Partner},
    judge::Check,
    table::Row,
};

/// A row that goes by consent, has the name among what it may give, and may not give it here, by this way to see whether there is consent.
pub(super) fn lacks_its_name(row: &Row, case: &Case, partner: &Partner, heard: Check) -> bool {
    row.consent.is_some_and(|purpose| {
        row.most.contains(&"ID") && !heard(case, case.whom(partner), purpose, "ID")
    })
}
