//! A child -> a document that tells a part of who it is about, spelled as one of many systems would.

use super::{Child, Dice, Particles};
use jiff::civil::date;
use schakel::pipeline::identity::fold;
use schakel::pipeline::identity::sighting::{Mark, Marks, Sought};
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// Something is said in it about consent.
    Statement,
    Report,
}

pub(super) struct Paper {
    /// Whom it is about, in truth.
    pub(super) child: usize,
    pub(super) sort: Sort,
    pub(super) pgn: Option<u32>,
    /// As it is spelled.
    pub(super) first_name: Option<String>,
    surname: String,
    /// The surname as it is, unless it is mistaken.
    name: Option<&'static str>,
    born: &'static str,
    home: Option<&'static str>,
    pub(super) asked: Sought,
}

impl fmt::Debug for Paper {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            child,
            sort,
            pgn,
            first_name,
            surname,
            born,
            home,
            ..
        } = self;
        write!(
            out,
            "child {child} {sort:?}: {pgn:?} {first_name:?} {surname:?} {born} {home:?}"
        )
    }
}

impl Paper {
    pub(super) fn about(dice: &mut Dice, children: &[Child], particles: &Particles) -> Paper {
        let at = dice.below(children.len());
        let child = &children[at];
        let sort = if dice.chance(50) {
            Sort::Statement
        } else {
            Sort::Report
        };
        let pgn = dice.chance(45).then_some(child.pgn);
        let first_name = dice.chance(65).then(|| first_name(dice, child.first_name));
        let mistaken = dice.chance(8);
        let surname = if mistaken {
            "Vergissing".to_owned()
        } else {
            surname(dice, child)
        };
        let home = dice.chance(85).then(|| *dice.one(&child.homes));
        let marks = Marks {
            key: 1,
            pgn: pgn.map(|pgn| mark(&pgn.to_string())),
            surname: fold::surname(&surname, particles, date(2026, 11, 29)).map(|name| mark(&name)),
            first_name: first_name
                .as_ref()
                .and_then(|name| fold::first_name(name))
                .map(|name| mark(&name)),
            birth_date: Some(mark(child.born)),
            address: home.map(mark),
        };
        let rough = |known: usize| mark(&child.born[..known]);
        let asked = Sought {
            marks: vec![marks],
            roughly: vec![[rough(7), rough(4)]],
        };
        let name = (!mistaken).then_some(child.surname);
        Paper {
            child: at,
            sort,
            pgn,
            first_name,
            surname,
            name,
            born: child.born,
            home,
            asked,
        }
    }

    /// By its number or first name it is told apart from a twin's.
    pub(super) fn tells_apart(&self) -> bool {
        self.pgn.is_some() || self.first_name.is_some()
    }

    /// Surname, birth date and home, where all are told as they are.
    pub(super) fn words(&self) -> Option<(&'static str, &'static str, &'static str)> {
        Some((self.name.unwrap_or("Vergissing"), self.born, self.home?))
    }

    /// The same number, or the same birth date and one of name and home.
    pub(super) fn has_in_common(&self, other: &Paper) -> bool {
        let number = self.pgn.is_some() && self.pgn == other.pgn;
        let name = self.name.is_some() && self.name == other.name;
        let home = self.home.is_some() && self.home == other.home;
        number || self.born == other.born && (name || home)
    }

    /// Both tell the number; or not both do, and both tell the first name, the surname and the home alike.
    pub(super) fn is_enough_for(&self, other: &Paper) -> bool {
        let number = self.pgn.is_some() && self.pgn == other.pgn;
        let both = self.first_name.is_some()
            && other.first_name.is_some()
            && self.words().is_some()
            && self.words() == other.words();
        number || both && !(self.pgn.is_some() && other.pgn.is_some())
    }
}

fn mark(text: &str) -> Mark {
    let half = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        (salt, text).hash(&mut hasher);
        u128::from(hasher.finish())
    };
    (half(1) << 64 | half(2)).to_be_bytes()
}

fn first_name(dice: &mut Dice, name: &str) -> String {
    match dice.below(5) {
        0 => format!("{name} Maria"),
        1 => name.to_uppercase(),
        2 => apart(name),
        _ => name.to_owned(),
    }
}

/// The particle in front, behind, shortened, or in a field of its own and so not here.
fn surname(dice: &mut Dice, child: &Child) -> String {
    let Child {
        particle, surname, ..
    } = child;
    let spelled = match dice.below(4) {
        0 => surname.to_uppercase(),
        1 => apart(surname),
        2 => plain(surname),
        _ => (*surname).to_owned(),
    };
    match dice.below(4) {
        0 if !particle.is_empty() => format!("{particle} {spelled}"),
        1 if !particle.is_empty() => format!("{spelled}, {particle}"),
        2 if *particle == "van der" => format!("v.d. {spelled}"),
        _ => spelled,
    }
}

/// Letters and their accents apart, as some systems store them.
fn apart(text: &str) -> String {
    text.replace('é', "e\u{301}")
        .replace('ë', "e\u{308}")
        .replace('Ç', "C\u{327}")
        .replace('ü', "u\u{308}")
        .replace('ĳ', "ij")
}

/// Without accents, as some keyboards have it.
fn plain(text: &str) -> String {
    text.replace('Ç', "C").replace('ü', "u").replace('ĳ', "ij")
}
