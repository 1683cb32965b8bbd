//! Sightings of the register + the subject that is sought -> the certain match and the possible matches.
//!
//! A yes counts only for the certain match; a no also asks a person about every possible match. Parts come as keyed
//! marks: equal marks of one key are equal parts, and nothing else can be read from them. No store and no clock:
//! the same sightings give the same match.

mod certain;
mod compared;
mod possible;

use super::sighting::{KnownSubject, Matched, Pair, Possible, Sought};
use crate::message::SubjectId;
use compared::MatchCandidate;
use std::collections::BTreeSet;

/// The sought subject, with all candidates and the pairs that a person was asked about.
struct Match<'a> {
    asked: &'a Sought,
    pairs: &'a [Pair],
    candidates: Vec<MatchCandidate<'a>>,
}

/// Matches a sought subject with the subjects on record.
/// `known`: all subjects that have a number, or perhaps a birth date with a surname or address, in common with the
/// sought subject or with earlier sightings of that subject. `pairs`: the questions that a person got about any of
/// them.
/// `first_name_of_earlier`: a document without a first name takes the first name of the one child on record with
/// that name, birth date and address; only for statements, which other documents must not lend theirs.
pub fn matched(
    asked: &Sought,
    known: &[KnownSubject],
    pairs: &[Pair],
    first_name_of_earlier: bool,
) -> Matched {
    let matching = Match {
        asked,
        pairs,
        candidates: known
            .iter()
            .map(|known| MatchCandidate::of(known, asked))
            .collect(),
    };
    let certain = matching.certain(first_name_of_earlier);
    let own = if matching.are_two_children(&certain) {
        Vec::new()
    } else {
        certain.clone()
    };
    let same_words = if own.is_empty() {
        matching.same_words()
    } else {
        None
    };
    let (unsure, twins) = matching.unsure(&own);
    let selves: BTreeSet<SubjectId> = own.iter().copied().chain(same_words).collect();
    let others = matching
        .candidates
        .iter()
        .filter(|candidate| !selves.contains(&candidate.subject()));
    let mut perhaps: Vec<Possible> = others
        .filter_map(|candidate| {
            let certain = certain.contains(&candidate.subject());
            matching.perhaps(candidate, &own, certain, &twins)
        })
        .collect();
    perhaps.retain(|possible| {
        !selves
            .iter()
            .any(|own| matching.are_different(*own, possible.subject))
    });
    perhaps.sort_by_key(|possible| possible.subject);
    Matched {
        own,
        unsure,
        perhaps,
        same_words,
    }
}

impl Match<'_> {
    fn pair(&self, a: SubjectId, b: SubjectId) -> Option<&Pair> {
        self.pairs
            .iter()
            .find(|pair| (pair.one, pair.other) == (a, b) || (pair.one, pair.other) == (b, a))
    }

    fn are_different(&self, a: SubjectId, b: SubjectId) -> bool {
        self.pair(a, b).is_some_and(|pair| pair.different)
    }

    fn has_number(&self) -> bool {
        self.asked
            .marks
            .first()
            .is_some_and(|marks| marks.pgn.is_some())
    }

    fn has_first_name(&self) -> bool {
        self.asked
            .marks
            .first()
            .is_some_and(|marks| marks.first_name.is_some())
    }

    /// A subject without statements that an earlier document described in the same words: the same stranger, as far as can be told.
    fn same_words(&self) -> Option<SubjectId> {
        let silent = |candidate: &&MatchCandidate<'_>| {
            candidate
                .known
                .sightings
                .iter()
                .all(|sighting| sighting.statement.is_none())
        };
        let same = |candidate: &&MatchCandidate<'_>| candidate.any(|seen| seen.in_same_words);
        self.candidates
            .iter()
            .filter(silent)
            .find(same)
            .map(MatchCandidate::subject)
    }
}
