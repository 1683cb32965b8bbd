//! `policies/*.toml` -> the rows of the decision table and the cases that prove them.

mod compile;
mod conditions;
pub mod school_year;
mod sense;

pub use compile::compile;
pub(super) use sense::contradictions;

use super::case::Case;
use super::days::Days;
use super::schema::Meaning;
use super::term::Categories;
use jiff::civil::Date;
pub use school_year::SchoolYear;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Which address of the subject or the message counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// The municipality of residence.
    Woonplaats,
    /// The municipality of residence as the Jeugdwet counts it (1.1).
    WoonplaatsJeugdwet,
    /// In that municipality the one team of the neighbourhood, else the one for everybody.
    Woonwijk,
    /// The school.
    Schoolvestiging,
    /// Whoever made the report that this answers.
    EigenMelding,
    /// Whoever has the report that this corrects.
    EerderGekregen,
    /// Whoever the message is addressed to, by OIN.
    Geadresseerde,
    /// Whoever takes part, by OIN; the giver must take part too.
    Deelnemer,
    /// The hub's own register.
    Hub,
    /// Nobody: a person does this, outside the hub.
    Handmatig,
}

impl Place {
    /// The field that a kind must have for this place to be found.
    pub const fn needs(self) -> Option<Meaning> {
        match self {
            Place::Woonplaats | Place::WoonplaatsJeugdwet | Place::Woonwijk => Some(Meaning::Home),
            Place::Schoolvestiging => Some(Meaning::Brin),
            Place::EigenMelding | Place::EerderGekregen => Some(Meaning::ReportNumber),
            Place::Geadresseerde => Some(Meaning::Addressee),
            Place::Deelnemer => Some(Meaning::Participants),
            Place::Hub | Place::Handmatig => None,
        }
    }
}

/// Whether a row may be used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RowState {
    /// It is.
    #[default]
    Aan,
    /// Only in a region that names it in `rows_on`.
    Uit,
    /// It is a prohibition: it beats every other row for its pair.
    Geblokkeerd,
}

/// What a refusal or objection does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Refusal {
    /// Nothing: this is a duty.
    Nee,
    /// Withhold.
    Blokkeert,
    /// A person decides.
    Mens,
}

/// What is done with a free text in which something stands that should not. A personal number is taken out whatever this says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FreeText {
    /// The field is taken out; a duty is never rejected for it.
    Verwijderen,
    /// This recipient gets nothing.
    Weigeren,
    /// The field goes, and the sender is told.
    Markeren,
}

/// How sure the reading of the law is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Certainty {
    /// Read in the primary text.
    H,
    /// From an authoritative secondary source.
    M,
    /// Derived, or local practice.
    L,
    /// Not verified.
    #[serde(rename = "?")]
    Unknown,
}

impl Certainty {
    /// As jurists write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Certainty::H => "H",
            Certainty::M => "M",
            Certainty::L => "L",
            Certainty::Unknown => "?",
        }
    }
}

/// Which day a condition looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DayOf {
    /// The day that the message is about.
    Gebeurtenis,
    /// The day of sending.
    Verzending,
}

/// From when an age counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AgeStart {
    /// On the birthday.
    #[default]
    Verjaardag,
    /// From the first day of the month after the birthday (Leerplichtwet 3).
    MaandNaVerjaardag,
}

/// The ground for giving and the ground for receiving.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grounds {
    /// For giving.
    pub verstrekken: String,
    /// For receiving.
    pub ontvangen: String,
}

/// Ages from and to, both included, on which clock.
#[derive(Debug, Clone)]
pub struct Ages {
    /// Youngest.
    pub from: i16,
    /// Oldest.
    pub to: i16,
    /// From when the youngest age counts.
    pub start: AgeStart,
    /// The day to look at.
    pub clock: DayOf,
    /// Of an absence, so many of its last days count, any of them; none where the first day counts.
    pub last_days: Option<i32>,
    /// Fields of `data`, dotted, and the values with which all days of the absence count.
    pub every_day: Vec<(String, Vec<Value>)>,
    /// For whom it ends earlier.
    pub ends: Option<SchoolYear>,
}

/// What must hold, all of it.
#[derive(Debug, Clone, Default)]
pub struct Conditions {
    /// The subject's age.
    pub ages: Option<Ages>,
    /// Fields of `data`, dotted, and what they may be.
    pub fields: Vec<(String, Vec<Value>)>,
    /// Fields of `data`, dotted, and what they may not be; an absent field is none of it.
    pub except: Vec<(String, Vec<Value>)>,
    /// Two fields of `data`, dotted: the day of sending lies from the first up to and including the last.
    pub period: Option<(String, String)>,
    /// An agreement that giver and recipient have both signed.
    pub agreement: Option<String>,
    /// The consent on which the report went that this answers still stands.
    pub carried: bool,
    /// Rows of the same kind and giver that go first: where one of them holds, this one does not.
    pub stands_back_for: Vec<String>,
}

/// One line of the decision table.
#[derive(Debug, Clone)]
pub struct Row {
    /// As jurists name it. A line that names several kinds or roles is one row for each combination, all with its id.
    pub id: String,
    /// Whether it may be used.
    pub state: RowState,
    /// The kind of message.
    pub kind: String,
    /// Role of the giver.
    pub from: String,
    /// Role of the recipient.
    pub to: String,
    /// Which address counts.
    pub place: Place,
    /// What must hold.
    pub conditions: Conditions,
    /// The purpose that consent must name; none where no consent is asked.
    pub consent: Option<String>,
    /// The purposes in which a refusal of any category closes the whole row, consent or not, or hands it to a person.
    pub objections: Vec<String>,
    /// What a refusal does.
    pub refusal: Refusal,
    /// Parents or youth must be told (AVG 13, 14).
    pub inform: bool,
    /// At most these.
    pub categories: Categories,
    /// What a recipient gets, of the number alone, where the consent behind what it has is gone: a kind, and its CloudEvents type.
    pub withdrawn_as: Option<(String, String)>,
    /// Fields that may only pass with these values.
    pub values: BTreeMap<String, Vec<Value>>,
    /// What something in a free text does that should not stand there.
    pub free_text: FreeText,
    /// Grounds.
    pub grounds: Grounds,
    /// Where it is written.
    pub source: String,
    /// How sure.
    pub certainty: Certainty,
    /// The stricter reading that runs, in words.
    pub strict: Option<String>,
    /// When it applies.
    pub days: Days,
}

/// Rows and cases of one file.
pub struct Policy {
    /// The ids of its lines.
    pub ids: Vec<String>,
    /// Its rows.
    pub rows: Vec<Arc<Row>>,
    /// Its cases.
    pub cases: Vec<Case>,
}

impl Row {
    /// Can a no of who may decide close it?
    pub fn heeds(&self) -> bool {
        self.consent.is_some() || !self.objections.is_empty()
    }

    /// Does it apply on this day?
    pub fn in_force(&self, on: Date) -> bool {
        self.days.hold(on)
    }
}
