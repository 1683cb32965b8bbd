//! What arrived at a partner -> it was meant for that partner, had a ground, and came in order.

use super::{Agreed, Check, hold, key};
use crate::sim::ground::fields;
use crate::sim::list::{Delivery, Message, What};
use crate::sim::place::PARTNERS;
use schakel::number::DispatchNo;
use schakel::store::{Dispatch, StoredDocument};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

impl<'a> Check<'a> {
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
    pub(super) fn delivery(&self, delivery: &Delivery) -> Agreed {
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
            let said: Vec<String> = self
                .documents(document)
                .flat_map(|(message, (pupil, _))| self.statements(message.source, pupil))
                .collect();
            format!(
                "{who} went without a ground at {at:?}, attempt {} of {dispatch:?}; said of the pupil:\n  {}",
                dispatch.attempts + 1,
                said.join("\n  ")
            )
        })
    }

    /// What was said of a pupil, and when the hub had it.
    fn statements(&self, source: usize, pupil: usize) -> Vec<String> {
        let of = |message: &&Message| {
            message.source == source
                && matches!(message.what, What::Said(said) if said.pupil == pupil)
        };
        let all = self.list.messages.iter().filter(of);
        all.map(|message| {
            format!(
                "{} {:?}, given {:?}, known {:?}",
                message.id, message.what, message.handed, message.known
            )
        })
        .collect()
    }

    /// Of one partner and pupil nothing later arrives before what is earlier has ended.
    pub(super) fn lanes(&self) -> Agreed {
        let mut last: BTreeMap<(usize, &str, usize), DispatchNo> = BTreeMap::new();
        for delivery in &self.list.deliveries {
            let (document, dispatch) = self.on_record(delivery)?;
            let Some((_, (pupil, _))) = self.documents(document).next() else {
                continue;
            };
            let lane = last
                .entry((delivery.partner, &document.source, pupil))
                .or_insert(DispatchNo::START);
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
