//! Statements of the register + the age table -> for which categories there is consent on the day of sending.
//!
//! The key of a statement is subject, discloser, recipient, purpose and category. Of each giver the latest counts, by its own day;
//! on equal days the stricter. A yes counts of those who may decide that day; a no also of those whose gezag is not known.

use crate::catalog::consent::ConsentTable;
use crate::outcome::Code;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// What somebody said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Said {
    /// Consent.
    Yes,
    /// Refused, or withdrawn.
    No,
}

/// Whether somebody has gezag over the subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Authority {
    /// Known to have it.
    Yes,
    /// Known not to have it.
    No,
    /// Nobody knows.
    Unknown,
}

/// One statement about one subject by one giver, for one discloser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// OIN of the organisation that may receive.
    pub recipient: String,
    /// What for, from the closed list.
    pub purpose: String,
    /// Which category.
    pub category: String,
    /// Tells givers of one subject apart; means nothing elsewhere.
    pub giver: String,
    /// In what capacity.
    pub capacity: String,
    /// With gezag?
    pub authority: Authority,
    /// Yes or no.
    pub said: Said,
    /// The day of the statement.
    pub day: Date,
    /// The last day of a yes.
    pub until: Option<Date>,
}

/// What is missing, so that a person can be told whom to ask.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Missing {
    /// Groups that have not said yes.
    pub groups: BTreeSet<String>,
}

/// Is there consent for a category? `born` unknown: nobody can tell whose yes is needed.
pub fn consent(
    table: &ConsentTable,
    statements: &[Statement],
    recipient: &str,
    purpose: &str,
    category: &str,
    age: Option<i16>,
    today: Date,
) -> Result<(), (Code, Missing)> {
    let groups = age.map(|age| table.groups(age)).unwrap_or_default();
    let mut yes: BTreeSet<&str> = BTreeSet::new();
    let about = statements.iter().filter(|s| s.recipient == recipient && s.purpose == purpose && s.category == category && s.day <= today);
    for statement in latest(about).into_values() {
        let Some(capacity) = table.capacity(&statement.capacity) else { continue };
        let decides = groups.contains(&capacity.counts_as);
        let authority = if capacity.needs_authority { statement.authority } else { Authority::Yes };
        match (statement.said, authority) {
            (_, Authority::No) => {}
            _ if !decides => {}
            (Said::No, _) => return Err((Code::Refused, Missing::default())),
            (Said::Yes, Authority::Yes) if statement.until.is_none_or(|last| today <= last) => drop(yes.insert(&capacity.counts_as)),
            (Said::Yes, _) => {}
        }
    }
    let missing: BTreeSet<String> = groups.iter().filter(|group| !yes.contains(group.as_str())).cloned().collect();
    if missing.is_empty() && !groups.is_empty() { Ok(()) } else { Err((Code::NoConsent, Missing { groups: missing })) }
}

/// Of each giver the last word.
fn latest<'s>(statements: impl Iterator<Item = &'s Statement>) -> BTreeMap<&'s str, &'s Statement> {
    let mut last: BTreeMap<&str, &Statement> = BTreeMap::new();
    for statement in statements {
        let newer = |other: &&Statement| (statement.day, statement.said) > (other.day, other.said);
        if last.get(statement.giver.as_str()).is_none_or(newer) {
            last.insert(&statement.giver, statement);
        }
    }
    last
}

/// Has anybody who may decide said no, in this purpose, whatever the category? For rows that ask no consent but heed a refusal.
pub fn refused(table: &ConsentTable, statements: &[Statement], recipient: &str, purpose: &str, age: Option<i16>, today: Date) -> bool {
    let categories: BTreeSet<&str> = statements.iter().map(|statement| statement.category.as_str()).collect();
    categories
        .into_iter()
        .any(|category| matches!(consent(table, statements, recipient, purpose, category, age, today), Err((Code::Refused, _))))
}
