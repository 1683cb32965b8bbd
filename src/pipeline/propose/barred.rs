//! A document that names organisations -> those to which a law forbids the document, connected or not: a
//! prohibition is told before anything else.

use super::candidate::{Candidate, fits};
use super::matter::Matter;
use crate::catalog::Catalog;
use crate::catalog::policy::{Place, Row, RowState};
use crate::pipeline::conditions::{Shown, applies};
use std::sync::Arc;

/// The named organisations that are no candidates and have a role under a prohibition. An organisation that only
/// sends has a role too.
pub(super) fn barred(matter: &Matter<'_>, found: &[Candidate]) -> Vec<Candidate> {
    let Matter {
        catalog,
        source,
        rows,
        shown,
        ..
    } = matter;
    let takers = matter
        .participants
        .iter()
        .filter(|oin| **oin != source.oin)
        .map(|oin| (Place::Deelnemer, *oin));
    let named = matter
        .addressee
        .map(|oin| (Place::Geadresseerde, oin))
        .into_iter()
        .chain(takers);
    let mut barred: Vec<Candidate> = Vec::new();
    for (place, oin) in named {
        let receives = catalog
            .of_organisation(oin)
            .map(|partner| partner.role.as_str());
        let sends = catalog
            .sources
            .values()
            .filter(|source| source.oin == oin)
            .map(|source| source.role.as_str());
        let roles: Vec<&str> = receives.chain(sends).collect();
        for ban in rows.iter().filter(|row| {
            row.place == place && roles.contains(&row.to.as_str()) && forbids(catalog, row, shown)
        }) {
            if !found
                .iter()
                .chain(&barred)
                .any(|candidate| fits(candidate, ban))
            {
                barred.push(Candidate::Barred {
                    row: Arc::clone(ban),
                });
            }
        }
    }
    barred
}

/// Whether a row prohibits this document.
pub(super) fn forbids(catalog: &Catalog, row: &Row, shown: &Shown<'_>) -> bool {
    row.state == RowState::Geblokkeerd && applies(catalog, row, shown)
}
