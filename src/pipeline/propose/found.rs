//! A document and the homes of its subject -> the partners that an address in the document leads to.

use super::candidate::Candidate;
use super::home::{HELP, Homes};
use super::matter::Matter;
use crate::catalog::partner::Partner;
use crate::catalog::policy::Place;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The candidates of a document: each partner once, with all addresses that lead to the partner.
pub(super) fn by_address(matter: &Matter<'_>, homes: &Homes) -> Vec<Candidate> {
    let catalog = matter.catalog;
    let by_oin = matter
        .addressee
        .into_iter()
        .chain(matter.participants.iter().copied())
        .flat_map(|oin| catalog.of_organisation(oin));
    let mut candidates: Vec<Candidate> = Vec::new();
    let mut seen: BTreeSet<*const Partner> = BTreeSet::new();
    for partner in catalog
        .near(homes.lives.as_ref(), matter.brin)
        .chain(catalog.near(homes.helps.as_ref(), None))
        .chain(by_oin)
    {
        if !partner.kinds.contains(&matter.kind.name)
            || !partner.in_force(matter.today)
            || !seen.insert(Arc::as_ptr(partner))
        {
            continue;
        }
        let places = addresses(matter, homes, partner);
        if !places.is_empty() {
            candidates.push(Candidate::Partner {
                partner: Arc::clone(partner),
                places,
            });
        }
    }
    candidates
}

/// The addresses of the document that lead to a partner.
fn addresses(matter: &Matter<'_>, homes: &Homes, partner: &Partner) -> Vec<Place> {
    let mut places = Vec::new();
    if (homes.lives.as_ref()).is_some_and(|home| partner.serves(home, matter.today)) {
        places.push(Place::Woonplaats);
    }
    if (homes.helps.as_ref()).is_some_and(|home| partner.serves(home, matter.today)) {
        places.extend(HELP.into_iter().filter(|place| {
            (matter.rows.iter()).any(|row| row.place == *place && row.to == partner.role)
        }));
    }
    if (matter.brin).is_some_and(|brin| partner.schools.contains(brin)) {
        places.push(Place::Schoolvestiging);
    }
    if matter.addressee == Some(partner.oin.as_str()) {
        places.push(Place::Geadresseerde);
    }
    if matter.participants.contains(&partner.oin.as_str()) && !matter.source.speaks_for(partner) {
        places.push(Place::Deelnemer);
    }
    places
}

/// The reporter as a candidate, in each role that the document answers.
pub(super) fn reporters(matter: &Matter<'_>) -> impl Iterator<Item = Candidate> {
    let roles: BTreeSet<&str> = matter
        .rows
        .iter()
        .filter(|row| row.place == Place::EigenMelding)
        .map(|row| row.to.as_str())
        .collect();
    roles.into_iter().map(|role| Candidate::Reporter {
        role: role.to_owned(),
    })
}
