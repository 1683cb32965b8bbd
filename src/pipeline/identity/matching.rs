//! What the register saw of people + who is asked about -> who that is for certain, and who it may be.
//!
//! A yes counts only for who it is for certain; a no also asks a person about whoever it may be. Parts come as keyed marks: equal marks
//! of one key are equal parts, and nothing else can be read from them. No store and no clock: the same sightings give the same match.

use super::sighting::{Asked, Known, Mark, Marks, Matched, Pair, Possible, Sighting, Why};
use crate::message::SubjectId;
use std::collections::BTreeSet;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Same,
    Other,
    /// One of the two does not tell it.
    Untold,
}

/// A sighting held against who is asked about.
#[derive(Clone, Copy)]
struct Compared {
    pgn: Part,
    surname: Part,
    first_name: Part,
    birth_date: Part,
    address: Part,
    /// The birth date may be the same.
    born_perhaps: bool,
    /// Neither tells a part that the other does not.
    in_same_words: bool,
}

impl Compared {
    fn of(asked: &Asked, sighting: &Sighting) -> Self {
        let seen = &sighting.marks;
        let nothing = Marks {
            key: seen.key,
            ..Marks::default()
        };
        let at = asked.marks.iter().position(|marks| marks.key == seen.key);
        let told = at.and_then(|at| asked.marks.get(at)).unwrap_or(&nothing);
        let part = |told: Option<Mark>, seen: Option<Mark>| match (told, seen) {
            (Some(told), Some(seen)) if told == seen => Part::Same,
            (Some(_), Some(_)) => Part::Other,
            _ => Part::Untold,
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
            born_perhaps: birth_date == Part::Same || rough,
            in_same_words: told == seen,
        }
    }

    /// The same surname, birth date and address.
    fn is_triple(&self) -> bool {
        self.surname == Part::Same && self.birth_date == Part::Same && self.address == Part::Same
    }
}

/// The surname, birth date and address that a sighting tells.
fn triple(marks: &Marks) -> Option<(u32, Mark, Mark, Mark)> {
    Some((marks.key, marks.surname?, marks.birth_date?, marks.address?))
}

/// Neither number nor first name, and no person said whose it is: one of twins might be meant as well as the other.
const fn is_weak(sighting: &Sighting) -> bool {
    sighting.marks.pgn.is_none() && sighting.marks.first_name.is_none() && !sighting.settled
}

/// A subject, held against who is asked about.
struct Candidate<'a> {
    known: &'a Known,
    compared: Vec<Compared>,
}

impl Candidate<'_> {
    fn any(&self, holds: impl Fn(&Compared) -> bool) -> bool {
        self.compared.iter().any(holds)
    }

    fn subject(&self) -> SubjectId {
        self.known.subject
    }

    /// Something tells this child apart from others: a number or a first name.
    fn is_a_child(&self) -> bool {
        self.known.numbered
            || self
                .known
                .sightings
                .iter()
                .any(|sighting| sighting.marks.first_name.is_some())
    }

    fn is_all_in_same_words(&self) -> bool {
        self.compared.iter().all(|seen| seen.in_same_words)
    }

    fn has_triple(&self, wanted: (u32, Mark, Mark, Mark)) -> bool {
        self.known
            .sightings
            .iter()
            .any(|sighting| triple(&sighting.marks) == Some(wanted))
    }

    /// The statements of which only other sightings of the subject say whose they are.
    fn weak_statements(&self) -> impl Iterator<Item = (i64, &Sighting, &Compared)> {
        let weak = self
            .known
            .sightings
            .iter()
            .zip(&self.compared)
            .filter(|(sighting, _)| is_weak(sighting));
        weak.filter_map(|(sighting, compared)| Some((sighting.statement?, sighting, compared)))
    }
}

/// The whole question.
struct Match<'a> {
    asked: &'a Asked,
    pairs: &'a [Pair],
    candidates: Vec<Candidate<'a>>,
}

/// Says who it is. `known` are all subjects that have a number, or perhaps a birth date with a surname or address, in common with who is
/// asked about or with what was seen of that one; `pairs` what a person was asked about any of them. `first_name_of_earlier`: take a first name that the asked document lacks from what was seen before of
/// the one child with that name, birth date and address; only for statements, which other documents must not lend theirs.
pub fn matched(
    asked: &Asked,
    known: &[Known],
    pairs: &[Pair],
    first_name_of_earlier: bool,
) -> Matched {
    let candidate = |known| {
        let compared = Known::compared(known, asked);
        Candidate { known, compared }
    };
    let matching = Match {
        asked,
        pairs,
        candidates: known.iter().map(candidate).collect(),
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
    let mut perhaps = Vec::new();
    let selves: BTreeSet<SubjectId> = own.iter().copied().chain(same_words).collect();
    for candidate in &matching.candidates {
        let subject = candidate.subject();
        if selves.contains(&subject) {
            continue;
        }
        match matching.possible(candidate, &own, certain.contains(&subject)) {
            Some((why, only)) => perhaps.push(Possible {
                subject,
                why,
                only,
                in_same_words: candidate.is_all_in_same_words(),
            }),
            // nothing that was said of the twin may be meant, but the twin may be meant by what was said of `own`
            None if twins.contains(&subject) => {
                perhaps.push(Possible {
                    subject,
                    why: Why::Twins,
                    only: Some(Vec::new()),
                    in_same_words: false,
                });
            }
            None => {}
        }
    }
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

impl Known {
    fn compared(&self, asked: &Asked) -> Vec<Compared> {
        self.sightings
            .iter()
            .map(|sighting| Compared::of(asked, sighting))
            .collect()
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

    fn certain(&self, first_name_of_earlier: bool) -> Vec<SubjectId> {
        let certain = |candidate: &&Candidate<'_>| {
            self.by_number(candidate) || self.by_name(candidate) || self.by_answer(candidate)
        };
        let certain: Vec<SubjectId> = self
            .candidates
            .iter()
            .filter(certain)
            .map(Candidate::subject)
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
    fn by_number(&self, candidate: &Candidate<'_>) -> bool {
        candidate.any(|seen| seen.pgn == Part::Same && seen.birth_date == Part::Same)
    }

    /// Not both numbers are known, and the same surname, first name, birth date and address. A sighting that lacks the first name has that
    /// of its subject.
    fn by_name(&self, candidate: &Candidate<'_>) -> bool {
        let both_numbered = self.has_number() && candidate.known.numbered;
        let named_so = candidate.any(|seen| seen.first_name == Part::Same);
        let same = |seen: &Compared| {
            seen.is_triple()
                && (seen.first_name == Part::Same || seen.first_name == Part::Untold && named_so)
        };
        !both_numbered && candidate.any(same)
    }

    /// A person said so of somebody who was spoken of in these words, and nobody else is known whom they fit.
    fn by_answer(&self, candidate: &Candidate<'_>) -> bool {
        let mut pairs = candidate.known.sightings.iter().zip(&candidate.compared);
        let settled = pairs.any(|(sighting, seen)| sighting.settled && seen.in_same_words);
        let another = |other: &Candidate<'_>| {
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
    fn are_two_children(&self, certain: &[SubjectId]) -> bool {
        let of = |subject: &SubjectId| {
            self.candidates
                .iter()
                .find(|candidate| candidate.subject() == *subject)
        };
        let other_numbers = certain.iter().filter_map(of).filter(|candidate| {
            candidate.known.numbered && !candidate.any(|seen| seen.pgn == Part::Same)
        });
        let apart = certain.iter().enumerate().any(|(at, one)| {
            certain
                .iter()
                .skip(at + 1)
                .any(|other| self.are_different(*one, *other))
        });
        apart || other_numbers.count() > 1
    }

    /// Who was spoken of in the same words, and has no statements: the same stranger, as far as anybody can tell.
    fn same_words(&self) -> Option<SubjectId> {
        let silent = |candidate: &&Candidate<'_>| {
            candidate
                .known
                .sightings
                .iter()
                .all(|sighting| sighting.statement.is_none())
        };
        let same = |candidate: &&Candidate<'_>| candidate.any(|seen| seen.in_same_words);
        self.candidates
            .iter()
            .filter(silent)
            .find(same)
            .map(Candidate::subject)
    }

    /// Statements of `own` that could be a twin's; and those twins, unless a person said that the two are two.
    fn unsure(&self, own: &[SubjectId]) -> (Vec<i64>, BTreeSet<SubjectId>) {
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
                let twin = |other: &&Candidate<'_>| {
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
                    .map(Candidate::subject)
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

    /// Statements of another that tell neither number nor first name, and have a birth date and a name or address in common with who is
    /// asked about, or with what was seen of `own`.
    fn weak_of_other(&self, other: &Candidate<'_>, own: &[SubjectId]) -> Vec<i64> {
        let shares = |seen: &Compared| {
            seen.born_perhaps && (seen.surname == Part::Same || seen.address == Part::Same)
        };
        let fits = |sighting: &Sighting, seen: &Compared| {
            shares(seen) || self.shared_with_own(sighting, own) != (false, false)
        };
        let weak = other
            .weak_statements()
            .filter(|(_, sighting, seen)| fits(sighting, seen));
        weak.map(|(document, ..)| document).collect()
    }

    /// Whether a sighting has the birth date and the surname, and the birth date and the address, of one of `own`.
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

    /// Why a subject may be it, and by which of its statements. `certain`: but for another who is it as well.
    fn possible(
        &self,
        candidate: &Candidate<'_>,
        own: &[SubjectId],
        certain: bool,
    ) -> Option<(Why, Option<Vec<i64>>)> {
        if certain {
            return Some((Why::Twins, None));
        }
        let own_numbered = self
            .candidates
            .iter()
            .any(|other| own.contains(&other.subject()) && other.known.numbered);
        let same_number = candidate.any(|seen| seen.pgn == Part::Same);
        if candidate.known.numbered && (self.has_number() || own_numbered) && !same_number {
            // two numbers are two people, but for what was said without one
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
        let name = candidate.any(|seen| seen.born_perhaps && seen.surname == Part::Same);
        let address = candidate.any(|seen| seen.born_perhaps && seen.address == Part::Same);
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

    /// What was seen before of who it is counts as if this document told it.
    fn by_own(&self, candidate: &Candidate<'_>, own: &[SubjectId]) -> Option<Why> {
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
