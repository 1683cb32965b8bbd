//! The list against what the hub has on record: what must have happened did, and nothing else.

use super::ground::{Said, days, fields, may};
use super::list::{Delivery, List, Message, What};
use super::op::Sort;
use super::place::{PARTNERS, SOURCES};
use schakel::store::{Dispatch, State, StoredDocument};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

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

    fn one_outcome_each(&self, source: usize, id: &str) -> Agreed {
        let messages = self.of(source, id);
        let of_it = |document: &&(StoredDocument, Vec<Dispatch>)| {
            document.0.source == SOURCES[source].name && document.0.id == id
        };
        let stored: Vec<&(StoredDocument, Vec<Dispatch>)> =
            self.record.documents.iter().filter(of_it).collect();
        if messages.iter().any(|message| message.redelivered >= POISON) {
            return hold(!stored.is_empty(), || format!("{id} is not on record"));
        }
        hold(stored.len() == messages.len(), || {
            format!("{id}: {} on record, {} sent", stored.len(), messages.len())
        })?;
        let mut outcomes: Vec<String> = stored
            .iter()
            .map(|(document, _)| outcome(document))
            .collect();
        let told: BTreeSet<String> = self
            .told(source, id)
            .filter(|told| !is_later(told))
            .map(told)
            .collect();
        for outcome in &outcomes {
            hold(told.contains(outcome), || {
                format!("{id}: its sender was not told {outcome}, but {told:?}")
            })?;
        }
        let acknowledged: usize = messages.iter().map(|message| message.acknowledged).sum();
        let answers = self.told(source, id).count();
        hold(answers >= acknowledged, || {
            format!("{id}: acknowledged {acknowledged} times, {answers} answers")
        })?;
        let right = told
            .iter()
            .all(|told| outcomes.contains(told) || told == "duplicate");
        hold(right, || {
            format!("{id}: its sender was told {told:?}, on record is {outcomes:?}")
        })?;
        if let [(document, dispatches)] = &stored[..] {
            self.told_last(source, document, dispatches)?;
        }
        outcomes.retain(|outcome| outcome != "routed" && outcome != "nothing");
        outcomes.sort();
        outcomes.dedup();
        let documents = messages
            .iter()
            .filter(|message| matches!(message.what, What::Document { .. }))
            .count();
        // a yes that is written as it should be, of who does not decide, is not wrong by the schema
        let said = String::from_utf8_lossy(&messages[0].body).contains(".toestemmingen.");
        let wrong = if said {
            "stopped register.cannot_count"
        } else {
            "stopped validate.invalid"
        };
        let expected: Vec<&str> = match messages[0].what {
            What::Said(_) => vec!["register"],
            _ => [
                (documents > 1, "stopped intake.id_conflict"),
                (documents < messages.len(), wrong),
            ]
            .into_iter()
            .filter_map(|(so, outcome)| so.then_some(outcome))
            .collect(),
        };
        hold(outcomes == expected, || {
            format!("{id}: {outcomes:?} instead of {expected:?}")
        })?;
        self.ruling(&messages, &stored)
    }

    fn told(&self, source: usize, id: &str) -> impl Iterator<Item = &'a Value> {
        self.list
            .told
            .iter()
            .filter(move |(to, told)| *to == source && told["document"] == id)
            .map(|(_, told)| told)
    }

    /// What the sender of a document heard last is what is on record: who did not get it after all, and why.
    fn told_last(
        &self,
        source: usize,
        document: &StoredDocument,
        dispatches: &[Dispatch],
    ) -> Agreed {
        let (id, all) = (
            &document.id,
            self.told(source, &document.id).collect::<Vec<_>>(),
        );
        let Some(last) = all.last().filter(|_| !dispatches.is_empty()) else {
            return Ok(());
        };
        let said = if last["uitkomst"] == "duplicate" {
            &last["eerder"]
        } else {
            &last["uitkomst"]
        };
        let dropped = dispatches
            .iter()
            .filter(|dispatch| dispatch.state == State::Dropped);
        let dropped: BTreeSet<(&str, &str)> = dropped
            .map(|d| {
                (
                    d.partner.role.as_str(),
                    d.code.map_or("", |code| code.as_str()),
                )
            })
            .collect();
        let ended = last["nietBezorgd"].as_array().into_iter().flatten();
        let ended: BTreeSet<(&str, &str)> = ended
            .map(|one| (one["rol"].as_str().unwrap(), one["code"].as_str().unwrap()))
            .collect();
        let nobody = dispatches
            .iter()
            .all(|dispatch| dispatch.state == State::Dropped);
        let holds = ended == dropped && *said == if nobody { "nothing" } else { "routed" };
        hold(holds, || {
            format!(
                "{id}: its sender heard last {last}, on record is {dropped:?} (all it heard: {all:?})"
            )
        })
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
                let (from, to) = (dispatch.recorded, dispatch.ended.unwrap_or(i64::MAX));
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

    fn on_record(&self, delivery: &Delivery) -> Result<(&'a StoredDocument, &'a Dispatch), String> {
        let all = self
            .record
            .documents
            .iter()
            .flat_map(|(document, dispatches)| dispatches.iter().map(move |d| (document, d)));
        let mut of_it = all.filter(|(_, dispatch)| dispatch.event.to_string() == delivery.event);
        of_it.next().ok_or_else(|| {
            format!(
                "{} reached {} without a record",
                delivery.event, PARTNERS[delivery.partner].exchange
            )
        })
    }

    /// What arrived was for this partner, held what it should, and there was a ground for it at that moment.
    fn delivery(&self, delivery: &Delivery) -> Agreed {
        let (document, dispatch) = self.on_record(delivery)?;
        let Delivery {
            partner, event, at, ..
        } = delivery;
        let who = format!(
            "{}: {event} to {}",
            document.id, PARTNERS[*partner].exchange
        );
        hold(dispatch.partner.to_string() == key(*partner), || {
            format!("{who} is for {}", dispatch.partner)
        })?;
        let body: Value = serde_json::from_slice(&delivery.body).unwrap();
        let names: BTreeSet<&str> = body["data"]
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        hold(names == fields(*partner).iter().copied().collect(), || {
            format!("{who} holds {names:?}")
        })?;
        hold(
            body["id"] == event.as_str() && body["data"]["nummer"] == document.id.as_str(),
            || format!("{who} is {body}"),
        )?;
        let same = self
            .list
            .deliveries
            .iter()
            .filter(|other| other.event == *event);
        hold(
            same.clone().all(|other| other.body == delivery.body),
            || format!("{who} came with two bodies"),
        )?;
        let (times, excused) = (
            same.clone().count(),
            same.filter(|other| !other.confirmed).count(),
        );
        hold(times <= 1 + excused + self.list.crashes, || {
            format!("{who} came {times} times")
        })?;
        let grounds = self.documents(document).map(|(message, sort)| {
            let sure = |other: &Message| other.known.is_some_and(|other| other < *at);
            let said = self.said(message.source, sure, |other| {
                other.handed.is_some_and(|other| other < *at)
            });
            self.could(sort, *partner, at.ms, at.ms, said).go
        });
        hold(grounds.into_iter().any(|go| go), || {
            format!("{who} went without a ground")
        })
    }

    /// Of one partner and pupil nothing later arrives before what is earlier has ended.
    fn lanes(&self) -> Agreed {
        let mut last: BTreeMap<(usize, &str, usize), i64> = BTreeMap::new();
        for delivery in &self.list.deliveries {
            let (document, dispatch) = self.on_record(delivery)?;
            let Some((_, (pupil, _))) = self.documents(document).next() else {
                continue;
            };
            let lane = last
                .entry((delivery.partner, &document.source, pupil))
                .or_default();
            hold(*lane <= dispatch.seq, || {
                format!(
                    "{} overtaken at {} by a later one",
                    document.id, PARTNERS[delivery.partner].exchange
                )
            })?;
            *lane = dispatch.seq;
        }
        Ok(())
    }
}

/// How the hub knows a partner.
pub(super) fn key(partner: usize) -> String {
    format!("{}/{}", PARTNERS[partner].oin, PARTNERS[partner].role)
}

/// It corrects an earlier answer.
fn is_later(told: &Value) -> bool {
    told["uitkomst"] != "duplicate"
        && !(told["nietBezorgd"].is_null() && told["minderBezorgd"].is_null())
}

fn outcome(document: &StoredDocument) -> String {
    match document.outcome {
        schakel::outcome::Outcome::Stopped(code) => format!("stopped {code}"),
        other => other.as_str().to_owned(),
    }
}

fn told(told: &Value) -> String {
    match told["code"].as_str() {
        Some(code) => format!("stopped {code}"),
        None => told["uitkomst"].as_str().unwrap_or_default().to_owned(),
    }
}
