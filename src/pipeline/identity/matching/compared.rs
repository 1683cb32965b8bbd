//! A known subject + the subject that is sought -> their comparison, part for part.

use crate::message::SubjectId;
use crate::number::DocumentNo;
use crate::pipeline::identity::sighting::{KnownSubject, Mark, Marks, Sighting, Sought};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum NamePart {
    Same,
    Other,
    /// One of the two sides does not tell the part.
    Untold,
}

/// A sighting, compared with the subject that is sought.
#[derive(Clone, Copy)]
pub(super) struct Compared {
    pub(super) pgn: NamePart,
    pub(super) surname: NamePart,
    pub(super) first_name: NamePart,
    pub(super) birth_date: NamePart,
    pub(super) address: NamePart,
    /// The birth date may be the same.
    pub(super) born_perhaps: bool,
    /// Both sides tell the same parts, with the same marks.
    pub(super) in_same_words: bool,
}

impl Compared {
    fn of(asked: &Sought, sighting: &Sighting) -> Self {
        let seen = &sighting.marks;
        let nothing = Marks {
            key: seen.key,
            ..Marks::default()
        };
        let at = asked.marks.iter().position(|marks| marks.key == seen.key);
        let told = at.and_then(|at| asked.marks.get(at)).unwrap_or(&nothing);
        let part = |told: Option<Mark>, seen: Option<Mark>| match (told, seen) {
            (Some(told), Some(seen)) if told == seen => NamePart::Same,
            (Some(_), Some(_)) => NamePart::Other,
            _ => NamePart::Untold,
        };
        let birth_date = part(told.birth_date, seen.birth_date);
        let roughly = at.and_then(|at| asked.roughly.get(at));
        let rough = seen
            .birth_date
            .is_some_and(|seen| roughly.is_some_and(|roughly| roughly.contains(&seen)));
        Self {
            pgn: part(told.pgn, seen.pgn),
            surname: part(told.surname, seen.surname),
            first_name: part(told.first_name, seen.first_name),
            birth_date,
            address: part(told.address, seen.address),
            born_perhaps: birth_date == NamePart::Same || rough,
            in_same_words: told == seen,
        }
    }

    /// The same surname, birth date and address.
    pub(super) fn is_triple(&self) -> bool {
        self.surname == NamePart::Same
            && self.birth_date == NamePart::Same
            && self.address == NamePart::Same
    }
}

/// The surname, birth date and address that a sighting tells.
pub(super) fn triple(marks: &Marks) -> Option<(u32, Mark, Mark, Mark)> {
    Some((marks.key, marks.surname?, marks.birth_date?, marks.address?))
}

/// Whether a sighting tells neither number nor first name, and no person has said which child is meant: either of
/// twins might be meant.
const fn is_weak(sighting: &Sighting) -> bool {
    sighting.marks.pgn.is_none() && sighting.marks.first_name.is_none() && !sighting.settled
}

/// A known subject, compared with the subject that is sought.
pub(super) struct MatchCandidate<'a> {
    pub(super) known: &'a KnownSubject,
    pub(super) compared: Vec<Compared>,
}

impl<'a> MatchCandidate<'a> {
    pub(super) fn of(known: &'a KnownSubject, asked: &Sought) -> Self {
        let compared = known
            .sightings
            .iter()
            .map(|sighting| Compared::of(asked, sighting))
            .collect();
        Self { known, compared }
    }

    pub(super) fn any(&self, holds: impl Fn(&Compared) -> bool) -> bool {
        self.compared.iter().any(holds)
    }

    pub(super) fn subject(&self) -> SubjectId {
        self.known.subject
    }

    /// Whether a number or a first name tells this child apart from others.
    pub(super) fn is_a_child(&self) -> bool {
        self.known.numbered
            || self
                .known
                .sightings
                .iter()
                .any(|sighting| sighting.marks.first_name.is_some())
    }

    pub(super) fn is_all_in_same_words(&self) -> bool {
        self.compared.iter().all(|seen| seen.in_same_words)
    }

    pub(super) fn has_triple(&self, wanted: (u32, Mark, Mark, Mark)) -> bool {
        self.known
            .sightings
            .iter()
            .any(|sighting| triple(&sighting.marks) == Some(wanted))
    }

    /// The statements that name their subject through other sightings only.
    pub(super) fn weak_statements(
        &self,
    ) -> impl Iterator<Item = (DocumentNo, &Sighting, &Compared)> {
        let weak = self
            .known
            .sightings
            .iter()
            .zip(&self.compared)
            .filter(|(sighting, _)| is_weak(sighting));
        weak.filter_map(|(sighting, compared)| Some((sighting.statement?, sighting, compared)))
    }
}
