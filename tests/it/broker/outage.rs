//! A broker that is killed: interrupted in between, never hanging, and going on afterwards.

use super::{Hub, PATIENCE, id, message, settings, settle};
use crate::node::{Node, until};
use schakel::broker::{self, Feed, PublishFailure, Publisher};
use schakel::topology::{Wanted, WantedPartner, WantedSource};
use std::collections::BTreeSet;
use std::process::Command;
use std::time::Duration;
use tokio::time::{Instant, timeout};

#[tokio::test]
async fn a_killed_broker_interrupts_and_both_ways_go_on_when_it_is_back() {
    let mut node = Node::start().await.unwrap();
    node.vhost("hub").await.unwrap();
    let url = node.amqp("hub", "guest", "guest");
    let school = WantedSource {
        name: "school".to_owned(),
        user: "school".to_owned(),
    };
    let (sources, partners) = (vec![school], vec![]);
    let wanted = Wanted {
        sources,
        partners,
        hub_user: "guest".to_owned(),
        watcher: None,
        limits: <_>::default(),
    };
    broker::apply(&settings(url.clone()), None, &wanted)
        .await
        .unwrap();
    let publisher = Publisher::new(settings(url.clone()));
    let mailbox = publisher.mailbox("school");
    let publish = async |id: &str| {
        let sent = mailbox.publish(message("in.school", "", id));
        timeout(PATIENCE, sent)
            .await
            .expect("publishing does not hang")
    };
    assert_eq!(publish("before").await, Ok(()));

    node.kill().await;
    let since = Instant::now();
    assert_eq!(publish("during").await, Err(PublishFailure::Interrupted));
    assert!(
        since.elapsed() < Duration::from_secs(5),
        "{:?}",
        since.elapsed()
    );
    let since = Instant::now();
    let window = (0..64).map(|id| mailbox.publish(message("in.school", "", ["a", "b"][id % 2])));
    for sent in futures_util::future::join_all(window).await {
        assert_eq!(sent, Err(PublishFailure::Interrupted));
    }
    assert!(
        since.elapsed() < Duration::from_secs(5),
        "{:?}",
        since.elapsed()
    );
    assert!(!publisher.is_connected());

    node.restart().await.unwrap();
    let mut hub = Hub::consuming(url, Feed::source("school"));
    until("publishing goes on", async || {
        publish("after").await.is_ok()
    })
    .await
    .unwrap();
    let mut seen = BTreeSet::new();
    while !(seen.contains("before") && seen.contains("after")) {
        let arrival = hub.next().await;
        seen.insert(id(&arrival).to_owned());
        settle(arrival);
    }

    node.kill().await;
    node.restart().await.unwrap();
    until("publishing goes on", async || {
        publish("again").await.is_ok()
    })
    .await
    .unwrap();
    while !seen.contains("again") {
        let arrival = hub.next().await;
        seen.insert(id(&arrival).to_owned());
        settle(arrival);
    }
}

#[tokio::test]
async fn a_broker_that_says_nothing_is_a_timeout_and_the_mailbox_goes_on_afterwards() {
    let node = Node::start().await.unwrap();
    node.vhost("hub").await.unwrap();
    let mut settings = settings(node.amqp("hub", "guest", "guest"));
    settings.confirm_timeout = Duration::from_secs(1);
    let partners = vec![WantedPartner {
        exchange: "to.library".to_owned(),
        user: None,
    }];
    let wanted = Wanted {
        sources: vec![],
        partners,
        hub_user: "guest".to_owned(),
        watcher: None,
        limits: <_>::default(),
    };
    broker::apply(&settings, None, &wanted).await.unwrap();
    let library = Publisher::new(settings).mailbox("library");
    let publish = async |id: &str| {
        let sent = library.publish(message("to.library", "", id));
        timeout(PATIENCE, sent)
            .await
            .expect("publishing does not hang")
    };
    // a busy machine needs more than that second for a first connection
    until("publishing begins", async || {
        publish("before").await.is_ok()
    })
    .await
    .unwrap();

    let broker = node.pids()[0].to_string();
    let signal = |signal: &str| {
        Command::new("kill")
            .args([signal, &broker])
            .status()
            .unwrap()
    };
    assert!(signal("-STOP").success());
    assert_eq!(publish("during").await, Err(PublishFailure::Timeout));
    assert!(signal("-CONT").success());
    until("publishing goes on", async || {
        publish("after").await.is_ok()
    })
    .await
    .unwrap();
}

/// A mailbox whose exchange was gone asks after it on a throw-away channel, and the broker takes its time to answer.
#[tokio::test]
async fn what_waited_long_for_its_channel_is_not_sent_but_asked_again() {
    let node = Node::start().await.unwrap();
    node.vhost("hub").await.unwrap();
    let settings = settings(node.amqp("hub", "guest", "guest"));
    let partners = vec![WantedPartner {
        exchange: "to.library".to_owned(),
        user: None,
    }];
    let wanted = Wanted {
        sources: vec![],
        partners,
        hub_user: "guest".to_owned(),
        watcher: None,
        limits: <_>::default(),
    };
    broker::apply(&settings, None, &wanted).await.unwrap();
    let library = Publisher::new(settings).mailbox("library");
    let in_time = async |sent| {
        timeout(PATIENCE, sent)
            .await
            .expect("publishing does not hang")
    };
    assert_eq!(
        in_time(library.publish(message("to.nobody", "", "nobody"))).await,
        Err(PublishFailure::Unroutable)
    );

    let broker = node.pids()[0].to_string();
    let signal = |signal: &str| {
        Command::new("kill")
            .args([signal, &broker])
            .status()
            .unwrap()
    };
    assert!(signal("-STOP").success());
    let mut old = std::pin::pin!(library.publish(message("to.library", "", "old")));
    let mut behind = std::pin::pin!(library.publish(message("to.library", "", "behind")));
    let both = futures_util::future::join(&mut old, &mut behind);
    assert!(
        timeout(Duration::from_millis(1500), both).await.is_err(),
        "the broker says nothing"
    );
    assert!(signal("-CONT").success());
    let both = timeout(PATIENCE, futures_util::future::join(old, behind)).await;
    assert_eq!(
        both.expect("publishing does not hang"),
        (
            Err(PublishFailure::Interrupted),
            Err(PublishFailure::Interrupted)
        )
    );
    assert_eq!(
        in_time(library.publish(message("to.library", "", "ruled anew"))).await,
        Ok(())
    );
}
