//! The places of a child that help looks at -> which team is the one. Ruling 21: the municipality of Jeugdwet 1.1, in it the team of the
//! wijk, else the one team that a valid yes names, else the access team.

use super::{
    case::{Case, Partner},
    judge::one,
    table::{Place, Row},
};

/// Jeugdwet 1.1 as the sender says it; else where the child lives, unless it is told that it stays somewhere else.
pub(super) fn youth_home(case: &Case) -> Option<&str> {
    let stays = case.of_child("verblijfadres").is_some()
        || case
            .of_child("verblijftElders")
            .and_then(|told| told.as_bool())
            == Some(true);
    let told = case
        .of_child("woonplaatsJeugdwet")
        .and_then(|code| code.as_str());
    told.or_else(|| case.home().filter(|_| !stays))
}

impl Row {
    /// It is about this kind, from this giver.
    pub(super) fn is_of(&self, case: &Case) -> bool {
        self.kinds.contains(&&*case.kind) && self.from.contains(&&*case.giver_role)
    }
}

fn teams<'a>(case: &'a Case, role: &str) -> Vec<&'a Partner> {
    let here = |partner: &&Partner| {
        partner.role == role && youth_home(case) == Some(&*partner.municipality)
    };
    case.partners.iter().filter(here).collect()
}

/// The team of the wijk where the child lives, where that is in the municipality that is to help.
fn of_the_wijk<'a>(case: &Case, teams: &[&'a Partner]) -> Option<&'a Partner> {
    let wijk = case.of_child("woonwijk")?.as_str()?;
    let same = case
        .home()
        .is_none_or(|home| Some(home) == youth_home(case));
    teams
        .iter()
        .find(|team| same && team.wijken.iter().any(|own| own == wijk))
        .copied()
}

/// A team that is alone in its municipality, and of no wijk, is where everybody comes.
fn access<'a>(teams: &[&'a Partner]) -> Option<&'a Partner> {
    match teams {
        [only] if only.wijken.is_empty() => Some(only),
        _ => teams.iter().find(|team| team.access).copied(),
    }
}

/// Is it this one?
pub(super) fn is_the_team(rows: &[Row], case: &Case, partner: &Partner) -> bool {
    let teams = teams(case, &partner.role);
    let yes = |team: &Partner| {
        let asks = |row: &&Row| {
            row.place == Place::Wijk
                && row.consent.is_some()
                && row.to.contains(&&*partner.role)
                && row.is_of(case)
        };
        rows.iter()
            .filter(asks)
            .any(|row| one(row, case, team).is_ok())
    };
    let chosen = of_the_wijk(case, &teams).or_else(|| {
        let named: Vec<&Partner> = teams.iter().copied().filter(|team| yes(team)).collect();
        if let [only] = &*named {
            Some(only)
        } else {
            access(&teams)
        }
    });
    chosen.is_some_and(|team| team.name == partner.name)
}

/// What asks nobody has teams to go to, and none of them is the one.
pub(super) fn no_team_is_the_one(rows: &[Row], case: &Case) -> bool {
    let free = rows
        .iter()
        .filter(|row| row.place == Place::Wijk && row.consent.is_none() && row.is_of(case));
    free.filter(|row| row.conditions.iter().all(|holds| holds(case)))
        .flat_map(|row| &row.to)
        .any(|role| {
            let teams = teams(case, role);
            !teams.is_empty() && of_the_wijk(case, &teams).is_none() && access(&teams).is_none()
        })
}
