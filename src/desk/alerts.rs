//! Alerts that a person has handled -> closed alerts, on record: one alert, or all alerts of one cause.

use super::{Act, Progress, controller};
use crate::catalog::Catalog;
use crate::clock::Moment;
use crate::hub::Hub;
use crate::number::AlertNo;
use crate::outcome::Code;
use crate::store::{Alert, Cause, Reading, StoreError, Writing};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Alerts in one transaction, and alert numbers in one line of the log.
const CHUNK: u32 = 500;
/// More alerts than this are closed at once only when the operator says that all are meant.
const MANY: usize = 100;

/// Open alerts of one cause, as an operator names them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// An outcome code.
    pub code: String,
    /// The source or the object of the alerts.
    pub of: Option<String>,
    /// The last number that counts; none: all alerts that exist.
    pub last: Option<AlertNo>,
}

/// Whether to close the alerts, and how many of them at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// Only count the alerts.
    DryRun,
    /// Close the alerts, unless they are many.
    Few,
    /// Close the alerts, however many.
    All,
}

/// Result of the wish to close alerts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Handled {
    /// This alert is closed.
    One(AlertNo),
    /// This alert was not open.
    NotOpen(AlertNo),
    /// There is no such outcome code.
    NoCode,
    /// There is no source, queue or partner of this name.
    NoSuch(String),
    /// No alerts of this code are open.
    NoneOpen(Code),
    /// The alerts are only counted.
    Counted(AlertSum),
    /// The alerts are many, and the operator did not say that all are meant.
    Many(AlertSum),
    /// The alerts are closed: all of them when `done` equals the count, else a part.
    All {
        /// The alerts to be closed.
        of: AlertSum,
        /// Number of alerts that are closed.
        done: usize,
    },
}

/// Open alerts of one cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertSum {
    /// The outcome code of the alerts.
    pub code: Code,
    /// Number of alerts.
    pub count: usize,
    /// The last number that counts.
    pub last: AlertNo,
}

pub(super) async fn handle(
    hub: &Arc<Hub>,
    alert: AlertNo,
    act: Act,
) -> Result<Handled, StoreError> {
    let now = hub.now();
    let region = hub.catalog.load().region.name.clone();
    let job = move |store: &Writing<'_>| {
        // one page that begins just before the alert
        let open = store
            .open_alerts(alert.before(), 1)?
            .into_iter()
            .find(|open| open.n == alert);
        let Some(open) = open else { return Ok(false) };
        store.handle_alert(alert, now)?;
        let whose = whose(store, &open, &region)?;
        let about = json!({ "alert": alert, "code": open.code.as_str(), "document": open.document, "dispatch": open.dispatch });
        act.record(store, now, &whose, "alert.handled", &about)?;
        Ok(true)
    };
    Ok(if hub.store.write(job).await? {
        Handled::One(alert)
    } else {
        Handled::NotOpen(alert)
    })
}

/// Closes all alerts of a cause that are open at this moment; alerts raised meanwhile stay open.
pub(super) async fn handle_all(
    hub: &Arc<Hub>,
    group: Group,
    how: How,
    act: &Act,
    progress: &Progress,
) -> Result<Handled, StoreError> {
    let Ok(code) = group.code.parse::<Code>() else {
        return Ok(Handled::NoCode);
    };
    let (known, of) = (
        hub.store
            .read(|store: &Reading<'_>| store.last_alert())
            .await?,
        group.of,
    );
    let cause = Cause {
        code,
        of,
        last: group.last.map_or(known, |last| last.min(known)),
    };
    let counted = cause.clone();
    let count = hub
        .store
        .read(move |store: &Reading<'_>| count(store, &counted))
        .await?;
    if let Some(of) = cause
        .of
        .as_deref()
        .filter(|of| count == 0 && !is_known(&hub.catalog.load(), of))
    {
        return Ok(Handled::NoSuch(of.to_owned()));
    }
    let of = AlertSum {
        code,
        count,
        last: cause.last,
    };
    Ok(match how {
        _ if count == 0 => Handled::NoneOpen(code),
        How::DryRun => Handled::Counted(of),
        How::Few if count > MANY => Handled::Many(of),
        How::Few | How::All => Handled::All {
            done: close(hub, &cause, count, act, progress).await?,
            of,
        },
    })
}

/// Closes the alerts of a cause, a chunk in each transaction. Returns the number of alerts that were closed.
async fn close(
    hub: &Arc<Hub>,
    cause: &Cause,
    count: usize,
    act: &Act,
    progress: &Progress,
) -> Result<usize, StoreError> {
    let (mut after, mut done) = (AlertNo::START, 0);
    loop {
        let (chunked, act, now, region) = (
            cause.clone(),
            act.clone(),
            hub.now(),
            hub.catalog.load().region.name.clone(),
        );
        let closed = hub
            .store
            .write(move |store: &Writing<'_>| chunk(store, &chunked, after, &act, now, &region))
            .await?;
        let Some((last, closed)) = closed else { break };
        (after, done) = (last, done + closed);
        if !progress.say(done, count).await {
            break; // the operator does not listen any more; closed alerts are on record
        }
    }
    Ok(done)
}

/// Whether a source, a queue or a partner of the catalog has this name.
fn is_known(catalog: &Catalog, of: &str) -> bool {
    let queue = of.split_once('.').is_some_and(|(before, source)| {
        ["in", "dlq", "answer"].contains(&before) && catalog.sources.contains_key(source)
    });
    queue
        || catalog.sources.contains_key(of)
        || catalog.partners.iter().any(|partner| partner.is_named(of))
}

fn count(store: &Reading<'_>, cause: &Cause) -> Result<usize, StoreError> {
    let (mut after, mut count) = (AlertNo::START, 0);
    while let Some((last, some)) = page(store, cause, after)? {
        (after, count) = (last, count + some.len());
    }
    Ok(count)
}

fn page(
    store: &Reading<'_>,
    cause: &Cause,
    after: AlertNo,
) -> Result<Option<(AlertNo, Vec<Alert>)>, StoreError> {
    let open = store.open_alerts_of(cause, after, CHUNK)?;
    Ok(open.last().map(|last| last.n).map(|last| (last, open)))
}

/// Closes one chunk of alerts in one transaction, with a line in the log for each controller and object. Returns the
/// last number and the count.
fn chunk(
    store: &Writing<'_>,
    cause: &Cause,
    after: AlertNo,
    act: &Act,
    now: Moment,
    region: &str,
) -> Result<Option<(AlertNo, usize)>, StoreError> {
    let Some((last, open)) = page(store, cause, after)? else {
        return Ok(None);
    };
    let mut groups: BTreeMap<(String, Option<String>), Vec<AlertNo>> = BTreeMap::new();
    for alert in &open {
        store.handle_alert(alert.n, now)?;
        let of = alert.source.clone().or_else(|| alert.about.clone());
        groups
            .entry((whose(store, alert, region)?, of))
            .or_default()
            .push(alert.n);
    }
    for ((whose, of), alerts) in groups {
        let about = json!({ "code": cause.code.as_str(), "of": of, "count": alerts.len(), "alerts": alerts });
        act.record(store, now, &whose, "alerts.handled", &about)?;
    }
    Ok(Some((last, open.len())))
}

/// The controller to whose log an alert belongs: that of the document, else the hub's own region.
fn whose(store: &Writing<'_>, alert: &Alert, region: &str) -> Result<String, StoreError> {
    match alert.document {
        Some(document) => controller(store, document),
        None => Ok(region.to_owned()),
    }
}
