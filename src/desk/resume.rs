//! A queue that was set aside -> read again, on record.

use super::{Act, Office, Tell};
use crate::store::{StoreError, Writing};
use serde_json::json;

pub(super) async fn resume(
    office: &Office<'_>,
    queue: String,
    act: Act,
    tell: &Tell,
) -> Result<bool, StoreError> {
    let _connected = office.connected.read().await;
    let aside = office
        .incoming
        .map(|incoming| incoming.aside())
        .unwrap_or_default();
    if !aside.contains(&queue) {
        let which = match aside.as_slice() {
            [] => "er is geen wachtrij apart gezet".to_owned(),
            some => format!("apart gezet: {}", some.join(", ")),
        };
        return Ok(tell
            .no(format!("`{queue}` is niet apart gezet; {which}"))
            .await);
    }
    let hub = office.hub;
    let (now, region, about) = (
        hub.now(),
        hub.catalog.load().region.name.clone(),
        json!({ "queue": queue }),
    );
    // on record first: what was in it may end the hub
    hub.store
        .write(move |store: &Writing<'_>| act.record(store, now, &region, "queue.resumed", &about))
        .await?;
    if let Some(incoming) = office.incoming {
        incoming.resume(&queue);
    }
    tell.line(format!("`{queue}` wordt weer gelezen")).await;
    Ok(true)
}
