//! Chance, unused numbers, and what was said so far: what everything of the day is made with.

use crate::consent::Book;
use crate::dice::Dice;
use crate::expect::Expected;
use crate::pupil;
use crate::source::Source;
use crate::written::Sent;
use anyhow::{Context, Result};
use jiff::Zoned;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// One message, and what ought to become of the documents in it.
#[derive(Debug, Clone)]
pub(crate) struct Payload {
    pub(crate) sent: Sent,
    pub(crate) documents: Vec<Expected>,
    /// The reports in it, by number: what comes later about one of these is sent later.
    pub(crate) numbers: Vec<u32>,
}

/// What each source sends in one part of the day, in order.
pub(crate) type Part = BTreeMap<Source, Vec<Payload>>;

/// Makes the day, from morning to evening.
pub(crate) struct Maker {
    pub(crate) dice: Dice,
    pub(crate) book: Book,
    /// The day on the hub's own clock: it counts for consent, so it is the day that ages are made for. Never shown.
    pub(crate) sending: Date,
    bsns: Vec<String>,
    messages: BTreeMap<Source, usize>,
    numbers: BTreeMap<&'static str, u32>,
    children: u32,
}

impl Maker {
    #[expect(
        clippy::disallowed_methods,
        reason = "the hub that is played with looks at the same clock"
    )]
    pub(crate) fn new(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let bsns = pupil::bsns(&mut dice);
        let sending = Zoned::now().date();
        Self {
            dice,
            bsns,
            sending,
            book: Book::default(),
            messages: BTreeMap::new(),
            numbers: BTreeMap::new(),
            children: 0,
        }
    }

    /// A BSN that nobody in the day has.
    pub(crate) fn bsn(&mut self) -> Result<String> {
        self.bsns.pop().context("no BSN is left")
    }

    /// Days since a birthday, at least a month from the next; no two children share one, for namesakes would be looked at by a person.
    pub(crate) fn days_old(&mut self) -> u32 {
        self.children += 1;
        30 + self.children % 300
    }

    /// How many messages a source made, this one included; and the id of this one.
    pub(crate) fn message(&mut self, source: Source) -> (usize, String) {
        let count = self.messages.entry(source).or_default();
        *count += 1;
        (*count, format!("{}-20260313-{count:03}", source.name()))
    }

    /// The next number of a row of numbers.
    pub(crate) fn number(&mut self, row: &'static str) -> String {
        let count = self.numbers.entry(row).or_default();
        *count += 1;
        format!("{row}-2026-{count:04}")
    }
}

impl Payload {
    pub(crate) fn new(sent: Sent, documents: Vec<Expected>) -> Self {
        Self {
            sent,
            documents,
            numbers: Vec::new(),
        }
    }
}
