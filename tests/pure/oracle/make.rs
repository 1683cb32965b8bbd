//! Dice -> a case: a valid example with other days, sorts, homes and addressees, and what was said around those days.

use std::{collections::BTreeSet, sync::Arc};

use jiff::{
    ToSpan,
    civil::{Date, date},
};
use serde_json::{Value, json};

use super::{
    bridge,
    case::Case,
    dice::Dice,
    elsewhere::{abroad, places, taught},
    fields::{at, leaf, remove, set},
    world::{HOMES, World},
};

/// What the dice write into a free text; none of it may ever be read by a partner.
pub(super) const FLAGGED: [&str; 2] = [
    "Het nummer van het kind is 999900043.",
    "zie bsn 9999 00 043 in het dossier",
];

/// The day that a document is about.
const EVENTS: [&str; 8] = [
    "verhuizing.ingang",
    "verzuim.begindatum",
    "thuiszitten.begindatum",
    "signaal.datum",
    "aanmelding.datum",
    "inschrijving.datum",
    "uitschrijving.datum",
    "verlof.begindatum",
];
const FLAGS: [&str; 13] = [
    "leerling.werkMetGetuigschrift",
    "maatregel.noodzakelijk",
    "aanmelding.isClientOpDeHoogte",
    "leerling.startkwalificatie",
    "leerling.vrijgesteld",
    "ondersteuning.nodigVoorAdvies",
    "inzage.gegeven",
    "veiligheid.ernstigRisico",
    "leerling.geheimAdres",
    "jeugdige.geheimAdres",
    "jeugdige.startkwalificatie",
    "jeugdige.vrijgesteld",
    "vve.doelgroep",
];
const SORTS: [&str; 5] = [
    "verzuim.soort",
    "aanmelding.aanmelder",
    "maatregel.soort",
    "taak",
    "retour.bericht",
];
const PERIODS: [&str; 2] = ["arrangement", "maatregel"];
const MAY_GO: [&str; 8] = [
    "leerling.pgn",
    "jeugdige.pgn",
    "leerling.woongemeente",
    "jeugdige.woongemeente",
    "geadresseerde",
    "leerling.startkwalificatie",
    "leerling.vrijgesteld",
    "veiligheid",
];

pub(super) struct Made {
    pub(super) all_on: bool,
    pub(super) case: Case,
    pub(super) event: Value,
}

/// Everything but what was said.
pub(super) fn make(world: &World, dice: &mut Dice) -> Made {
    let (kind, examples) = dice.one(&world.examples);
    let mut event = dice.one(examples).clone();
    let giver_role = giver(world, dice, kind);
    let all_on = dice.chance(50);
    let source = world.source(all_on, &giver_role);
    let (giver_oin, giver_unit) = (source.oin.clone(), source.unit.clone());
    event["source"] = json!(format!("urn:nld:oin:{giver_oin}:systeem:proef"));
    let today = today(dice);
    let data = &mut event["data"];
    let leaf = |path: &str| leaf(&world.kind(kind).shape, path);
    let arrival = if dice.chance(75) {
        today
    } else {
        dice.near(today, 60, 0)
    };
    let happened = if dice.chance(15) {
        dice.near(arrival, 800, 0)
    } else {
        around(dice, arrival)
    };
    let mut ended = arrival;
    for path in EVENTS.iter().filter(|path| leaf(path).is_some()) {
        set(data, path, json!(happened.to_string()));
        let end = path.replace("begindatum", "einddatum");
        if end != *path && leaf(&end).is_some() {
            if dice.chance(30) {
                remove(data, &end);
            } else if at(data, &end).is_some() || dice.chance(50) {
                let day = if dice.chance(50) {
                    dice.near(happened, 0, 40)
                } else {
                    dice.near(arrival, 30, 10).max(happened)
                };
                set(data, &end, json!(day.to_string()));
                ended = day.min(arrival);
            }
        }
    }
    let born = born(
        dice,
        &[
            today,
            happened,
            ended,
            ended.saturating_sub(27.days()),
            ended.saturating_sub(28.days()),
        ],
    );
    let known = match dice.below(60) {
        0 => format!("{:04}-00-00", born.year()),
        1 => format!("{:04}-{:02}-00", born.year(), born.month()),
        _ => born.to_string(),
    };
    for child in ["leerling", "jeugdige"] {
        if leaf(&format!("{child}.geboortedatum")).is_some() {
            set(data, &format!("{child}.geboortedatum"), json!(known));
        }
        if leaf(&format!("{child}.woongemeente")).is_some() {
            set(
                data,
                &format!("{child}.woongemeente"),
                json!(dice.one(&HOMES[..2]).0),
            );
        }
        if leaf(&format!("{child}.pgn")).is_some() && dice.chance(50) {
            set(data, &format!("{child}.pgn"), json!("999900031"));
        }
    }
    for path in ["school.brin", "brin"] {
        if leaf(path).is_some() {
            set(data, path, json!(dice.one(&HOMES[..2]).1));
        }
    }
    for path in SORTS {
        if let Some(choices) = leaf(path).and_then(|leaf| leaf.choices.as_ref())
            && dice.chance(70)
        {
            set(data, path, dice.one(choices).clone());
        }
    }
    for path in FLAGS {
        if leaf(path).is_some() && dice.chance(40) {
            let secret = path.ends_with("geheimAdres");
            set(data, path, json!(dice.chance(if secret { 30 } else { 50 })));
        }
    }
    for block in PERIODS {
        if leaf(&format!("{block}.begindatum")).is_some() {
            let begin = today.saturating_add((*dice.one(&[-400, -30, -1, 0, 0, 1])).days());
            let end = today
                .saturating_add((*dice.one(&[-1, 0, 0, 1, 300])).days())
                .max(begin);
            set(
                data,
                &format!("{block}.begindatum"),
                json!(begin.to_string()),
            );
            set(data, &format!("{block}.einddatum"), json!(end.to_string()));
        }
    }
    if leaf("verlof.dagen").is_some() {
        set(data, "verlof.dagen", json!(dice.between(8, 13)));
    }
    if leaf("gebied.gemeente").is_some() {
        set(data, "gebied.gemeente", json!(dice.one(&HOMES[..2]).0));
    }
    if leaf("ontvanger").is_some() {
        set(data, "ontvanger", json!(dice.one(&world.partners).oin));
    }
    let addressees = addressees(world, kind, &giver_role);
    if leaf("geadresseerde").is_some() && !addressees.is_empty() {
        set(data, "geadresseerde", json!(dice.one(&addressees)));
    }
    if at(data, "deelnemers").is_some() && !addressees.is_empty() {
        let mut list: BTreeSet<String> = (0..dice.below(5))
            .map(|_| dice.one(&addressees).clone())
            .collect();
        if dice.chance(85) {
            list.insert(giver_oin.clone());
        }
        set(data, "deelnemers", json!(list));
    }
    for path in MAY_GO {
        if dice.chance(8) && world.removable.contains(&(kind.clone(), path.to_owned())) {
            remove(data, path);
        }
    }
    abroad(world, dice, kind, data);
    places(world, dice, kind, data);
    taught(world, dice, kind, data);
    let mut flagged = Vec::new();
    for path in bridge::free_texts(world, kind) {
        if dice.chance(5) && at(data, &path).is_some() {
            set(data, &path, json!(dice.one(&FLAGGED)));
            flagged.push(path);
        }
    }
    let case = Case {
        kind: kind.clone(),
        giver_role,
        giver_oin,
        giver_unit,
        today,
        arrival,
        data: event["data"].clone(),
        statements: Vec::new(),
        standings: Vec::new(),
        doubt: false,
        sent: Vec::new(),
        rows_on: if all_on {
            ["14", "15", "22"].map(str::to_owned).into()
        } else {
            Vec::new()
        },
        agreements: world.agreements.clone(),
        partners: Arc::clone(&world.partners),
        flagged,
    };
    Made {
        all_on,
        case,
        event,
    }
}

fn giver(world: &World, dice: &mut Dice, kind: &str) -> String {
    let known = world.givers();
    let from: BTreeSet<&str> = world
        .table
        .iter()
        .filter(|row| row.kinds.contains(&kind))
        .flat_map(|row| row.from.iter().copied())
        .collect();
    let from: Vec<&str> = from
        .into_iter()
        .filter(|role| known.iter().any(|other| other == role))
        .collect();
    if from.is_empty() || dice.chance(8) {
        dice.one(&known).clone()
    } else {
        (*dice.one(&from)).to_owned()
    }
}

/// Mostly organisations in a role that some row of this kind names.
fn addressees(world: &World, kind: &str, giver: &str) -> Vec<String> {
    let roles: BTreeSet<&str> = world
        .rows_of(kind, giver)
        .iter()
        .flat_map(|row| row.to.iter().copied())
        .collect();
    let named = world
        .partners
        .iter()
        .filter(|partner| roles.contains(&*partner.role));
    let strangers = world.partners.iter().step_by(11);
    named
        .chain(strangers)
        .map(|partner| partner.oin.clone())
        .collect()
}

fn today(dice: &mut Dice) -> Date {
    match dice.below(10) {
        0..4 => dice.near(date(2026, 1, 1), 4, 4),
        4 => *dice.one(&[
            date(2025, 3, 1),
            date(2025, 2, 28),
            date(2026, 3, 1),
            date(2028, 2, 29),
            date(2027, 3, 1),
        ]),
        5 => dice.near(super::world::AGREED.1, 1, 1),
        6 => dice.near(super::world::AGREED.0, 1, 1),
        _ => dice.near(date(2026, 1, 1), 365, 900),
    }
}

fn around(dice: &mut Dice, today: Date) -> Date {
    match dice.below(4) {
        0 => today,
        1 => dice.near(today, 2, 1),
        2 => dice.near(date(2026, 1, 1), 3, 2).min(today),
        _ => dice.near(today, 90, 0),
    }
}

/// Around a birthday on one of the days that may count, around the month after the fifth, on 29 February, or any day.
fn born(dice: &mut Dice, clocks: &[Date]) -> Date {
    let clock = *dice.one(clocks);
    let edges = [4, 5, 11, 12, 15, 16, 17, 18, 22, 23, 26, 27];
    let years = if dice.chance(70) {
        *dice.one(&edges)
    } else {
        dice.between(0, 28)
    };
    match dice.below(10) {
        0..6 => {
            let day = clock.saturating_sub(years.years());
            dice.near(day, 1, 1)
        }
        6..8 => {
            let day = clock.first_of_month().saturating_sub(5.years());
            dice.near(day, 33, 1)
        }
        8 => date(*dice.one(&[2000, 2004, 2008, 2012, 2016, 2020]), 2, 29),
        _ => dice.near(date(2012, 1, 1), 4500, 4500),
    }
}

/// Fields that a valid document of this kind may do without.
pub(super) fn removable(world: &World) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    for (kind, examples) in &world.examples {
        for path in MAY_GO {
            let fits = examples.iter().any(|example| {
                let mut event = example.clone();
                let was = at(&event["data"], path).is_some();
                remove(&mut event["data"], path);
                was && bridge::is_valid(world, kind, event)
            });
            if fits {
                found.insert((kind.clone(), path.to_owned()));
            }
        }
    }
    found
}
