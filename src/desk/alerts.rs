//! Alerts that somebody has handled -> closed, on record: one, or all of one cause.

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

/// Alerts in one transaction, and numbers in one line of the log.
const CHUNK: u32 = 500;
/// More than this at once are closed only by who says that it is meant.
const MANY: usize = 100;

/// Which alerts, when it is not one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// An outcome code.
    pub code: String,
    /// Of this source, or about this.
    pub of: Option<String>,
    /// Up to this number; up to the last that there is when not given.
    pub last: Option<AlertNo>,
}

/// Whether it is done, and how sure whoever asks is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// Only say which.
    DryRun,
    /// Unless they are many.
    Few,
    /// However many.
    All,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Handled {
    /// This one is closed.
    One(AlertNo),
    /// This one was not open.
    NotOpen(AlertNo),
    /// There is no such code.
    NoCode,
    /// There is no source, queue or partner of this name.
    NoSuch(String),
    /// None of them are open.
    NoneOpen(Code),
    /// Only counted.
    Counted(AlertSum),
    /// They are many, and whoever asked did not say that all are meant.
    Many(AlertSum),
    /// They are closed; all of them, when so many are `done`.
    All {
        /// What was to be closed.
        of: AlertSum,
        /// How many are.
        done: usize,
    },
}

/// Open alerts of one cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertSum {
    /// The code of all of them.
    pub code: Code,
    /// How many.
    pub count: usize,
    /// Up to this number.
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
        // one page that begins just before it
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

/// All that are open at this moment; what is raised while this goes on stays open.
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
        .filter(|of| count == 0 && !can_be(&hub.catalog.load(), of))
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

/// Closes them, some at a time. How many were closed.
async fn close(
    hub: &Arc<Hub>,
    cause: &Cause,
    count: usize,
    act: &Act,
    progress: &Progress,
) -> Result<usize, StoreError> {
    let (mut after, mut done) = (AlertNo::START, 0);
    loop {
        let (own, act, now, region) = (
            cause.clone(),
            act.clone(),
            hub.now(),
            hub.catalog.load().region.name.clone(),
        );
        let closed = hub
            .store
            .write(move |store: &Writing<'_>| chunk(store, &own, after, &act, now, &region))
            .await?;
        let Some((last, closed)) = closed else { break };
        (after, done) = (last, done + closed);
        if !progress.say(done, count).await {
            break; // nobody listens any more; what is closed is on record
        }
    }
    Ok(done)
}

/// Something that an alert can be of or about.
fn can_be(catalog: &Catalog, of: &str) -> bool {
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

/// Closes some, with a line in the log for each that they belong to, in one transaction. The last number, and how many.
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

/// To whom it belongs: who controls the document, else the hub's own region.
fn whose(store: &Writing<'_>, alert: &Alert, region: &str) -> Result<String, StoreError> {
    match alert.document {
        Some(document) => controller(store, document),
        None => Ok(region.to_owned()),
    }
}
