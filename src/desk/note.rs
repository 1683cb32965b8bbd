//! A note taken down at the desk: the child, the giver and the statement; and the looks into a record.

mod born;

pub(super) use born::Born;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The verb of a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verb {
    /// Consent is given.
    Give,
    /// Consent is refused.
    Refuse,
    /// Consent is withdrawn.
    Withdraw,
}

/// The part of a child's record that a look shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Look {
    /// Statements about consent, and their effect today.
    Statements,
    /// Disclosures by partner, and dispatches that still wait.
    Told,
}

/// Details of a child, in the words of the file that the desk wrote: personal data, which cannot be printed.
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

/// A statement as the person at the desk took it down.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// Consent given, refused or withdrawn.
    pub verb: Verb,
    /// Name of the source at whose desk the note was taken.
    pub source: String,
    /// The child.
    pub child: Child,
    /// Mark that tells the givers of one child apart.
    pub giver: String,
    /// Capacity of the giver.
    pub capacity: String,
    /// Whether the giver has gezag: `ja`, `nee`, `onbekend`.
    pub authority: String,
    /// OIN of the recipient; none: all recipients.
    pub recipient: Option<String>,
    /// The unit of the recipient; none: whichever unit it has.
    pub unit: Option<String>,
    /// The purpose; none: every purpose.
    pub purpose: Option<String>,
    /// The categories; empty: all.
    pub categories: Vec<String>,
    /// The day of the statement; none: today.
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
    /// The kind of message that makes the same statement.
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
