//! Arrivals of many sources -> whose turn it is, so that one that sends much holds up nobody else.
//!
//! Each source has a line of its own, in the order of arrival. A message with many documents keeps its place at the head of its line until
//! the last of them is on record; the others have their turns meanwhile.

use crate::arrival::{Arrival, Settlement};
use crate::catalog::Catalog;
use crate::hub::record::Document;
use crate::message::Inbound;
use std::collections::{BTreeMap, VecDeque};
use std::ops::Bound;
use std::sync::Arc;
use tokio::sync::oneshot;
use tokio::time::Instant;

/// What waits, by source.
#[derive(Default)]
pub(super) struct Turns {
    lines: BTreeMap<String, SourceLine>,
    /// Who had the last turn.
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
    /// By which it was judged.
    pub(super) catalog: Arc<Catalog>,
    /// Its own, when it came back and is taken alone.
    pub(super) alone: Option<[u8; 32]>,
    pub(super) receipt: TurnReceipt,
}

/// Whom to tell that all of a message is on record.
pub(super) struct TurnReceipt {
    reply: oneshot::Sender<Settlement>,
    pub(super) since: Instant,
}

impl TurnReceipt {
    /// A broker that has gone redelivers by itself.
    pub(super) fn give(self, settlement: Settlement) {
        let _ = self.reply.send(settlement);
    }
}

/// What a source has to do next.
pub(super) enum NextTurn {
    /// To have a message judged.
    Judge(Inbound, TurnReceipt),
    /// To have more of one recorded.
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

    /// Does nobody wait?
    pub(super) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// How many messages have not been looked at.
    pub(super) fn waiting(&self) -> usize {
        self.lines.values().map(|line| line.waiting.len()).sum()
    }

    /// Lets go of all that has not begun: who loses its receipt gets its message back.
    pub(super) fn give_back_waiting(&mut self) {
        self.lines.retain(|_, line| {
            line.waiting.clear();
            line.begun.is_some()
        });
    }

    /// Takes the turn of the next source, if what it has to do may be in a batch that has `company`.
    /// Whoever came back goes alone, and so does what was judged by an older catalog: then its turn is that of the next batch.
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

    /// What was begun goes on at the next turn of its source.
    pub(super) fn go_on(&mut self, source: String, begun: Begun) {
        self.lines.entry(source).or_default().begun = Some(begun);
    }

    /// What was begun of a source is not recorded any further, and comes again.
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
