//! Ruling 26: what may not say whom it is about tells nobody anything that can be used, and is not sent.

use super::{
    case::{Case, Partner},
    consent::consented,
    table::Row,
};

/// A row that goes by consent, has the name among what it may give, and may not give it here.
pub(super) fn lacks_its_name(row: &Row, case: &Case, partner: &Partner) -> bool {
    row.consent.is_some_and(|purpose| {
        row.most.contains(&"ID") && !consented(case, &partner.oin, purpose, "ID")
    })
}
