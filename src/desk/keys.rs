//! A new key for aliases -> in use; an old one -> out of use, once the operator knows which subjects are not
//! recognised any more.

use super::{Act, Office};
use crate::store::{StoreError, Unmatched, Writing};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::sync::Arc;

/// Result of the wish to use a new key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rotated {
    /// The key is in use from now on.
    Done,
    /// This hub has no place to read keys from.
    NoPlace,
    /// The key cannot be read; the reason as text.
    Unreadable(String),
    /// The next version is another one.
    NotNext,
}

pub(super) async fn rotate(
    office: &Office<'_>,
    version: u32,
    act: Act,
) -> Result<Rotated, StoreError> {
    let (hub, _alone) = (office.hub, office.connected.write().await);
    let key = match office.keys.as_ref().map(|read| read(version)) {
        None => return Ok(Rotated::NoPlace),
        Some(Err(why)) => return Ok(Rotated::Unreadable(why)),
        Some(Ok(key)) => key,
    };
    let (now, region) = (hub.now(), hub.catalog.load().region.name.clone());
    let job = move |store: &Writing<'_>| {
        if store.next_key_version()? != version {
            return Ok(false);
        }
        store.adopt_key(version, &key)?;
        act.record(
            store,
            now,
            &region,
            "key.rotated",
            &json!({ "version": version }),
        )?;
        Ok(true)
    };
    Ok(if hub.store.write(job).await? {
        Rotated::Done
    } else {
        Rotated::NotNext
    })
}

/// Result of the wish to take a key out of use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Retired {
    /// The key was not in use.
    NotInUse,
    /// The key is the newest, and another must be made first.
    Newest,
    /// The key is still in use: these would not be recognised without it.
    Costs(Unmatched),
    /// The key is out of use: these are not recognised any more.
    Done(Unmatched),
}

pub(super) async fn retire(
    office: &Office<'_>,
    version: u32,
    accept: bool,
    act: Act,
) -> Result<Retired, StoreError> {
    let (hub, _alone) = (office.hub, office.connected.write().await);
    let (now, region) = (hub.now(), hub.catalog.load().region.name.clone());
    let epoch = Arc::clone(&hub.consent_epoch);
    let job = move |store: &Writing<'_>| {
        let versions = store.key_versions()?;
        if !versions.contains(&version) {
            return Ok((Retired::NotInUse, None));
        }
        if versions.first() == Some(&version) {
            return Ok((Retired::Newest, None));
        }
        let cost = store.unmatched_without(version)?;
        if cost != Unmatched::default() && !accept {
            return Ok((Retired::Costs(cost), None));
        }
        let change = epoch.change();
        store.retire_key(version, now)?;
        let Unmatched {
            subjects,
            refused,
            reports,
        } = cost;
        let about = json!({ "version": version, "subjects": subjects, "refused": refused, "reports": reports });
        act.record(store, now, &region, "key.retired", &about)?;
        Ok((Retired::Done(cost), Some(change)))
    };
    hub.store.write(job).await.map(|(retired, _)| retired)
}
