//! Who somebody is: parts of an identity in words, and what was seen of people, without a store.

mod matching;
mod names;

use schakel::message::SubjectId;
use schakel::number::DocumentNo;
use schakel::pipeline::identity::matching::matched;
use schakel::pipeline::identity::sighting::{
    KnownSubject, Mark, Marks, Pair, Sighting, Sought, Why,
};
use std::hash::{DefaultHasher, Hash, Hasher};

fn mark(text: &str) -> Mark {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    u128::from(hasher.finish()).to_be_bytes()
}

/// Number, surname, first name, birth date and home, `-` for what is not told; as the key of this version marks them.
fn marks_by(key: u32, words: &str) -> Marks {
    let mut parts = words
        .split_whitespace()
        .map(|word| (word != "-").then(|| mark(&format!("{key} {word}"))));
    let mut part = || parts.next().expect("five parts");
    Marks {
        key,
        pgn: part(),
        surname: part(),
        first_name: part(),
        birth_date: part(),
        address: part(),
    }
}

/// Who is asked about, in these words.
fn asked(words: &str) -> Sought {
    let born = words.split_whitespace().nth(3).expect("five parts");
    let rough = |known: usize, unknown: &str| {
        mark(&format!(
            "1 {}{unknown}",
            born.get(..known).unwrap_or_default()
        ))
    };
    Sought {
        marks: vec![marks_by(1, words)],
        roughly: vec![[rough(7, "-00"), rough(4, "-00-00")]],
    }
}

fn told(words: &str) -> Sighting {
    Sighting {
        statement: None,
        marks: marks_by(1, words),
        settled: false,
        alone: false,
    }
}

/// What was said about consent in a document of this number.
fn said(document: i64, words: &str) -> Sighting {
    Sighting {
        statement: Some(DocumentNo(document)),
        ..told(words)
    }
}

fn known(id: u8, sightings: &[Sighting]) -> KnownSubject {
    let numbered = sightings.iter().any(|seen| seen.marks.pgn.is_some());
    KnownSubject {
        subject: SubjectId([id; 16]),
        numbered,
        sightings: sightings.to_vec(),
    }
}

/// What a person was asked about these two, and answered if they are two.
fn pair(one: u8, other: u8, why: Why, different: bool) -> Pair {
    Pair {
        one: SubjectId([one; 16]),
        other: SubjectId([other; 16]),
        why,
        different,
    }
}

/// `own 1 2`, `unsure 7`, `perhaps 3 Twins`, with the documents behind it where only those may be meant and `alike` where the words are the
/// same; `words 4`.
fn told_of(asked: &Sought, known: &[KnownSubject], pairs: &[Pair], statement: bool) -> String {
    let matched = matched(asked, known, pairs, statement);
    let id = |subject: &SubjectId| subject.0[0].to_string();
    let mut all = Vec::new();
    if !matched.own.is_empty() {
        all.push(format!(
            "own {}",
            matched.own.iter().map(id).collect::<Vec<_>>().join(" ")
        ));
    }
    if !matched.unsure.is_empty() {
        all.push(format!("unsure {:?}", matched.unsure));
    }
    for possible in &matched.perhaps {
        let only = possible
            .only
            .as_ref()
            .map(|only| format!(" {only:?}"))
            .unwrap_or_default();
        let alike = if possible.in_same_words { " alike" } else { "" };
        all.push(format!(
            "perhaps {} {:?}{only}{alike}",
            id(&possible.subject),
            possible.why
        ));
    }
    all.extend(
        matched
            .same_words
            .as_ref()
            .map(|subject| format!("words {}", id(subject))),
    );
    all.join(", ")
}

/// Of a report in these words.
#[track_caller]
fn check(words: &str, known: &[KnownSubject], pairs: &[Pair], expected: &str) {
    assert_eq!(
        told_of(&asked(words), known, pairs, false),
        expected,
        "{words}"
    );
}
