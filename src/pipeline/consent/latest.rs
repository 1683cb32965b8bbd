//! Authorities known on several days -> the latest.

use super::{Authority, Standing};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The gezag of a giver as established by a day; none where no standing is about this giver.
pub fn established(standings: &[Standing], giver: &str, today: Date) -> Option<Authority> {
    let of_giver = standings
        .iter()
        .filter(|standing| standing.giver.as_deref() == Some(giver) && standing.day <= today);
    latest_known(of_giver.map(|standing| (standing.day, standing.known)))
}

/// The latest authority of each giver.
pub(super) fn latest_of_each<'a>(
    told: impl Iterator<Item = (&'a str, Date, Authority)>,
) -> BTreeMap<&'a str, Authority> {
    let mut of_each: BTreeMap<&str, Vec<(Date, Authority)>> = BTreeMap::new();
    for (giver, day, authority) in told {
        of_each.entry(giver).or_default().push((day, authority));
    }
    of_each
        .into_iter()
        .filter_map(|(giver, told)| Some((giver, latest_known(told.into_iter())?)))
        .collect()
}

/// The latest known authority; unknown where one day says two things.
pub(super) fn latest_known(known: impl Iterator<Item = (Date, Authority)>) -> Option<Authority> {
    let mut last: Option<(Date, Authority)> = None;
    for (day, authority) in known {
        last = match last {
            Some((of, _)) if of > day => last,
            Some((of, other)) if of == day && other != authority => Some((day, Authority::Unknown)),
            _ => Some((day, authority)),
        };
    }
    last.map(|(_, authority)| authority)
}
