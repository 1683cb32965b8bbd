//! Statements of the register + the age table -> for which categories there is consent on the day of sending.
//!
//! The key of a statement is subject, discloser, recipient and its unit, purpose and category. Of each giver the latest counts, by its own day;
//! on equal days the stricter. A yes counts of those who may decide that day; a no also of those whose gezag is not known.

mod consents;
mod latest;

pub use consents::Consents;
pub use latest::established;

use crate::message::Private;
use crate::party::Party;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// What a giver said.
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
    /// Known to have it.
    Yes,
    /// Known not to have it.
    No,
    /// Not known.
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

    /// The authority that a word says; any other word says that it is not known.
    pub fn of(word: &str) -> Self {
        [Authority::Yes, Authority::No]
            .into_iter()
            .find(|known| known.as_str() == word)
            .unwrap_or(Authority::Unknown)
    }
}

/// The evidence of a statement: an organisation that relies on consent must be able to show it (AVG 7 lid 1). Decides nothing.
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

    /// Whether the statement may take away what another gave: anything but a plain yes of a giver with gezag.
    pub fn may_withhold(&self) -> bool {
        self.said == Said::No || self.authority != Authority::Yes
    }
}

/// What was established about one giver, or about the youth, for one subject from a day on.
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
    /// Whether the standing may take away what a statement gave.
    pub fn may_withhold(&self) -> bool {
        self.known != Authority::Yes
    }
}

/// The consent that is missing, so that a person can be told which givers to ask.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Missing {
    /// Groups that have not said yes.
    pub groups: BTreeSet<String>,
    /// They did say yes, to an organisation that has several units, and not to which.
    pub unit: bool,
}

/// A recipient, as consents name one.
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
