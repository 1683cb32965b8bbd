//! Every way a document or a delivery can end, each with one stable code.
//!
//! The same code is used by the store, the log, the answer to the sender, the cases of the decision table and `docs/operating.md`.

use std::fmt;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $dutch:literal;)*) => {
        /// A reason, `station.reason`. Stable: never renamed, never reused.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[serde(into = "&'static str", try_from = "String")]
        pub enum Code { $($(#[$doc])* $name,)* }

        impl Code {
            /// All codes, in the order of the path.
            pub const ALL: &'static [Code] = &[$(Code::$name,)*];

            /// The stable text.
            pub const fn as_str(self) -> &'static str {
                match self { $(Code::$name => $text,)* }
            }

            /// What a Dutch reader sees beside the code.
            pub const fn in_dutch(self) -> &'static str {
                match self { $(Code::$name => $dutch,)* }
            }
        }
    };
}

codes! {
    /// The broker did not vouch for the sender, or it speaks for somebody else.
    SenderUnproven = "intake.sender_unproven", "de afzender is niet bewezen";
    /// Its headers cannot be read by a client of the broker: too deep, not UTF-8, too long.
    Unreadable = "intake.unreadable", "de koppen van het bericht zijn niet te lezen";
    /// Larger than this hub accepts.
    TooLarge = "intake.too_large", "het bericht is te groot";
    /// The same source used this id before for other content.
    IdConflict = "intake.id_conflict", "hetzelfde id kwam eerder met een andere inhoud";
    /// Broke the decision more than once; set aside without being read.
    Poison = "intake.poison", "het bericht brak de verwerking en is apart gelegd";
    /// Not in an encoding that the source may use.
    Encoding = "decode.encoding", "de tekencodering klopt niet";
    /// Not well-formed JSON, XML or CSV.
    Malformed = "decode.malformed", "het bericht is niet goed gevormd";
    /// Nested deeper, or with more parts, than any real message.
    TooDeep = "decode.too_deep", "het bericht is te diep of te vertakt";
    /// No kind is known for it.
    UnknownKind = "adapt.unknown_kind", "deze berichtsoort is onbekend";
    /// A field that the mapping needs is not there.
    Missing = "adapt.missing", "een verplicht veld ontbreekt";
    /// It says itself that there is nothing to tell: no line below the header, an empty list.
    Empty = "adapt.empty", "er staat niets in om te melden";
    /// A field that the mapping cannot read.
    BadValue = "adapt.bad_value", "een veld is niet te lezen";
    /// Does not fit the schema of its kind.
    Invalid = "validate.invalid", "het bericht past niet in het schema";
    /// No municipality of residence is given.
    NoResidence = "propose.no_residence", "de woongemeente is onbekend";
    /// The birth date is known in part only, as the BRP may have it: how old the child is, nobody can say.
    NoBirthdate = "propose.no_birthdate", "de geboortedatum is niet volledig bekend";
    /// Several teams help in that municipality, and none of them is the one for this child.
    NoWijk = "propose.no_wijk", "de wijk is onbekend en er is geen toegangsteam";
    /// A duty to report, and nobody is connected who must receive it.
    NoPartner = "propose.no_partner", "er is geen partner aangesloten die dit moet krijgen";
    /// No row of the decision table names this pair.
    NoRow = "disclosure.no_row", "geen rij staat dit toe";
    /// The partner that it was for is not connected any more.
    PartnerEnded = "disclosure.partner_ended", "deze partner is niet meer aangesloten";
    /// A consent that the row asks for is not there.
    NoConsent = "disclosure.no_consent", "de toestemming ontbreekt";
    /// Somebody who may decide said no.
    Refused = "disclosure.refused", "er is geweigerd of ingetrokken";
    /// A condition of the row does not hold.
    Condition = "disclosure.condition", "een voorwaarde is niet vervuld";
    /// A law forbids it.
    Prohibited = "disclosure.prohibited", "dit is verboden";
    /// Only a person may decide this.
    Manual = "disclosure.manual", "hierover beslist een mens";
    /// A statement claims of somebody's gezag what was established otherwise.
    Contradiction = "register.contradiction", "dit spreekt tegen wat over het gezag is vastgesteld";
    /// Another reporter uses the same report number: nobody can tell the two apart by it.
    NotUnique = "register.number_not_unique", "dit meldingsnummer is niet uniek";
    /// A yes that could never count: of who may not decide, or for what no row asks.
    CannotCount = "register.cannot_count", "dit ja kan niet tellen";
    /// A no that nobody would ever hear: of who needs no consent for that, naming nobody who does.
    NoEffect = "register.no_effect", "dit nee kan nergens tellen: noem in `verstrekker` bij wie het moet tellen";
    /// The partner's exchange or queue is not there.
    Unroutable = "send.unroutable", "de postbus van de partner bestaat niet";
    /// The broker did not confirm in time.
    Timeout = "send.timeout", "geen bevestiging binnen de tijd";
    /// The broker refused it.
    Rejected = "send.rejected", "de broker nam het niet aan";
    /// Waited longer than its term.
    Expired = "send.expired", "te oud om nog te bezorgen";
    /// A person at the hub decided that it will not be sent.
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
    /// The store takes nothing.
    StoreRefuses = "hub.store_refuses", "de opslag neemt niets aan";
    /// The clock of the machine cannot be right, or jumped.
    Clock = "hub.clock", "de klok van deze machine klopt niet";
    /// Lines of the log were lost, because nothing took them.
    LogLost = "hub.log_lost", "regels van het logboek op standard error zijn verloren";
    /// Nothing compares the settings of the broker with what the hub relies on.
    Unwatched = "broker.unwatched", "de instellingen van de broker worden niet bewaakt";
    /// The account of a source or a partner may take more of the broker than it should.
    Unlimited = "broker.unlimited", "gebruikers op de broker hebben geen grens";
    /// A setting of the broker can drop or expire what the hub has on record.
    Unsafe = "broker.unsafe", "een instelling van de broker kan berichten laten verdwijnen";
}

impl Code {
    /// Somebody at the hub must look, beside the sender who is told anyway: the sender alone cannot mend it, or ought not to know.
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

    /// Not about a document or a delivery, but about the hub itself and what it stands on.
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

/// One thing that is wrong with a document: where, and which rule. Never the value.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Problem {
    /// JSON pointer in the canonical body, or the field's path in the source's own terms.
    pub path: String,
    /// The rule that it breaks: a schema keyword, a format, a verb of the mapping.
    pub rule: String,
}

/// Why a document ended before any ruling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    /// The stable reason.
    pub code: Code,
    /// What is wrong, at most [`Stop::MOST_PROBLEMS`] of them.
    pub problems: Vec<Problem>,
    /// How many there were in all.
    pub total: usize,
}

impl Stop {
    /// More than this a sender does not need to start mending, and the hub does not need to hold.
    pub const MOST_PROBLEMS: usize = 100;

    /// A stop that needs no further words.
    pub const fn bare(code: Code) -> Self {
        Self {
            code,
            problems: Vec::new(),
            total: 0,
        }
    }

    /// How the document ends. One that had nothing to tell ends well.
    pub const fn outcome(&self) -> Outcome {
        match self.code {
            Code::Empty => Outcome::Nothing,
            code => Outcome::Stopped(code),
        }
    }

    /// The same, with more that its sender should know.
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
    /// At least one recipient may have at least something.
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

    /// The most that one word can say: the code of a stop, else the outcome.
    pub const fn word(self) -> &'static str {
        match self {
            Outcome::Stopped(code) => code.as_str(),
            other => other.as_str(),
        }
    }
}
