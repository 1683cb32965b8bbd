//! Statements, standings and a day -> whether there is consent, or a refusal. As naive as can be:
//! every answer walks through the days from the first statement on, and does again what others did before.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{
    case::{Authority, Case, Said, Statement, age},
    units::{Meant, Whom},
};

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

/// What somebody's statements come to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word<'a> {
    day: Date,
    said: Said,
    until: Option<Date>,
    capacity: &'a str,
    /// A yes to the whole of which the recipient is one of several is a yes to none of them.
    meant: Meant,
}

impl Word<'_> {
    fn is_a_yes_on(&self, day: Date) -> bool {
        self.said == Said::Yes && self.until.is_none_or(|until| until >= day)
    }
}

/// Ruling 1: per giver the latest statement counts, by its own date; on equal dates the stricter wins:
/// no before yes, and of two times yes the one that ends first.
/// Of one of several units: a no ends every yes, whoever of them it was to; a yes to this one ends every no; and a yes to the whole ends a
/// no to the whole, but nothing that was said of this one.
pub(super) fn word<'a>(
    case: &'a Case,
    giver: &str,
    recipient: Whom,
    purpose: &str,
    category: &str,
) -> Option<Word<'a>> {
    let mut of_key: Vec<(&Statement, Meant)> = Vec::new();
    for statement in &case.statements {
        let key = (
            &*statement.category,
            &*statement.giver,
            &*statement.recipient,
            &*statement.purpose,
        );
        if key == (category, giver, recipient.oin, purpose)
            && statement.day <= case.today
            && let Some(meant) = recipient.meant(statement)
        {
            of_key.push((statement, meant));
        }
    }
    let days: BTreeSet<Date> = of_key.iter().map(|(statement, _)| statement.day).collect();
    let mut stands: Vec<Word> = Vec::new();
    for day in days {
        let of_day = of_key.iter().filter(|(statement, _)| statement.day == day);
        let of_day: Vec<Word> = of_day
            .map(|(statement, meant)| {
                let Statement {
                    said,
                    until,
                    capacity,
                    day,
                    ..
                } = *statement;
                Word {
                    day: *day,
                    said: *said,
                    until: *until,
                    capacity,
                    meant: *meant,
                }
            })
            .collect();
        if of_day
            .iter()
            .any(|word| word.said == Said::Yes && word.meant == Meant::This)
        {
            stands.clear();
        }
        if of_day
            .iter()
            .any(|word| word.said == Said::Yes && word.meant == Meant::Whole)
        {
            stands.retain(|word| word.meant == Meant::This);
        }
        stands.extend(&of_day);
        if of_day.iter().any(|word| word.said == Said::No) {
            stands.retain(|word| word.said == Said::No);
        }
    }
    let no = stands.iter().find(|word| word.said == Said::No);
    let first_to_end = |meant: Meant| {
        stands
            .iter()
            .filter(|word| word.meant == meant)
            .min_by_key(|word| word.until.unwrap_or(Date::MAX))
    };
    let (this, whole) = (first_to_end(Meant::This), first_to_end(Meant::Whole));
    // a yes to this one that is over does not make clearer whom a later yes to the whole is for; on one day what ends first is stricter
    let now = this
        .filter(|word| word.is_a_yes_on(case.today))
        .or(whole.filter(|word| {
            word.is_a_yes_on(case.today) && this.is_none_or(|this| this.day < word.day)
        }));
    no.or(now).or(this).or(whole).copied()
}

fn givers(case: &Case) -> BTreeSet<&str> {
    case.statements
        .iter()
        .map(|statement| &*statement.giver)
        .collect()
}

/// Whether a refusal or a withdrawal stands in the way (rulings 1 and 8).
pub(super) fn refused(case: &Case, recipient: Whom, purpose: &str, category: &str) -> bool {
    let deciders = deciders(case);
    for giver in givers(case) {
        let Some(word) = word(case, giver, recipient, purpose, category) else {
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
        let decides = groups.iter().any(|group| group.contains(&word.capacity));
        // whoever would decide at this age may still refuse what a representative allows
        let own = match by_age(case) {
            Deciders::Groups(groups) => groups.iter().any(|group| group.contains(&word.capacity)),
            Deciders::Nobody => false,
        };
        if (decides || own) && gezag(case, giver, word.capacity) != Authority::No {
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
pub(super) fn expired(case: &Case, recipient: Whom, purpose: &str, category: &str) -> bool {
    givers(case).into_iter().any(|giver| {
        let word = word(case, giver, recipient, purpose, category);
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

/// There is consent to this recipient.
pub(super) fn consented(case: &Case, recipient: Whom, purpose: &str, category: &str) -> bool {
    everybody_says_yes(case, recipient, purpose, category, &[Meant::This])
}

/// There would be, if everybody who named none of several had named this one.
pub(super) fn consented_to_some(
    case: &Case,
    recipient: Whom,
    purpose: &str,
    category: &str,
) -> bool {
    everybody_says_yes(
        case,
        recipient,
        purpose,
        category,
        &[Meant::This, Meant::Whole],
    )
}

/// Domain 2.2: at least one valid yes of each group that decides, by somebody with gezag, and no refusal.
fn everybody_says_yes(
    case: &Case,
    recipient: Whom,
    purpose: &str,
    category: &str,
    meant: &[Meant],
) -> bool {
    if refused(case, recipient, purpose, category) {
        return false;
    }
    let Deciders::Groups(groups) = deciders(case) else {
        return false;
    };
    for group in groups {
        let mut somebody = false;
        for giver in givers(case) {
            let Some(word) = word(case, giver, recipient, purpose, category) else {
                continue;
            };
            let valid = word.is_a_yes_on(case.today) && meant.contains(&word.meant);
            let may = group.contains(&word.capacity)
                && gezag(case, giver, word.capacity) == Authority::Yes;
            somebody = somebody || (valid && may);
        }
        if !somebody {
            return false;
        }
    }
    true
}

/// A refusal in this purpose to this recipient, of whatever category.
pub(super) fn objected(case: &Case, recipient: Whom, purpose: &str) -> bool {
    let categories: BTreeSet<&str> = case
        .statements
        .iter()
        .map(|statement| &*statement.category)
        .collect();
    categories
        .into_iter()
        .any(|category| refused(case, recipient, purpose, category))
}
