//! What the register saw of people, and who somebody turns out to be. Parts of an identity come as keyed marks: equal marks of one key are
//! equal parts, and nothing else can be read from them.

use crate::message::SubjectId;

/// The keyed mark of one part of an identity.
pub type Mark = [u8; 16];

/// What one document told of a subject, by one version of the key.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Marks {
    /// The version of the key.
    pub key: u32,
    /// The number.
    pub pgn: Option<Mark>,
    /// The folded surname.
    pub surname: Option<Mark>,
    /// The first of the first names.
    pub first_name: Option<Mark>,
    /// The birth date, as far as it was told.
    pub birth_date: Option<Mark>,
    /// Postcode and house number.
    pub address: Option<Mark>,
}

/// The subject that is sought: its marks by each key that counts, the newest first.
#[derive(Debug, Clone, Default)]
pub struct Sought {
    /// What the document tells.
    pub marks: Vec<Marks>,
    /// The incomplete birth dates that its own may be: of the same year and month, and of the same year; by each key.
    pub roughly: Vec<[Mark; 2]>,
}

/// What one document told of a subject on record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sighting {
    /// The document, when something was said in it about consent or who may decide.
    pub statement: Option<i64>,
    /// What it told.
    pub marks: Marks,
    /// A person said that this is the subject.
    pub settled: bool,
    /// It takes back what was never said of anybody known, and nobody has looked at it yet.
    pub alone: bool,
}

/// One subject on record.
#[derive(Debug, Clone)]
pub struct KnownSubject {
    /// Its id.
    pub subject: SubjectId,
    /// Its number is known, in whatever sighting.
    pub numbered: bool,
    /// All that was seen of it.
    pub sightings: Vec<Sighting>,
}

/// What a person was asked about two subjects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// One of them.
    pub one: SubjectId,
    /// And the other.
    pub other: SubjectId,
    /// Why.
    pub why: Why,
    /// The person said that they are two.
    pub different: bool,
}

/// Why two may be one, or what was one may be two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// The same name and birth date.
    NameBirth,
    /// The same birth date and address.
    BirthAddress,
    /// The same number, another birth date.
    BirthDate,
    /// The same name, birth date and address: nothing tells them apart for certain.
    Twins,
    /// The same birth date as in a withdrawal that is about nobody known.
    Withdrawal,
}

/// A subject that the document may be about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Possible {
    /// Who.
    pub subject: SubjectId,
    /// Why.
    pub why: Why,
    /// Only what these documents said may be meant; none: all that was said of the subject.
    pub only: Option<Vec<i64>>,
    /// It was spoken of in the very same words, and no more is known of it.
    pub in_same_words: bool,
}

/// Who it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Matched {
    /// For certain; several are one, as soon as that is on record.
    pub own: Vec<SubjectId>,
    /// Documents with statements of `own` that may be about another.
    pub unsure: Vec<i64>,
    /// Perhaps, and no person has looked.
    pub perhaps: Vec<Possible>,
    /// No match, but who was spoken of in the same words before, and never anything said of.
    pub same_words: Option<SubjectId>,
}
