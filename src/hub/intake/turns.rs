//! Arrivals of many sources -> the source that is next, so that a source that sends much holds up no other.
//!
//! Each source has a line of its own, in the order of arrival. A message with many documents keeps its place at the head of its line until
//! the last of these is on record; the other sources have their turns meanwhile.

use crate::arrival::{Arrival, Settlement};
use crate::catalog::Catalog;
use crate::decision::Document;
use crate::message::Inbound;
use std::collections::{BTreeMap, VecDeque};
use std::ops::Bound;
use std::sync::Arc;
use tokio::sync::oneshot;
use tokio::time::Instant;

/// The waiting messages, in a line for each source.
#[derive(Default)]
pub(super) struct Turns {
    lines: BTreeMap<String, SourceLine>,
    /// The source that had the last turn.
    last: String,
}

#[derive(Default)]
struct SourceLine {
    begun: Option<Begun>,
    waiting: VecDeque<Arrival>,
}

/// A message that was judged, and whose documents are being recorded.
pub(super) struct Begun {
    pub(super) documents: VecDeque<Document>,
    /// The catalog that the message was judged by.
    pub(super) catalog: Arc<Catalog>,
    /// The message's own digest, when the message came back and is taken alone.
    pub(super) alone: Option<[u8; 32]>,
    pub(super) receipt: TurnReceipt,
}

/// The way to settle a message once all of the message is on record.
pub(super) struct TurnReceipt {
    reply: oneshot::Sender<Settlement>,
    pub(super) since: Instant,
}

impl TurnReceipt {
    /// Settles the message; a broker that has gone redelivers without this.
    pub(super) fn give(self, settlement: Settlement) {
        let _ = self.reply.send(settlement);
    }
}

/// The next step for a source.
pub(super) enum NextTurn {
    /// Have a message judged.
    Judge(Inbound, TurnReceipt),
    /// Record more documents of a judged message.
    Record(Begun),
}

impl Turns {
    /// Lets an arrival stand in the line of its source.
    pub(super) fn add(&mut self, arrival: Arrival) {
        let source = arrival.inbound.source.clone();
        self.lines
            .entry(source)
            .or_default()
            .waiting
            .push_back(arrival);
    }

    /// Whether no message waits.
    pub(super) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The number of messages that have not been judged.
    pub(super) fn waiting(&self) -> usize {
        self.lines.values().map(|line| line.waiting.len()).sum()
    }

    /// Drops all messages that have not begun: a message with a lost receipt comes again.
    pub(super) fn give_back_waiting(&mut self) {
        self.lines.retain(|_, line| {
            line.waiting.clear();
            line.begun.is_some()
        });
    }

    /// Takes the turn of the next source; none when its next step may not join a batch that has `company`. A returned message goes alone,
    /// and so does a message that was judged by an older catalog: the turn is then that of the next batch.
    pub(super) fn next(&mut self, company: Option<&Arc<Catalog>>) -> Option<(String, NextTurn)> {
        let after = (Bound::Excluded(self.last.as_str()), Bound::Unbounded);
        let source = self
            .lines
            .range::<str, _>(after)
            .next()
            .or_else(|| self.lines.first_key_value())?
            .0
            .clone();
        let line = self.lines.get_mut(&source)?;
        if let Some(catalog) = company
            && !line.may_join(catalog)
        {
            return None;
        }
        let next = match line.begun.take() {
            Some(begun) => NextTurn::Record(begun),
            None => {
                let Arrival {
                    inbound,
                    reply,
                    since,
                } = line.waiting.pop_front()?;
                NextTurn::Judge(inbound, TurnReceipt { reply, since })
            }
        };
        if line.waiting.is_empty() {
            self.lines.remove(&source);
        }
        self.last.clone_from(&source);
        Some((source, next))
    }

    /// Puts a begun message back at the head of its line, for the next turn of its source.
    pub(super) fn go_on(&mut self, source: String, begun: Begun) {
        self.lines.entry(source).or_default().begun = Some(begun);
    }

    /// Gives the begun message of a source back: no more of it is recorded, and the message comes again.
    pub(super) fn abandon(&mut self, source: &str) {
        if let Some(line) = self.lines.get_mut(source) {
            if let Some(begun) = line.begun.take() {
                begun.receipt.give(Settlement::Redeliver);
            }
            if line.waiting.is_empty() {
                self.lines.remove(source);
            }
        }
    }
}

impl SourceLine {
    fn may_join(&self, catalog: &Arc<Catalog>) -> bool {
        match (&self.begun, self.waiting.front()) {
            (Some(begun), _) => begun.alone.is_none() && Arc::ptr_eq(&begun.catalog, catalog),
            (None, Some(arrival)) => !arrival.inbound.redelivered,
            (None, None) => false,
        }
    }
}
