//! What was counted -> series, whose labels the catalog knows.

use crate::given::catalog;
use crate::moment::ms;
use schakel::health::{Health, Weight};
use schakel::metrics::{CountedEnd, Metrics, PreparedBy};
use schakel::outcome::{Code, Outcome};
use schakel::party::Party;
use schakel::store::{PartnerWaiting, Sizes, WaitingCounts};
use std::fs;
use std::path::Path;
use std::time::Duration;

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
    metrics.tried(
        catalog,
        &Party::new(person, "school"),
        CountedEnd::Failed(Code::Timeout),
    );
    metrics.tried(
        catalog,
        &Party::new("00000099000000001100", "leerplicht"),
        CountedEnd::Delivered(Duration::from_secs(2)),
    );
    metrics.prepared(PreparedBy::Fast, 3);
    metrics.prepared(PreparedBy::Store, 1);
    let waits = PartnerWaiting {
        due: 3,
        parked: 1,
        oldest: Some(ms(0)),
    };
    let partners = [person, "0/other"]
        .map(|partner| (partner.to_owned(), waits))
        .into();
    metrics.waiting(
        catalog,
        Some(&WaitingCounts {
            partners,
            alerts: [(Code::Timeout, 2)].into(),
            oldest_alert: Some(ms(4000)),
        }),
        ms(9000),
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
        "schakel_dispatches_prepared_total{way=\"fast\"} 3",
        "schakel_dispatches_prepared_total{way=\"store\"} 1",
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
    metrics.waiting(catalog, None, ms(9000));
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
