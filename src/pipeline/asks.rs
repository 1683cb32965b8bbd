//! A giver, a recipient and a purpose -> the categories for which the table asks consent between them.

use crate::catalog::Catalog;
use crate::catalog::term::Categories;

/// The categories for which a role needs consent to tell one organisation, for one purpose; all categories where a
/// no there would be an objection.
pub(crate) fn asked_about(
    catalog: &Catalog,
    giver: &str,
    recipient: &str,
    purpose: &str,
) -> Categories {
    let roles: Vec<&str> = catalog
        .of_organisation(recipient)
        .map(|partner| partner.role.as_str())
        .collect();
    let rows = catalog
        .rows
        .values()
        .flatten()
        .filter(|row| row.from == giver && roles.contains(&row.to.as_str()));
    let (mut asked, mut objection) = (Categories::default(), false);
    for row in rows.filter(|row| catalog.uses(row)) {
        if row.consent.as_deref() == Some(purpose) {
            asked = asked.with(row.categories);
        }
        objection |= row.objections.iter().any(|objected| objected == purpose);
    }
    if asked.is_empty() && objection {
        catalog.terms.all()
    } else {
        asked
    }
}
