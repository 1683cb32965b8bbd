//! What each sender was told -> one outcome for each of its documents, and the last word is what is on record.

use super::{Agreed, Check, POISON, hold};
use crate::sim::list::What;
use crate::sim::place::SOURCES;
use schakel::store::{Dispatch, State, StoredDocument};
use serde_json::Value;
use std::collections::BTreeSet;

impl<'a> Check<'a> {
    pub(super) fn one_outcome_each(&self, source: usize, id: &str) -> Agreed {
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
