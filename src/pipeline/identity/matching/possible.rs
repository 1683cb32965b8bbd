//! Sightings + the subject that is sought -> possible matches, and statements that could be about another subject.

use super::Match;
use super::compared::{Compared, MatchCandidate, NamePart, triple};
use crate::message::SubjectId;
use crate::number::DocumentNo;
use crate::pipeline::identity::sighting::{Mark, Possible, Sighting, Why};
use std::collections::BTreeSet;

impl Match<'_> {
    /// A possible match for a candidate outside `own`. `certain`: the candidate matches for certain, as does another subject.
    pub(super) fn perhaps(
        &self,
        candidate: &MatchCandidate<'_>,
        own: &[SubjectId],
        certain: bool,
        twins: &BTreeSet<SubjectId>,
    ) -> Option<Possible> {
        let subject = candidate.subject();
        match self.possible(candidate, own, certain) {
            Some((why, only)) => Some(Possible {
                subject,
                why,
                only,
                in_same_words: candidate.is_all_in_same_words(),
            }),
            // no statement about the twin may be meant, but a statement about `own` may mean the twin
            None if twins.contains(&subject) => Some(Possible {
                subject,
                why: Why::Twins,
                only: Some(Vec::new()),
                in_same_words: false,
            }),
            None => None,
        }
    }

    /// Statements of `own` that could be about a twin; and those twins, unless a person said that the pair are two children.
    pub(super) fn unsure(&self, own: &[SubjectId]) -> (Vec<DocumentNo>, BTreeSet<SubjectId>) {
        let (mut unsure, mut twins) = (Vec::new(), BTreeSet::new());
        for candidate in self
            .candidates
            .iter()
            .filter(|candidate| own.contains(&candidate.subject()))
        {
            for (document, sighting, _) in candidate.weak_statements() {
                let Some(wanted) = triple(&sighting.marks) else {
                    continue;
                };
                let twin = |other: &&MatchCandidate<'_>| {
                    let fits = other.has_triple(wanted)
                        && other.is_a_child()
                        && !own.contains(&other.subject());
                    fits && !own
                        .iter()
                        .any(|own| self.are_different(*own, other.subject()))
                };
                let of_this: Vec<SubjectId> = self
                    .candidates
                    .iter()
                    .filter(twin)
                    .map(MatchCandidate::subject)
                    .collect();
                if !of_this.is_empty() {
                    unsure.push(document);
                }
                twins.extend(of_this);
            }
        }
        unsure.sort_unstable();
        unsure.dedup();
        (unsure, twins)
    }

    /// Statements of another subject that tell neither number nor first name, and have a birth date and a name or
    /// address in common with the sought subject or with a sighting of `own`.
    fn weak_of_other(&self, other: &MatchCandidate<'_>, own: &[SubjectId]) -> Vec<DocumentNo> {
        let shares = |seen: &Compared| {
            seen.born_perhaps && (seen.surname == NamePart::Same || seen.address == NamePart::Same)
        };
        let fits = |sighting: &Sighting, seen: &Compared| {
            shares(seen) || self.shared_with_own(sighting, own) != (false, false)
        };
        let weak = other
            .weak_statements()
            .filter(|(_, sighting, seen)| fits(sighting, seen));
        weak.map(|(document, ..)| document).collect()
    }

    /// Whether a sighting has the birth date and the surname, and the birth date and the address, of a subject of `own`.
    fn shared_with_own(&self, sighting: &Sighting, own: &[SubjectId]) -> (bool, bool) {
        let own = self
            .candidates
            .iter()
            .filter(|candidate| own.contains(&candidate.subject()));
        let same = |a: Option<Mark>, b: Option<Mark>| a.is_some() && a == b;
        own.flat_map(|own| &own.known.sightings)
            .fold((false, false), |(name, address), seen| {
                let (a, b) = (seen.marks, sighting.marks);
                let born = a.key == b.key && same(a.birth_date, b.birth_date);
                (
                    name || born && same(a.surname, b.surname),
                    address || born && same(a.address, b.address),
                )
            })
    }

    /// The reason that a candidate may be the subject, and the statements that may be meant.
    fn possible(
        &self,
        candidate: &MatchCandidate<'_>,
        own: &[SubjectId],
        certain: bool,
    ) -> Option<(Why, Option<Vec<DocumentNo>>)> {
        if certain {
            return Some((Why::Twins, None));
        }
        let own_numbered = self
            .candidates
            .iter()
            .any(|other| own.contains(&other.subject()) && other.known.numbered);
        let same_number = candidate.any(|seen| seen.pgn == NamePart::Same);
        if candidate.known.numbered && (self.has_number() || own_numbered) && !same_number {
            // two numbers are two people, but for statements without a number
            let weak = self.weak_of_other(candidate, own);
            return (!weak.is_empty()).then_some((Why::Twins, Some(weak)));
        }
        if same_number {
            return Some((Why::BirthDate, None));
        }
        let asked = own
            .iter()
            .find_map(|own| self.pair(*own, candidate.subject()))
            .map(|pair| pair.why);
        let name = candidate.any(|seen| seen.born_perhaps && seen.surname == NamePart::Same);
        let address = candidate.any(|seen| seen.born_perhaps && seen.address == NamePart::Same);
        let alone = candidate
            .known
            .sightings
            .iter()
            .zip(&candidate.compared)
            .any(|(seen, compared)| seen.alone && compared.born_perhaps);
        let why = match (name, address) {
            (true, true) => Some(Why::Twins),
            (true, false) => Some(Why::NameBirth),
            (false, true) => Some(Why::BirthAddress),
            (false, false) if alone => Some(Why::Withdrawal),
            (false, false) => self.by_own(candidate, own).or(asked),
        };
        why.map(|why| (why, None))
    }

    /// The reason by earlier sightings of `own`, which count as if this document told them.
    fn by_own(&self, candidate: &MatchCandidate<'_>, own: &[SubjectId]) -> Option<Why> {
        let shared = candidate
            .known
            .sightings
            .iter()
            .map(|sighting| self.shared_with_own(sighting, own));
        match shared.fold(
            (false, false),
            |(name, address), (and_name, and_address)| (name || and_name, address || and_address),
        ) {
            (true, true) => Some(Why::Twins),
            (true, false) => Some(Why::NameBirth),
            (false, true) => Some(Why::BirthAddress),
            (false, false) => None,
        }
    }
}
