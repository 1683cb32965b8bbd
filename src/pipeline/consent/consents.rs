//! Statements about one subject + the age table -> the givers that count on a day, and the consent that they give.

use super::latest::{latest_known, latest_of_each};
use super::{Authority, Missing, Recipient, Said, Standing, Statement};
use crate::catalog::consent::ConsentTable;
use crate::outcome::Code;
use jiff::civil::Date;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// The statements about one subject to one discloser, and the givers that count on one day.
pub struct Consents<'a> {
    table: &'a ConsentTable,
    statements: &'a [Statement],
    today: Date,
    /// The groups that decide; none where the deciding groups are not known.
    groups: Option<&'a [String]>,
    /// The groups that would decide if the youth could: their no counts as well.
    by_age: &'a [String],
    /// Gezag of each giver, as known today.
    authority: BTreeMap<&'a str, Authority>,
    /// Gezag matters and no giver is known to have it: then the no of any giver counts.
    anybody: bool,
}

impl<'a> Consents<'a> {
    /// Weighs the statements for `today`. `age` in years on that day; none where the birth date is not known.
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
        // an established standing goes before the claim of a form, whatever the days
        let mut authority = latest_of_each(claims.filter(|(_, day, _)| *day <= today));
        authority.extend(latest_of_each(facts.filter(|(_, day, _)| *day <= today)));
        let mut consents = Self {
            table,
            statements,
            today,
            groups,
            by_age: by_age.unwrap_or_default(),
            authority,
            anybody: false,
        };
        consents.anybody = consents.gezag_is_unknown();
        consents
    }

    /// Whether there is consent for a category; else the consent that is missing.
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

    /// Whether the last word of any giver about a category was a yes that has ended.
    pub fn expired(&self, recipient: Recipient<'_>, purpose: &str, category: &str) -> bool {
        let over = |said: &&Statement| {
            said.said == Said::Yes && said.until.is_some_and(|last| last < self.today)
        };
        self.latest(recipient, purpose, category).iter().any(over)
    }

    /// Whether a no that counts was said in this purpose, whatever the category.
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

    /// Whether gezag is unknown: a group that decides needs gezag and no giver of the group is known to have it, or
    /// the deciding group itself is not known.
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

    /// Whether the giver's group decides. A person who is not able to decide has a representative; a parent of a
    /// child, and the youth, may still refuse what the representative allows.
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

    /// The last word of each giver about one category. A giver in two capacities counts as two: a word in one
    /// capacity takes back no word in the other, such as a yes as parent after a no of the same person as
    /// representative.
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
            // a yes to no unit in particular takes back nothing that still stands of this unit; a no does not hide
            // an earlier no to this unit
            let names_none = recipient.divided && statement.unit.is_none();
            let stays = |other: &&Statement| match (other.said, statement.said) {
                (Said::No, _) => true,
                (Said::Yes, Said::No) => false,
                (Said::Yes, Said::Yes) => other.until.is_none_or(|last| self.today <= last),
            };
            let named = last.get(&giver).filter(|other| other.unit.is_some());
            if !(names_none && named.is_some_and(stays)) {
                last.insert(giver, statement);
            }
        }
        last.into_values().collect()
    }
}
