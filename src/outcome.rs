//! Outcomes: every way a document or a delivery can end, each with one stable code.
//!
//! The store, the log, the answer to the sender, the cases of the decision table and `docs/operating.md` use the same code.

use std::fmt;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $dutch:literal;)*) => {
        /// A reason in the form `station.reason`. Stable: never renamed, never reused.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[serde(into = "&'static str", try_from = "String")]
        pub enum Code { $($(#[$doc])* $name,)* }

        impl Code {
            /// All codes, in the order of the path.
            pub const ALL: &'static [Code] = &[$(Code::$name,)*];

            /// The stable text of the code.
            pub const fn as_str(self) -> &'static str {
                match self { $(Code::$name => $text,)* }
            }

            /// The words for a Dutch reader beside the code.
            pub const fn in_dutch(self) -> &'static str {
                match self { $(Code::$name => $dutch,)* }
            }
        }
    };
}

codes! {
    /// The broker did not vouch for the sender, or the sender speaks for another organisation.
    SenderUnproven = "intake.sender_unproven", "de afzender is niet bewezen";
    /// The headers of the message cannot be read by a client of the broker: too deep, not UTF-8, too long.
    Unreadable = "intake.unreadable", "de koppen van het bericht zijn niet te lezen";
    /// The message is larger than this hub accepts.
    TooLarge = "intake.too_large", "het bericht is te groot";
    /// The same source used this id before for other content.
    IdConflict = "intake.id_conflict", "hetzelfde id kwam eerder met een andere inhoud";
    /// The message broke the decision more than once; set aside without being read.
    Poison = "intake.poison", "het bericht brak de verwerking en is apart gelegd";
    /// The message is not in an encoding that the source may use.
    Encoding = "decode.encoding", "de tekencodering klopt niet";
    /// The message is not well-formed JSON, XML or CSV.
    Malformed = "decode.malformed", "het bericht is niet goed gevormd";
    /// The message is nested deeper, or has more parts, than any real message.
    TooDeep = "decode.too_deep", "het bericht is te diep of te vertakt";
    /// No kind is known for the message.
    UnknownKind = "adapt.unknown_kind", "deze berichtsoort is onbekend";
    /// A field that the mapping needs is not there.
    Missing = "adapt.missing", "een verplicht veld ontbreekt";
    /// The message itself says that there is nothing to tell: no line below the header, an empty list.
    Empty = "adapt.empty", "er staat niets in om te melden";
    /// A field that the mapping cannot read.
    BadValue = "adapt.bad_value", "een veld is niet te lezen";
    /// The message does not fit the schema of its kind.
    Invalid = "validate.invalid", "het bericht past niet in het schema";
    /// No municipality of residence is given.
    NoResidence = "propose.no_residence", "de woongemeente is onbekend";
    /// The birth date is known in part only, as the BRP may have it: the age of the child cannot be told.
    NoBirthdate = "propose.no_birthdate", "de geboortedatum is niet volledig bekend";
    /// Several teams help in the municipality, and none of them is the team for this child.
    NoWijk = "propose.no_wijk", "de wijk is onbekend en er is geen toegangsteam";
    /// A duty to report, without a connected partner that must receive the report.
    NoPartner = "propose.no_partner", "er is geen partner aangesloten die dit moet krijgen";
    /// No row of the decision table names this pair of giver and recipient.
    NoRow = "disclosure.no_row", "geen rij staat dit toe";
    /// The partner that the document was for is not connected any more.
    PartnerEnded = "disclosure.partner_ended", "deze partner is niet meer aangesloten";
    /// A consent that the row asks for is not there.
    NoConsent = "disclosure.no_consent", "de toestemming ontbreekt";
    /// A person who may decide said no.
    Refused = "disclosure.refused", "er is geweigerd of ingetrokken";
    /// A condition of the row does not hold.
    Condition = "disclosure.condition", "een voorwaarde is niet vervuld";
    /// A law forbids the disclosure.
    Prohibited = "disclosure.prohibited", "dit is verboden";
    /// Only a person may decide this.
    Manual = "disclosure.manual", "hierover beslist een mens";
    /// A statement claims something about gezag that was established otherwise.
    Contradiction = "register.contradiction", "dit spreekt tegen wat over het gezag is vastgesteld";
    /// Another reporter uses the same report number: the number does not tell the two reports apart.
    NotUnique = "register.number_not_unique", "dit meldingsnummer is niet uniek";
    /// A yes that could never count: its giver may not decide, or no row asks for it.
    CannotCount = "register.cannot_count", "dit ja kan niet tellen";
    /// A no that could never count: its sender needs no consent for this purpose, and the statement names no discloser that does.
    NoEffect = "register.no_effect", "dit nee kan nergens tellen: noem in `verstrekker` bij wie het moet tellen";
    /// The partner's exchange or queue is not there.
    Unroutable = "send.unroutable", "de postbus van de partner bestaat niet";
    /// The broker did not confirm in time.
    Timeout = "send.timeout", "geen bevestiging binnen de tijd";
    /// The broker refused the message.
    Rejected = "send.rejected", "de broker nam het niet aan";
    /// The dispatch waited longer than its term.
    Expired = "send.expired", "te oud om nog te bezorgen";
    /// A person at the hub decided that the dispatch will not be sent.
    Dropped = "send.dropped", "door een mens ingetrokken";
    /// A queue of the catalog is not read.
    QueueUnread = "hub.queue_unread", "deze wachtrij wordt niet gelezen";
    /// A queue whose messages cut the connection again and again is left alone for a time.
    QueueAside = "hub.queue_aside", "deze wachtrij verbrak steeds de verbinding en is apart gezet";
    /// Nothing can be sent to this partner.
    PartnerUnreached = "hub.partner_unreached", "deze partner is niet te bereiken";
    /// A connection of the hub's own to the broker is not there.
    Disconnected = "hub.disconnected", "een eigen verbinding met de broker is weg";
    /// The broker takes no messages: its alarm for memory or disk.
    Blocked = "hub.blocked", "de broker neemt geen berichten aan";
    /// The store refuses to write.
    StoreRefuses = "hub.store_refuses", "de opslag neemt niets aan";
    /// The clock of the machine cannot be right, or jumped.
    Clock = "hub.clock", "de klok van deze machine klopt niet";
    /// Lines of the log were lost, because nothing took the lines from the hub.
    LogLost = "hub.log_lost", "regels van het logboek op standard error zijn verloren";
    /// Nothing compares the settings of the broker with those that the hub relies on.
    Unwatched = "broker.unwatched", "de instellingen van de broker worden niet bewaakt";
    /// The account of a source or a partner may take more of the broker than that account should.
    Unlimited = "broker.unlimited", "gebruikers op de broker hebben geen grens";
    /// A setting of the broker can drop or expire messages that the hub has on record.
    Unsafe = "broker.unsafe", "een instelling van de broker kan berichten laten verdwijnen";
}

impl Code {
    /// Whether a person at the hub must look. The sender is told anyway, but alone cannot mend the fault, or ought not to know of it.
    pub const fn needs_person(self) -> bool {
        matches!(
            self,
            Code::SenderUnproven
                | Code::Unreadable
                | Code::IdConflict
                | Code::Poison
                | Code::NoResidence
                | Code::NoBirthdate
                | Code::NoWijk
                | Code::NoPartner
                | Code::Manual
                | Code::Contradiction
                | Code::NoEffect
                | Code::Unroutable
                | Code::Timeout
                | Code::Rejected
                | Code::Expired
        ) || self.is_of_the_hub()
    }

    /// Whether the code is about the hub itself and the systems below, not about a document or a delivery.
    pub const fn is_of_the_hub(self) -> bool {
        matches!(
            self,
            Code::QueueUnread
                | Code::QueueAside
                | Code::PartnerUnreached
                | Code::Disconnected
                | Code::Blocked
                | Code::StoreRefuses
                | Code::Clock
                | Code::LogLost
                | Code::Unwatched
                | Code::Unlimited
                | Code::Unsafe
        )
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for Code {
    type Err = UnknownCode;

    fn from_str(text: &str) -> Result<Self, UnknownCode> {
        Code::ALL
            .iter()
            .copied()
            .find(|code| code.as_str() == text)
            .ok_or(UnknownCode)
    }
}

/// A text that is not a code.
#[derive(Debug, thiserror::Error)]
#[error("not an outcome code: see docs/operating.md")]
pub struct UnknownCode;

impl From<Code> for &'static str {
    fn from(code: Code) -> Self {
        code.as_str()
    }
}

impl TryFrom<String> for Code {
    type Error = UnknownCode;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

/// One problem of a document: the place, and the rule that is broken. Never the value.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Problem {
    /// JSON pointer in the canonical body, or the field's path in the source's own terms.
    pub path: String,
    /// The rule that is broken: a schema keyword, a format, a verb of the mapping.
    pub rule: String,
}

/// Why a document ended before any ruling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    /// The stable reason.
    pub code: Code,
    /// The problems, at most [`Stop::MOST_PROBLEMS`] of them.
    pub problems: Vec<Problem>,
    /// The number of all problems, kept or not.
    pub total: usize,
}

impl Stop {
    /// The most problems that a stop keeps: enough for a sender to start mending, and a bound for the hub's memory.
    pub const MOST_PROBLEMS: usize = 100;

    /// A stop without problems.
    pub const fn bare(code: Code) -> Self {
        Self {
            code,
            problems: Vec::new(),
            total: 0,
        }
    }

    /// The outcome of a stopped document. A document with nothing to tell ends well.
    pub const fn outcome(&self) -> Outcome {
        match self.code {
            Code::Empty => Outcome::Nothing,
            code => Outcome::Stopped(code),
        }
    }

    /// The same stop, with more problems for the sender.
    pub(crate) fn and(mut self, more: Vec<Problem>) -> Self {
        self.total += more.len();
        self.problems.extend(more);
        self
    }

    /// A stop for one problem.
    pub fn at(code: Code, path: impl Into<String>, rule: impl Into<String>) -> Self {
        Self {
            code,
            problems: vec![Problem {
                path: path.into(),
                rule: rule.into(),
            }],
            total: 1,
        }
    }
}

/// How a document ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// At least one recipient may have at least one category.
    Routed,
    /// Kept in the hub's own register.
    Register,
    /// Every candidate was withheld.
    Nothing,
    /// Ended before any ruling.
    Stopped(Code),
    /// The same document came again.
    Duplicate,
}

impl Outcome {
    /// The stable text of the outcome, without the reason of a stop.
    pub const fn as_str(self) -> &'static str {
        match self {
            Outcome::Routed => "routed",
            Outcome::Register => "register",
            Outcome::Nothing => "nothing",
            Outcome::Stopped(_) => "stopped",
            Outcome::Duplicate => "duplicate",
        }
    }

    /// The most precise single word: the code of a stop, else the outcome.
    pub const fn word(self) -> &'static str {
        match self {
            Outcome::Stopped(code) => code.as_str(),
            other => other.as_str(),
        }
    }
}
