//! `policies/*.toml` -> [`Row`]s of the decision table, and the [`Case`]s that prove them.

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

/// The address of the subject or the message by which a row finds its recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// The municipality of residence.
    Woonplaats,
    /// The municipality of residence as the Jeugdwet counts it (1.1).
    WoonplaatsJeugdwet,
    /// In the municipality of residence: the one team of the neighbourhood, else the team for all neighbourhoods.
    Woonwijk,
    /// The school.
    Schoolvestiging,
    /// The organisation that made the report which this message answers.
    EigenMelding,
    /// The organisations that have the report which this message corrects.
    EerderGekregen,
    /// The organisation that the message is addressed to, by OIN.
    Geadresseerde,
    /// The organisations that take part, by OIN; the giver must take part too.
    Deelnemer,
    /// The hub's own register.
    Hub,
    /// No recipient: a person does this, outside the hub.
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
    /// The row is in use.
    #[default]
    Aan,
    /// The row is used only in a region that names it in `rows_on`.
    Uit,
    /// The row is a prohibition: it beats every other row for its pair of giver and recipient.
    Geblokkeerd,
}

/// The effect of a refusal or objection on a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Refusal {
    /// No effect: the row is a duty.
    Nee,
    /// Withhold.
    Blokkeert,
    /// A person decides.
    Mens,
}

/// The treatment of a free text with forbidden content. A personal number is taken out in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FreeText {
    /// The field is taken out; a duty is never rejected for its free text.
    Verwijderen,
    /// This recipient gets no part of the message.
    Weigeren,
    /// The field is taken out, and the sender is told.
    Markeren,
}

/// How sure the reading of the law is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Certainty {
    /// The primary text was read.
    H,
    /// The reading is from an authoritative secondary source.
    M,
    /// The reading is derived, or local practice.
    L,
    /// The reading is not verified.
    #[serde(rename = "?")]
    Unknown,
}

impl Certainty {
    /// The certainty as jurists write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Certainty::H => "H",
            Certainty::M => "M",
            Certainty::L => "L",
            Certainty::Unknown => "?",
        }
    }
}

/// The day that a condition looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DayOf {
    /// The day that the message is about.
    Gebeurtenis,
    /// The day of sending.
    Verzending,
}

/// The day from which an age counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AgeStart {
    /// On the birthday.
    #[default]
    Verjaardag,
    /// From the first day of the month after the birthday (Leerplichtwet 3).
    MaandNaVerjaardag,
}

/// The grounds for giving and for receiving.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grounds {
    /// The ground for giving.
    pub verstrekken: String,
    /// The ground for receiving.
    pub ontvangen: String,
}

/// Ages from and to, both included, with the day that the condition looks at.
#[derive(Debug, Clone)]
pub struct Ages {
    /// The youngest age.
    pub from: i16,
    /// The oldest age.
    pub to: i16,
    /// The day from which the youngest age counts.
    pub start: AgeStart,
    /// The day to look at.
    pub clock: DayOf,
    /// The number of last days of an absence of which each may count; none where the first day counts.
    pub last_days: Option<i32>,
    /// Fields of `data`, dotted, and the values with which all days of the absence count.
    pub every_day: Vec<(String, Vec<Value>)>,
    /// The subjects for which the oldest age ends earlier, with a school year.
    pub ends: Option<SchoolYear>,
}

/// The conditions of a row, which must all hold.
#[derive(Debug, Clone, Default)]
pub struct Conditions {
    /// The ages of the subject.
    pub ages: Option<Ages>,
    /// Fields of `data`, dotted, and the values that each may have.
    pub fields: Vec<(String, Vec<Value>)>,
    /// Fields of `data`, dotted, and the values that each may not have; an absent field has none of them.
    pub except: Vec<(String, Vec<Value>)>,
    /// Two fields of `data`, dotted: the day of sending lies from the first up to and including the last.
    pub period: Option<(String, String)>,
    /// An agreement that giver and recipient have both signed.
    pub agreement: Option<String>,
    /// Whether the consent by which the answered report went must still stand.
    pub carried: bool,
    /// Rows of the same kind and giver that go first: this row does not hold where one of those does.
    pub stands_back_for: Vec<String>,
}

/// One row of the decision table.
#[derive(Debug, Clone)]
pub struct Row {
    /// The id by which jurists name the row. A line for several kinds or roles is one row for each combination, all with its id.
    pub id: String,
    /// Whether the row may be used.
    pub state: RowState,
    /// Name of the kind of message.
    pub kind: String,
    /// Role of the giver.
    pub from: String,
    /// Role of the recipient.
    pub to: String,
    /// The address that finds the recipient.
    pub place: Place,
    /// The conditions of the row.
    pub conditions: Conditions,
    /// The purpose that consent must name; none where no consent is asked.
    pub consent: Option<String>,
    /// The purposes in which a refusal of any category closes the whole row, with or without consent, or hands the row to a person.
    pub objections: Vec<String>,
    /// The effect of a refusal.
    pub refusal: Refusal,
    /// Parents or youth must be told (AVG 13, 14).
    pub inform: bool,
    /// The most categories that the row shares.
    pub categories: Categories,
    /// The kind of the notice that tells a recipient, by the report number alone, that the consent behind its report is gone; and the
    /// notice's CloudEvents type.
    pub withdrawn_as: Option<(String, String)>,
    /// Fields that may only pass with these values.
    pub values: BTreeMap<String, Vec<Value>>,
    /// The treatment of a free text with forbidden content.
    pub free_text: FreeText,
    /// The grounds for giving and receiving.
    pub grounds: Grounds,
    /// The source of the row: the text in which the rule is written.
    pub source: String,
    /// How sure the reading of the law is.
    pub certainty: Certainty,
    /// The stricter reading that runs, in words.
    pub strict: Option<String>,
    /// The days on which the row applies.
    pub days: Days,
}

/// The rows and cases of one file.
pub struct Policy {
    /// The ids of the file's lines.
    pub ids: Vec<String>,
    /// The rows of the file.
    pub rows: Vec<Arc<Row>>,
    /// The cases of the file.
    pub cases: Vec<Case>,
}

impl Row {
    /// Whether a no by a person who may decide can close the row.
    pub fn heeds(&self) -> bool {
        self.consent.is_some() || !self.objections.is_empty()
    }

    /// Whether the row applies on this day.
    pub fn in_force(&self, on: Date) -> bool {
        self.days.hold(on)
    }
}
