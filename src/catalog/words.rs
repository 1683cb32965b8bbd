//! `policies/woorden.toml` -> [`Words`]: lists of words that name things that a law forbids in free text.
//!
//! A word is found whole; with `*` behind it, as the beginning of a word. Capitals, accents and signs make no difference.

mod compile;
mod fold;
#[cfg(test)]
mod tests;

use super::days::Days;
use super::format;
use aho_corasick::AhoCorasick;
use fold::folded;
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The sort of a find in a free text. Says the sort only, never the words.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum WordSort {
    /// Nine digits that pass the test of a BSN or onderwijsnummer.
    PersonalNumber,
    /// A mail address.
    Email,
    /// A telephone number.
    Telephone,
    /// A word of the list with this code.
    Listed(Arc<str>),
}

impl WordSort {
    const OWN: [&'static str; 3] = ["PERSOONSNUMMER", "EMAIL", "TELEFOON"];

    /// The name of the sort, as told to senders.
    pub fn as_str(&self) -> &str {
        let [number, email, telephone] = Self::OWN;
        match self {
            WordSort::PersonalNumber => number,
            WordSort::Email => email,
            WordSort::Telephone => telephone,
            WordSort::Listed(code) => code,
        }
    }
}

#[derive(Debug)]
struct List {
    code: Arc<str>,
    days: Days,
}

/// All lists of words, searched at once.
#[derive(Debug)]
pub struct Words {
    lists: Vec<List>,
    search: AhoCorasick,
    /// The list of each search word, as an index.
    of: Vec<usize>,
}

impl Words {
    /// The sorts of forbidden content in a text on a day, in a fixed order.
    pub fn found(&self, text: &str, on: Date) -> BTreeSet<WordSort> {
        let mut found = BTreeSet::new();
        if text.bytes().any(|b| b.is_ascii_digit()) {
            if format::holds_pgn(text) {
                found.insert(WordSort::PersonalNumber);
            }
            if format::telephone::holds(text) {
                found.insert(WordSort::Telephone);
            }
        }
        if format::holds_email(text) {
            found.insert(WordSort::Email);
        }
        let folded = folded(text);
        let lists = self
            .search
            .find_overlapping_iter(&folded)
            .filter_map(|hit| self.lists.get(*self.of.get(hit.pattern().as_usize())?));
        found.extend(
            lists
                .filter(|list| list.days.hold(on))
                .map(|list| WordSort::Listed(Arc::clone(&list.code))),
        );
        found
    }
}
