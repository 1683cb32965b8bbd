//! A new key for aliases -> in use; an old one -> out of use, once the operator knows whom that costs.

use super::{Act, AliasKeys, Tell};
use crate::hub::Hub;
use crate::store::{StoreError, Unmatched, Writing};
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::Ordering;

pub(super) async fn rotate(
    hub: &Arc<Hub>,
    version: u32,
    keys: Option<&AliasKeys>,
    act: Act,
    tell: &Tell,
) -> Result<bool, StoreError> {
    let key = match keys.map(|read| read(version)) {
        None => return Ok(tell.no("deze hub heeft geen plek voor sleutels").await),
        Some(Err(why)) => return Ok(tell.no(why).await),
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
    if !hub.store.write(job).await? {
        return Ok(tell
            .no(format!(
                "sleutel {version} is niet de volgende: probeer het opnieuw"
            ))
            .await);
    }
    tell.line(format!("personen worden voortaan met sleutel {version} vastgelegd; oudere sleutels blijven nodig om hen te herkennen"))
        .await;
    Ok(true)
}

/// How it went with an old key.
enum Retired {
    NotInUse,
    Newest,
    Costs(Unmatched),
    Done(Unmatched),
}

#[expect(
    clippy::too_many_lines,
    reason = "half of it is the sentences about each end, which leave with the desk"
)]
pub(super) async fn retire(
    hub: &Arc<Hub>,
    version: u32,
    accept: bool,
    act: Act,
    tell: &Tell,
) -> Result<bool, StoreError> {
    let (now, region) = (hub.now(), hub.catalog.load().region.name.clone());
    let job = move |store: &Writing<'_>| {
        let versions = store.key_versions()?;
        if !versions.contains(&version) {
            return Ok(Retired::NotInUse);
        }
        if versions.first() == Some(&version) {
            return Ok(Retired::Newest);
        }
        let cost = store.unmatched_without(version)?;
        if cost != Unmatched::default() && !accept {
            return Ok(Retired::Costs(cost));
        }
        store.retire_key(version, now)?;
        let Unmatched {
            subjects,
            refused,
            reports,
        } = cost;
        let about = json!({ "version": version, "subjects": subjects, "refused": refused, "reports": reports });
        act.record(store, now, &region, "key.retired", &about)?;
        Ok(Retired::Done(cost))
    };
    let costs = |Unmatched {
                     subjects,
                     refused,
                     reports,
                 }| {
        format!(
            "{subjects} personen (van {refused} is een weigering of beperking bekend) en {reports} meldingsnummers"
        )
    };
    match hub.store.write(job).await? {
        Retired::NotInUse => Ok(tell
            .no(format!("sleutel {version} is niet in gebruik"))
            .await),
        Retired::Newest => Ok(tell
            .no(format!(
                "sleutel {version} is de nieuwste: maak eerst een andere met `schakel key rotate`"
            ))
            .await),
        Retired::Costs(cost) => {
            tell.line(format!(
                "zonder sleutel {version} worden niet meer herkend: {}",
                costs(cost)
            ))
            .await;
            Ok(tell.no("wat zij weigerden wordt dan niet meer gevonden; wie dat aanvaardt geeft `--yes`").await)
        }
        Retired::Done(cost) => {
            hub.consent_epoch.fetch_add(1, Ordering::SeqCst);
            tell.line(format!(
                "sleutel {version} is uit gebruik; niet meer herkend: {}",
                costs(cost)
            ))
            .await;
            Ok(true)
        }
    }
}
