//! Dice -> what was sent under the number of a document, to whom, by whom, and what was said there since.

use std::collections::BTreeSet;

use super::{
    case::{Authority, Case, Said, Standing, Statement},
    dice::Dice,
    sent::{BY, Sent, Who},
    table::Place,
    units::named,
    world::World,
};

pub(super) fn sent(world: &World, dice: &mut Dice, case: &Case) -> Vec<Sent> {
    let rows = world.rows_of(&case.kind, &case.giver_role);
    let to: BTreeSet<&str> = rows.iter().flat_map(|row| row.to.iter().copied()).collect();
    let giver = Who {
        oin: case.giver_oin.clone(),
        role: case.giver_role.clone(),
        unit: case.giver_unit.clone(),
    };
    if rows.iter().any(|row| row.place == Place::OwnReport) {
        // answers: mostly one reporter, in a role that may hear, whose report was sent to the one who answers
        let reporters: Vec<Who> = (0..[1, 1, 1, 1, 2, 2, 0][dice.below(7)])
            .map(|_| anybody(world, dice, &to))
            .collect();
        let one = |reporter: &Who| {
            let asked = if dice.chance(80) {
                giver.clone()
            } else {
                anybody(world, dice, &to)
            };
            some(dice, case, reporter, &asked)
        };
        return reporters.iter().flat_map(one).collect();
    }
    if rows.iter().any(|row| row.place == Place::Had) && dice.chance(70) {
        let stranger = dice.chance(8);
        let several = 1 + dice.below(3);
        let one = |_| {
            let reporter = if stranger || dice.chance(8) {
                anybody(world, dice, &to)
            } else {
                giver.clone()
            };
            let had = anybody(world, dice, &to);
            some(dice, case, &reporter, &had)
        };
        return (0..several).flat_map(one).collect();
    }
    Vec::new()
}

/// Mostly somebody in one of these roles.
fn anybody(world: &World, dice: &mut Dice, roles: &BTreeSet<&str>) -> Who {
    let there: Vec<_> = world
        .partners
        .iter()
        .filter(|partner| roles.contains(&*partner.role))
        .collect();
    if there.is_empty() || dice.chance(10) {
        let (any, other) = (dice.one(&world.partners), dice.one(&world.partners));
        return Who {
            role: other.role.clone(),
            ..any.who()
        };
    }
    let one = dice.one(&there);
    // now and then it went before the organisation was divided
    let unit = one.unit.clone().filter(|_| !dice.chance(5));
    Who { unit, ..one.who() }
}

/// One or two reports of a reporter to somebody.
fn some(dice: &mut Dice, case: &Case, reporter: &Who, to: &Who) -> Vec<Sent> {
    let mut said = Vec::new();
    let mut established = Vec::new();
    for (row, purpose, most) in BY {
        let Some(purpose) = purpose else { continue };
        for who in ["ouder-1", "jeugdige"] {
            if dice.chance(80) {
                let day = dice.near(case.today, 4, 0);
                let until = dice
                    .chance(25)
                    .then(|| dice.near(case.today, 3, 3))
                    .filter(|until| *until >= day);
                let unit = named(dice, to.unit.as_deref());
                most.split(' ').for_each(|code| {
                    said.push(saying(to, &unit, purpose, code, who, Said::Yes, day, until))
                });
            }
        }
        if row == "10" && dice.chance(40) {
            let who = *dice.one(&["ouder-1", "ouder-2", "jeugdige", "vertegenwoordiger"]);
            let day = dice.near(case.today, 3, 1);
            let word = if dice.chance(75) { Said::No } else { Said::Yes };
            let unit = named(dice, to.unit.as_deref());
            most.split(' ')
                .filter(|_| dice.chance(50))
                .for_each(|code| said.push(saying(to, &unit, purpose, code, who, word, day, None)));
        }
    }
    if dice.chance(12) {
        let giver = if dice.chance(50) {
            None
        } else {
            Some("ouder-1".to_owned())
        };
        let known = *dice.one(&[Authority::Yes, Authority::No, Authority::Unknown]);
        established.push(Standing {
            giver,
            known,
            day: dice.near(case.today, 4, 1),
        });
    }
    let several = if dice.chance(80) { 1 } else { 2 };
    let one = |_| {
        let (row, purpose, most) = *dice.one(&BY);
        let all: BTreeSet<String> = most.split(' ').map(str::to_owned).collect();
        let categories = if dice.chance(70) {
            all
        } else {
            dice.some(&all, 60)
        };
        let (handed_over, same_child) = (dice.chance(10), dice.chance(95));
        let (reporter, to) = (reporter.clone(), to.clone());
        Sent {
            reporter,
            to,
            row,
            purpose,
            categories,
            handed_over,
            same_child,
            said: said.clone(),
            established: established.clone(),
        }
    };
    (0..several).map(one).collect()
}

fn saying(
    to: &Who,
    unit: &Option<String>,
    purpose: &str,
    category: &str,
    who: &str,
    said: Said,
    day: jiff::civil::Date,
    until: Option<jiff::civil::Date>,
) -> Statement {
    Statement {
        recipient: to.oin.clone(),
        unit: unit.clone(),
        purpose: purpose.to_owned(),
        category: category.to_owned(),
        giver: who.to_owned(),
        capacity: who.split('-').next().unwrap_or(who).to_owned(),
        authority: Authority::Yes,
        said,
        day,
        until,
    }
}
