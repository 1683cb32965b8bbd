//! A person's answer about two subjects that may be one -> one subject, or two for good; on record, and every ruling
//! is asked again.

use super::Act;
use crate::decision::hex;
use crate::hub::Hub;
use crate::number::DoubtNo;
use crate::store::{StoreError, Writing};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::sync::Arc;

/// Result of an answer about a possible match.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MatchAnswered {
    /// This possible match is not open.
    NotOpen,
    /// The two are one from now on.
    One,
    /// They are two for good.
    Two,
}

pub(super) async fn answer(
    hub: &Arc<Hub>,
    doubt: DoubtNo,
    same: bool,
    act: Act,
) -> Result<MatchAnswered, StoreError> {
    let (now, epoch) = (hub.now(), Arc::clone(&hub.consent_epoch));
    let job = move |store: &Writing<'_>| {
        let Some(open) = store.open_doubt(doubt)? else {
            return Ok(None);
        };
        let change = epoch.change();
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
        Ok(Some(change))
    };
    if hub.store.write(job).await?.is_none() {
        return Ok(MatchAnswered::NotOpen);
    }
    Ok(if same {
        MatchAnswered::One
    } else {
        MatchAnswered::Two
    })
}
