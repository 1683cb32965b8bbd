//! What happened on the broker's side, in its order: what the hub was given, what it acknowledged, whom it told what.

use super::broker::{Copy, partner};
use super::ground::Said;
use super::op::Sort;
use super::place::SOURCES;
use schakel::broker::Request;
use serde_json::Value;
use std::collections::BTreeMap;

/// The turn of something that happened: its place among all that happened, and its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Turn {
    pub(super) tick: u64,
    pub(super) ms: i64,
}

/// What a message is.
#[derive(Debug, Clone, Copy)]
pub(super) enum What {
    Document { pupil: usize, sort: Sort },
    Wrong,
    Said(Said),
}

/// A message, of which there may be copies.
#[derive(Debug, Clone)]
pub(super) struct Message {
    pub(super) source: usize,
    pub(super) id: String,
    pub(super) body: Vec<u8>,
    pub(super) what: What,
    /// When the hub was first given it.
    pub(super) handed: Option<Turn>,
    /// Since when it is certain that the hub has it on record.
    pub(super) known: Option<Turn>,
    /// How many copies were sent, and acknowledged.
    pub(super) sent: usize,
    pub(super) acknowledged: usize,
    /// How often the hub was given it again after it had not acknowledged it.
    pub(super) redelivered: usize,
}

/// Something that reached a partner.
#[derive(Debug)]
pub(super) struct Delivery {
    pub(super) partner: usize,
    pub(super) event: String,
    pub(super) body: Vec<u8>,
    pub(super) at: Turn,
    pub(super) confirmed: bool,
}

#[derive(Default)]
pub(super) struct List {
    pub(super) tick: u64,
    /// What time it is in the run.
    pub(super) now: i64,
    pub(super) messages: Vec<Message>,
    pub(super) deliveries: Vec<Delivery>,
    /// Source, and what it was told.
    pub(super) told: Vec<(usize, Value)>,
    /// How often an event could not be delivered, by fault of the partner, since it may be tried.
    pub(super) failures: BTreeMap<String, usize>,
    /// What the last replay took from `failures`: a hub that is killed before the replay is on record has it parked still.
    pub(super) forgiven: BTreeMap<String, usize>,
    /// Which catalog was in force from when.
    pub(super) catalogs: Vec<(i64, usize)>,
    /// The store refused something: messages may have been recorded in another order than they came in.
    pub(super) disordered: bool,
    pub(super) crashes: usize,
}

impl List {
    /// Something happened that is no news to anybody.
    pub(super) fn happened(&mut self) {
        self.tick += 1;
    }

    fn turn(&mut self) -> Turn {
        self.tick += 1;
        Turn {
            tick: self.tick,
            ms: self.now,
        }
    }

    pub(super) fn handed(&mut self, copy: &Copy) {
        let turn = self.turn();
        let message = &mut self.messages[copy.message];
        message.handed.get_or_insert(turn);
        message.redelivered += usize::from(copy.redelivered);
    }

    pub(super) fn acknowledged(&mut self, message: usize) {
        let turn = self.turn();
        let message = &mut self.messages[message];
        message.acknowledged += 1;
        message.known.get_or_insert(turn);
    }

    /// A request reached its queue.
    pub(super) fn arrived(&mut self, request: &Request, confirmed: bool) {
        let at = self.turn();
        let body: Value = serde_json::from_slice(request.body()).expect("an event");
        match SOURCES
            .iter()
            .position(|source| source.name == request.routing_key())
        {
            Some(source) => {
                let id = body["data"]["document"].as_str().unwrap_or_default();
                let mut said = self
                    .messages
                    .iter_mut()
                    .filter(|message| message.source == source && message.id == id);
                if let (Some(message), None) = (said.next(), said.next()) {
                    message.known.get_or_insert(at);
                }
                self.told.push((source, body["data"].clone()));
            }
            None => {
                let (partner, event, body) = (
                    partner(request),
                    request.message_id().to_owned(),
                    request.body().to_vec(),
                );
                self.deliveries.push(Delivery {
                    partner,
                    event,
                    body,
                    at,
                    confirmed,
                });
            }
        }
    }

    pub(super) fn failed(&mut self, event: &str, by_fault: bool) {
        self.tick += 1;
        if by_fault {
            *self.failures.entry(event.to_owned()).or_default() += 1;
        }
    }

    /// The catalogs that were in force at some moment between these.
    pub(super) fn catalogs(&self, from: i64, to: i64) -> impl Iterator<Item = usize> {
        let ends = self
            .catalogs
            .iter()
            .skip(1)
            .map(|(ms, _)| *ms)
            .chain([i64::MAX]);
        self.catalogs
            .iter()
            .zip(ends)
            .filter(move |((began, _), end)| *began <= to && *end >= from)
            .map(|((_, catalog), _)| *catalog)
    }
}
