//! The nouns that every station of the path shares. Nothing here does any work.

use jiff::civil::Date;
use std::collections::BTreeMap;
use std::fmt;

/// Personal data. Can be used and sent, cannot be printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Private<T>(T);

impl<T> Private<T> {
    /// Wraps a value that must not reach a log, a metric or an error text.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value itself. Every call of this is a place where personal data is looked at.
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

/// How it is known who sent a message. The way in makes it; `WayIn::accepts` judges it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// By nothing.
    Nothing,
    /// The broker says that this user published it.
    AmqpUser(String),
    /// It is on record as the source's: it was proven when it came.
    OnRecord,
    /// A person at the desk of the source's organisation took it down; the log says who.
    Desk,
}

/// What the body of a message is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// What the source sent.
    Payload,
    /// One document of a payload, in the words of its source, as it is kept once it was told apart.
    Document {
        /// Name of its kind.
        kind: String,
    },
    /// A statement in canonical field names.
    Statement {
        /// Name of its kind.
        kind: String,
    },
}

/// Bytes and headers as they came from a source, free of any type of the way in.
#[derive(Debug, Clone)]
pub struct Inbound {
    /// Name of the source whose queue it came from.
    pub source: String,
    /// How that is known.
    pub proof: Proof,
    /// The publisher's own message id.
    pub message_id: Option<String>,
    /// The MIME type that the publisher gave, parameters included.
    pub content_type: Option<String>,
    /// How the publisher says that the payload was packed (AMQP `content_encoding`).
    pub content_encoding: Option<String>,
    /// Application headers; only scalars, as text.
    pub headers: BTreeMap<String, String>,
    /// What the body is.
    pub content: Content,
    /// The payload.
    pub body: Private<Vec<u8>>,
    /// It was handed out before and never acknowledged.
    pub redelivered: bool,
    /// The day on which it came, when it is judged again on another.
    pub arrived: Option<Date>,
    /// The rule that its headers broke: they could not be read, and are not here.
    pub unreadable: Option<&'static str>,
}

/// Who a document is about, as far as the document says. Used to find the subject within one controller. Names are folded.
#[derive(Debug, Clone, Default)]
pub struct Identity {
    /// BSN or onderwijsnummer: nine digits.
    pub pgn: Option<Private<String>>,
    /// Surname without its voorvoegsel.
    pub surname: Option<Private<String>>,
    /// The first of the first names.
    pub first_name: Option<Private<String>>,
    /// `2014-02-01`; zeros for a month or a day that nobody knows.
    pub birth_date: Option<Private<String>>,
    /// Postcode and house number.
    pub address: Option<Private<String>>,
    /// The same, as it was kept before.
    pub former: Former,
}

impl Identity {
    /// There is nothing to know anybody by, not even nearly.
    pub const fn is_nobody(&self) -> bool {
        let named = self.birth_date.is_some() && (self.surname.is_some() || self.address.is_some());
        self.pgn.is_none() && !named
    }

    /// There is enough to tell somebody apart from most: a number, or name, birth date and address.
    pub const fn is_somebody(&self) -> bool {
        let named = self.surname.is_some() && self.birth_date.is_some() && self.address.is_some();
        self.pgn.is_some() || named
    }
}

/// Joined parts of an identity, as stores of before 2026-12 kept their marks: names in small letters, otherwise as they are spelled.
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
