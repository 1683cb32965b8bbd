//! Sightings of people in the register, and the match of a sought subject. Parts of an identity come as keyed
//! marks: equal marks of one key are equal parts, and nothing else can be read from them.

use crate::message::SubjectId;
use crate::number::DocumentNo;

/// The keyed mark of one part of an identity.
pub type Mark = [u8; 16];

/// The parts of an identity that one document told, marked by one version of the key.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Marks {
    /// The version of the key.
    pub key: u32,
    /// Mark of the personal number.
    pub pgn: Option<Mark>,
    /// The folded surname.
    pub surname: Option<Mark>,
    /// The first of the first names.
    pub first_name: Option<Mark>,
    /// The birth date, as far as the document told.
    pub birth_date: Option<Mark>,
    /// Postcode and house number.
    pub address: Option<Mark>,
}

/// The subject that is sought: its marks by each key that counts, the newest first.
#[derive(Debug, Clone, Default)]
pub struct Sought {
    /// Marks of the parts that the document tells.
    pub marks: Vec<Marks>,
    /// The incomplete birth dates that the date of the document may be: of the same year and month, and of the same
    /// year; by each key.
    pub roughly: Vec<[Mark; 2]>,
}

/// A sighting: the parts that one document told of a subject on record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sighting {
    /// The document, when it holds a statement about consent or a standing of a giver.
    pub statement: Option<DocumentNo>,
    /// Marks of the parts that the document told.
    pub marks: Marks,
    /// A person said that the sighting is of this subject.
    pub settled: bool,
    /// The document withdraws a consent of no known subject, and no person has looked at the withdrawal yet.
    pub alone: bool,
}

/// One subject on record.
#[derive(Debug, Clone)]
pub struct KnownSubject {
    /// Id of the subject.
    pub subject: SubjectId,
    /// The number of the subject is known, in any sighting.
    pub numbered: bool,
    /// All sightings of the subject.
    pub sightings: Vec<Sighting>,
}

/// A question to a person about two subjects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// One subject.
    pub one: SubjectId,
    /// The other subject.
    pub other: SubjectId,
    /// Reason of the question.
    pub why: Why,
    /// The person said that the two subjects are two people.
    pub different: bool,
}

/// The reason that two subjects may be one, or that one subject may be two people.
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
    /// The same birth date as in a withdrawal that is about no known subject.
    Withdrawal,
}

/// A subject that the document may be about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Possible {
    /// The possible match.
    pub subject: SubjectId,
    /// Reason that this subject may be meant.
    pub why: Why,
    /// Documents with the only statements that may be meant; none: all statements about the subject.
    pub only: Option<Vec<DocumentNo>>,
    /// Documents described the subject in the very same words, and no more of the subject is known.
    pub in_same_words: bool,
}

/// The match of a sought subject.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Matched {
    /// The certain match; several subjects become one as soon as the match is on record.
    pub own: Vec<SubjectId>,
    /// Documents with statements of `own` that may be about another subject.
    pub unsure: Vec<DocumentNo>,
    /// Possible matches at which no person has looked.
    pub perhaps: Vec<Possible>,
    /// No match, but an earlier subject in the same words, without any statement.
    pub same_words: Option<SubjectId>,
}
