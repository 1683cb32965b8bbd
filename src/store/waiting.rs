//! Dispatches and alerts that have not ended -> counts by partner, and the oldest: for gauges, at a cost
//! that does not grow with the store.

use super::Reading;
use super::dispatch::State;
use super::error::StoreError;
use super::tally::{Tallied, Tally};
use crate::clock::Moment;
use crate::outcome::Code;
use std::collections::BTreeMap;

/// Most rows of one partner that are looked at to find the oldest.
const MOST: u32 = 10_000;

/// Dispatches and alerts that wait.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WaitingCounts {
    /// Dispatches by partner, without partners for which none wait.
    pub partners: BTreeMap<String, PartnerWaiting>,
    /// Open alerts by code.
    pub alerts: BTreeMap<Code, i64>,
    /// Moment when the oldest open alert was raised.
    pub oldest_alert: Option<Moment>,
}

/// Dispatches that wait for one partner.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PartnerWaiting {
    /// Dispatches to be sent, now or later.
    pub due: i64,
    /// Dispatches that wait for a person.
    pub parked: i64,
    /// Moment of recording of the oldest, among the dispatches that are due first.
    pub oldest: Option<Moment>,
}

impl Reading<'_> {
    /// Counts dispatches and alerts that wait. Looks at sums, at open alerts, and at a bounded part of the due
    /// dispatches.
    pub fn waiting(&self) -> Result<WaitingCounts, StoreError> {
        let mut all = WaitingCounts::default();
        for (partner, state, count) in Tally::read(self.db, Tallied::Dispatch)? {
            match State::from_word(&state) {
                Some(State::Due) => all.partners.entry(partner).or_default().due = count,
                Some(State::Parked) => all.partners.entry(partner).or_default().parked = count,
                _ => {}
            }
        }
        let mut oldest = self.db.prepare_cached(
            "SELECT recorded FROM dispatch WHERE seq = (SELECT min(seq) FROM (
               SELECT seq FROM dispatch INDEXED BY dispatch_due WHERE partner = ?1 AND state = 'due' ORDER BY due LIMIT ?2))",
        )?;
        for (partner, waiting) in all
            .partners
            .iter_mut()
            .filter(|(_, waiting)| waiting.due > 0)
        {
            let mut rows = oldest.query((partner, MOST))?;
            waiting.oldest = rows.next()?.map(|row| row.get(0)).transpose()?;
        }
        let mut alerts = self.db.prepare_cached(
            "SELECT code, count(*), min(at) FROM (SELECT code, at FROM alert INDEXED BY alert_open WHERE handled IS NULL ORDER BY n LIMIT 100000)
             GROUP BY code",
        )?;
        let rows = alerts.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        for row in rows {
            let (code, count, at): (Code, i64, Moment) = row?;
            all.alerts.insert(code, count);
            all.oldest_alert = Some(all.oldest_alert.map_or(at, |other| other.min(at)));
        }
        Ok(all)
    }
}
