//! What the desk took down: who said what about which child, and what is asked about it.

mod born;

pub(super) use born::Born;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verb {
    /// Yes.
    Give,
    /// No.
    Refuse,
    /// No more.
    Withdraw,
}

/// What is looked at in the record of a child.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Look {
    /// What was said about consent, and what that comes to today.
    Statements,
    /// What was told to whom, and what still waits.
    Told,
}

/// Who it is about, in the words of the file that the desk wrote: personal data, which cannot be printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Child {
    pub(super) pgn: Option<String>,
    pub(super) voornamen: Option<String>,
    pub(super) achternaam: String,
    pub(super) geboortedatum: Born,
    pub(super) postcode: Option<String>,
    pub(super) huisnummer: Option<u32>,
    #[serde(default, rename = "geheimAdres")]
    pub(super) geheim_adres: bool,
}

/// What somebody said, as the person at the desk took it down.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// Yes or no.
    pub verb: Verb,
    /// Name of the source whose desk it is.
    pub source: String,
    /// Whom it is about.
    pub child: Child,
    /// What tells the givers of one child apart.
    pub giver: String,
    /// In what capacity.
    pub capacity: String,
    /// Whether the giver has gezag: `ja`, `nee`, `onbekend`.
    pub authority: String,
    /// OIN of who may not or may receive; none: everybody.
    pub recipient: Option<String>,
    /// Which of its units; none: whichever it has.
    pub unit: Option<String>,
    /// What for; none: every purpose.
    pub purpose: Option<String>,
    /// Which categories; none: all.
    pub categories: Vec<String>,
    /// The day on which it was said; none: today.
    pub day: Option<Date>,
    /// The last day of a yes.
    pub until: Option<Date>,
    /// Where the evidence lies.
    pub evidence: Option<String>,
    /// Version of the text that the giver read.
    pub wording: Option<String>,
}

impl fmt::Debug for Child {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(private)")
    }
}

impl fmt::Debug for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} at {}", self.verb, self.source)
    }
}

impl Verb {
    /// The kind of message that says the same.
    pub(super) const fn kind(self) -> &'static str {
        match self {
            Verb::Give => "toestemming.verleend/1",
            Verb::Refuse => "toestemming.geweigerd/1",
            Verb::Withdraw => "toestemming.ingetrokken/1",
        }
    }

    pub(super) const fn action(self) -> &'static str {
        match self {
            Verb::Give => "consent.given",
            Verb::Refuse => "consent.refused",
            Verb::Withdraw => "consent.withdrawn",
        }
    }
}
