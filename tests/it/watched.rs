//! What machines see of a running hub: counts without anything of a person, whether it lives, whether it is ready; and that its stop has a bound.

use crate::faults::Report;
use crate::given::catalog;
use crate::node::until;
use crate::shared::own_node;
use crate::world::World;
use rusqlite::Connection;
use schakel::health::{Health, Weight};
use schakel::metrics::{End, Metrics};
use schakel::outcome::{Code, Outcome};
use schakel::store::{PartnerWaiting, Sizes, Waiting};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

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

/// Holds back every write of the hub for as long as it lives.
fn stall(world: &World) -> Connection {
    let db = Connection::open(world.path("schakel.sqlite")).unwrap();
    db.busy_timeout(Duration::from_secs(30)).unwrap();
    db.execute_batch("BEGIN IMMEDIATE").unwrap();
    db
}

/// Counts of everything, also of what the catalog does not know.
fn filled() -> Metrics {
    let (catalog, metrics) = (catalog(), Metrics::default());
    let person = "999900031 Noor";
    metrics.recorded(
        catalog,
        [
            (person, "proeftuin-wijk", Outcome::Routed),
            ("meander", person, Outcome::Stopped(Code::Invalid)),
            (person, "", Outcome::Routed),
        ]
        .into_iter(),
    );
    metrics.tried(catalog, person, End::Failed(Code::Timeout));
    metrics.tried(
        catalog,
        "00000099000000001100/leerplicht",
        End::Delivered(Duration::from_secs(2)),
    );
    let waits = PartnerWaiting {
        due: 3,
        parked: 1,
        oldest: Some(0),
    };
    let partners = [person, "0/other"]
        .map(|partner| (partner.to_owned(), waits))
        .into();
    metrics.waiting(
        catalog,
        Some(&Waiting {
            partners,
            alerts: [(Code::Timeout, 2)].into(),
            oldest_alert: Some(4000),
        }),
        9000,
    );
    metrics.watch_connection("consuming", || true);
    metrics.sizes(Sizes {
        wal_bytes: 4096,
        disk_free_bytes: Some(7 << 30),
    });
    metrics
}

#[test]
fn what_the_catalog_does_not_know_is_no_label() {
    let (catalog, metrics) = (catalog(), filled());
    let page = metrics.render(catalog).unwrap();
    for line in [
        "schakel_documents_total{source=\"other\",outcome=\"routed\",code=\"\"} 2",
        "schakel_documents_total{source=\"meander\",outcome=\"stopped\",code=\"validate.invalid\"} 1",
        "schakel_labelled_documents_total{label=\"proeftuin-wijk\",outcome=\"routed\"} 1",
        "schakel_dispatches_total{partner=\"other\",end=\"failed\",code=\"send.timeout\"} 1",
        "schakel_dispatches_total{partner=\"00000099000000001100/leerplicht\",end=\"delivered\",code=\"\"} 1",
        "schakel_dispatches_due{partner=\"other\"} 6",
        "schakel_dispatches_due{partner=\"00000099000000001100/leerplicht\"} 0",
        "schakel_dispatches_oldest_due_seconds{partner=\"other\"} 9",
        "schakel_alerts_open{code=\"send.timeout\"} 2",
        "schakel_alerts_oldest_seconds 5",
        "schakel_batch_documents_sum 3.0",
        "schakel_store_answers 1",
        "schakel_store_wal_bytes 4096",
        "schakel_store_disk_free_bytes 7516192768",
    ] {
        assert!(page.lines().any(|own| own == line), "`{line}` in {page}");
    }
    assert!(!page.contains("9999") && !page.contains("Noor"), "{page}");
    metrics.waiting(catalog, None, 9000);
    let page = metrics.render(catalog).unwrap();
    assert!(
        page.contains("schakel_store_answers 0")
            && page.contains("schakel_dispatches_due{partner=\"other\"} 6"),
        "{page}"
    );
}

/// Every metric that can be read is in the table for who operates it.
#[test]
fn the_night_watch_knows_every_metric() {
    let page = filled().render(catalog()).unwrap();
    let told = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/operating.md"))
        .unwrap();
    let names: Vec<&str> = page
        .lines()
        .filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next())
        .collect();
    assert!(names.len() >= 16, "{page}");
    for name in names {
        assert!(
            told.contains(name),
            "docs/operating.md does not tell of `{name}`"
        );
    }
}

#[tokio::test]
async fn everything_that_happened_is_counted_and_nothing_of_a_person_can_be_read() {
    let mut world = World::with("metrics", with_web).await;
    world
        .vhost
        .node
        .delete_exchange(&world.vhost.name, "to.leerplicht-ommen")
        .await
        .unwrap();
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

#[tokio::test]
async fn a_hub_without_its_broker_lives_and_is_not_ready() {
    let mut world = World::on(own_node("not-ready").await, with_web).await;
    world.start();
    ready(&world).await;
    world.vhost.node.own().kill().await;
    misses(&world, "broker.consuming").await;
    misses(&world, "broker.publishing").await;
    assert_eq!(get(&world, "/leeft").await.unwrap().0, 200);
    assert!(
        get(&world, "/metrics")
            .await
            .unwrap()
            .1
            .contains("schakel_broker_connected{connection=\"publishing\"} 0")
    );
    world.vhost.node.own().restart().await.unwrap();
    ready(&world).await;
    world.stop().await;
}

#[tokio::test]
async fn a_hub_whose_store_stalls_lives_and_is_not_ready_until_it_goes_on() {
    let mut world = World::with("stalled", with_web).await;
    world.start();
    ready(&world).await;
    let stalled = stall(&world);
    misses(&world, "store").await;
    assert_eq!(get(&world, "/leeft").await.unwrap().0, 200);
    assert!(
        get(&world, "/metrics")
            .await
            .unwrap()
            .1
            .contains("schakel_store_answers 1"),
        "it can still be read"
    );
    drop(stalled);
    ready(&world).await;
    world.stop().await;
}

#[tokio::test]
async fn a_stop_has_an_end_also_when_the_store_does_not_answer_and_nothing_is_lost_by_it() {
    let mut world = World::with("bounded", with_web).await;
    world.start_with(&[("SCHAKEL__LIMITS__STOP_SECONDS", "3")]);
    ready(&world).await;
    let stalled = stall(&world);
    let reports = Report::stream(0, 8);
    let own: Vec<_> = reports
        .iter()
        .filter(|report| report.source == "meander")
        .map(|report| report.sent.clone())
        .collect();
    world.send("meander", &own).await;
    misses(&world, "store").await;
    world.ask_to_stop();
    misses(&world, "hub").await;
    let status = world.ended().await;
    assert_eq!(status.code(), Some(1), "{}", world.last_log());
    let log = world.log();
    let said = log
        .lines()
        .find(|line| line.contains("did not stop in time"))
        .unwrap_or_else(|| panic!("{log}"));
    assert!(
        said.contains("ERROR") && said.contains("waits_for=") && said.contains("seconds=3"),
        "{said}"
    );
    drop(stalled);
    world.start();
    let seen = world.settled(i64::try_from(own.len()).unwrap()).await;
    assert_eq!(
        crate::world::total(&seen),
        i64::try_from(own.len()).unwrap()
    );
    world.stop().await;
    world.log_is_whole();
}

#[tokio::test]
async fn a_broker_that_is_frozen_makes_the_hub_not_ready_within_a_quarter_of_a_minute_or_so() {
    let mut world = World::on(own_node("frozen").await, with_web).await;
    world.start();
    ready(&world).await;
    let broker = world.vhost.node.pids()[0].to_string();
    let signal = |name: &str| {
        assert!(
            Command::new("kill")
                .args([name, &broker])
                .status()
                .unwrap()
                .success()
        )
    };
    signal("-STOP");
    let since = Instant::now();
    misses(&world, "broker.consuming").await;
    let took = since.elapsed();
    signal("-CONT");
    assert!(took < Duration::from_secs(18), "{took:?}");
    ready(&world).await;
    world.stop().await;
}

#[test]
fn what_is_wrong_has_a_series_while_it_lasts_and_names_only_what_the_catalog_knows() {
    let (metrics, health) = (Metrics::default(), Health::default());
    let own = health.clone();
    metrics.watch_troubles(move || own.troubles());
    health.wrong(Code::QueueUnread, "in.meander", Weight::Degraded, "een");
    health.wrong(Code::Blocked, "", Weight::NotReady, "twee");
    health.wrong(Code::Unsafe, "jan@voorbeeld.nl", Weight::NotReady, "drie");
    let page = metrics.render(catalog()).unwrap();
    for line in [
        "schakel_trouble{code=\"hub.queue_unread\",about=\"in.meander\"} 1",
        "schakel_trouble{code=\"hub.blocked\",about=\"\"} 1",
        "schakel_trouble{code=\"broker.unsafe\",about=\"other\"} 1",
    ] {
        assert!(page.contains(line), "{line}: {page}");
    }
    health.right(Code::QueueUnread, "in.meander");
    assert!(!metrics.render(catalog()).unwrap().contains("in.meander"));
}
