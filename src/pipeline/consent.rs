//! Statements of the register + the age table -> the categories with consent on the day of sending.
//!
//! The key of a statement is subject, discloser, recipient and its unit, purpose and category. Of each giver the
//! latest statement counts, by its own day; on equal days the stricter. A yes counts of givers that may decide that
//! day; a no also of givers whose gezag is not known.

mod consents;
mod latest;

pub use consents::Consents;
pub use latest::established;

use crate::message::Private;
use crate::party::Party;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// The answer of a giver.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Said {
    /// Consent.
    Yes,
    /// Refused, or withdrawn.
    No,
}

/// Whether a giver has gezag over the subject, or whether the youth is able to decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Authority {
    /// Known to have gezag, or to be able.
    Yes,
    /// Known to have no gezag, or not to be able.
    No,
    /// Not known.
    Unknown,
}

impl Authority {
    /// The word for this authority in messages, in the register and for people.
    pub const fn as_str(self) -> &'static str {
        match self {
            Authority::Yes => "ja",
            Authority::No => "nee",
            Authority::Unknown => "onbekend",
        }
    }

    /// The authority that a word names; any other word stands for not known.
    pub fn of(word: &str) -> Self {
        [Authority::Yes, Authority::No]
            .into_iter()
            .find(|known| known.as_str() == word)
            .unwrap_or(Authority::Unknown)
    }
}

/// The evidence of a statement: an organisation that relies on consent must be able to show the consent (AVG 7 lid
/// 1). Evidence decides nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Evidence {
    /// Where the evidence lies.
    pub place: Option<Private<String>>,
    /// The version of the text that the giver read.
    pub wording: Option<Private<String>>,
}

/// One statement about one subject by one giver, for one discloser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// OIN of the organisation that may receive.
    pub recipient: String,
    /// The unit of that organisation; none: any of its units.
    pub unit: Option<String>,
    /// The purpose, from the closed list.
    pub purpose: String,
    /// Code of the category.
    pub category: String,
    /// Name that tells the givers of one subject apart; without meaning elsewhere.
    pub giver: String,
    /// Capacity in which the giver speaks.
    pub capacity: String,
    /// Gezag of the giver, as known on the day of the statement.
    pub authority: Authority,
    /// Yes or no.
    pub said: Said,
    /// The day of the statement.
    pub day: Date,
    /// The last day of a yes.
    pub until: Option<Date>,
}

impl Statement {
    /// Whether the statement is about data that this recipient may have. A statement that names no unit is about
    /// every unit, and a statement about one unit is also about an organisation that is not divided: a no is heard,
    /// and a yes only where it is certain.
    pub fn is_about(&self, recipient: Recipient<'_>) -> bool {
        let undivided = recipient.unit.is_none() && self.said == Said::No;
        let unit = self.unit.as_deref();
        self.recipient == recipient.oin && (unit.is_none() || unit == recipient.unit || undivided)
    }

    /// Whether the statement may take away consent that another statement gave: any but a plain yes of a giver with gezag.
    pub fn may_withhold(&self) -> bool {
        self.said == Said::No || self.authority != Authority::Yes
    }
}

/// A finding about one giver, or about the youth, for one subject from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The giver whose gezag was established; none: whether the youth is able to decide (wilsbekwaam).
    pub giver: Option<String>,
    /// The authority that was established.
    pub known: Authority,
    /// First day of the standing.
    pub day: Date,
}

impl Standing {
    /// Whether the standing may take away consent that a statement gave.
    pub fn may_withhold(&self) -> bool {
        self.known != Authority::Yes
    }
}

/// The consent that is missing, so that a person can be told which givers to ask.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Missing {
    /// Groups that have not said yes.
    pub groups: BTreeSet<String>,
    /// The groups did say yes, to an organisation with several units, without naming a unit.
    pub unit: bool,
}

/// A recipient, as consents name one.
#[derive(Debug, Clone, Copy)]
pub struct Recipient<'a> {
    /// OIN of the organisation.
    pub oin: &'a str,
    /// Unit of the organisation; none where the organisation is not divided.
    pub unit: Option<&'a str>,
    /// The organisation has other units in the same role: a yes must name one unit.
    pub divided: bool,
}

impl<'a> Recipient<'a> {
    /// A partner as the recipient of consent.
    pub fn of(party: &'a Party, divided: bool) -> Self {
        Self {
            oin: &party.oin,
            unit: party.unit.as_deref(),
            divided,
        }
    }
}
