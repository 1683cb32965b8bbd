//! What machines see of a running hub: counts without anything of a person, whether it lives, and whether it is ready.

mod metrics;
mod ready;

use crate::faults::Report;
use crate::node::until;
use crate::world::World;
use schakel::outcome::Code;
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::time::Duration;

pub(crate) fn with_web(folder: &Path) {
    let path = folder.join("schakel.toml");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(
        &path,
        format!("{text}\n[web]\nlisten = \"127.0.0.1:0\"\nstore_seconds = 1\n"),
    )
    .unwrap();
}

/// What the hub answers: the status and the page. None when it does not answer.
async fn get(world: &World, page: &str) -> Option<(u16, String)> {
    schakel::tls::install_tls();
    let log = world.log();
    let served = log
        .lines()
        .rfind(|line| line.contains("metrics and health are served"))?;
    let address = served.split("address=").nth(1)?.split_whitespace().next()?;
    let client = reqwest::Client::builder()
        .no_proxy()
        .timeout(Duration::from_secs(20))
        .build()
        .unwrap();
    let answer = client
        .get(format!("http://{address}{page}"))
        .send()
        .await
        .ok()?;
    Some((answer.status().as_u16(), answer.text().await.ok()?))
}

/// A page that must be there.
pub(crate) async fn page(world: &World, page: &str) -> String {
    get(world, page).await.expect("the hub answers").1
}

/// What is missing before it is ready; nothing when it is.
async fn missing(world: &World) -> Option<Vec<String>> {
    let (status, page) = get(world, "/klaar").await?;
    let page: Value = serde_json::from_str(&page).unwrap();
    let missing: Vec<String> = page["ontbreekt"]
        .as_array()?
        .iter()
        .map(|one| one["wat"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(
        (status == 200, page["klaar"].as_bool()),
        (missing.is_empty(), Some(missing.is_empty())),
        "{status}: {page}"
    );
    assert!(missing.is_empty() || status == 503, "{status}");
    Some(missing)
}

/// What `/klaar` names in one of its lists, and of which queue or partner. None when the hub does not answer.
async fn listed(world: &World, list: &str) -> Option<Vec<(String, String)>> {
    let (_, page) = get(world, "/klaar").await?;
    let page: Value = serde_json::from_str(&page).unwrap();
    let text = |one: &Value, field: &str| one[field].as_str().unwrap_or_default().to_owned();
    Some(
        page[list]
            .as_array()?
            .iter()
            .map(|one| (text(one, "wat"), text(one, "over")))
            .collect(),
    )
}

/// Waits until what has this code among what only degrades the hub is about exactly these.
pub(crate) async fn degraded(world: &World, code: Code, about: &[&str]) {
    let mut last = None;
    let so = async || {
        last = listed(world, "verminderd").await;
        let own = last
            .iter()
            .flatten()
            .filter(|(what, _)| what == code.as_str());
        last.is_some()
            && own
                .map(|(_, about)| about.as_str())
                .eq(about.iter().copied())
    };
    let waited = until("it is degraded by these", so).await;
    assert!(
        waited.is_ok(),
        "{code} {about:?} in {last:?}: {}",
        world.last_log()
    );
}

/// The value of a series, with its labels as they stand there; none when there is no such series.
pub(crate) async fn series(world: &World, series: &str) -> Option<f64> {
    let page = page(world, "/metrics").await;
    page.lines()
        .find_map(|line| line.strip_prefix(series)?.strip_prefix(' ')?.parse().ok())
}

#[track_caller]
fn told(world: &World, waited: anyhow::Result<()>) {
    if let Err(error) = waited {
        panic!("{error}: {}", world.last_log());
    }
}

pub(crate) async fn ready(world: &World) {
    told(
        world,
        until("the hub is ready", async || {
            missing(world)
                .await
                .is_some_and(|missing| missing.is_empty())
        })
        .await,
    );
}

pub(crate) async fn misses(world: &World, what: &str) {
    told(
        world,
        until("it is not ready", async || {
            missing(world)
                .await
                .is_some_and(|all| all.iter().any(|one| one == what))
        })
        .await,
    );
}

#[tokio::test]
async fn everything_that_happened_is_counted_and_nothing_of_a_person_can_be_read() {
    let mut world = World::with("metrics", with_web).await;
    world.vhost.delete_exchange("to.leerplicht-ommen").await;
    world.start();
    let reports = Report::stream(0, 60);
    for source in ["meander", "thorbecke"] {
        let own: Vec<_> = reports
            .iter()
            .filter(|report| report.source == source)
            .map(|report| report.sent.clone())
            .collect();
        world.send(source, &own).await;
    }
    let ended = async || {
        world
            .glance()
            .await
            .is_some_and(|seen| crate::world::total(&seen) == 60)
    };
    told(&world, until("all are on record", ended).await);
    let sum = |page: &str, start: &str| -> f64 {
        let lines = page.lines().filter(|line| line.starts_with(start));
        lines
            .map(|line| line.rsplit(' ').next().unwrap().parse::<f64>().unwrap())
            .sum()
    };
    let ommen = "partner=\"00000099000000001100/leerplicht\"";
    let seen = async || {
        let (_, page) = get(&world, "/metrics").await?;
        let failed = page.lines().any(|line| {
            line.contains(ommen) && line.contains("end=\"failed\",code=\"send.unroutable\"")
        });
        let due = page.lines().any(|line| {
            line.starts_with("schakel_dispatches_due{")
                && line.contains(ommen)
                && !line.ends_with(" 0")
        });
        (sum(&page, "schakel_documents_total") == 60.0 && failed && due).then_some(page)
    };
    told(
        &world,
        until("the counts say so", async || seen().await.is_some()).await,
    );
    let page = get(&world, "/metrics").await.unwrap().1;
    let overview = world.overview().await;
    for (outcome, count) in [
        ("routed", overview.routed),
        ("nothing", overview.nothing),
        ("stopped", overview.stopped),
    ] {
        let lines = page.lines().filter(|line| {
            line.starts_with("schakel_documents_total")
                && line.contains(&format!("outcome=\"{outcome}\""))
        });
        let counted: i64 = lines
            .map(|line| line.rsplit(' ').next().unwrap().parse::<i64>().unwrap())
            .sum();
        assert_eq!(counted, count, "{outcome}: {page}");
    }
    assert_eq!(
        sum(&page, "schakel_arrival_to_recorded_seconds_count"),
        60.0
    );
    assert_eq!(sum(&page, "schakel_broker_connected{"), 2.0);
    assert_eq!(sum(&page, "schakel_store_answers"), 1.0);
    assert_eq!(sum(&page, "schakel_catalog_info{"), 1.0);
    assert!(
        page.contains("source=\"meander\",outcome=\"stopped\",code=\"validate.invalid\""),
        "{page}"
    );
    assert!(
        sum(&page, "schakel_batch_documents_count") >= 1.0
            && sum(&page, "schakel_commit_seconds_count") >= 1.0,
        "{page}"
    );
    for report in &reports {
        let number = format!("\"{}\"", report.id);
        assert!(!page.contains(&number), "the id {number}: {page}");
    }
    // a sum may have any digits; what stands before it may not
    let names: String = page
        .lines()
        .map(|line| line.rsplit_once(' ').map_or(line, |(name, _)| name))
        .collect();
    for marker in ["Voorbeeld", "2012-09-17", "9999", "02CD", "01AB"] {
        assert!(!names.contains(marker), "`{marker}`: {page}");
    }
    assert_eq!(get(&world, "/leeft").await.unwrap().0, 200);
    ready(&world).await;
    world.stop().await;
}
