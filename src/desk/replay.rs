//! Dispatches and documents that an operator names -> due again, or judged again, each on record; or only shown.

mod shown;
mod which;

use crate::clock::Moment;
use crate::number::{DispatchNo, DocumentNo};
pub(super) use which::Found;
pub use which::Which;

pub use shown::{DocumentShown, Found as Shown, Sent};
pub use which::NotFound;

use super::drop::{Ended, ended};
use super::{Act, Office, Progress, controller};
use crate::catalog::Catalog;
use crate::hub::errand::{JudgedAnew, NotJudged};
use crate::party::Party;
use crate::store::{State, StoreError, Writing};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// Dispatches in one transaction, and between two reports of progress.
const DISPATCHES: usize = 100;
/// Documents that the intake judges in one batch: a message or a withdrawal that comes meanwhile waits for no more
/// than these.
const DOCUMENTS: usize = 16;
/// Longest list of names; items beyond this are only counted.
const NAMED: usize = 20;

/// Result of a replay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Replayed {
    /// There is nothing to replay; the reason.
    NotFound(NotFound),
    /// The dispatches and documents are only shown.
    Shown(Shown),
    /// The replay is done, except for the items that were refused.
    Done(ReplayTally),
    /// The replay was broken off: the hub stops, or the operator does not listen any more.
    BrokenOff,
}

/// Counts of a replay.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplayTally {
    /// Dispatches that are due again.
    pub due: usize,
    /// Number of documents for each outcome.
    pub ends: BTreeMap<String, usize>,
    /// The first items that were refused.
    pub refused: Vec<Refused>,
    /// Number of refused items beyond these.
    pub unnamed: usize,
}

/// A dispatch or document that was not replayed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refused {
    /// A dispatch, by its number.
    Dispatch(DispatchNo, NotSent),
    /// A document, by its number.
    Document(DocumentNo, NotJudged),
}

/// Why a dispatch cannot be sent again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotSent {
    /// There is no such dispatch.
    Unknown,
    /// Its partner is not in the catalog.
    NoPartner,
    /// The dispatch is due already.
    StillDue,
    /// The dispatch was delivered, and its content is gone.
    Gone,
    /// The dispatch had ended before.
    Ended(Ended),
}

impl ReplayTally {
    fn refuse(&mut self, refused: Refused) {
        if self.refused.len() < NAMED {
            self.refused.push(refused);
        } else {
            self.unnamed += 1;
        }
    }
}

pub(super) async fn replay(
    office: &Office<'_>,
    which: Which,
    dry_run: bool,
    act: &Act,
    progress: &Progress,
) -> Result<Replayed, StoreError> {
    let turn = if dry_run {
        None
    } else {
        Some(office.replaying.lock().await)
    };
    let found = match which::find(office, which).await? {
        Ok(found) => found,
        Err(why) => return Ok(Replayed::NotFound(why)),
    };
    if turn.is_none() {
        return shown::show(office, &found).await.map(Replayed::Shown);
    }
    carry_out(office, found, act, progress).await
}

/// Replays the dispatches and documents. The caller holds the turn to replay.
pub(super) async fn carry_out(
    office: &Office<'_>,
    found: Found,
    act: &Act,
    progress: &Progress,
) -> Result<Replayed, StoreError> {
    let (of, mut done) = (
        found.dispatches.len() + found.documents.len(),
        ReplayTally::default(),
    );
    let (mut so_far, mut heard) = (0, true);
    for chunk in found.dispatches.chunks(DISPATCHES) {
        send_again(office, chunk.to_vec(), act, &mut done).await?;
        so_far += chunk.len();
        heard = progress.say(so_far, of).await;
        if !heard {
            break;
        }
    }
    for chunk in found.documents.chunks(DOCUMENTS) {
        if !heard || !judge_again(office, chunk.to_vec(), act, &mut done).await? {
            return Ok(Replayed::BrokenOff);
        }
        so_far += chunk.len();
        heard = progress.say(so_far, of).await;
    }
    Ok(Replayed::Done(done))
}

/// Makes dispatches due; the worker has the table asked again before anything is sent.
async fn send_again(
    office: &Office<'_>,
    seqs: Vec<DispatchNo>,
    act: &Act,
    done: &mut ReplayTally,
) -> Result<(), StoreError> {
    let _connected = office.connected.read().await;
    let (now, act, catalog) = (
        office.hub.now(),
        act.clone(),
        office.hub.catalog.load_full(),
    );
    let job = move |store: &Writing<'_>| {
        let mut results = Vec::new();
        for seq in seqs {
            results.push((seq, make_due(store, &catalog, seq, &act, now)?));
        }
        Ok(results)
    };
    let mut partners = BTreeSet::new();
    for (seq, result) in office.hub.store.write(job).await? {
        match result {
            Ok(partner) => {
                done.due += 1;
                partners.insert(partner);
            }
            Err(why) => done.refuse(Refused::Dispatch(seq, why)),
        }
    }
    for partner in &partners {
        office.outgoing.wake(partner);
    }
    Ok(())
}

/// Makes one dispatch due. Returns the partner whose worker must look, or the reason why not.
fn make_due(
    store: &Writing<'_>,
    catalog: &Catalog,
    seq: DispatchNo,
    act: &Act,
    now: Moment,
) -> Result<Result<Party, NotSent>, StoreError> {
    let Some(before) = store.dispatch(seq)? else {
        return Ok(Err(NotSent::Unknown));
    };
    if catalog.partner(&before.partner).is_none() {
        return Ok(Err(NotSent::NoPartner));
    }
    if !store.replayed(seq, now)? {
        return Ok(Err(match before.state {
            State::Delivered => NotSent::Gone,
            _ => ended(&before).map_or(NotSent::StillDue, NotSent::Ended),
        }));
    }
    store.handle_alerts_of_dispatch(seq, now)?;
    let whose = controller(store, before.document)?;
    let about = json!({ "dispatch": seq, "document": before.document, "partner": before.partner.to_string(), "was": before.state.as_str() });
    act.record(store, now, &whose, "replay", &about)?;
    Ok(Ok(before.partner))
}

/// Has the intake judge documents again. False when the hub is stopping.
async fn judge_again(
    office: &Office<'_>,
    documents: Vec<DocumentNo>,
    act: &Act,
    done: &mut ReplayTally,
) -> Result<bool, StoreError> {
    let _connected = office.connected.read().await;
    let Some(judged) = office.intake.judge_again(documents, act.clone()).await else {
        return Ok(false);
    };
    let JudgedAnew { ends, refused } = judged?;
    for (_, outcome) in ends {
        *done.ends.entry(outcome.word().to_owned()).or_default() += 1;
    }
    for (n, why) in refused {
        done.refuse(Refused::Document(n, why));
    }
    Ok(true)
}
