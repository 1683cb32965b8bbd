//! The subjects on record that the subject of a document may be.

use crate::message::SubjectId;
use crate::pipeline::identity::sighting::{KnownSubject, Matched, Pair, Sighting, Sought};
use std::collections::{BTreeMap, BTreeSet};

/// All subjects that a document may be about, by the sightings on record, and their match.
#[derive(Debug, Clone)]
pub struct Acquainted {
    /// The marks of the document.
    pub sought: Sought,
    /// The subjects with something in common with the document, or with one another.
    pub known: Vec<KnownSubject>,
    /// The number of sightings of a subject that have a row of their own, which come first; of a subject that is not named: all. The
    /// others follow from marks that earlier versions kept.
    pub written: BTreeMap<SubjectId, usize>,
    /// The questions that a person got about any of the subjects.
    pub pairs: Vec<Pair>,
    /// The match.
    pub matched: Matched,
    /// The subjects of the match with a secret address.
    pub secret: BTreeSet<SubjectId>,
    /// An id that was never used before, for a subject that is not known; zeros where the match is certain.
    pub fresh: SubjectId,
}

impl Acquainted {
    /// With nobody: the document tells nothing of its subject.
    pub fn with_nobody() -> Self {
        Self {
            sought: Sought::default(),
            known: Vec::new(),
            written: BTreeMap::new(),
            pairs: Vec::new(),
            matched: Matched::default(),
            secret: BTreeSet::new(),
            fresh: SubjectId([0; 16]),
        }
    }

    /// Whether the address of the subject, or of a possible match, is secret: a flag that can only take away counts for both.
    pub fn may_be_secret(&self) -> bool {
        let perhaps = self
            .matched
            .perhaps
            .iter()
            .map(|possible| &possible.subject);
        let mut all = self.matched.own.iter().chain(perhaps);
        all.any(|subject| self.secret.contains(subject))
    }

    /// Whether the number of a subject is known.
    pub(super) fn has_number(&self, subject: SubjectId) -> bool {
        self.of(subject).is_some_and(|known| known.numbered)
    }

    /// The sightings of a subject that have a row.
    pub(super) fn written(&self, subject: SubjectId) -> &[Sighting] {
        let all = self
            .of(subject)
            .map_or(&[][..], |known| known.sightings.as_slice());
        let rows = self.written.get(&subject).and_then(|rows| all.get(..*rows));
        rows.unwrap_or(all)
    }

    /// Whether a person was asked whether the two are one.
    pub(super) fn is_asked(&self, one: SubjectId, other: SubjectId) -> bool {
        self.pairs.iter().any(|pair| {
            (pair.one, pair.other) == (one, other) || (pair.one, pair.other) == (other, one)
        })
    }

    fn of(&self, subject: SubjectId) -> Option<&KnownSubject> {
        self.known.iter().find(|known| known.subject == subject)
    }
}
