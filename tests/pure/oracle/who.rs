//! Who is whom, held against the truth: made-up families, and documents that each tell a part of who a child is, spelled in many ways.
//!
//! What a document is about is known here, for the dice chose the child first. A yes may count for that child alone; a no about it
//! that has enough in common must be heard, or a person asked; and who told enough is helped without one.

mod family;
mod paper;

use super::dice::Dice;
use family::{Child, families};
use paper::{Paper, Sort};
use schakel::catalog::particles::Particles;
use schakel::catalog::term::Terms;
use schakel::message::SubjectId;
use schakel::number::DocumentNo;
use schakel::pipeline::identity::matching::matched;
use schakel::pipeline::identity::sighting::{KnownSubject, Matched, Sighting, Sought};
use std::path::Path;

const CASES: u64 = 50_000;
const SEED: u64 = 20_261_129;

/// What is on record, as the store keeps it.
#[derive(Default)]
struct Record {
    known: Vec<KnownSubject>,
    made: u128,
}

impl Record {
    fn of(&self, asked: &Sought, statement: bool) -> Matched {
        matched(asked, &self.known, &[], statement)
    }

    fn keep(&mut self, asked: &Sought, statement: Option<DocumentNo>) {
        let matched = self.of(asked, statement.is_some());
        let id = match matched
            .own
            .first()
            .copied()
            .or(matched.same_words.filter(|_| statement.is_none()))
        {
            Some(id) => id,
            None => {
                self.made += 1;
                SubjectId(self.made.to_be_bytes())
            }
        };
        let mut known = KnownSubject {
            subject: id,
            numbered: asked.marks[0].pgn.is_some(),
            sightings: Vec::new(),
        };
        for other in self.known.extract_if(.., |known| {
            known.subject == id || matched.own.contains(&known.subject)
        }) {
            known.numbered |= other.numbered;
            known.sightings.extend(other.sightings);
        }
        known.sightings.push(Sighting {
            statement,
            marks: asked.marks[0],
            settled: false,
            alone: false,
        });
        self.known.push(known);
    }

    /// True: counts; false: a person is asked; none: neither.
    fn heard(&self, matched: &Matched, document: DocumentNo) -> Option<bool> {
        let told = |known: &&KnownSubject| {
            known
                .sightings
                .iter()
                .any(|seen| seen.statement == Some(document))
        };
        let subject = self.known.iter().find(told)?.subject;
        let possible = |subject| {
            matched
                .perhaps
                .iter()
                .find(|possible| possible.subject == subject)
        };
        match matched.own.contains(&subject) {
            true if matched.unsure.contains(&document) => Some(false),
            true => Some(true),
            false => {
                let possible = possible(subject)?;
                possible
                    .only
                    .as_ref()
                    .is_none_or(|only| only.contains(&document))
                    .then_some(false)
            }
        }
    }
}

#[test]
fn a_yes_is_heard_for_its_own_child_alone_and_no_refusal_of_it_is_missed() {
    let setting = |name: &str, usual: u64| {
        std::env::var(name).map_or(usual, |text| text.parse().expect("a number"))
    };
    let (cases, seed) = (setting("ORACLE_CASES", CASES), setting("ORACLE_SEED", SEED));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies/termen.toml");
    let text = std::fs::read_to_string(&path).expect("a file that can be read");
    let text = schakel::catalog::complaint::Text {
        path: "termen.toml".to_owned(),
        place: "termen.toml".to_owned(),
        text,
    };
    let particles = Terms::compile(&text).expect("terms").particles;
    let mut counted = [0_u64; 3];
    for number in 0..cases {
        case(
            &mut Dice::new(seed, number),
            number,
            &particles,
            &mut counted,
        );
    }
    let [heard, asked, neither] = counted;
    println!(
        "oracle of identities: {cases} cases, seed {seed}: {heard} heard, {asked} asked, {neither} neither, 0 differences"
    );
    assert!(
        counted.iter().all(|count| *count > cases / 50),
        "the dice miss a sort: {counted:?}"
    );
}

fn case(dice: &mut Dice, number: u64, particles: &Particles, counted: &mut [u64; 3]) {
    let children = families(dice);
    let mut record = Record::default();
    let mut papers: Vec<Paper> = Vec::new();
    for _ in 0..2 + dice.below(7) {
        let paper = Paper::about(dice, &children, particles);
        let n = papers.len() as i64;
        record.keep(
            &paper.asked,
            (paper.sort == Sort::Statement).then_some(DocumentNo(n)),
        );
        papers.push(paper);
    }
    let question = Paper::about(dice, &children, particles);
    let matched = record.of(&question.asked, false);
    for n in (0..papers.len()).filter(|n| papers[*n].sort == Sort::Statement) {
        let heard = record.heard(&matched, DocumentNo(n as i64));
        counted[match heard {
            Some(true) => 0,
            Some(false) => 1,
            None => 2,
        }] += 1;
        if let Err(why) = right(&children, &papers, n, &question, heard) {
            panic!(
                "case {number}: {why}\nstatement {n} {heard:?} of\n{papers:#?}\nasked: {question:#?}\nchildren: {children:#?}"
            );
        }
    }
}

/// Is this how the statement may be heard?
fn right(
    children: &[Child],
    papers: &[Paper],
    n: usize,
    question: &Paper,
    heard: Option<bool>,
) -> Result<(), &'static str> {
    let paper = &papers[n];
    let own = paper.child == question.child;
    if heard == Some(true) {
        if !own && paper.tells_apart() {
            return Err("what was said of another child counts");
        }
        if !question.tells_apart() {
            return Err("it counts for a document that tells neither number nor first name");
        }
        if !paper.tells_apart() && !inherits(papers, n) {
            return Err(
                "it counts though nothing earlier says whose it is, or something says that it may be a twin's",
            );
        }
    }
    let related = own && paper.has_in_common(question);
    if heard.is_none() && related {
        return Err("a no would be missed");
    }
    if own && paper.is_enough_for(question) && heard != Some(true) {
        return Err("who told enough is not helped");
    }
    let apart = matches!((paper.pgn, question.pgn), (Some(one), Some(other)) if one != other);
    if heard.is_some() && apart {
        return Err("two numbers are two children");
    }
    let (one, other) = (&children[paper.child], &children[question.child]);
    if heard.is_some() && one.born != other.born {
        return Err("nothing is in common");
    }
    Ok(())
}

/// A statement without number and first name has that of the one child with its name, birth date and address of whom was told before it;
/// and nobody else was told of with those at all.
fn inherits(papers: &[Paper], n: usize) -> bool {
    let paper = &papers[n];
    let fits = |other: &&Paper| {
        other.words().is_some() && other.words() == paper.words() && other.tells_apart()
    };
    let before: Vec<&Paper> = papers[..n].iter().filter(fits).collect();
    let all: Vec<&Paper> = papers.iter().filter(fits).collect();
    let named = papers[..n].iter().any(|other| {
        other.first_name.is_some() && before.iter().any(|one| one.child == other.child)
    });
    named && all.iter().all(|other| other.child == before[0].child)
}
