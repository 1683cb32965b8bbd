//! Several teams of one role in one municipality -> the team for this child, as far as the document tells; else the
//! teams that are left to choose from.
//!
//! The team of the neighbourhood goes first. Where no team serves the neighbourhood, or the neighbourhood is not
//! known, a valid yes may name a team, and that yes is seen only when the statements are there; else the access
//! team of that municipality is chosen.

use super::candidate::{Candidate, fits};
use super::home::Homes;
use super::matter::Matter;
use crate::catalog::Catalog;
use crate::catalog::district::District;
use crate::catalog::partner::Partner;
use crate::catalog::place::Municipality;
use crate::catalog::policy::{Place, Row};
use crate::catalog::schema::{Kind, Meaning};
use crate::outcome::{Code, Stop};
use crate::party::Party;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Teams of which one is to be chosen, once the statements about consent are known.
#[derive(Debug, Clone)]
pub struct Choice {
    /// Role of the teams.
    pub role: String,
    /// The teams.
    pub teams: BTreeSet<Party>,
    /// Addresses by which the teams were found.
    pub places: &'static [Place],
    /// The access team, where there is one.
    pub access: Option<Party>,
    /// Reason that no team can be told, where neither consent nor an access team decides.
    pub open: Code,
}

/// The neighbourhood that the subject lives in, where it lies in the municipality that is to help.
pub(super) fn district(
    catalog: &Catalog,
    kind: &Kind,
    body: &Value,
    home: Option<&Municipality>,
    helps: Option<&Municipality>,
) -> Option<District> {
    // a home in a divided municipality is told as well, and is not the municipality that is to help
    let elsewhere = match home {
        Some(home) => helps.is_some_and(|helps| helps != home),
        None => kind.text(Meaning::Home, body).is_some(),
    };
    if elsewhere {
        return None;
    }
    let named = kind.text(Meaning::District, body).map(District::of);
    named.or_else(|| {
        catalog
            .districts
            .of_postcode(kind.text(Meaning::Postcode, body)?)
            .cloned()
    })
}

/// Keeps the team of the neighbourhood, or a choice, for each role that is found by neighbourhood; stops where
/// there is none to choose.
pub(super) fn choose(
    matter: &Matter<'_>,
    homes: &Homes,
    candidates: &mut Vec<Candidate>,
) -> Result<Vec<Choice>, Stop> {
    let Matter { catalog, rows, .. } = matter;
    let (lives, helps) = (homes.lives.as_ref(), homes.helps.as_ref());
    let home = district(catalog, matter.kind, matter.body, lives, helps);
    let home = home.as_ref();
    let by_district = || rows.iter().filter(|row| row.place == Place::Woonwijk);
    let mut choices = Vec::new();
    for role in by_district()
        .map(|row| row.to.as_str())
        .collect::<BTreeSet<_>>()
    {
        let teams: Vec<Arc<Partner>> = candidates
            .iter()
            .filter_map(|candidate| team(candidate, role))
            .collect();
        let undivided = matches!(teams.as_slice(), [only] if only.districts.is_empty());
        if teams.is_empty() || undivided || catalog.terms.may_be_several(role) {
            continue;
        }
        let own = home.and_then(|home| teams.iter().find(|team| team.serves_district(home)));
        let access = teams.iter().find(|team| team.access);
        let asks = || {
            by_district()
                .filter(|row| row.to == role)
                .any(|row| row.consent.is_some())
        };
        match (own, access) {
            (Some(own), _) => keep(candidates, rows, role, own),
            (None, Some(access)) if !asks() => keep(candidates, rows, role, access),
            (None, None) if by_district().any(|row| row.to == role && matter.by_law(row)) => {
                return Err(Stop::at(
                    Code::NoWijk,
                    matter.pointer(Meaning::District),
                    format!("role:{role}"),
                ));
            }
            (None, access) => choices.push(Choice {
                role: role.to_owned(),
                teams: teams.iter().map(|team| team.party()).collect(),
                places: &[Place::Woonwijk],
                access: access.map(|team| team.party()),
                open: Code::NoWijk,
            }),
        }
    }
    Ok(choices)
}

/// The choices between several units of one organisation that a document names by its OIN: one for each organisation and role.
pub(super) fn units(candidates: &[Candidate]) -> Vec<Choice> {
    const NAMED: &[Place] = &[Place::Geadresseerde, Place::Deelnemer];
    let mut of_each: BTreeMap<(&str, &str), BTreeSet<Party>> = BTreeMap::new();
    for candidate in candidates {
        if let Candidate::Partner { partner, places } = candidate
            && partner.unit.is_some()
            && places.iter().any(|place| NAMED.contains(place))
        {
            of_each
                .entry((&partner.oin, &partner.role))
                .or_default()
                .insert(partner.party());
        }
    }
    let several = of_each.into_iter().filter(|(_, units)| units.len() > 1);
    several
        .map(|((_, role), teams)| Choice {
            role: role.to_owned(),
            teams,
            places: NAMED,
            access: None,
            open: Code::Manual,
        })
        .collect()
}

fn team(candidate: &Candidate, role: &str) -> Option<Arc<Partner>> {
    match candidate {
        Candidate::Partner { partner, places }
            if partner.role == role && places.contains(&Place::Woonwijk) =>
        {
            Some(Arc::clone(partner))
        }
        _ => None,
    }
}

/// Drops the other teams of the role as candidates, except where another row finds them by another address.
fn keep(candidates: &mut Vec<Candidate>, rows: &[&Arc<Row>], role: &str, chosen: &Partner) {
    candidates.retain_mut(|candidate| {
        if team(candidate, role).is_none_or(|team| team.party() == chosen.party()) {
            return true;
        }
        if let Candidate::Partner { places, .. } = candidate {
            places.retain(|place| *place != Place::Woonwijk);
        }
        rows.iter().any(|row| fits(candidate, row))
    });
}
