//! A queue that was set aside -> read again, on record.

use super::{Act, Office};
use crate::store::{StoreError, Writing};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Result of the wish to read a queue again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Resumed {
    /// The queue is read again.
    Done,
    /// The queue was not set aside; these queues are.
    NotAside(Vec<String>),
}

pub(super) async fn resume(
    office: &Office<'_>,
    queue: &str,
    act: Act,
) -> Result<Resumed, StoreError> {
    let _connected = office.connected.read().await;
    let aside = office
        .incoming
        .map(|incoming| incoming.aside())
        .unwrap_or_default();
    if !aside.iter().any(|name| name == queue) {
        return Ok(Resumed::NotAside(aside));
    }
    let hub = office.hub;
    let (now, region, about) = (
        hub.now(),
        hub.catalog.load().region.name.clone(),
        json!({ "queue": queue }),
    );
    // on record first: a message of the queue may end the hub
    hub.store
        .write(move |store: &Writing<'_>| act.record(store, now, &region, "queue.resumed", &about))
        .await?;
    if let Some(incoming) = office.incoming {
        incoming.resume(queue);
    }
    Ok(Resumed::Done)
}
