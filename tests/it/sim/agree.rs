//! The list against what the hub has on record: what must have happened did, and nothing else.

mod arrived;
mod told;

use super::ground::{Said, days, may};
use super::list::{List, Message, What};
use super::op::Sort;
use super::place::{PARTNERS, SOURCES};
use schakel::clock::Moment;
use schakel::store::{Dispatch, State, StoredDocument};
use std::collections::BTreeSet;

/// A ruling this old may still be acted on, in milliseconds, while no rule and no consent has changed.
const FRESH: i64 = 1000;
/// A message that came back so often may have been set aside unread.
const POISON: usize = 3;
/// So many undecided statements are not thought through.
const MOST_OPEN: usize = 8;

/// What the hub has on record at the end.
pub(super) struct Record {
    pub(super) documents: Vec<(StoredDocument, Vec<Dispatch>)>,
}

type Agreed = Result<(), String>;

fn hold(so: bool, else_say: impl FnOnce() -> String) -> Agreed {
    if so { Ok(()) } else { Err(else_say()) }
}

/// Whether something could go, and could not go, as far as the list can tell.
#[derive(Default, Clone, Copy)]
struct Could {
    go: bool,
    stay: bool,
}

struct Check<'a> {
    list: &'a List,
    record: &'a Record,
}

pub(super) fn agree(list: &List, record: &Record) -> Agreed {
    let check = Check { list, record };
    for message in &list.messages {
        hold(message.acknowledged == message.sent, || {
            format!("{} was not acknowledged", message.id)
        })?;
    }
    let ids: BTreeSet<(usize, &str)> = list
        .messages
        .iter()
        .map(|message| (message.source, message.id.as_str()))
        .collect();
    for (source, id) in ids {
        check.one_outcome_each(source, id)?;
    }
    let known = |document: &StoredDocument| {
        list.messages
            .iter()
            .any(|m| SOURCES[m.source].name == document.source && m.id == document.id)
    };
    for (document, dispatches) in &record.documents {
        hold(known(document), || {
            format!("{} was never sent", document.id)
        })?;
        dispatches
            .iter()
            .try_for_each(|dispatch| check.dispatch(document, dispatch))?;
    }
    list.deliveries
        .iter()
        .try_for_each(|delivery| check.delivery(delivery))?;
    check.lanes()
}

impl<'a> Check<'a> {
    fn of(&self, source: usize, id: &str) -> Vec<&'a Message> {
        self.list
            .messages
            .iter()
            .filter(|message| message.source == source && message.id == id)
            .collect()
    }

    /// What was said to a source about a pupil before `until`, and whether that was certain `by` then.
    fn said(
        &self,
        source: usize,
        certain: impl Fn(&Message) -> bool,
        possible: impl Fn(&Message) -> bool,
    ) -> (Vec<Said>, Vec<Said>) {
        let (mut sure, mut open) = (Vec::new(), Vec::new());
        for message in self
            .list
            .messages
            .iter()
            .filter(|message| message.source == source)
        {
            let What::Said(said) = message.what else {
                continue;
            };
            if certain(message) && message.redelivered < POISON {
                sure.push(said);
            } else if possible(message) {
                open.push(said);
            }
        }
        (sure, open)
    }

    /// Asks the ground for every day, catalog and state of the consents that there may have been. A day may be one of a moment ago.
    fn could(
        &self,
        document: (usize, Sort),
        partner: usize,
        from: i64,
        to: i64,
        (sure, open): (Vec<Said>, Vec<Said>),
    ) -> Could {
        let (pupil, sort) = document;
        // what a parent says about another partner tells that this parent has gezag
        let about = |said: &Said| said.pupil == pupil;
        let open: Vec<Said> = open.into_iter().filter(about).collect();
        if open.len() > MOST_OPEN {
            return Could {
                go: true,
                stay: true,
            };
        }
        let mut could = Could::default();
        for some in 0..1usize << open.len() {
            let chosen = open
                .iter()
                .enumerate()
                .filter(|(at, _)| some >> at & 1 == 1)
                .map(|(_, said)| *said);
            let said: Vec<Said> = sure.iter().copied().chain(chosen).collect();
            for rows in self.list.catalogs(from, to) {
                for today in days(from - FRESH, to) {
                    let goes = may(sort, pupil, partner, today, rows, &said);
                    could = Could {
                        go: could.go | goes,
                        stay: could.stay | !goes,
                    };
                }
            }
        }
        could
    }

    /// What the ruling on a document could say about a partner.
    fn ruled(&self, message: &Message, document: (usize, Sort), partner: usize) -> Could {
        let (Some(handed), Some(known)) = (message.handed, message.known) else {
            return Could {
                go: true,
                stay: true,
            };
        };
        let said = match self.list.disordered {
            // of one source everything is recorded in the order in which it came in
            false => {
                let before = |other: &Message| other.handed.is_some_and(|other| other < handed);
                self.said(message.source, before, before)
            }
            true => {
                let before = |other: &Message| other.known.is_some_and(|other| other < handed);
                self.said(message.source, before, |other| {
                    other.handed.is_some_and(|other| other < known)
                })
            }
        };
        self.could(document, partner, handed.ms, known.ms, said)
    }

    /// The one that was ruled on, of those with its id: the first that came in.
    fn ruling(&self, messages: &[&Message], stored: &[&(StoredDocument, Vec<Dispatch>)]) -> Agreed {
        let documents = messages.iter().filter_map(|message| match message.what {
            What::Document { pupil, sort } => Some((*message, (pupil, sort))),
            _ => None,
        });
        let Some((message, document)) = documents.min_by_key(|(message, _)| message.handed) else {
            return Ok(());
        };
        if self.list.disordered && messages.len() > 1 {
            return Ok(());
        }
        let ruled = stored
            .iter()
            .find(|(document, _)| ["routed", "nothing"].contains(&document.outcome.as_str()));
        let Some((row, dispatches)) = ruled else {
            return Err(format!("{} was not ruled on", message.id));
        };
        for (partner, at) in PARTNERS.iter().enumerate() {
            let could = self.ruled(message, document, partner);
            let goes = dispatches
                .iter()
                .any(|dispatch| dispatch.partner.to_string() == key(partner));
            let side = if goes { could.go } else { could.stay };
            let exchange = at.exchange;
            hold(side, || {
                format!(
                    "{}: ruled that {exchange} gets it: {goes}, and that cannot be",
                    message.id
                )
            })?;
        }
        let says = if dispatches.is_empty() {
            "nothing"
        } else {
            "routed"
        };
        hold(row.outcome.as_str() == says, || {
            format!(
                "{}: {} with {} dispatches",
                row.id,
                row.outcome.as_str(),
                dispatches.len()
            )
        })
    }

    /// A dispatch ended: it arrived, or there came to be no ground for it.
    fn dispatch(&self, document: &StoredDocument, dispatch: &Dispatch) -> Agreed {
        let event = dispatch.event.to_string();
        let arrived = self
            .list
            .deliveries
            .iter()
            .any(|delivery| delivery.event == event);
        let (id, state) = (&document.id, dispatch.state);
        match state {
            State::Delivered => hold(arrived, || {
                format!("{id}: {event} is on record as delivered, and did not arrive")
            }),
            State::Dropped => {
                let partner = (0..PARTNERS.len())
                    .find(|partner| key(*partner) == dispatch.partner.to_string())
                    .unwrap();
                let (from, to) = (
                    dispatch.recorded.ms(),
                    dispatch.ended.map_or(i64::MAX, Moment::ms),
                );
                let grounds = self.documents(document).map(|(message, sort)| {
                    let sure = |other: &Message| other.known.is_some_and(|other| other.ms < from);
                    let said = self.said(message.source, sure, |other| {
                        other.handed.is_some_and(|other| other.ms <= to)
                    });
                    self.could(sort, partner, from, to, said).stay
                });
                hold(grounds.into_iter().any(|stay| stay), || {
                    format!(
                        "{id}: {event} was dropped ({:?}), but might go",
                        dispatch.code
                    )
                })
            }
            State::Due | State::Parked | State::Superseded => {
                Err(format!("{id}: {event} is {state:?} at the end"))
            }
        }
    }

    fn documents(
        &self,
        document: &'a StoredDocument,
    ) -> impl Iterator<Item = (&'a Message, (usize, Sort))> {
        let of_it = move |message: &&Message| {
            SOURCES[message.source].name == document.source && message.id == document.id
        };
        self.list
            .messages
            .iter()
            .filter(of_it)
            .filter_map(|message| match message.what {
                What::Document { pupil, sort } => Some((message, (pupil, sort))),
                _ => None,
            })
    }
}

/// How the hub knows a partner.
pub(super) fn key(partner: usize) -> String {
    format!("{}/{}", PARTNERS[partner].oin, PARTNERS[partner].role)
}
