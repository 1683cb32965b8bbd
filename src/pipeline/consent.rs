//! Statements of the register + the age table -> for which categories there is consent on the day of sending.
//!
//! The key of a statement is subject, discloser, recipient and its unit, purpose and category. Of each giver the latest counts, by its own day;
//! on equal days the stricter. A yes counts of those who may decide that day; a no also of those whose gezag is not known.

use crate::catalog::consent::ConsentTable;
use crate::message::Private;
use crate::outcome::Code;
use crate::party::Party;
use jiff::civil::Date;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// What somebody said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Said {
    /// Consent.
    Yes,
    /// Refused, or withdrawn.
    No,
}

/// Whether somebody has gezag over the subject, or whether the youth is able to decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Authority {
    /// Known to have it.
    Yes,
    /// Known not to have it.
    No,
    /// Nobody knows.
    Unknown,
}

impl Authority {
    /// As messages, the register and people say it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Authority::Yes => "ja",
            Authority::No => "nee",
            Authority::Unknown => "onbekend",
        }
    }

    /// What a word says; any other word says that nobody knows.
    pub fn of(word: &str) -> Self {
        [Authority::Yes, Authority::No]
            .into_iter()
            .find(|known| known.as_str() == word)
            .unwrap_or(Authority::Unknown)
    }
}

/// What a statement rests on: who relies on consent must be able to show it (AVG 7 lid 1). Decides nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Evidence {
    /// Where it lies.
    pub place: Option<Private<String>>,
    /// The version of the text that the giver read.
    pub wording: Option<Private<String>>,
}

/// One statement about one subject by one giver, for one discloser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// OIN of the organisation that may receive.
    pub recipient: String,
    /// Which of its units; none: whichever it has.
    pub unit: Option<String>,
    /// What for, from the closed list.
    pub purpose: String,
    /// Which category.
    pub category: String,
    /// Tells givers of one subject apart; means nothing elsewhere.
    pub giver: String,
    /// In what capacity.
    pub capacity: String,
    /// With gezag, as was known on its day?
    pub authority: Authority,
    /// Yes or no.
    pub said: Said,
    /// The day of the statement.
    pub day: Date,
    /// The last day of a yes.
    pub until: Option<Date>,
}

impl Statement {
    /// Is it about what this recipient may have? What was said of no unit is about all of them, and of one unit about whoever is not
    /// divided: a no is heard, and a yes only where it is certain.
    pub fn is_about(&self, recipient: Recipient<'_>) -> bool {
        let undivided = recipient.unit.is_none() && self.said == Said::No;
        let unit = self.unit.as_deref();
        self.recipient == recipient.oin && (unit.is_none() || unit == recipient.unit || undivided)
    }

    /// Anything but a plain yes of somebody with gezag: it may take away what another statement gave.
    pub fn may_withhold(&self) -> bool {
        self.said == Said::No || self.authority != Authority::Yes
    }
}

/// What was established about who may decide for one subject, from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Whose gezag; none: whether the youth is able to decide (wilsbekwaam).
    pub giver: Option<String>,
    /// What is known.
    pub known: Authority,
    /// Since when.
    pub day: Date,
}

impl Standing {
    /// It may take away what a statement gave.
    pub fn may_withhold(&self) -> bool {
        self.known != Authority::Yes
    }
}

/// What was established of somebody's gezag by a day; none when nothing was.
pub fn established(standings: &[Standing], giver: &str, today: Date) -> Option<Authority> {
    let of_giver = standings
        .iter()
        .filter(|standing| standing.giver.as_deref() == Some(giver) && standing.day <= today);
    latest_known(of_giver.map(|standing| (standing.day, standing.known)))
}

/// What is missing, so that a person can be told whom to ask.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Missing {
    /// Groups that have not said yes.
    pub groups: BTreeSet<String>,
    /// They did say yes, to an organisation that has several units, and not to which.
    pub unit: bool,
}

/// Who is to receive, as consents name them.
#[derive(Debug, Clone, Copy)]
pub struct Recipient<'a> {
    /// OIN of the organisation.
    pub oin: &'a str,
    /// Which of its units; none where it is not divided.
    pub unit: Option<&'a str>,
    /// There are other units of it in the same role: a yes must name the one.
    pub divided: bool,
}

impl<'a> Recipient<'a> {
    /// The one that is a partner.
    pub fn of(party: &'a Party, divided: bool) -> Self {
        Self {
            oin: &party.oin,
            unit: party.unit.as_deref(),
            divided,
        }
    }
}

/// Everything that was said about one subject to one discloser, and whose word counts on one day.
pub struct Voices<'a> {
    table: &'a ConsentTable,
    statements: &'a [Statement],
    today: Date,
    /// The groups that decide; none where nobody can tell.
    groups: Option<&'a [String]>,
    /// The groups that would decide if the youth could: their no counts as well.
    by_age: &'a [String],
    /// Gezag of each giver, as known today.
    authority: BTreeMap<&'a str, Authority>,
    /// Gezag matters and of nobody is it known: then anybody's no counts.
    anybody: bool,
}

impl<'a> Voices<'a> {
    /// `age` in years on `today`; none where the birth date is not known.
    pub fn new(
        table: &'a ConsentTable,
        statements: &'a [Statement],
        standings: &'a [Standing],
        age: Option<i16>,
        today: Date,
    ) -> Self {
        let able = latest_known(
            standings
                .iter()
                .filter(|s| s.giver.is_none() && s.day <= today)
                .map(|s| (s.day, s.known)),
        );
        let by_age = age.map(|age| table.groups(age));
        let groups = match able {
            Some(Authority::No) => Some(table.incapable()),
            Some(Authority::Unknown) => None,
            Some(Authority::Yes) | None => by_age,
        };
        let groups = groups.filter(|groups| !groups.is_empty());
        let claims = statements
            .iter()
            .map(|s| (s.giver.as_str(), s.day, s.authority));
        let facts = standings
            .iter()
            .filter_map(|s| Some((s.giver.as_deref()?, s.day, s.known)));
        // what was established goes before what a form claims, whatever the days
        let mut authority = latest_of_each(claims.filter(|(_, day, _)| *day <= today));
        authority.extend(latest_of_each(facts.filter(|(_, day, _)| *day <= today)));
        let mut voices = Self {
            table,
            statements,
            today,
            groups,
            by_age: by_age.unwrap_or_default(),
            authority,
            anybody: false,
        };
        voices.anybody = voices.gezag_is_unknown();
        voices
    }

    /// Is there consent for a category? Else what is missing.
    pub fn consent(
        &self,
        recipient: Recipient<'_>,
        purpose: &str,
        category: &str,
    ) -> Result<(), (Code, Missing)> {
        let said = self.latest(recipient, purpose, category);
        if said.iter().any(|statement| self.refuses(statement)) {
            return Err((Code::Refused, Missing::default()));
        }
        let groups = self.groups.unwrap_or_default();
        let yes = |group: &&String, named: bool| {
            said.iter().any(|statement| {
                self.says_yes(statement, group) && (!named || statement.unit.is_some())
            })
        };
        let missing: BTreeSet<String> = groups
            .iter()
            .filter(|group| !yes(group, recipient.divided))
            .cloned()
            .collect();
        let unit = recipient.divided && groups.iter().all(|group| yes(&group, false));
        match (groups.is_empty(), missing.is_empty(), unit) {
            (false, true, _) => Ok(()),
            (false, false, true) => Err((
                Code::Manual,
                Missing {
                    groups: missing,
                    unit,
                },
            )),
            _ => Err((
                Code::NoConsent,
                Missing {
                    groups: missing,
                    unit: false,
                },
            )),
        }
    }

    /// Was anybody's last word about a category a yes whose time is over?
    pub fn expired(&self, recipient: Recipient<'_>, purpose: &str, category: &str) -> bool {
        let over = |said: &&Statement| {
            said.said == Said::Yes && said.until.is_some_and(|last| last < self.today)
        };
        self.latest(recipient, purpose, category).iter().any(over)
    }

    /// Has anybody whose no counts said no, in this purpose, whatever the category?
    pub fn objected(&self, recipient: Recipient<'_>, purpose: &str) -> bool {
        let about = self
            .statements
            .iter()
            .filter(|s| s.is_about(recipient) && s.purpose == purpose);
        let categories: BTreeSet<&str> =
            about.map(|statement| statement.category.as_str()).collect();
        categories.into_iter().any(|category| {
            self.latest(recipient, purpose, category)
                .iter()
                .any(|s| self.refuses(s))
        })
    }

    /// A group that decides needs gezag, and nobody of it is known to have it; or nobody can tell who decides.
    fn gezag_is_unknown(&self) -> bool {
        let Some(groups) = self.groups else {
            return true;
        };
        groups
            .iter()
            .filter(|group| self.table.needs_authority(group))
            .any(|group| {
                let of_group = |s: &&Statement| {
                    s.day <= self.today && self.counts_as(s) == Some(group.as_str())
                };
                !self
                    .statements
                    .iter()
                    .filter(of_group)
                    .any(|s| self.authority(s) == Authority::Yes)
            })
    }

    fn refuses(&self, statement: &Statement) -> bool {
        statement.said == Said::No
            && (self.anybody
                || self.decides(statement) && self.authority(statement) != Authority::No)
    }

    fn says_yes(&self, statement: &Statement, group: &str) -> bool {
        statement.said == Said::Yes
            && statement.until.is_none_or(|last| self.today <= last)
            && self.counts_as(statement) == Some(group)
            && self.authority(statement) == Authority::Yes
    }

    /// Who is not able to decide has a representative; what that one allows, a parent of a child may still refuse, and the youth itself.
    fn decides(&self, statement: &Statement) -> bool {
        let group = self.counts_as(statement);
        self.groups
            .unwrap_or_default()
            .iter()
            .chain(self.by_age)
            .any(|decides| Some(decides.as_str()) == group)
    }

    fn counts_as(&self, statement: &Statement) -> Option<&str> {
        self.table
            .capacity(&statement.capacity)
            .map(|capacity| capacity.counts_as.as_str())
    }

    fn authority(&self, statement: &Statement) -> Authority {
        match self.table.capacity(&statement.capacity) {
            Some(capacity) if !capacity.needs_authority => Authority::Yes,
            _ => self
                .authority
                .get(statement.giver.as_str())
                .copied()
                .unwrap_or(Authority::Unknown),
        }
    }

    /// Of each giver the last word about one category. Who speaks in two capacities is two: a word in one takes nothing back that was
    /// said in another, such as a yes as parent what the same person refused as representative.
    fn latest(
        &self,
        recipient: Recipient<'_>,
        purpose: &str,
        category: &str,
    ) -> Vec<&'a Statement> {
        let about = |s: &&Statement| {
            s.is_about(recipient)
                && s.purpose == purpose
                && s.category == category
                && s.day <= self.today
        };
        // the stricter of one day is the no, and of two times yes the one that ends first
        let order = |s: &&Statement| {
            (
                s.day,
                s.said,
                Reverse(s.until.unwrap_or(Date::MAX)),
                s.unit.is_some(),
            )
        };
        let mut all: Vec<&Statement> = self.statements.iter().filter(about).collect();
        all.sort_by_key(order);
        let mut last: BTreeMap<(&str, Option<&str>), &Statement> = BTreeMap::new();
        for statement in all {
            let giver = (statement.giver.as_str(), self.counts_as(statement));
            // a yes to no unit in particular takes back nothing that was said of this one
            let names_none =
                recipient.divided && statement.said == Said::Yes && statement.unit.is_none();
            if !(names_none && last.get(&giver).is_some_and(|other| other.unit.is_some())) {
                last.insert(giver, statement);
            }
        }
        last.into_values().collect()
    }
}

/// Of each giver the latest.
fn latest_of_each<'a>(
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

/// The latest of what was known; unknown where one day says two things.
fn latest_known(known: impl Iterator<Item = (Date, Authority)>) -> Option<Authority> {
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
