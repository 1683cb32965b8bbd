//! Statements, standings and a day -> whether there is consent, or a refusal. As naive as can be:
//! every answer walks through the days from the first statement on, and does again what others did before.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::case::{Authority, Case, Said, Statement, age};

/// Who decides on the day of sending (domain 2.2, last column).
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Deciders {
    /// Each of these groups must say yes.
    Groups(Vec<Vec<&'static str>>),
    /// Nobody can tell.
    Nobody,
}

/// Domain 2.2: under 12 the parents or the voogd, from 12 to 15 the youth AND the parents, from 16 the youth.
/// Who is not able to decide has a representative, whatever the age.
pub(super) fn deciders(case: &Case) -> Deciders {
    match able(case) {
        Some(Authority::No) => Deciders::Groups(vec![vec!["vertegenwoordiger"]]),
        Some(Authority::Unknown) => Deciders::Nobody,
        Some(Authority::Yes) | None => by_age(case),
    }
}

/// Domain 2.2, the ages alone.
fn by_age(case: &Case) -> Deciders {
    let Some(born) = case.born() else {
        return Deciders::Nobody;
    };
    let years = age(born, case.today);
    if years < 0 {
        Deciders::Nobody // who is not born yet has no birth date
    } else if years < 12 {
        Deciders::Groups(vec![vec!["ouder", "voogd"]])
    } else if years < 16 {
        Deciders::Groups(vec![vec!["jeugdige"], vec!["ouder", "voogd"]])
    } else {
        Deciders::Groups(vec![vec!["jeugdige"]])
    }
}

/// The latest that was established about the youth itself; two answers on one day are no answer.
fn able(case: &Case) -> Option<Authority> {
    let mut latest = None;
    for day in days(case) {
        let mut of_day: Vec<Authority> = Vec::new();
        for standing in &case.standings {
            if standing.giver.is_none() && standing.day == day {
                of_day.push(standing.known);
            }
        }
        latest = one_of(&of_day).or(latest);
    }
    latest
}

/// All days up to and including today on which anything was said or established, in their order.
fn days(case: &Case) -> BTreeSet<Date> {
    let said = case.statements.iter().map(|statement| statement.day);
    let established = case.standings.iter().map(|standing| standing.day);
    said.chain(established)
        .filter(|day| *day <= case.today)
        .collect()
}

/// Nothing said: nothing. One thing said, however often: that. Two things said: unknown.
fn one_of(said: &[Authority]) -> Option<Authority> {
    let first = *said.first()?;
    if said.iter().all(|other| *other == first) {
        Some(first)
    } else {
        Some(Authority::Unknown)
    }
}

/// Ruling 1: gezag is a fact with a source and a date. The youth needs none for itself.
/// Ruling 18: what was established goes before what a form claims, whatever the dates.
pub(super) fn gezag(case: &Case, giver: &str, capacity: &str) -> Authority {
    if capacity == "jeugdige" {
        return Authority::Yes;
    }
    let mut established: Vec<(Date, Authority)> = Vec::new();
    for standing in case
        .standings
        .iter()
        .filter(|standing| standing.giver.as_deref() == Some(giver))
    {
        established.push((standing.day, standing.known));
    }
    let mut claimed: Vec<(Date, Authority)> = Vec::new();
    for statement in case
        .statements
        .iter()
        .filter(|statement| statement.giver == giver)
    {
        claimed.push((statement.day, statement.authority));
    }
    latest_of(case, &established)
        .or(latest_of(case, &claimed))
        .unwrap_or(Authority::Unknown)
}

/// The last thing told up to today; two things told on one day are unknown.
fn latest_of(case: &Case, told: &[(Date, Authority)]) -> Option<Authority> {
    let mut latest = None;
    for day in days(case) {
        let of_day: Vec<Authority> = told
            .iter()
            .filter(|(on, _)| *on == day)
            .map(|(_, known)| *known)
            .collect();
        latest = one_of(&of_day).or(latest);
    }
    latest
}

/// Ruling 1: per giver the latest statement counts, by its own date; on equal dates the stricter wins:
/// no before yes, and of two times yes the one that ends first.
pub(super) fn latest<'a>(
    case: &'a Case,
    giver: &str,
    recipient: &str,
    purpose: &str,
    category: &str,
) -> Option<&'a Statement> {
    let mut of_key: Vec<&Statement> = Vec::new();
    for statement in &case.statements {
        let key = (
            &*statement.category,
            &*statement.giver,
            &*statement.recipient,
            &*statement.purpose,
        );
        if key == (category, giver, recipient, purpose) && statement.day <= case.today {
            of_key.push(statement);
        }
    }
    let days: BTreeSet<Date> = of_key.iter().map(|statement| statement.day).collect();
    let mut latest: Option<&Statement> = None;
    for day in days {
        let of_day: Vec<&Statement> = of_key
            .iter()
            .filter(|statement| statement.day == day)
            .copied()
            .collect();
        for statement in &of_day {
            if statement.said == Said::Yes
                && (latest.is_none_or(|l| l.day < day) || ends_before(statement, latest))
            {
                latest = Some(statement);
            }
        }
        for statement in &of_day {
            if statement.said == Said::No {
                latest = Some(statement);
            }
        }
    }
    latest
}

fn ends_before(one: &Statement, other: Option<&Statement>) -> bool {
    match (one.until, other.and_then(|other| other.until)) {
        (Some(one), Some(other)) => one < other,
        (Some(_), None) => true,
        (None, _) => false,
    }
}

fn givers(case: &Case) -> BTreeSet<&str> {
    case.statements
        .iter()
        .map(|statement| &*statement.giver)
        .collect()
}

/// Whether a refusal or a withdrawal stands in the way (rulings 1 and 8).
pub(super) fn refused(case: &Case, recipient: &str, purpose: &str, category: &str) -> bool {
    let deciders = deciders(case);
    for giver in givers(case) {
        let Some(word) = latest(case, giver, recipient, purpose, category) else {
            continue;
        };
        if word.said != Said::No {
            continue;
        }
        // the no of somebody who decides
        let groups = match &deciders {
            Deciders::Groups(groups) => groups,
            Deciders::Nobody => return true, // nobody can tell whose no it is: any no withholds
        };
        let decides = groups.iter().any(|group| group.contains(&&*word.capacity));
        // whoever would decide at this age may still refuse what a representative allows
        let own = match by_age(case) {
            Deciders::Groups(groups) => groups.iter().any(|group| group.contains(&&*word.capacity)),
            Deciders::Nobody => false,
        };
        if (decides || own) && gezag(case, giver, &word.capacity) != Authority::No {
            return true;
        }
        // ruling 1: where gezag is unknown, any refusal by anyone withholds
        for group in groups {
            if needs_gezag(group) && !somebody_has_gezag(case, group) {
                return true;
            }
        }
    }
    false
}

/// Somebody's last word was a yes, and its time is over.
pub(super) fn expired(case: &Case, recipient: &str, purpose: &str, category: &str) -> bool {
    givers(case).into_iter().any(|giver| {
        let word = latest(case, giver, recipient, purpose, category);
        word.is_some_and(|word| {
            word.said == Said::Yes && word.until.is_some_and(|until| until < case.today)
        })
    })
}

fn needs_gezag(group: &[&str]) -> bool {
    group != ["jeugdige"]
}

fn somebody_has_gezag(case: &Case, group: &[&str]) -> bool {
    let told = case
        .statements
        .iter()
        .filter(|statement| statement.day <= case.today);
    let givers: BTreeSet<(&str, &str)> = told
        .map(|statement| (&*statement.giver, &*statement.capacity))
        .collect();
    givers.into_iter().any(|(giver, capacity)| {
        group.contains(&capacity) && gezag(case, giver, capacity) == Authority::Yes
    })
}

/// Domain 2.2: at least one valid yes of each group that decides, by somebody with gezag, and no refusal.
pub(super) fn consented(case: &Case, recipient: &str, purpose: &str, category: &str) -> bool {
    if refused(case, recipient, purpose, category) {
        return false;
    }
    let Deciders::Groups(groups) = deciders(case) else {
        return false;
    };
    for group in groups {
        let mut somebody = false;
        for giver in givers(case) {
            let Some(word) = latest(case, giver, recipient, purpose, category) else {
                continue;
            };
            let valid =
                word.said == Said::Yes && word.until.is_none_or(|until| until >= case.today);
            let may = group.contains(&&*word.capacity)
                && gezag(case, giver, &word.capacity) == Authority::Yes;
            somebody = somebody || (valid && may);
        }
        if !somebody {
            return false;
        }
    }
    true
}

/// A refusal in this purpose to this recipient, of whatever category.
pub(super) fn objected(case: &Case, recipient: &str, purpose: &str) -> bool {
    let categories: BTreeSet<&str> = case
        .statements
        .iter()
        .map(|statement| &*statement.category)
        .collect();
    categories
        .into_iter()
        .any(|category| refused(case, recipient, purpose, category))
}
