//! The folders of the catalog -> the catalog of the running hub, whole; or every complaint, and nothing has changed.

use super::{Act, Office};
use crate::catalog::Catalog;
use crate::catalog::complaint::Complaint;
use crate::dutch;
use crate::hub::tell_of_orphans;
use crate::store::{StoreError, Writing};
use crate::topology::Wanted;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::sync::Arc;
use tracing::{error, info};

/// Result of the wish to read the catalog again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reloaded {
    /// The new catalog is in force.
    Done {
        /// Version of the new catalog.
        version: String,
        /// Version of the catalog before.
        was: String,
        /// Objects of the new catalog that the broker lacks.
        missing: Lacking,
    },
    /// The catalog is the one in force already.
    Same(String),
    /// The new catalog is refused, and the old version stays.
    Refused {
        /// All complaints about the new catalog.
        complaints: Vec<String>,
        /// The version that stays.
        stays: String,
    },
    /// The reading of the catalog was broken off.
    BrokenOff,
}

/// Objects of a new catalog that the broker lacks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lacking {
    /// These exchanges and queues.
    Objects(Vec<String>),
    /// The broker cannot be asked; the reason as text.
    Unseen(String),
}

pub(super) async fn reload(office: &Office<'_>, act: Act) -> Result<Reloaded, StoreError> {
    let (hub, _alone) = (office.hub, office.connected.write().await);
    let old = hub.catalog.load_full();
    let (now, catalogs) = (hub.now(), Arc::clone(&office.catalogs));
    // the hub goes on while the catalog is read, compiled and proven
    let read = tokio::task::spawn_blocking(move || catalogs()).await;
    let new = match read {
        Ok(Ok(new)) => Arc::new(new),
        Ok(Err(complaints)) => return refuse(office, &old, complaints, act).await,
        Err(_) => return Ok(Reloaded::BrokenOff),
    };
    if new.version == old.version {
        return Ok(Reloaded::Same(old.version.clone()));
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
    take_over(office, &new).await;
    info!(
        catalog = new.version,
        before = old.version,
        "the catalog was reloaded"
    );
    drop(tell_of_orphans(hub).await?);
    Ok(Reloaded::Done {
        version: new.version.clone(),
        was: old.version.clone(),
        missing: missing(office, &old, &new).await,
    })
}

/// Records that a new catalog was refused, and keeps the old one.
async fn refuse(
    office: &Office<'_>,
    old: &Catalog,
    complaints: Vec<Complaint>,
    act: Act,
) -> Result<Reloaded, StoreError> {
    let count = complaints.len();
    error!(
        complaints = count,
        catalog = old.version,
        "the new catalog is refused, the old one stays"
    );
    let (region, version) = (old.region.name.clone(), old.version.clone());
    let now = office.hub.now();
    let job = move |store: &Writing<'_>| {
        act.record(
            store,
            now,
            &region,
            "reload.refused",
            &json!({ "complaints": count, "catalog": version }),
        )
    };
    office.hub.store.write(job).await?;
    Ok(Reloaded::Refused {
        complaints: complaints.iter().map(Complaint::to_string).collect(),
        stays: old.version.clone(),
    })
}

/// Takes the new catalog into use; nothing can be refused from here on. Messages read from sources that are gone are
/// settled by the old rules first.
async fn take_over(office: &Office<'_>, new: &Arc<Catalog>) {
    if let Some(incoming) = office.incoming {
        incoming.end_gone(new).await;
    }
    office.hub.catalog.store(Arc::clone(new));
    office.outgoing.follow(new, office.ways).await;
    office.answers.follow(new, office.ways).await;
    if let Some(incoming) = office.incoming {
        incoming.begin(new);
    }
}

async fn missing(office: &Office<'_>, old: &Catalog, new: &Catalog) -> Lacking {
    let Some(incoming) = office.incoming else {
        return Lacking::Objects(Vec::new());
    };
    let sources = new
        .sources
        .values()
        .filter(|source| !old.sources.contains_key(&source.name));
    let partners = new
        .partners
        .iter()
        .filter(|partner| old.partners.iter().all(|known| known.way != partner.way));
    let wanted = Wanted::of_these(sources, partners);
    if wanted.sources.is_empty() && wanted.partners.is_empty() {
        return Lacking::Objects(Vec::new());
    }
    match incoming.missing(&wanted).await {
        Ok(objects) => Lacking::Objects(objects),
        Err(error) => Lacking::Unseen(dutch::of_topology(&error)),
    }
}
