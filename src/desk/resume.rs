//! A queue that was set aside -> read again, on record.

use super::{Act, Operated, Tell};
use crate::store::{StoreError, Writing};
use serde_json::json;

pub(super) async fn resume(
    operated: &Operated<'_>,
    queue: String,
    act: Act,
    tell: &Tell,
) -> Result<bool, StoreError> {
    let aside = operated
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
    let hub = operated.hub;
    let (now, region, about) = (
        hub.now(),
        hub.catalog.load().region.name.clone(),
        json!({ "queue": queue }),
    );
    // on record first: what was in it may end the hub
    hub.store
        .write(move |store: &Writing<'_>| act.record(store, now, &region, "queue.resumed", &about))
        .await?;
    if let Some(incoming) = operated.incoming {
        incoming.resume(&queue);
    }
    tell.line(format!("`{queue}` wordt weer gelezen")).await;
    Ok(true)
}
