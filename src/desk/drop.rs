//! A dispatch that must not go -> dropped at a moment when the dispatch is not in flight; its lane opens.

use super::{Act, Office, controller};
use crate::clock::Moment;
use crate::hub::Hub;
use crate::hub::later;
use crate::hub::outgoing::Ordered;
use crate::number::DispatchNo;
use crate::outcome::Code;
use crate::store::{Dispatch, State, StoreError, Writing};
use futures_util::FutureExt;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::timeout;

/// Longer than any attempt: the broker has confirmed by then, or not.
const PATIENCE: Duration = Duration::from_secs(60);

/// Result of the wish to drop a dispatch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dropped {
    /// The dispatch will not be sent, and the dispatches that waited behind it go on.
    Done,
    /// There is no such dispatch.
    Unknown,
    /// The dispatch had ended before.
    Ended(Ended),
    /// The hub is stopping, and nothing has changed.
    Stopping,
    /// The hub stopped before the end of the dispatch was known.
    Unsure,
    /// The dispatch is in flight and does not come back.
    InFlight,
}

/// The end of a dispatch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub struct Ended {
    /// Final state.
    pub state: State,
    /// Moment of the end.
    pub at: Option<Moment>,
}

pub(super) async fn end(
    office: &Office<'_>,
    seq: DispatchNo,
    act: Act,
) -> Result<Dropped, StoreError> {
    let _connected = office.connected.read().await;
    let Some(dispatch) = office
        .hub
        .store
        .read(move |store| store.dispatch(seq))
        .await?
    else {
        return Ok(Dropped::Unknown);
    };
    if let Some(before) = ended(&dispatch) {
        return Ok(Dropped::Ended(before));
    }
    let (reply, dropped) = oneshot::channel();
    let hub = Arc::clone(office.hub);
    let job = async move {
        // the operator has stopped waiting: nothing may happen behind the operator's back
        if !reply.is_closed() {
            drop(reply.send(write(&hub, seq, act).await));
        }
    };
    match office
        .outgoing
        .alone(&dispatch.partner, seq, job.boxed())
        .await
    {
        Ordered::Given => {}
        Ordered::Nobody(job) => job.await,
        Ordered::Stopping => return Ok(Dropped::Stopping),
    }
    match timeout(PATIENCE, dropped).await {
        Ok(Ok(done)) => done,
        Ok(Err(_)) => Ok(Dropped::Unsure),
        Err(_) => Ok(Dropped::InFlight),
    }
}

/// Drops the dispatch, unless it has ended meanwhile.
async fn write(hub: &Hub, seq: DispatchNo, act: Act) -> Result<Dropped, StoreError> {
    let (now, catalog) = (hub.now(), hub.catalog.load_full());
    let job = move |store: &Writing<'_>| {
        let Some(before) = store.dispatch(seq)? else {
            return Ok(Dropped::Unknown);
        };
        if !store.dropped(seq, now)? {
            return Ok(ended(&before).map_or(Dropped::Done, Dropped::Ended));
        }
        store.handle_alerts_of_dispatch(seq, now)?;
        let whose = controller(store, before.document)?;
        let about = json!({
            "dispatch": seq, "document": before.document, "partner": before.partner.to_string(),
            "code": Code::Dropped.as_str(), "was": before.state.as_str(), "failed": before.code.map(Code::as_str),
        });
        act.record(store, now, &whose, "drop", &about)?;
        later::ended(store, &catalog, &before, Code::Dropped, now)?;
        Ok(Dropped::Done)
    };
    hub.store.write(job).await
}

/// The end of a dispatch that cannot be dropped any more.
pub(super) const fn ended(dispatch: &Dispatch) -> Option<Ended> {
    match dispatch.state {
        State::Due | State::Parked => None,
        State::Delivered | State::Dropped | State::Superseded => Some(Ended {
            state: dispatch.state,
            at: dispatch.ended,
        }),
    }
}
