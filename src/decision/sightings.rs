//! A document about a subject -> the sightings to write: its own, and those by older keys once more by the newest.

use super::{Acquainted, RecordChange, Settled};
use crate::message::{Identity, SubjectId};
use crate::number::DocumentNo;
use crate::pipeline::identity::sighting::{Mark, Marks, Sighting};
use std::collections::BTreeMap;

/// Writes the parts that a document told of a subject, unless a row tells the same. `statement`: the document, when it holds a statement
/// or a standing. `alone`: the document withdraws a consent of no known subject. The parts that any of the subjects has in common with
/// the document are kept by the newest key as well; otherwise a possible match would go unseen once the older key is gone.
pub fn sighted<'a>(
    controller: &'a str,
    identity: &Identity,
    acquainted: &Acquainted,
    settled: &Settled,
    (statement, alone): (Option<DocumentNo>, bool),
    changes: &mut Vec<RecordChange<'a>>,
) {
    let earlier: Vec<Sighting> = settled
        .all()
        .flat_map(|subject| acquainted.written(subject))
        .copied()
        .collect();
    sighted_beside(
        controller,
        identity,
        acquainted,
        (settled, &earlier),
        (statement, alone),
        changes,
    );
}

/// As [`sighted`], where the rows of the subject are known apart.
pub(super) fn sighted_beside<'a>(
    controller: &'a str,
    identity: &Identity,
    acquainted: &Acquainted,
    (settled, earlier): (&Settled, &[Sighting]),
    (statement, alone): (Option<DocumentNo>, bool),
    changes: &mut Vec<RecordChange<'a>>,
) {
    let [newest, older @ ..] = &acquainted.sought.marks[..] else {
        return;
    };
    let Some(subject) = settled.subject.filter(|_| !identity.is_nobody()) else {
        return;
    };
    let mut put = |subject, sighting| {
        changes.push(RecordChange::Sighted {
            controller,
            subject,
            sighting,
        });
    };
    let same = |seen: &Sighting| {
        seen.marks == *newest && (statement.is_none() || seen.statement == statement)
    };
    let told = (!earlier.iter().any(same)).then_some(Sighting {
        statement,
        marks: *newest,
        settled: false,
        alone,
    });
    if let Some(told) = told {
        put(subject, told);
    }
    if older.is_empty() {
        return;
    }
    let mut known: BTreeMap<SubjectId, Vec<Sighting>> = BTreeMap::new();
    for one in &acquainted.known {
        let now = if settled.merged.contains(&one.subject) {
            subject
        } else {
            one.subject
        };
        known.entry(now).or_default().extend(&one.sightings);
    }
    known.entry(subject).or_default().extend(told);
    for (subject, sightings) in known {
        for seen in renewed(&sightings, newest, older) {
            put(subject, seen);
        }
    }
}

/// The sightings of one subject by older keys, as far as the document tells the same, by the newest key.
fn renewed(sightings: &[Sighting], newest: &Marks, older: &[Marks]) -> Vec<Sighting> {
    let by_newest = |seen: &Sighting| {
        let old = older.iter().find(|old| old.key == seen.marks.key)?;
        let shared = |old: Option<Mark>, seen: Option<Mark>, new: Option<Mark>| {
            new.filter(|_| old.is_some() && old == seen)
        };
        let marks = Marks {
            key: newest.key,
            pgn: shared(old.pgn, seen.marks.pgn, newest.pgn),
            surname: shared(old.surname, seen.marks.surname, newest.surname),
            first_name: shared(old.first_name, seen.marks.first_name, newest.first_name),
            birth_date: shared(old.birth_date, seen.marks.birth_date, newest.birth_date),
            address: shared(old.address, seen.marks.address, newest.address),
        };
        let nothing = Marks {
            key: newest.key,
            ..Marks::default()
        };
        let there = sightings
            .iter()
            .any(|other| other.marks == marks && other.statement == seen.statement);
        (marks != nothing && !there).then_some(Sighting { marks, ..*seen })
    };
    sightings.iter().filter_map(by_newest).collect()
}
