//! What a person says about two subjects that may be one -> one subject, or two for good; on record, and every ruling is asked again.

use super::{Act, Tell};
use crate::hub::Hub;
use crate::hub::record::hex;
use crate::store::{StoreError, Writing};
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::Ordering;

pub(super) async fn answer(
    hub: &Arc<Hub>,
    doubt: i64,
    same: bool,
    act: Act,
    tell: &Tell,
) -> Result<bool, StoreError> {
    let now = hub.now();
    let job = move |store: &Writing<'_>| {
        let Some(open) = store.open_doubt(doubt)? else {
            return Ok(false);
        };
        let told = if same {
            let (from, into) = store.are_one(&open, now)?;
            json!({ "doubt": doubt, "subject": hex(&from.0), "into": hex(&into.0) })
        } else {
            store.are_two(&open, now)?;
            json!({ "doubt": doubt, "subjects": [hex(&open.one.0), hex(&open.other.0)] })
        };
        act.record(
            store,
            now,
            &open.controller,
            if same {
                "subject.merged"
            } else {
                "subject.different"
            },
            &told,
        )?;
        Ok(true)
    };
    if !hub.store.write(job).await? {
        return Ok(tell
            .no(format!(
                "nummer {doubt} staat niet open: kijk met `schakel subjects`"
            ))
            .await);
    }
    hub.consent_epoch.fetch_add(1, Ordering::SeqCst);
    tell.line(match same {
        true => format!("nummer {doubt}: het is dezelfde persoon, en wat over de een gezegd is geldt voor beiden"),
        false => format!("nummer {doubt}: het zijn verschillende personen, en dat blijft zo"),
    })
    .await;
    Ok(true)
}
