//! A document and its candidates -> the duties that have no partner to go to.

use super::barred;
use super::candidate::{Candidate, fits};
use super::matter::Matter;
use crate::catalog::is_duty;
use crate::catalog::policy::{Place, Row};
use crate::catalog::schema::Meaning;
use crate::outcome::{Code, Stop};
use std::sync::Arc;

/// The addresses of the candidates to which a law forbids the document.
pub(super) fn bans(matter: &Matter<'_>, candidates: &[Candidate]) -> Vec<Place> {
    (matter.rows.iter())
        .filter(|row| {
            barred::forbids(matter.catalog, row, &matter.shown)
                && candidates.iter().any(|candidate| fits(candidate, row))
        })
        .map(|row| row.place)
        .collect()
}

/// Stops when the named addressee is no known organisation. A sender of a forbidden document hears of the prohibition first.
pub(super) fn addressee_is_known(matter: &Matter<'_>, bans: &[Place]) -> Result<(), Stop> {
    let catalog = matter.catalog;
    if let Some(oin) = matter.addressee
        && matter
            .rows
            .iter()
            .any(|row| row.place == Place::Geadresseerde && catalog.uses(row))
        && catalog.of_organisation(oin).next().is_none()
        && bans.is_empty()
    {
        return Err(Stop::at(
            Code::NoPartner,
            matter.pointer(Meaning::Addressee),
            "bekend",
        ));
    }
    Ok(())
}

/// The stop for a duty without a partner, or for rows by law of which none reaches a partner. A sender of a
/// forbidden document hears of the prohibition instead.
pub(super) fn missed(
    matter: &Matter<'_>,
    candidates: &[Candidate],
    bans: &[Place],
) -> Option<Stop> {
    let reaches = |row: &&Arc<Row>| candidates.iter().any(|candidate| fits(candidate, row));
    let (reached, unmet): (Vec<&Arc<Row>>, Vec<_>) = matter
        .rows
        .iter()
        .copied()
        .filter(|row| matter.by_law(row))
        .partition(reaches);
    let missed = |row: &&&Arc<Row>| {
        if is_duty(row) {
            !bans.contains(&row.place)
        } else {
            reached.is_empty() && bans.is_empty()
        }
    };
    let row = unmet.iter().find(missed)?;
    let place = row.place.needs().unwrap_or(Meaning::Home);
    Some(Stop::at(
        Code::NoPartner,
        matter.pointer(place),
        format!("role:{}", row.to),
    ))
}
