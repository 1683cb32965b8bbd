//! A row that was closed for a condition -> the conditions that did not hold, for `explain`.

use super::ages::in_range;
use super::{Circumstances, is_there, period_holds, stands_back};
use crate::catalog::Catalog;
use crate::catalog::policy::Row;
use crate::pipeline::unmet::Unmet;

/// All conditions that did not hold, of a row that answered that a condition fails.
pub(in crate::pipeline) fn unmet(
    catalog: &Catalog,
    row: &Row,
    given: &Circumstances<'_>,
) -> Vec<Unmet> {
    let shown = &given.shown;
    if !shown.sending_day.is_some_and(|day| row.in_force(day)) {
        return vec![Unmet::Force];
    }
    let conditions = &row.conditions;
    let value = |field: &str| (shown.field)(field);
    let mut unmet = Vec::new();
    if conditions
        .ages
        .as_ref()
        .is_some_and(|ages| !in_range(ages, shown))
    {
        unmet.push(Unmet::Age);
    }
    let other = |(field, allowed): &&(String, Vec<_>)| {
        !value(field).is_some_and(|value| allowed.contains(&value))
    };
    unmet.extend(
        conditions
            .fields
            .iter()
            .filter(other)
            .map(|(field, _)| Unmet::Field(field.clone())),
    );
    let barred = |(field, barred): &&(String, Vec<_>)| {
        value(field).is_some_and(|value| barred.contains(&value))
    };
    unmet.extend(
        conditions
            .except
            .iter()
            .filter(barred)
            .map(|(field, _)| Unmet::Except(field.clone())),
    );
    if !period_holds(row, shown) {
        unmet.push(Unmet::Period);
    }
    if unmet.is_empty() && stands_back(catalog, row, shown) {
        unmet.push(Unmet::StandsBack);
    }
    if !is_there(row, given) {
        unmet.push(Unmet::Place(row.place));
    }
    if let Some(name) = conditions
        .agreement
        .as_deref()
        .filter(|name| !(given.agreed)(name))
    {
        unmet.push(Unmet::Agreement(name.to_owned()));
    }
    unmet
}
