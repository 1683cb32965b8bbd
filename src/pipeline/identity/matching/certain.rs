//! Sightings + the subject that is sought -> the certain match: by number, by name, or because a person said so.

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

    /// The same number and birth date.
    fn by_number(&self, candidate: &MatchCandidate<'_>) -> bool {
        candidate.any(|seen| seen.pgn == NamePart::Same && seen.birth_date == NamePart::Same)
    }

    /// Not both numbers are known, and the same surname, first name, birth date and address. A sighting that lacks the first name has that
    /// of its subject.
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

    /// A person said so of somebody who was spoken of in these words, and nobody else is known whom they fit.
    fn by_answer(&self, candidate: &MatchCandidate<'_>) -> bool {
        let mut pairs = candidate.known.sightings.iter().zip(&candidate.compared);
        let settled = pairs.any(|(sighting, seen)| sighting.settled && seen.in_same_words);
        let another = |other: &MatchCandidate<'_>| {
            let fits = other.any(Compared::is_triple) && other.is_a_child();
            other.subject() != candidate.subject() && fits
        };
        settled && !self.candidates.iter().any(another)
    }

    /// Of children with this surname, birth date and address only one was told of, with a first name.
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

    /// Two who are known to be two cannot both be it.
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
