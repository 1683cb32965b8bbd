//! The folders of the catalog -> the catalog of the running hub, whole; or every complaint, and nothing has changed.

use super::{Act, Catalogs, Operated, Tell};
use crate::catalog::Catalog;
use crate::catalog::complaint::Complaint;
use crate::dutch;
use crate::hub::tell_of_orphans;
use crate::store::{StoreError, Writing};
use crate::topology::{AccountLimits, Wanted};
use serde_json::json;
use std::sync::Arc;
use tracing::{error, info};

pub(super) async fn reload(
    operated: &Operated<'_>,
    catalogs: &Arc<Catalogs>,
    act: Act,
    tell: &Tell,
) -> Result<bool, StoreError> {
    let hub = operated.hub;
    let old = hub.catalog.load_full();
    let (now, catalogs) = (hub.now(), Arc::clone(catalogs));
    // the hub goes on while it is read, compiled and proven
    let read = tokio::task::spawn_blocking(move || catalogs()).await;
    let new = match read {
        Ok(Ok(new)) => Arc::new(new),
        Ok(Err(complaints)) => return refuse(operated, &old, complaints, act, tell).await,
        Err(_) => {
            return Ok(tell
                .no("het lezen is afgebroken: er is niets veranderd; zie het log van de hub")
                .await);
        }
    };
    if new.version == old.version {
        tell.line(format!(
            "er is niets veranderd: de catalogus is {}",
            old.version
        ))
        .await;
        return Ok(true);
    }
    let (region, from, to) = (
        new.region.name.clone(),
        old.version.clone(),
        new.version.clone(),
    );
    let job = move |store: &Writing<'_>| {
        act.record(
            store,
            now,
            &region,
            "reload",
            &json!({ "catalog": to, "before": from }),
        )
        .map(drop)
    };
    hub.store.write(job).await?;
    take_over(operated, &new).await;
    info!(
        catalog = new.version,
        before = old.version,
        "the catalog was reloaded"
    );
    drop(tell_of_orphans(hub).await?);
    tell.line(format!(
        "de catalogus is nu {} (was {})",
        new.version, old.version
    ))
    .await;
    for line in missing(operated, &old, &new).await {
        tell.line(line).await;
    }
    Ok(true)
}

/// The old catalog stays, and every complaint is told.
async fn refuse(
    operated: &Operated<'_>,
    old: &Catalog,
    complaints: Vec<Complaint>,
    act: Act,
    tell: &Tell,
) -> Result<bool, StoreError> {
    for complaint in &complaints {
        tell.line(complaint.to_string()).await;
    }
    let count = complaints.len();
    error!(
        complaints = count,
        catalog = old.version,
        "the new catalog is refused, the old one stays"
    );
    let (region, version) = (old.region.name.clone(), old.version.clone());
    let now = operated.hub.now();
    let job = move |store: &Writing<'_>| {
        act.record(
            store,
            now,
            &region,
            "reload.refused",
            &json!({ "complaints": count, "catalog": version }),
        )
    };
    operated.hub.store.write(job).await?;
    let faults = if count == 1 { "fout" } else { "fouten" };
    Ok(tell
        .no(format!(
            "{count} {faults}: de catalogus blijft {}",
            old.version
        ))
        .await)
}

/// From here on nothing can be refused. What is read of sources that are gone is settled by the old rules first.
async fn take_over(operated: &Operated<'_>, new: &Arc<Catalog>) {
    if let Some(incoming) = operated.incoming {
        incoming.end_gone(new).await;
    }
    operated.hub.catalog.store(Arc::clone(new));
    operated.outgoing.follow(new, operated.mailboxes).await;
    operated.answers.follow(new).await;
    if let Some(incoming) = operated.incoming {
        incoming.begin(new);
    }
}

/// What the broker lacks of what is new, and what to do about it.
async fn missing(operated: &Operated<'_>, old: &Catalog, new: &Catalog) -> Vec<String> {
    let Some(incoming) = operated.incoming else {
        return Vec::new();
    };
    let sources = new
        .sources
        .values()
        .filter(|source| !old.sources.contains_key(&source.name));
    let known = |exchange: &str| {
        old.partners
            .iter()
            .any(|partner| partner.exchange == exchange)
    };
    let partners = new
        .partners
        .iter()
        .filter(|partner| !known(&partner.exchange));
    let wanted = Wanted {
        watcher: None,
        limits: AccountLimits::default(),
        sources: sources.map(|source| source.as_ref().into()).collect(),
        partners: partners.map(|partner| partner.as_ref().into()).collect(),
        hub_user: String::new(),
    };
    if wanted.sources.is_empty() && wanted.partners.is_empty() {
        return Vec::new();
    }
    let mut lines = match incoming.missing(&wanted).await {
        Ok(missing) => missing
            .into_iter()
            .map(|object| format!("ontbreekt op de broker: {object}"))
            .collect::<Vec<_>>(),
        Err(error) => vec![format!(
            "of de broker alles heeft is niet te zien: {}",
            dutch::of_topology(&error)
        )],
    };
    if !lines.is_empty() {
        lines.push("draai `schakel topology`: die maakt wat ontbreekt".to_owned());
    }
    lines
}
