//! A person's answer about two subjects that may be one -> one subject, or two for good; on record, and every ruling
//! is asked again.

use super::Act;
use crate::hub::Hub;
use crate::hub::record::hex;
use crate::number::DoubtNo;
use crate::store::{StoreError, Writing};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::Ordering;

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
        return Ok(MatchAnswered::NotOpen);
    }
    hub.consent_epoch.fetch_add(1, Ordering::SeqCst);
    Ok(if same {
        MatchAnswered::One
    } else {
        MatchAnswered::Two
    })
}
