//! Sightings + the subject that is sought -> the certain match: by number, by name, or by the answer of a person.

use super::Match;
use super::compared::{Compared, MatchCandidate, NamePart};
use crate::message::SubjectId;

impl Match<'_> {
    pub(super) fn certain(&self, first_name_of_earlier: bool) -> Vec<SubjectId> {
        let certain = |candidate: &&MatchCandidate<'_>| {
            self.by_number(candidate) || self.by_name(candidate) || self.by_answer(candidate)
        };
        let certain: Vec<SubjectId> = self
            .candidates
            .iter()
            .filter(certain)
            .map(MatchCandidate::subject)
            .collect();
        if certain.is_empty()
            && first_name_of_earlier
            && !self.has_number()
            && !self.has_first_name()
        {
            return self.the_one_child().into_iter().collect();
        }
        certain
    }

    /// Whether the number and the birth date are the same.
    fn by_number(&self, candidate: &MatchCandidate<'_>) -> bool {
        candidate.any(|seen| seen.pgn == NamePart::Same && seen.birth_date == NamePart::Same)
    }

    /// Whether surname, first name, birth date and address are the same, and not both numbers are known.
    /// A sighting that lacks the first name has the first name of its subject.
    fn by_name(&self, candidate: &MatchCandidate<'_>) -> bool {
        let both_numbered = self.has_number() && candidate.known.numbered;
        let named_so = candidate.any(|seen| seen.first_name == NamePart::Same);
        let same = |seen: &Compared| {
            seen.is_triple()
                && (seen.first_name == NamePart::Same
                    || seen.first_name == NamePart::Untold && named_so)
        };
        !both_numbered && candidate.any(same)
    }

    /// Whether a person said that these words mean this candidate, and no other child on record fits them.
    fn by_answer(&self, candidate: &MatchCandidate<'_>) -> bool {
        let mut pairs = candidate.known.sightings.iter().zip(&candidate.compared);
        let settled = pairs.any(|(sighting, seen)| sighting.settled && seen.in_same_words);
        let another = |other: &MatchCandidate<'_>| {
            let fits = other.any(Compared::is_triple) && other.is_a_child();
            other.subject() != candidate.subject() && fits
        };
        settled && !self.candidates.iter().any(another)
    }

    /// The only child on record with this surname, birth date and address, if a first name of that child is known.
    fn the_one_child(&self) -> Option<SubjectId> {
        let mut children = self
            .candidates
            .iter()
            .filter(|candidate| candidate.any(Compared::is_triple) && candidate.is_a_child());
        let one = children.next().filter(|_| children.next().is_none())?;
        let named = one
            .known
            .sightings
            .iter()
            .any(|sighting| sighting.marks.first_name.is_some());
        named.then(|| one.subject())
    }

    /// Whether two of the certain matches are known to be two children: then neither counts as certain.
    pub(super) fn are_two_children(&self, certain: &[SubjectId]) -> bool {
        let of = |subject: &SubjectId| {
            self.candidates
                .iter()
                .find(|candidate| candidate.subject() == *subject)
        };
        let other_numbers = certain.iter().filter_map(of).filter(|candidate| {
            candidate.known.numbered && !candidate.any(|seen| seen.pgn == NamePart::Same)
        });
        let apart = certain.iter().enumerate().any(|(at, one)| {
            certain
                .iter()
                .skip(at + 1)
                .any(|other| self.are_different(*one, *other))
        });
        apart || other_numbers.count() > 1
    }
}
