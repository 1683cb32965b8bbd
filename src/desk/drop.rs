//! A dispatch that must not go -> dropped, at a moment when it is not in flight; its lane opens.

use super::{Act, Office, Tell, controller};
use crate::clock;
use crate::hub::Hub;
use crate::hub::later;
use crate::hub::outgoing::Ordered;
use crate::outcome::Code;
use crate::store::{Dispatch, State, StoreError, Writing};
use futures_util::FutureExt;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::timeout;

/// Longer than any attempt: the broker has confirmed by then, or not.
const PATIENCE: Duration = Duration::from_secs(60);

pub(super) async fn end(
    office: &Office<'_>,
    seq: i64,
    act: Act,
    tell: &Tell,
) -> Result<bool, StoreError> {
    let _connected = office.connected.read().await;
    let Some(dispatch) = office
        .hub
        .store
        .read(move |store| store.dispatch(seq))
        .await?
    else {
        return Ok(tell.no(format!("bezorging {seq} bestaat niet")).await);
    };
    if let Some(why) = ended(&dispatch) {
        return Ok(tell.no(format!("bezorging {seq} {why}")).await);
    }
    let (reply, dropped) = oneshot::channel();
    let hub = Arc::clone(office.hub);
    let job = async move {
        // whoever asked has stopped waiting: nothing may happen behind their back
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
        Ordered::Stopping => return Ok(tell.no("de hub stopt: er is niets veranderd").await),
    }
    match timeout(PATIENCE, dropped).await {
        Ok(Ok(Ok(None))) => {
            tell.line(format!(
                "bezorging {seq} is ingetrokken; wat erachter wachtte gaat verder"
            ))
            .await;
            Ok(true)
        }
        Ok(Ok(Ok(Some(why)))) => Ok(tell.no(format!("bezorging {seq} {why}")).await),
        Ok(Ok(Err(error))) => Err(error),
        Ok(Err(_)) => Ok(tell
            .no("de hub stopt: kijk na de volgende start of de bezorging er nog staat")
            .await),
        Err(_) => Ok(tell
            .no(format!(
                "bezorging {seq} is onderweg en komt niet terug: probeer het straks weer"
            ))
            .await),
    }
}

/// Why not, when it has ended meanwhile.
async fn write(hub: &Hub, seq: i64, act: Act) -> Result<Option<String>, StoreError> {
    let (now, catalog) = (hub.now(), hub.catalog.load_full());
    let job = move |store: &Writing<'_>| {
        let Some(before) = store.dispatch(seq)? else {
            return Ok(Some("bestaat niet".to_owned()));
        };
        if !store.dropped(seq, now)? {
            return Ok(ended(&before));
        }
        store.handle_alerts_of_dispatch(seq, now)?;
        let whose = controller(store, before.document)?;
        let about = json!({
            "dispatch": seq, "document": before.document, "partner": before.partner.to_string(),
            "code": Code::Dropped.as_str(), "was": before.state.as_str(), "failed": before.code.map(Code::as_str),
        });
        act.record(store, now, &whose, "drop", &about)?;
        later::ended(store, &catalog, &before, Code::Dropped, now)?;
        Ok(None)
    };
    hub.store.write(job).await
}

/// What cannot be dropped any more.
pub(super) fn ended(dispatch: &Dispatch) -> Option<String> {
    let how = match dispatch.state {
        State::Due | State::Parked => return None,
        State::Delivered => "is al bezorgd",
        State::Dropped => "is al ingetrokken",
        State::Superseded => "is al vervangen door een latere",
    };
    let when = dispatch
        .ended
        .map(|at| format!(" op {}", clock::rfc3339(at)))
        .unwrap_or_default();
    Some(format!("{how}{when}"))
}
