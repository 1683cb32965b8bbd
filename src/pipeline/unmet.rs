//! A row that was closed for a condition -> which conditions did not hold, for who wants to know why.

use super::conditions::{Circumstances, in_range, is_there, period_holds, stands_back};
use crate::catalog::Catalog;
use crate::catalog::policy::{Place, Row};

/// A condition of a row that does not hold, or of which nobody knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unmet {
    /// The row is not in force on the day of sending.
    Force,
    /// The age, on the days that count.
    Age,
    /// A field of `data`, dotted, that has none of the values that it may have.
    Field(String),
    /// A field of `data`, dotted, that has a value that it may not have.
    Except(String),
    /// The day of sending lies outside a period that the message names.
    Period,
    /// Another row goes first.
    StandsBack,
    /// The recipient did not report, has nothing, or the giver takes no part.
    Place(Place),
    /// An agreement between giver and recipient.
    Agreement(String),
    /// Another team of the same role serves the child.
    Team,
}

/// All of them, of a row of which the answer was that a condition fails.
pub(super) fn unmet(catalog: &Catalog, row: &Row, given: &Circumstances<'_>) -> Vec<Unmet> {
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
