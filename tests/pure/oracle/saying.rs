//! Dice -> what was said about the child of a case, around its days and about those who may receive.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{
    asked,
    case::{Authority, Case, Partner, Said, Standing, Statement},
    dice::Dice,
    table::Refusal,
    units::named,
    world::World,
};

/// What was said and established, what was sent under this number, whether there is doubt.
pub(super) fn say(world: &World, dice: &mut Dice, case: &mut Case) {
    case.sent = asked::sent(world, dice, case);
    case.doubt = dice.chance(6);
    case.statements.clear();
    case.standings.clear();
    if dice.chance(10) {
        return;
    }
    let rows = world.rows_of(&case.kind, &case.giver_role);
    let mut purposes: BTreeSet<&str> = BTreeSet::new();
    let mut categories: BTreeSet<String> = BTreeSet::from(["ID".to_owned()]);
    for row in rows {
        purposes.extend(row.consent);
        match row.refusal {
            Refusal::Nothing => (),
            Refusal::Person => drop(purposes.insert("wettelijke-taak")),
            Refusal::Blocks(purpose) => drop(purposes.insert(purpose)),
        }
        categories.extend(
            row.most
                .iter()
                .chain(&row.open)
                .map(|code| (*code).to_owned()),
        );
    }
    if dice.chance(10) {
        purposes.insert("aanmelding-hulp");
    }
    let purposes: Vec<&str> = purposes.into_iter().collect();
    let there: Vec<&Partner> = (world.partners.iter())
        .filter(|partner| {
            rows.iter()
                .any(|row| row.to.contains(&&*partner.role) && row.place.holds(case, partner))
        })
        .collect();
    if purposes.is_empty() || there.is_empty() {
        return;
    }
    let several: Vec<&Partner> = there
        .iter()
        .copied()
        .filter(|partner| case.whom(partner).several)
        .collect();
    let among = if several.is_empty() || dice.chance(60) {
        &there
    } else {
        &several
    };
    let focus = *dice.one(among);
    let purpose = *dice.one(&purposes);
    if dice.chance(60) {
        let unit = named(dice, focus.unit.as_deref());
        for who in ["ouder-1", "jeugdige", "vertegenwoordiger"] {
            let day = dice.near(case.today, 3, 0);
            add(
                dice,
                case,
                (&focus.oin, &unit),
                purpose,
                who,
                Said::Yes,
                day,
                &categories,
                None,
            );
        }
    }
    for _ in 0..dice.below(7) {
        let recipient = if dice.chance(85) {
            focus
        } else {
            dice.one(&world.partners)
        };
        let unit = named(dice, recipient.unit.as_deref());
        let about = if dice.chance(85) {
            purpose
        } else {
            *dice.one(&purposes)
        };
        let who = *dice.one(&[
            "ouder-1",
            "ouder-1",
            "ouder-2",
            "voogd-3",
            "jeugdige",
            "jeugdige",
            "vertegenwoordiger",
        ]);
        let said = if dice.chance(60) { Said::Yes } else { Said::No };
        let day = dice.near(case.today, 3, 1);
        let until = if dice.chance(70) {
            None
        } else {
            Some(dice.near(case.today, 2, 2))
        };
        let of = match dice.below(10) {
            0..6 => categories.clone(),
            6..8 => dice.some(&categories, 50),
            _ => dice.some(&categories, 15),
        };
        add(
            dice,
            case,
            (&recipient.oin, &unit),
            about,
            who,
            said,
            day,
            &of,
            until,
        );
    }
    for _ in 0..[0, 0, 1, 1, 2, 3][dice.below(6)] {
        let giver = match dice.below(6) {
            0..2 => None,
            2..4 => Some("ouder-1"),
            4 => Some("ouder-2"),
            _ => Some("vertegenwoordiger"),
        };
        let known = *dice.one(&[
            Authority::Yes,
            Authority::Yes,
            Authority::No,
            Authority::Unknown,
        ]);
        let day = dice.near(case.today, 4, 1);
        case.standings.push(Standing {
            giver: giver.map(str::to_owned),
            known,
            day,
        });
    }
    // in any order
    for at in (1..case.statements.len()).rev() {
        let other = dice.below(at + 1);
        case.statements.swap(at, other);
    }
}

fn add(
    dice: &mut Dice,
    case: &mut Case,
    (to, unit): (&str, &Option<String>),
    purpose: &str,
    who: &str,
    said: Said,
    day: Date,
    of: &BTreeSet<String>,
    until: Option<Date>,
) {
    let authority = match dice.below(20) {
        0 => Authority::No,
        1..4 => Authority::Unknown,
        _ => Authority::Yes,
    };
    for category in of {
        case.statements.push(Statement {
            recipient: to.to_owned(),
            unit: unit.clone(),
            purpose: purpose.to_owned(),
            category: category.clone(),
            giver: who.to_owned(),
            capacity: who.split('-').next().unwrap_or(who).to_owned(),
            authority,
            said,
            day,
            until: until.filter(|until| said == Said::Yes && *until >= day),
        });
    }
}
