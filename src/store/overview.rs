//! Sums -> the overview of a coordinator: counts of what flowed, was withheld, was refused, waits. No personal data.

use super::Reading;
use super::dispatch::State;
use super::error::{Flaw, StoreError};
use super::tally::{Tallied, Tally};
use crate::outcome::Code;
use std::collections::BTreeMap;

/// Counts since the store was made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overview {
    /// Documents from which a partner may receive data.
    pub routed: i64,
    /// Documents kept in the hub's own register.
    pub register: i64,
    /// Documents from which no partner may receive data.
    pub nothing: i64,
    /// Documents that were stopped.
    pub stopped: i64,
    /// Arrivals of documents that had their end already.
    pub duplicate: i64,
    /// Stopped documents, by reason.
    pub stopped_by_code: BTreeMap<Code, i64>,
    /// Documents, by source.
    pub sources: BTreeMap<String, i64>,
    /// Dispatches in all.
    pub dispatches: i64,
    /// Dispatches, by partner.
    pub partners: BTreeMap<String, PartnerCounts>,
    /// Verdicts that shared data, by role.
    pub shared: BTreeMap<String, i64>,
    /// Documents of an experiment or a theme, by label and outcome.
    pub labels: BTreeMap<(String, String), i64>,
    /// Verdicts that withheld, by role and reason.
    pub withheld: BTreeMap<(String, Code), i64>,
}

/// Counts of the dispatches of one partner.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PartnerCounts {
    /// Dispatches to be sent.
    pub due: i64,
    /// Dispatches that the partner has.
    pub delivered: i64,
    /// Dispatches that wait for a person.
    pub parked: i64,
    /// Dispatches that will not be sent.
    pub dropped: i64,
    /// Dispatches that a later one took the place of.
    pub superseded: i64,
}

impl Reading<'_> {
    /// The counts since the store was made. As quick on a large store as on a small one.
    pub fn overview(&self) -> Result<Overview, StoreError> {
        let mut view = Overview::default();
        for (outcome, code, count) in Tally::read(self.db, Tallied::Outcome)? {
            match outcome.as_str() {
                "routed" => view.routed += count,
                "register" => view.register += count,
                "nothing" => view.nothing += count,
                "stopped" => {
                    view.stopped += count;
                    view.stopped_by_code.insert(known(&code)?, count);
                }
                _ => return Err(unknown()),
            }
        }
        view.duplicate = Tally::read(self.db, Tallied::Again)?
            .iter()
            .map(|(_, _, count)| count)
            .sum();
        view.sources = Tally::read(self.db, Tallied::Source)?
            .into_iter()
            .map(|(source, _, count)| (source, count))
            .collect();
        view.shared = Tally::read(self.db, Tallied::Shared)?
            .into_iter()
            .map(|(role, _, count)| (role, count))
            .collect();
        view.labels = Tally::read(self.db, Tallied::Label)?
            .into_iter()
            .map(|(label, outcome, count)| ((label, outcome), count))
            .collect();
        for (role, code, count) in Tally::read(self.db, Tallied::Withheld)? {
            view.withheld.insert((role, known(&code)?), count);
        }
        for (partner, state, count) in Tally::read(self.db, Tallied::Dispatch)? {
            let of = view.partners.entry(partner).or_default();
            match State::from_word(&state).ok_or_else(unknown)? {
                State::Due => of.due = count,
                State::Delivered => of.delivered = count,
                State::Parked => of.parked = count,
                State::Dropped => of.dropped = count,
                State::Superseded => of.superseded = count,
            }
            view.dispatches += count;
        }
        Ok(view)
    }
}

fn known(code: &str) -> Result<Code, StoreError> {
    code.parse().map_err(|_| unknown())
}

fn unknown() -> StoreError {
    StoreError::corrupt(Flaw::Tally)
}
