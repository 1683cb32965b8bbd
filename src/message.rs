//! The nouns that every station of the path shares. Nothing in this file does any work.

use jiff::civil::Date;
use std::collections::BTreeMap;
use std::fmt;

/// Personal data: can be used and sent, cannot be printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Private<T>(T);

impl<T> Private<T> {
    /// Wraps a value that must not reach a log, a metric or an error text.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value itself. Every call is a place where personal data is looked at.
    pub const fn expose(&self) -> &T {
        &self.0
    }

    /// The value itself, by value.
    pub fn into_exposed(self) -> T {
        self.0
    }
}

impl<T> fmt::Debug for Private<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(private)")
    }
}

/// The proof of a message's sender. The way in makes the proof; `WayIn::accepts` judges it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// No proof.
    Nothing,
    /// The broker says that this user published the message.
    AmqpUser(String),
    /// The message is on record as the source's: its sender was proven on arrival.
    OnRecord,
    /// A person at the desk of the source's organisation took the message down; the log names that person.
    Desk,
}

/// The sort of body that a message has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// A payload as the source sent it.
    Payload,
    /// One document of a payload, in the words of its source, as kept once the payload was taken apart.
    Document {
        /// Name of the document's kind.
        kind: String,
    },
    /// A statement in canonical field names.
    Statement {
        /// Name of the statement's kind.
        kind: String,
    },
}

/// A message as a source sent it: bytes and headers, free of any type of the way in.
#[derive(Debug, Clone)]
pub struct Inbound {
    /// Name of the source whose queue the message came from.
    pub source: String,
    /// The proof that the message is from that source.
    pub proof: Proof,
    /// The publisher's own message id.
    pub message_id: Option<String>,
    /// The MIME type that the publisher gave, parameters included.
    pub content_type: Option<String>,
    /// How the publisher says that the payload was packed (AMQP `content_encoding`).
    pub content_encoding: Option<String>,
    /// Application headers; only scalars, as text.
    pub headers: BTreeMap<String, String>,
    /// The sort of body.
    pub content: Content,
    /// The body.
    pub body: Private<Vec<u8>>,
    /// The broker handed the message out before, without an acknowledgement.
    pub redelivered: bool,
    /// The day of arrival, for a message that is judged again on a later day.
    pub arrived: Option<Date>,
    /// The rule that the headers broke; headers that could not be read are not kept.
    pub unreadable: Option<&'static str>,
}

/// The identity of a document's subject, as far as the document says. Used to find the subject within one controller. Names are folded.
#[derive(Debug, Clone, Default)]
pub struct Identity {
    /// BSN or onderwijsnummer: nine digits.
    pub pgn: Option<Private<String>>,
    /// Surname without its voorvoegsel.
    pub surname: Option<Private<String>>,
    /// The first of the first names.
    pub first_name: Option<Private<String>>,
    /// `2014-02-01`; zeros for a month or a day that is unknown.
    pub birth_date: Option<Private<String>>,
    /// Postcode and house number.
    pub address: Option<Private<String>>,
    /// The parts of the identity as older stores kept them.
    pub former: Former,
}

impl Identity {
    /// Whether the identity says too little to match any subject, even in part.
    pub const fn is_nobody(&self) -> bool {
        let named = self.birth_date.is_some() && (self.surname.is_some() || self.address.is_some());
        self.pgn.is_none() && !named
    }

    /// Whether the identity tells its subject apart from most others: a number, or surname, birth date and address.
    pub const fn is_somebody(&self) -> bool {
        let named = self.surname.is_some() && self.birth_date.is_some() && self.address.is_some();
        self.pgn.is_some() || named
    }
}

/// Joined parts of an identity, as stores of before 2026-12 kept their marks: names in small letters, otherwise as spelled.
#[derive(Debug, Clone, Default)]
pub struct Former {
    /// Name, birth date, postcode and house number.
    pub fallback: Option<Private<String>>,
    /// Name and birth date.
    pub name_birth: Option<Private<String>>,
    /// Birth date, postcode and house number.
    pub birth_address: Option<Private<String>>,
    /// Number and birth date.
    pub pgn_birth: Option<Private<String>>,
}

/// A subject as the hub knows it: a random id within one controller, never derived from the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SubjectId(pub [u8; 16]);
