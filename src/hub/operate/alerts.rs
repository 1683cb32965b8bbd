//! An alert that somebody has handled -> closed, on record.

use super::{Act, Tell, controller};
use crate::hub::Hub;
use crate::store::{StoreError, Writing};
use serde_json::json;
use std::sync::Arc;

pub(super) async fn handle(hub: &Arc<Hub>, alert: i64, act: Act, tell: &Tell) -> Result<bool, StoreError> {
    let now = hub.now();
    let region = hub.catalog.load().region.name.clone();
    let job = move |store: &Writing<'_>| {
        // one page that begins just before it
        let open = store.open_alerts(alert.saturating_sub(1), 1)?.into_iter().find(|open| open.n == alert);
        let Some(open) = open else { return Ok(false) };
        store.handle_alert(alert, now)?;
        let whose = match open.document {
            Some(document) => controller(store, document)?,
            None => region.clone(),
        };
        let about = json!({ "alert": alert, "code": open.code.as_str(), "document": open.document, "dispatch": open.dispatch });
        act.record(store, now, &whose, "alert.handled", &about)?;
        Ok(true)
    };
    if hub.store.write(job).await? {
        tell.line(format!("melding {alert} is afgehandeld")).await;
        return Ok(true);
    }
    Ok(tell.no(format!("melding {alert} staat niet open: kijk met `schakel alerts`")).await)
}
