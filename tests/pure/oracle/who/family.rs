//! The dice -> children as families have them: twins, brothers and sisters, namesakes, lodgers, two homes.

use super::Dice;

/// A child as it is, not as papers tell of it.
#[derive(Debug, Clone)]
pub(super) struct Child {
    pub(super) pgn: u32,
    pub(super) first_name: &'static str,
    pub(super) particle: &'static str,
    pub(super) surname: &'static str,
    pub(super) born: &'static str,
    /// One home, or two.
    pub(super) homes: Vec<&'static str>,
}

const FIRST_NAMES: [&str; 6] = ["Anna", "Bram", "Chloé", "Daniël", "Ebru", "Femke"];
const NAMES: [(&str, &str); 7] = [
    ("van der", "Berg"),
    ("", "Jansen"),
    ("de", "Vries"),
    ("'t", "Hooft"),
    ("", "Çelik"),
    ("", "Müller"),
    ("", "Dĳkstra"),
];
const BORN: [&str; 2] = ["2014-02-01", "2016-07-19"];
const HOMES: [&str; 3] = ["8011AA|1", "8011AB|22", "7411KT|3"];

/// Two to four children who have much in common.
pub(super) fn families(dice: &mut Dice) -> Vec<Child> {
    let mut children: Vec<Child> = Vec::new();
    let count = 2 + dice.below(3);
    for (at, first_name) in FIRST_NAMES.into_iter().enumerate().take(count) {
        let (particle, surname) = *dice.one(&NAMES);
        let home = *dice.one(&HOMES);
        let other = *dice.one(&HOMES);
        let homes = if dice.chance(30) && other != home {
            vec![home, other]
        } else {
            vec![home]
        };
        let alone = Child {
            pgn: at as u32 + 1,
            first_name,
            particle,
            surname,
            born: BORN[dice.below(BORN.len())],
            homes,
        };
        let child = match children.first().filter(|_| at > 0) {
            Some(first) => match dice.below(5) {
                0 | 1 => Child {
                    pgn: alone.pgn,
                    first_name: alone.first_name,
                    ..first.clone()
                }, // twins
                2 => Child {
                    born: first.born,
                    surname: first.surname,
                    particle: first.particle,
                    ..alone
                },
                3 => Child {
                    born: first.born,
                    homes: first.homes.clone(),
                    ..alone
                },
                _ => alone,
            },
            None => alone,
        };
        children.push(child);
    }
    children
}
